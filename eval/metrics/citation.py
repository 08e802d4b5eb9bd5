"""Citation quality: is every statement cited, every quote exact, every figure in its quote?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from eval.metrics.cases import Case, metric
from eval.metrics.marks import MARK_RUN, mark_numbers
from index.text.characters import NUMERALS, half_width

_LIST_MARK = re.compile(r"^\s*(?:[-*•]\s+|\d+(?:\.(?!\d)|[、)）])\s*|#+\s+|>\s*)+")
_FIGURE = re.compile(
    r"\d+(?:\.\d+)?(?:[%‰]|个百分点|万亿|[百千万亿]+)?"
    rf"|百分之[零〇{NUMERALS}百点]+|(?<![{NUMERALS}百千两])[{NUMERALS}百千两]++(?:成|倍|[万亿]+|分之[{NUMERALS}])"
)
_DIVIDER = re.compile(r"\|(?:\s*:?-+:?\s*\|)+")
_OWN_WORDS = re.compile(
    r"(?:是|否|不是|能|不能|可以|不可以|不一定|视情况(?:而定)?|Yes|No)[。，.,]?"
    r"|.{0,100}(?:没有|未)提[到及].{0,40}"
    r"|(?:.{0,60}(?:资料|语料|文章|文件|原文).{0,20})?(?:没有|未)(?:给出|找到|写明|说明|载明|规定|涉及).{0,40}"
    r"|.{0,200}not (?:mention|say|state|give|found).{0,100}"
)


@dataclass(frozen=True, slots=True)
class CitedStatement:
    """A statement of an answer and the numbers of its citations; none if it has no mark."""

    text: str
    marks: tuple[int, ...]


def split_statements(answer: str) -> list[CitedStatement]:
    """Split an answer into statements: after each group of citation marks and at line ends.

    Headings, lines wholly in bold and lead-ins that end in a colon are not statements, nor is
    是。 alone or a line that says what the sources lack. Of a table, each cell is a statement,
    but not its header and, without a mark, not the first cell of a row, which names the row.
    """
    return [
        piece
        for line, below in pairwise([*answer.splitlines(), ""])
        for stretch in _stretches(line, below)
        for piece in _split_line(stretch)
    ]


def figures(text: str) -> set[str]:
    """Find the numbers in a text, each with its percent sign or magnitude.

    `1,787` gives 1787, `36.4 亿元` gives 36.4亿. Comparing sets of whole numbers keeps 13
    from being found in 2013.
    """
    folded = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", half_width(text))
    return set(_FIGURE.findall(re.sub(r"(?<!\s)\s++(?=[%‰百千万亿个])", "", folded)))


def unsupported_figures(case: Case) -> list[tuple[str, list[str]]]:
    """Return cited statements with figures that their quotes lack, and those figures."""
    quotes = {c["n"]: c["quote"] for c in case.result["citations"]}
    found = []
    for statement in split_statements(case.result["answer"]):
        quoted = set().union(*(figures(quotes.get(n, "")) for n in statement.marks))
        if statement.marks and (missing := figures(statement.text) - quoted):
            found.append((statement.text, sorted(missing)))
    return found


@metric
def cited_article_precision(case: Case) -> float | None:
    """Measure the share of the cited articles that are gold articles, 0 to 1.

    Counts questions with gold articles whose answer has a citation.
    """
    cited = _cited_articles(case)
    if not case.gold.articles or not cited:
        return None
    return len(cited & set(case.gold.articles)) / len(cited)


@metric
def cited_article_recall(case: Case) -> float | None:
    """Measure the share of the gold articles that the answer cites, 0 to 1.

    Counts questions with gold articles; a refusal cites none and scores 0.
    """
    if not case.gold.articles:
        return None
    gold = set(case.gold.articles)
    return len(_cited_articles(case) & gold) / len(gold)


@metric
def statements_cited(case: Case) -> float | None:
    """Measure the share of an answer's statements that end in a valid citation mark, 0 to 1.

    A mark is valid if the answer has a citation of its number. Counts all questions that were
    not refused. This is citation recall without a judge, after Liu et al., Evaluating
    Verifiability in Generative Search Engines, 2023.
    """
    if not case.answered:
        return None
    known = {c["n"] for c in case.result["citations"]}
    found = split_statements(case.result["answer"])
    cited = sum(bool(s.marks) and set(s.marks) <= known for s in found)
    return cited / len(found) if found else 0.0


@metric
def quotes_verbatim(case: Case) -> float | None:
    """Measure the share of quotes that equal the article text at their offsets, 0 to 1.

    Counts questions whose answer has a citation.
    """
    citations = case.result["citations"]
    if not citations:
        return None
    return sum(_verbatim(case, citation) for citation in citations) / len(citations)


@metric
def figures_supported(case: Case) -> float | None:
    """Measure the share of cited statements whose figures are all in their quotes, 0 to 1.

    Counts questions that were not refused and whose answer has a cited statement.
    """
    cited = [s for s in split_statements(case.result["answer"]) if s.marks]
    if not case.answered or not cited:
        return None
    return 1 - len(unsupported_figures(case)) / len(cited)


def _stretches(line: str, below: str) -> list[str]:
    """Return a line as it is split on: itself, or the cells of a table's row that state."""
    if not re.match(r"\s*\|.*\|\s*$", line):
        return [line]
    if _DIVIDER.fullmatch(line.strip()) or _DIVIDER.fullmatch(below.strip()):
        return []
    first, *others = line.strip().strip("|").split("|")
    return [first, *others] if MARK_RUN.search(first) else others


def _split_line(line: str) -> Sequence[CitedStatement]:
    body = _LIST_MARK.sub("", line)
    pieces, start = [], 0
    for run in MARK_RUN.finditer(body):
        text = body[start : run.start()].strip()
        pieces.append(CitedStatement(text, mark_numbers(run[0])))
        start = run.end()
    rest = body[start:].strip()
    if re.search(r"\w", rest) and not _is_heading(line) and not _OWN_WORDS.fullmatch(rest):
        pieces.append(CitedStatement(rest, ()))
    return pieces


def _is_heading(line: str) -> bool:
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
