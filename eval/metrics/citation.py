"""Can every statement be checked? Citations, quotes, figures."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from eval.datasets.matching import MARK
from eval.metrics.cases import Case, metric

_MARKS = re.compile(rf"(?:{MARK.pattern}\s*)+[。；，、！？.;]?")
_LIST_MARK = re.compile(r"^\s*(?:[-*•]\s+|\d+(?:\.(?!\d)|[、)）])\s*|#+\s+|>\s*)+")
_FIGURE = re.compile(
    r"\d+(?:\.\d+)?(?:[%‰]|个百分点|万亿|[百千万亿]+)?"
    r"|百分之[零〇一二三四五六七八九十百点]+|[一二三四五六七八九十百千两]+(?:成|倍|[万亿]+|分之[一二三四五六七八九十])"
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A piece of an answer and the numbers of the citations that end it."""

    text: str
    marks: tuple[int, ...]


def statements(answer: str) -> list[Statement]:
    """Cut an answer after each run of citation marks and at each line's end.

    Headings, a wholly bold line and lead-ins that end in a colon state nothing by themselves.
    """
    return [piece for line in answer.splitlines() for piece in _pieces(line)]


def figures(text: str) -> set[str]:
    """Find the numbers in a text, with percent sign or magnitude.

    `1,787` gives 1787, `36.4 亿元` gives 36.4亿. Whole numbers are
    compared, so that 13 is not found in 2013.
    """
    folded = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", unicodedata.normalize("NFKC", text))
    return set(_FIGURE.findall(re.sub(r"\s+(?=[%‰百千万亿个])", "", folded)))


def unsupported_figures(case: Case) -> list[tuple[str, list[str]]]:
    """Statements whose figures are missing from their own quotes, with those figures."""
    quotes = {c["n"]: c["quote"] for c in case.result["citations"]}
    found = []
    for statement in statements(case.result["answer"]):
        quoted = set().union(*(figures(quotes.get(n, "")) for n in statement.marks))
        if statement.marks and (missing := figures(statement.text) - quoted):
            found.append((statement.text, sorted(missing)))
    return found


@metric
def cited_article_precision(case: Case) -> float | None:
    """Share of the cited articles that are gold; answers without citations left out."""
    cited = _cited_articles(case)
    if not case.gold.articles or not cited:
        return None
    return len(cited & set(case.gold.articles)) / len(cited)


@metric
def cited_article_recall(case: Case) -> float | None:
    """Share of the gold articles that the answer cites; a refusal cites none."""
    if not case.gold.articles:
        return None
    gold = set(case.gold.articles)
    return len(_cited_articles(case) & gold) / len(gold)


@metric
def statements_cited(case: Case) -> float | None:
    """Share of an answer's statements that end in a citation the answer really has.

    Citation recall without a judge; after Liu et al., Evaluating Verifiability in Generative
    Search Engines, 2023.
    """
    if not case.answered:
        return None
    known = {c["n"] for c in case.result["citations"]}
    found = statements(case.result["answer"])
    cited = sum(bool(s.marks) and set(s.marks) <= known for s in found)
    return cited / len(found) if found else 0.0


@metric
def quotes_verbatim(case: Case) -> float | None:
    """Share of the quotes that equal `article.text[start:end]`."""
    citations = case.result["citations"]
    if not citations:
        return None
    return sum(_verbatim(case, citation) for citation in citations) / len(citations)


@metric
def figures_supported(case: Case) -> float | None:
    """Share of the cited statements whose figures all stand in the quotes they cite."""
    cited = [s for s in statements(case.result["answer"]) if s.marks]
    if not case.answered or not cited:
        return None
    return 1 - len(unsupported_figures(case)) / len(cited)


def _pieces(line: str) -> Sequence[Statement]:
    body = _LIST_MARK.sub("", line)
    pieces, start = [], 0
    for run in _MARKS.finditer(body):
        marks = tuple(int(n) for mark in MARK.findall(run[0]) for n in re.findall(r"\d+", mark))
        pieces.append(Statement(body[start : run.start()].strip(), marks))
        start = run.end()
    rest = body[start:].strip()
    if re.search(r"\w", rest) and not _heading(line):
        pieces.append(Statement(rest, ()))
    return pieces


def _heading(line: str) -> bool:
    bare = line.strip()
    return (
        bare.startswith("#")
        or bare.endswith(("：", ":", "：**", ":**"))
        or (re.fullmatch(r"\*\*[^*]+\*\*", bare) is not None)
    )


def _cited_articles(case: Case) -> set[str]:
    return {_article_id(citation) for citation in case.result["citations"]}


def _article_id(citation: dict[str, Any]) -> str:
    return f"{citation['issue']}/{citation['article_n']}"


def _verbatim(case: Case, citation: dict[str, Any]) -> bool:
    text = case.texts.get(_article_id(citation), "")
    quote: str = citation["quote"]
    return bool(quote) and text[citation["start"] : citation["end"]] == quote
