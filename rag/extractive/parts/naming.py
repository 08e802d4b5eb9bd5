"""Tell which of several things that a question asks about a text or what stands above it names."""

from __future__ import annotations

from collections.abc import Sequence

from index.text.characters import character_pairs, letters_and_digits
from rag.evidence.statements import Statement
from rag.question.understanding import Question

NAMED = 0.5  # share of a thing's own bigrams, which the others lack, in a text that names it


def names(text: str, name: str, others: Sequence[str]) -> bool:
    """Return whether a text names a thing by what is its own and not the others'.

    A name without any bigram of its own, as 合格 beside 不合格, counts where it stands outside
    the others.
    """
    own = _bigrams(name).difference(*map(_bigrams, others))
    if own:
        return len(own & _bigrams(text)) >= NAMED * len(own)
    for other in others:
        text = text.replace(other, "")
    return letters_and_digits(name) in letters_and_digits(text)


def names_alone(text: str, question: Question, part: int) -> bool:
    """Return whether a text names the thing that a part is about, and none of the others."""
    things = things_of(question, part)
    named = named_among(text, things)
    return sum(named) == 1 and named[things.index(name_of(question, part))]


def belongs_alone(statement: Statement, question: Question, part: int) -> bool:
    """Return whether a statement, or else what stands above it, names a part's thing alone."""
    things = things_of(question, part)
    if not any(named_among(statement.text, things)):
        above = named_above(statement, things)
        return above is not None and things[above] == name_of(question, part)
    return names_alone(statement.text, question, part)


def named_above(statement: Statement, things: Sequence[str]) -> int | None:
    """Return which thing alone a statement's nearest heading or title says, None if none."""
    above = ([thing in text for thing in things] for text in _texts(statement)[1:])
    named = next((one for one in above if any(one)), [])
    return named.index(True) if sum(named) == 1 else None


def named_among(text: str, things: Sequence[str]) -> list[bool]:
    """Return for each of several things whether a text names it."""
    own = _without_shared_noun(things)
    if own != [*things]:
        return [_stands_in(text, thing, own) for thing in own]
    return [names(text, thing, [t for t in own if t != thing]) for thing in own]


def _stands_in(text: str, name: str, names: Sequence[str]) -> bool:
    """Return whether a name stands in a text, outside the other ones: 经营性 outside 非经营性."""
    for other in names:
        text = text.replace(other, "") if name in other and name != other else text
    return name in text


def _without_shared_noun(things: Sequence[str]) -> list[str]:
    """Return the things without the noun that only the last one of 甲类和乙类药品 has, of them all.

    It begins where the last one has got as far as the others go: 类 of 乙类药品.
    """
    *others, last = things
    ending = {other[-1] for other in others if other}
    cut = max((last.rfind(one) + 1 for one in ending), default=0) if len(ending) == 1 else 0
    if cut < 2 or len(last) - cut < 2 or last[:cut] in others:
        return [*things]
    last = last[:cut]
    return [*(_alike(other, last) for other in others), last]


def _alike(name: str, last: str) -> str:
    """Return a name without what stands before it: 第二类 of 经营第二类 beside 第三类."""
    tail = name[-len(last) :]
    return tail if len(tail) > 1 and tail[0] == last[0] else name


def _texts(statement: Statement) -> tuple[str, ...]:
    """Return a statement's text, its headings, the nearest first, and its article's title."""
    headings = reversed(statement.candidate.passage.headings)
    return (statement.text, *headings, statement.article.title)


def things_of(question: Question, part: int) -> list[str]:
    """Return the names of all things of which the same is asked as in a part; none of others."""
    if not question.shared or not question.shared[part]:
        return []
    alike = (p for p, shared in enumerate(question.shared) if shared == question.shared[part])
    return [name_of(question, p) for p in alike]


def name_of(question: Question, part: int) -> str:
    """Return the words of a part that are its own."""
    return question.text[slice(*question.parts[part])].strip()


def _bigrams(text: str) -> frozenset[str]:
    return frozenset(character_pairs(letters_and_digits(text)))
