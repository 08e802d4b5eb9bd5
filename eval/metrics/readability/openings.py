"""Quotes that cannot be understood from where they begin."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eval.metrics.cases import Case
from eval.metrics.readability.rules import words
from eval.metrics.readability.shown import Shown, any_of, asked, block_cites, blocks, follows, shown
from index.text.characters import BASIC_HAN, NUMERALS

_WORDS = words("openings")
_LATER = re.compile(rf"第?([二三四五六七八九十])(?:[，,、](?=.)|[是要则](?=[{BASIC_HAN}])|个?方面)")
_ITEM = re.compile(rf"[（(](?:[{NUMERALS}]{{1,3}}|\d{{1,2}})[)）]")
_PREDICATE = re.compile(rf"[{BASIC_HAN}）)”]{{2}}(?:{'|'.join(_WORDS['predicates'].split())})")
_REST = re.compile(rf"其他[{BASIC_HAN}]{{2,6}}$")
_NEAR_START = 20  # characters that may still name nothing that 上述 could mean
_ARTICLE = re.compile(rf"(?:^|\n)\s*第[{NUMERALS}百]+[条章节]")
_INTRODUCED = re.compile(r"[：:]|下列|以下|如下")
_DEMONSTRATIVE = re.compile(
    rf"(?:(?<!应)该(?!项目|[{BASIC_HAN}]{{2}}的[要就必都])[项类种个批份]?|此[次举轮]|这[些一个种项类])"
    rf"([{BASIC_HAN}]{{1,2}})"
)


def dangling_openings(case: Case) -> list[str]:
    """Measure the share of answers in which no quote starts with words that hang on a sentence
    left out, 0 to 1: 因此, 其中, 二是 without 一是, 答：, an item without the line that
    introduces it. Counts all questions that were not refused.
    """
    return [each.text[:24] for each in _unled(case) if _dangles(case, each)]


def lost_pronouns(case: Case) -> list[str]:
    """Measure the share of answers in which no quote points back to something that neither it
    nor anything before it names, 0 to 1: 该, 其, 这, 上述, 前款规定的. Counts all questions
    that were not refused.

    What the question, the article's title or the heading in front names counts as named.
    """
    return [each.text[:24] for each in _unled(case) if _lost(case, each)]


def _unled(case: Case) -> Iterator[Shown]:
    """Yield the quotes whose preceding sentence is not shown before them."""
    found = shown(case)
    for place, each in enumerate(found):
        if not follows(each, found[:place], case.texts.get(each.article, "")):
            yield each


def _dangles(case: Case, each: Shown) -> bool:
    start = each.text.lstrip('“”"‘「')
    if any(any_of(_WORDS[kind]).match(start) for kind in ("connectives", "elliptic")):
        return True
    if later := _LATER.match(start):
        return not _counted_before(case, each, later)
    return bool(_ITEM.match(start)) and _is_fragment(start) and not _introduced(case, each)


def _counted_before(case: Case, each: Shown, later: re.Match[str]) -> bool:
    """Return whether the number before a later one (一是 before 二是) was shown."""
    style = re.escape(later[0]).replace(later[1], f"[{NUMERALS}]")
    before = "".join(block["text"] for block in blocks(case)[: each.place])
    return later[0].endswith("、") or bool(re.search(style, before))


def _is_fragment(text: str) -> bool:
    """Return whether a numbered item lacks a subject or a predicate: （二）醉酒或者吸毒的；"""
    item = re.split(r"[。；;\n]", text, maxsplit=1)[0]
    end = text[len(item) : len(item) + 1]
    item = _ITEM.sub("", item, count=1).strip()
    if item.endswith("的") or _REST.search(item):
        return True
    return end in "；;" and not _PREDICATE.search(item)


def _introduced(case: Case, each: Shown) -> bool:
    """Return whether words of ours or the article's own line before the items promise them."""
    before = blocks(case)[each.place - 1 : each.place] if each.place else []
    ours = "".join(b["text"] for b in before if b["kind"] != "source" and not block_cites(b))
    text = case.texts.get(each.article, "")
    return bool(_INTRODUCED.search(ours + each.lead)) or any(
        _INTRODUCED.search(other.raw) and not _ARTICLE.search(text[other.end : each.start])
        for other in shown(case)
        if other.place < each.place and other.article == each.article
    )


def _lost(case: Case, each: Shown) -> bool:
    start = each.text.lstrip('“”"‘「')
    known = _named_before(case, each)
    if each.lead:
        return False
    if demonstrative := _DEMONSTRATIVE.match(start):
        return not _names(known, demonstrative[1])
    if any_of(_WORDS["pronouns"]).match(start):
        return True
    return _points_back(each, known)


def _points_back(each: Shown, known: str) -> bool:
    """Return whether the first sentence has 该院 or 前款规定 with nothing that they mean."""
    first = re.split(r"[。！？\n]", each.raw.strip())[0]
    if any_of(_WORDS["paragraph"]).search(first):
        return True
    if match := any_of(_WORDS["backward"]).search(first):
        return match.start() < _NEAR_START
    return any(
        not _names(known + first[: match.start()], match[1])
        for match in _DEMONSTRATIVE.finditer(first)
        if match[0][0] == "该"
    )


def _names(text: str, noun: str) -> bool:
    """Return whether a text names what a demonstrative stands before, by its first character."""
    return noun in text or noun[0] in text


def _named_before(case: Case, each: Shown) -> str:
    """Return all that a reader has read when the quote begins."""
    titles = [c["title"] for c in case.result["citations"] if c.get("title")]
    before = [block["text"] for block in blocks(case)[: each.place]]
    return "".join([asked(case), case.question.question, *titles, *before, each.lead])
