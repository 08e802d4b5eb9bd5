"""Highlight what was asked for in an answer: a figure, a date, an organisation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.text.characters import character_pairs
from rag.blocks import AnswerBlock, embolden
from rag.evidence.statements import Statement, shown
from rag.extractive.asked_names import asks_for_a_name, asks_for_several, names_given
from rag.question.answer_type import is_new
from rag.question.understanding import Question
from rag.question.units import units

MAX_ASKED = 6  # highlighted in one statement, where several are asked for
MAX_SURE = 3  # of those; of more, the ones beside words of the question are
MIN_AHEAD = 2  # bigrams of the question in one clause, more than in any other, that decide

Range = tuple[int, int]

_ASKS_SEVERAL = re.compile(
    r"分别|各[是为有自要占需]?|[哪多][些几]|两[个项者种]|从.{0,8}[到降升增]|respectively", re.I
)
_COUNTED_NOUN = re.compile(r"(?:多少|几)[\u4e00-\u9fff]([\u4e00-\u9fff]{2})")  # 多少个品种
_JOINT = re.compile(r"\s?(?:以[上内]|[至到—–~～－-]|不满|以上不满)?\s?")  # 1倍以上2倍以下
_BOUND = re.compile(r"以[上下内]")
_DAY = re.compile(r"(?<=月)\d{1,2}\s?日")
_UNIT = re.compile(r"(?<=[毫厘公])[升米克里斤顷]|(?<=[平立])方米|(?<=勒)克斯")
_WHEN = re.compile(r"哪一?[年月天日]|几号|何时|时候")
_ITEM = re.compile(r"\d{1,2}[.．、](?=\D)[^\d]{0,3}(?=\d)")  # 3.有 before 50个
_HOW_OFTEN = re.compile(r"多久|几|多长|次")
_ASKED = re.compile(r"几月几[日号]|(?<!今后)(?<![这近前])几|多少|多久|哪年|哪天")
_CLAUSE = re.compile(r"[^，,；;。！？!?：:\n\t]+")


def highlight(
    blocks: Sequence[AnswerBlock], question: Question, chosen: Sequence[Statement]
) -> tuple[AnswerBlock, ...]:
    """Set what was asked for in bold, where it is certain which figure, date or name it is.

    It is looked for in the best statement of each part of the question. It is certain if there
    is only one that the question lacks, if one stands in the clause that says most of the
    question, or if several are asked for.
    """
    return embolden(blocks, _highlighted(question, chosen))


def _highlighted(question: Question, chosen: Sequence[Statement]) -> Iterator[tuple[str, Range]]:
    """Yield what was asked for: a statement's text and a range of it."""
    for part in range(len(question.parts)):
        asked = question.asked_in(part)
        best = max(chosen, key=lambda s: float(s.scores[part]), default=None)
        if best is None:
            continue
        text = best.text if best.kind == "table" else shown(best.text)
        figures = [one for one in asked_figures(text, question, part) if _fits(asked, text, one)]
        counted = _before_counted_noun(asked, text, figures) or figures
        found = _joined(text, [figure.span() for figure in counted])
        if not found and asks_for_a_name(asked):
            found = names_given(text, asked)
        yield from ((text, one) for one in _asked_of(asked, text, found))


def asked_figures(text: str, question: Question, part: int) -> list[re.Match[str]]:
    """Return the figures or dates of a text that may answer a part and the question lacks."""
    unit = units(question.asked_in(part))
    found = unit.asked.finditer(text) if unit else ()
    return [match for match in found if is_new(match[0], question.text)]


def _fits(asked: str, text: str, figure: re.Match[str]) -> bool:
    """Return whether a figure is of the kind asked for: no 每年 for 什么时候, an average if asked."""
    often = figure[0].startswith("每") and not _HOW_OFTEN.search(asked)
    above = text[: figure.start()].endswith(("上", "下")) and figure[0].startswith("一级")
    averaged = "均" in asked and "均" not in _clause(text, figure.start())[0]
    vague = len(figure[0]) < 3 and not re.search(r"\d", figure[0]) and _WHEN.search(asked)
    return not (often or above or averaged or vague)


def _asked_of(asked: str, text: str, found: Sequence[Range]) -> Sequence[Range]:
    """Return those of several ranges that are asked for; none where that is not certain."""
    if len(found) < 2:
        return found
    said = [_said_around(asked, text, one) for one in found]
    if _ASKS_SEVERAL.search(asked) or asks_for_several(asked) or len(_ASKED.findall(asked)) > 1:
        several = [one for one, count in zip(found, said, strict=True) if count[0]]
        kept = several if len(found) > MAX_SURE and len(several) > 1 else found
        return kept if len(kept) <= MAX_ASKED else []
    order = sorted(range(len(found)), key=lambda place: said[place], reverse=True)
    first, second = order[:2]
    (clause, piece), (other_clause, other_piece) = said[first], said[second]
    same = _clause(text, found[first][0]).span() == _clause(text, found[second][0]).span()
    certain = piece > other_piece if same else clause >= other_clause + MIN_AHEAD
    return [found[first]] if certain else []


def _said_around(asked: str, text: str, found: Range) -> tuple[int, int]:
    """Return how many bigrams of the question the clause around a range says, and its item."""
    pairs = {pair for pair in character_pairs(asked) if pair.isalnum()}
    clause = _clause(text, found[0])
    before, after = text[clause.start() : found[0]], text[found[1] : clause.end()]
    item = before.rpartition("、")[2] + "\n" + after.partition("、")[0]
    around = f"{before}\n{after}"
    return sum(pair in around for pair in pairs), sum(pair in item for pair in pairs)


def _clause(text: str, at: int) -> re.Match[str]:
    """Return the clause that holds an offset, which must not be a punctuation mark."""
    return next(clause for clause in _CLAUSE.finditer(text) if clause.start() <= at < clause.end())


def _joined(text: str, found: Sequence[Range]) -> list[Range]:
    """Join the two ends of a span to one: 1倍以上2倍以下, 10日至20日."""
    joined: list[Range] = []
    for start, end in (_trimmed(text, *one) for one in found):
        if joined and _JOINT.fullmatch(text, joined[-1][1], start):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _trimmed(text: str, start: int, end: int) -> Range:
    """Leave out an item's number before a figure, and take in what belongs to it after: 日, 以下."""
    if number := _ITEM.match(text, start, end):
        start = number.end()
    for form in (_DAY, _UNIT, _BOUND):
        if more := form.match(text, end):
            end = more.end()
    return start, end


def _before_counted_noun(
    asked: str, statement: str, figures: Sequence[re.Match[str]]
) -> list[re.Match[str]]:
    """Return the figures that count the noun asked about: 59个 in 59个品种 for 多少个品种."""
    nouns = tuple(_COUNTED_NOUN.findall(asked))
    return [figure for figure in figures if statement.startswith(nouns, figure.end())]
