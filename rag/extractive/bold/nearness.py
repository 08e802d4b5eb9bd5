"""Measure how well the words around a figure say what the question asks about it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from index.text.characters import character_pairs
from index.text.dictionary import dictionary
from rag.extractive.bold import changes
from rag.extractive.bold.asks import Ask
from rag.extractive.bold.figures import Range
from rag.extractive.bold.stretches import stretches
from rag.question.units import FIGURE

NAMED = 6.0  # what a number of the question before a figure counts, or the counted noun after it
DEADLINE = 40.0  # what 前 after a date adds where a deadline is asked for
OWN = 2.0  # what each pair of the question adds that the sentence alone has
OTHER_YEAR = 3.0  # what it costs a figure that another year governs than the question names

# Limits that are asked for, with the words before one: 最多 with 不得超过.
_LIMITS = (
    (re.compile(r"最[多高大长]|至多|上限|封顶"), re.compile(r"最[多高大长]|至多|超过|上限|封顶")),
    (
        re.compile(r"最[少低小短]|至少|起码"),
        re.compile(r"最[少低小短]|至少|起码|不[得能应]?[少低]于"),
    ),
)
_YEAR = re.compile(r"(?:19|20)\d\d(?=\s?年)")
_YEAR_ASKED = re.compile(r"(?:19|20)\d\d(?!\d)")
_ITEM_END = re.compile(r"[、到至为达]")
# What stands between two figures of one subject: 从2018年的70%上升到2021年的88.93%.
_LINK = re.compile(
    r"(?:19|20)\d\d\s?年?|[从由到至为达的了约近超将已再又则其中左右以上下期末底初年月日]"
    r"|[/／]\s?\S|[直]?接|进一步|[上下]?[升降调涨滑]|提高|增[加长]|减少|降低|突破|大幅|逐步|\W"
)
# A time before which something is done, or from which it holds.
_DEADLINE = re.compile(r"[之以]?前|截[止至]|期限")
_FROM = re.compile(r"起|开始|施行|实施|生效|执行")
# A length of time within which something is done: 多久内 with 三日内.
_WITHIN_ASKED = re.compile(
    r"(?:多久|多长时间|[几多]少?个?(?:工作)?[年月日天小时分钟]{1,2})[之以]?内"
)
_WITHIN = re.compile(r"[之以]?内")
_BEFORE_IT = re.compile(r"\s?(?:\d{1,2}[:：]\d\d)?\s?(?:[之以]?前|截止|为止)")
_FROM_IT = re.compile(r"\s?(?:起|开始|正式)")


@dataclass(frozen=True, slots=True)
class Around:
    """The words around a figure, from the nearest: between its neighbours, clause, sentence.

    `beyond` are those of the text's other sentences.
    """

    before: str
    after: str
    clause: str
    sentence: str
    said_before: str
    beyond: str


def around(text: str, figure: Range) -> Around:
    """Return the words around a figure of a text.

    Where only a link stands between a figure and the one before it, the words before that one
    are near it too.
    """
    start, end = figure
    left, right = stretches(text).clause(start)
    sentence = stretches(text).sentence(start)
    numbers = [one for one in stretches(text).numbers if left <= one[0] < right]
    ends = [left, *(stop for _, stop in numbers if stop <= start)]
    own = before = text[ends[-1] : start]
    while len(ends) > 1 and not _LINK.sub("", before):
        ends.pop()
        before = text[ends[-1] : start]
    following = next((first for first, _ in numbers if first >= end), None)
    after = text[end : right if following is None else following]
    return Around(
        before=before.rpartition("、")[2] if before is own else before,
        after=after if following is None else _ITEM_END.split(after)[0],
        clause=f"{text[left:start]}\n{text[end:right]}",
        sentence=text[slice(*sentence)],
        said_before=text[sentence[0] : start],
        beyond=f"{text[: sentence[0]]}\n{text[sentence[1] :]}",
    )


def fit(ask: Ask, part: str, text: str, figure: Range) -> float:
    """Return how much of the question the words around a figure say, the nearest counting most."""
    near, end = around(text, figure), figure[1]
    own, every = pairs(ask.words), pairs(part)
    beside = f"{near.before}\n{near.after}"
    return (
        NAMED * _named(ask, part, near, text[end:])
        + _of_year(part, near)
        + changes.fit(ask.role, changes.role(near.said_before))
        + (_of_time(ask, text[end : end + 8]) if ask.is_date else 0.0)
        + NAMED * bool(_WITHIN_ASKED.search(ask.words) and _WITHIN.match(text, end))
        + OWN * _does(ask.words, near.after)
        + sum(
            weight * sum(pair in words for pair in wanted)
            for words, wanted, weight in (
                (beside, own, 2.0),
                (beside, every, 1.0),
                (near.clause, own, 1.0),
                (near.clause, every, 1.0),
                (near.sentence, every, 1.0),
                (near.sentence, {pair for pair in every if pair not in near.beyond}, OWN),
            )
        )
    )


def _named(ask: Ask, part: str, near: Around, following: str) -> float:
    """Count what names a figure: a number of the question, the noun, an average, a limit."""
    numbers = set(FIGURE.findall(part)) - set(_YEAR_ASKED.findall(part))
    named = sum(number in near.before for number in numbers)
    counted = bool(ask.noun) and following.startswith(ask.noun)
    averaged = "均" in near.before and "均" in part
    limit = any(asked.search(part) and said.search(near.before) for asked, said in _LIMITS)
    return named + counted + 2 * averaged + limit


@lru_cache(maxsize=256)
def _act(words: str) -> str:
    """Return the last word that says something: 派车 of 多久内要派车."""
    return next((w for w in reversed([*dictionary().cut(words)]) if len(w) > 1), "")


def _does(words: str, after: str) -> bool:
    """Return whether what follows a figure says the act asked about, in one word or apart: 派出车."""
    act = _act(words)
    at = after.find(act[:1]) if len(act) == 2 else -1
    return at >= 0 and act not in after and act[1] in after[at + 1 :]


def _of_year(part: str, near: Around) -> float:
    """Return what the last year before a figure adds, where the question names one.

    Another year costs more where the sentence says the year that is meant.
    """
    asked, said = _YEAR_ASKED.findall(part), _YEAR.findall(near.said_before)
    if not asked or not said:
        return 0.0
    if said[-1] in asked:
        return NAMED
    return -OTHER_YEAR * (4 if any(year in near.sentence for year in asked) else 1)


def _of_time(ask: Ask, following: str) -> float:
    """Return what words after a date add: 前 where a deadline is asked for, 起 where a beginning."""
    deadline = _DEADLINE.search(ask.words) and _BEFORE_IT.match(following)
    begins = _FROM.search(ask.words) and _FROM_IT.match(following)
    return DEADLINE if deadline else NAMED * bool(begins)


@lru_cache(maxsize=256)
def pairs(words: str) -> frozenset[str]:
    """Return the pairs of neighbouring letters and characters of words."""
    return frozenset(pair for pair in character_pairs(words) if pair.isalnum())
