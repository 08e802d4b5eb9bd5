"""Questions in one: each is answered, or the answer says that it has no answer to it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from eval.datasets.matching import squeeze
from eval.metrics.cases import Case
from eval.metrics.marks import remove_marks
from eval.metrics.readability.figures import NONE, Kinds, asked_kinds, asks_when, figures_of
from eval.metrics.readability.rules import words
from eval.metrics.readability.shown import any_of, asked, own_words
from index.text.characters import BASIC_HAN, NUMERALS

_WORDS = words("parts")
_EMPTY = "|".join(sorted(map(re.escape, _WORDS["empty"].split()), key=len, reverse=True))
_MISSING = re.compile(_WORDS["missing"], re.I)
_COMPARES = re.compile(r"区别|不同|不一样|差别|差异|差多少|对比|比较|相比|各自|分别|异同|哪个更")
_SIDES = re.compile(
    r"([^，,。？?的]{2,12}?)[和与跟]([^，,。？?的]{2,12}?)"
    r"(?:[的在有，各]|之间|相比|比较|分别|哪)"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?=年)")
SHARE = 0.15  # of the characters of a part's own words, in an answer that touches it
LEAST = 5  # characters; fewer tell nothing


def parts_unanswered(case: Case) -> list[str]:
    """Measure the share of answers that answer each part of the question or say that it has no
    answer, 0 to 1. Counts all questions that were not refused.

    A part that asks for a figure needs one of its kind, two such parts need two; any other
    part needs some of the characters that only it has, and each side of a comparison too.
    """
    return list(_open_parts(case))[excused(case) :]


def question_parts(question: str) -> list[str]:
    """Return the stretches of a question that ask something, or all of it as one.

    Before a comma only words that cannot be meant otherwise ask: 用了几年，怎么办 is one part.
    """
    found = [
        stretch
        for stretch in re.split(r"(?<=[？?；;。，,、])", question)
        if any_of(_WORDS["asks" if stretch[-1:] in "？?；;。" else "asks_within"]).search(stretch)
    ]
    return found or [question]


def excused(case: Case) -> int:
    """Return how many of an answer's own sentences say that something has no answer."""
    return sum(bool(_MISSING.search(text)) for text in own_words(case))


def _open_parts(case: Case) -> Iterator[str]:
    parts = question_parts(asked(case))
    answer = squeeze(remove_marks(case.result["answer"]))
    wanted: Counter[Kinds] = Counter()
    for part in parts:
        kinds = NONE if asks_when(part) else asked_kinds(part)
        wanted[kinds] += 1
        lacks_figure = bool(kinds) and len(figures_of(answer, kinds)) < wanted[kinds]
        touched = len(parts) == 1 or _touched(part, parts, answer, figure=bool(kinds))
        if lacks_figure or not touched or _left_out(case, part):
            yield part


def _touched(part: str, parts: Sequence[str], answer: str, *, figure: bool) -> bool:
    """Return whether an answer has enough of what only one part has: its year, its characters.

    The year of the first part dates the article, if no part names another.
    """
    years = {year for other in parts for year in _YEAR.findall(other)}
    dates = len(years) == 1 and part is parts[0]
    if not dates and any(year not in answer for year in _YEAR.findall(part)):
        return False
    others = set().union(*(_characters(other) for other in parts if other is not part))
    own = _characters(part) - others
    if figure or len(own) < LEAST:
        return True
    return sum(character in answer for character in own) / len(own) >= SHARE


def _characters(part: str) -> set[str]:
    """Return the characters of a question's words that mean something."""
    return set(re.sub(rf"{_EMPTY}|[^{BASIC_HAN}A-Za-z\d]", "", squeeze(part)))


def _left_out(case: Case, part: str) -> bool:
    """Return whether one side of a comparison is named, and the other only in what was found."""
    match = _SIDES.search(part)
    if not match or not _COMPARES.search(part):
        return False
    told = case.result["answer"] + "".join(c["title"] for c in case.result["citations"])
    alike = min(len(match[1]), len(match[2]))  # of 一类和三类器械, the first two characters each
    a, b = match[1][-alike:], match[2][:alike]
    return (a in told) != (b in told) and _was_found(case, b if a in told else a)


def _was_found(case: Case, name: str) -> bool:
    """Return whether a retrieved passage is of an article on a name, or has it with a number.

    Other words may be in the answer in other words: 医生 as 医务人员.
    """
    passages = case.result["passages"]
    if any(name in passage["title"] for passage in passages):
        return True
    numbered = re.search(rf"[A-Za-z\d{NUMERALS}]", name)
    return bool(numbered) and any(name in passage["text"] for passage in passages)
