"""The blocks of an answer that show an article's own words, each with its place there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from eval.datasets.matching import squeeze
from eval.metrics.cases import Case

SHOWING = ("quote", "item", "text")


@dataclass(frozen=True, slots=True)
class Shown:
    """Text of an article as a block shows it, and where the block's citations lie in it.

    `lead`: the words of ours in front, such as a heading that names the subject. `text`: the
    article's words as shown. `raw`: `article_text[start:end]`, which may begin earlier.
    """

    place: int
    lead: str
    text: str
    article: str
    start: int
    end: int
    raw: str


def blocks(case: Case) -> list[Mapping[str, Any]]:
    """Return the blocks of the answer's JSON."""
    return list(case.result.get("blocks", ()))


def asked(case: Case) -> str:
    """Return the question: for a follow-up as it was rewritten, unless two are only joined."""
    rewritten: str = case.result.get("standalone_question", "")
    follows_up = bool(case.question.history and rewritten) and "；" not in rewritten
    return rewritten if follows_up else case.question.question


def own_words(case: Case) -> list[str]:
    """Return the texts of the blocks that cite nothing: 是。, 没有提到…; no names of sources."""
    return [
        block["text"]
        for block in blocks(case)
        if block["kind"] not in ("source", "heading") and not block_cites(block)
    ]


def block_spans(block: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the spans of a block, those in the cells of a table too."""
    cells = [cell for row in block.get("rows", ()) for cell in row] or [block["spans"]]
    return [span for spans in cells for span in spans]


def block_cites(block: Mapping[str, Any]) -> list[int]:
    """Return the numbers that a block cites."""
    return [n for span in block_spans(block) for n in span["cites"]]


def shown(case: Case) -> list[Shown]:
    """Return what an answer shows word for word, in its order; tables and their rows are not."""
    sources = {citation["n"]: citation for citation in case.result["citations"]}
    return [
        found
        for place, block in enumerate(blocks(case))
        if block["kind"] in SHOWING
        and (cited := [sources[n] for n in block_cites(block) if n in sources])
        and (found := _verbatim(case, place, block["text"], cited))
    ]


def _verbatim(
    case: Case, place: int, text: str, cited: Sequence[Mapping[str, Any]]
) -> Shown | None:
    """Return a block as what it shows, None if its words are not those of one article."""
    articles = {f"{citation['issue']}/{citation['article_n']}" for citation in cited}
    if len(articles) > 1:
        return None
    [article] = articles
    quoted = squeeze("".join(citation["quote"] for citation in cited))
    for lead, words in _readings(text):
        if words and squeeze(words) in quoted:
            start, end = min(c["start"] for c in cited), max(c["end"] for c in cited)
            raw = case.texts.get(article, "")[start:end] or words
            return Shown(place, lead, words, article, start, end, raw)
    return None


def _readings(text: str) -> Iterator[tuple[str, str]]:
    """Yield a text as it stands, then cut after words of ours: 门诊：…, 是。…"""
    text = text.strip(" …⋯")
    yield "", text
    for match in re.finditer(r"[：:。]\s*…*", text[:60]):
        yield text[: match.end()], text[match.end() :].strip(" …")


def follows(each: Shown, before: Sequence[Shown], text: str) -> bool:
    """Return whether what stands in front of a quote in its article was shown before it."""
    return any(
        other.start <= each.start < other.end or _adjoins(text, other.end, each.start)
        for other in before
        if other.article == each.article
    )


def is_followed(each: Shown, others: Sequence[Shown], text: str) -> bool:
    """Return whether what stands behind a quote in its article is shown anywhere."""
    return any(
        other.start < each.end < other.end or _adjoins(text, each.end, other.start)
        for other in others
        if other.article == each.article
    )


def _adjoins(text: str, end: int, start: int) -> bool:
    """Return whether only white space and punctuation lie between two places."""
    return end <= start <= end + 40 and not re.search(r"\w", text[end:start])


@lru_cache(maxsize=64)
def any_of(words: str) -> re.Pattern[str]:
    """Return a pattern for any of the patterns that a string lists, with blanks between."""
    return re.compile("|".join(words.split()), re.I)
