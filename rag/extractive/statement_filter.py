"""Leave out chosen statements that answer nothing: headings alone, numbers of items, repetitions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.text.characters import BASIC_HAN, NUMERALS, character_pairs, letters_and_digits
from index.text.numbering import STYLES
from rag.evidence.statements import Statement, excerpts
from rag.question.units import FIGURE

MIN_CONTENT = 4  # letters after the numbering; a quote with fewer and no figure says nothing
HEADS = ("heading", "caption")  # which answer nothing alone
MIN_LIKE = 20  # letters from which nearly the same words are the same sentence
LIKE = 0.9  # share of a text's pairs of characters that a text saying the same has
GAP = 2  # characters between a heading and the text below it at most

_BARE = re.compile(
    rf"（此件[^（）]{{0,12}}）|[^，。；：]{{0,12}}〔\d{{4}}〕\d+号|[{BASIC_HAN}]{{2,12}}"
    rf"|[{BASIC_HAN}\s]{{0,12}}[\d{NUMERALS}〇○]{{4}}年[\d{NUMERALS}]{{1,3}}月[\d{NUMERALS}]{{1,3}}日\s*"
    r"(?:（[^）]{0,12}）)?"
)
_NUMBER = re.compile(rf"{FIGURE.pattern}|[{NUMERALS}]+")
_NOT = re.compile("[不非未无]")
_SALUTATION = re.compile(
    r"(?!.*(?:[应须]|可以|[下以]列|以下|如下|包括|[是为]))(?:各|国务院|[^，。；：]{2,10}人民政)"
    r"[^。；：]{0,80}[府构门局委厅院会司位关][：:]"
)
_CHAPTER = re.compile(rf"第[{NUMERALS}百\d]+[编章节]")


def has_content(text: str) -> bool:
    """Return whether a text says something after its numbering: 3天, but not （2） nor 二、目标."""
    text = text.strip()
    marks = (pattern.match(text) for pattern in STYLES.values())
    numbering = max((mark.end() for mark in marks if mark), default=0)
    said = letters_and_digits(text[numbering:])
    return len(said) >= MIN_CONTENT or any(character.isdigit() for character in said)


def is_bare(text: str) -> bool:
    """Return whether a text is a file number, a date or a signature alone, and no sentence."""
    return bool(_BARE.fullmatch(text.strip()))


def is_salutation(text: str) -> bool:
    """Return whether a text is the line that says to whom a document goes: 各省人民政府："""
    return bool(_SALUTATION.fullmatch(text.strip()))


def answering(ordered: Sequence[Statement]) -> list[Statement]:
    """Return the statements without headings alone, chapters and repetitions; never none of some.

    Where nothing but headings was chosen, each gets what stands below it.
    """
    starts = {(s.article.id, s.start) for s in ordered}
    kept = [s for s in ordered if s.kind not in HEADS or s.listed or _is_followed(s, starts)]
    kept = [s for s in kept if not (s.kind in HEADS and _CHAPTER.match(s.text))] or kept
    return _once(kept or [part for heading in ordered for part in _with_text_below(heading)])


def unsaid(statements: Sequence[Statement], before: Sequence[Statement]) -> list[Statement]:
    """Return the statements that no earlier one says as well; rows all stay."""
    said = [letters_and_digits(s.text) for s in before if s.kind != "table"]
    return [
        s
        for s in statements
        if s.kind == "table"
        or not any(_repeats(letters_and_digits(s.text), other, equal=True) for other in said)
    ]


def _is_followed(heading: Statement, starts: set[tuple[str, int]]) -> bool:
    """Return whether the text right below a heading was chosen too."""
    below = range(heading.end + 1, heading.end + GAP + 1)
    return any((heading.article.id, at) in starts for at in below)


def _with_text_below(heading: Statement) -> list[Statement]:
    """Return a heading with the first statement below it in its passage, if there is one."""
    candidate, offset = heading.candidate, heading.candidate.passage.start
    for excerpt in excerpts(candidate):
        start, end = offset + excerpt.start, offset + excerpt.end
        if start >= heading.end and excerpt.kind not in HEADS:
            text = heading.article.text[start:end]
            return [heading, replace(heading, kind=excerpt.kind, start=start, end=end, text=text)]
    return [heading]


def _once(statements: Sequence[Statement]) -> list[Statement]:
    """Return the statements without those that another one repeats; rows all stay.

    Another one is any of the same article, or one before it of another article, which may be
    in force where this one no longer is. Of equal ones the first stays.
    """
    said = [letters_and_digits(s.text) for s in statements]
    return [
        one
        for i, one in enumerate(statements)
        if one.kind == "table"
        or not any(
            other.kind != "table"
            and (other.article.id == one.article.id or not one.listed)  # a list stays whole
            and (j < i or (j > i and other.article.id == one.article.id))
            and _repeats(said[i], said[j], equal=j < i)
            for j, other in enumerate(statements)
        )
    ]


def _repeats(one: str, other: str, *, equal: bool) -> bool:
    """Return whether a text says nothing that another does not: all its letters are in it, or
    nearly all, and the same figures and negations. `equal` ones repeat each other.
    """
    if one == other:
        return equal
    if one in other:
        return len(one) >= MIN_CONTENT and not _NOT.match(other[: other.index(one)][-1:])
    pairs = set(character_pairs(one))
    return (
        len(one) >= MIN_LIKE
        and (len(one) < len(other) or (len(one) == len(other) and equal))
        and set(_NUMBER.findall(one)) <= set(_NUMBER.findall(other))
        and len(_NOT.findall(one)) == len(_NOT.findall(other))
        and len(pairs & set(character_pairs(other))) >= LIKE * len(pairs)
    )
