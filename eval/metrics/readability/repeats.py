"""Text that an answer could do without: said before, or no statement at all."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eval.datasets.matching import squeeze
from eval.metrics.cases import Case
from eval.metrics.readability.figures import asked_kinds
from eval.metrics.readability.items import asks_for_list
from eval.metrics.readability.shown import asked, block_cites, blocks, follows, is_followed, shown
from index.text.characters import NUMERALS

_LEAST = 18  # characters of a sentence that counts as said twice
_HEADING = re.compile(
    rf"(?:[（(][{NUMERALS}]+[)）]|[{NUMERALS}]+、|第[{NUMERALS}百]+[章节]|\d{{1,2}}[.．、])[^，,。；：]{{0,20}}[。]?"
)
_NUMBER_ALONE = re.compile(r"[^，。；]{0,12}〔\d{4}〕\d+号[。]?|[\d.,%％年月日]+(?:\s*（[^）]*）)?")
_HEAD = re.compile(rf"[（(][{NUMERALS}]+[)）][^。；\n]{{4,40}}。")  # the rest stands behind it
_QUESTION_ALONE = re.compile(r"[^。；？?]*[？?]")
_LONGEST_HEADING = 30


def said_twice(case: Case) -> list[str]:
    """Measure the share of answers that say nothing twice, 0 to 1: no sentence of 18
    characters or more occurs in two blocks or is contained in another. Counts all questions
    that were not refused.
    """
    seen: list[tuple[int, str]] = []
    faults = []
    for place, sentence in _sentences(case):
        if any(sentence in old or old in sentence for where, old in seen if where != place):
            faults.append(sentence)
        seen.append((place, sentence))
    return faults


def bare_headings(case: Case) -> list[str]:
    """Measure the share of answers in which no quote is a heading, a question, a file number
    or a figure alone, 0 to 1. Counts all questions that were not refused.

    Two headings or more are the items of a list where one is asked for.
    """
    quoted = [b["text"] for b in blocks(case) if b["kind"] == "quote" and block_cites(b)]
    alone = [text for text in quoted if _is_no_statement(case, text.strip())]
    heads = list(_heads(case))
    return alone if asks_for_list(asked(case)) and len(heads) > 1 else alone + heads


def _heads(case: Case) -> Iterator[str]:
    """Yield the quotes of a heading alone, or of the one with which a paragraph begins.

    A heading is not alone where what stands behind it is shown too.
    """
    found = shown(case)
    for place, each in enumerate(found):
        article = case.texts.get(each.article, "")
        if is_followed(each, found, article):
            continue
        behind = article[each.end :].split("\n")[0].strip()
        heads = behind and _HEAD.fullmatch(each.raw.strip())
        if heads or (_is_heading(each.raw.strip()) and not follows(each, found[:place], article)):
            yield each.text


def _sentences(case: Case) -> Iterator[tuple[int, str]]:
    """Yield the long sentences of an answer, each with the number of its block."""
    for place, block in enumerate(blocks(case)):
        if block["kind"] in ("source", "heading"):
            continue
        for sentence in re.split(r"[。！？!?；;\n]", block["text"]):
            if len(squeezed := squeeze(sentence)) >= _LEAST:
                yield place, squeezed


def _is_no_statement(case: Case, text: str) -> bool:
    """Return whether a text is a question or a number, and no date that was asked for."""
    if _QUESTION_ALONE.fullmatch(text):
        return True
    return bool(_NUMBER_ALONE.fullmatch(text)) and not asked_kinds(asked(case))


def _is_heading(text: str) -> bool:
    if text.endswith("的。"):
        return False
    unmarked = len(text) <= _LONGEST_HEADING and not re.search(r"[，,。；;：:！？!?\d]", text)
    return unmarked or bool(_HEADING.fullmatch(text))
