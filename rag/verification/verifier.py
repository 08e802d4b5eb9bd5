"""Check each statement of a written answer against the passages that it was written from.

A statement is aligned with the sentences that support it best, first in the passages that it
cites, then in the others; if another passage supports it, its citation is changed. A statement
that no passage supports is struck: 「全市有九十家诊所」 where the source reads 「全市有六十家诊所」. In its
place stands the sentence that it distorts, if there is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from rag.answer import Citation, Hit
from rag.blocks import AnswerBlock, Span, plain_text
from rag.language.ngrams import content_text
from rag.language.quantities import fold
from rag.verification.alignment import Evidence, Window, merge
from rag.verification.answer_text import AnswerStatement, emphasis, parse, to_blocks
from rag.verification.claim import Claim
from rag.verification.names import names_match
from rag.verification.negation import contradicts
from rag.verification.numbers import numbers_match
from rag.verification.substitution import substitutes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from index.embedding.embedder import Embedder

Outcome = Literal["supported", "repaired", "unsupported"]

Fault = Literal["dissimilar", "figure", "name", "polarity", ""]
"""Why a window does not support a claim; empty if it does."""

# Thresholds on the similarity of a window to a statement.
SUPPORTED = 0.37  # a window of a cited passage supports the statement from here on
ELSEWHERE = 0.45  # a window of another passage supports it from here on
DISTORTED = 0.45  # from here on a false statement distorts its most similar window
DECISIVE = 0.1  # a contradicting window within this of the best rejects the statement
TRIED = 0.25  # windows further than this below the best are not tried


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one statement's check, with the window that is quoted for it, if any."""

    statement: AnswerStatement
    outcome: Outcome
    window: Window | None = None
    fault: Fault = ""

    @property
    def text(self) -> str:
        """The text in the answer: the statement itself, or the sentence that it distorts."""
        if self.outcome != "unsupported":
            return self.statement.text
        return " ".join(self.window.text.split()) if self.window else ""


@dataclass(frozen=True, slots=True)
class Verified:
    """An answer of statements that hold, its citations, and how many there were of each kind."""

    blocks: tuple[AnswerBlock, ...]
    citations: tuple[Citation, ...]
    findings: tuple[Finding, ...] = field(repr=False, default=())

    @property
    def text(self) -> str:
        """The answer as text, with its new citation marks."""
        return plain_text(self.blocks)

    @property
    def counts(self) -> dict[str, int]:
        """How many statements were supported, repaired, unsupported."""
        kinds: tuple[Outcome, ...] = ("supported", "repaired", "unsupported")
        return {kind: sum(f.outcome == kind for f in self.findings) for kind in kinds}


def verify(answer: str, hits: Sequence[Hit], embedder: Embedder) -> Verified:
    """Check every statement of an answer against the passages it was written from.

    The passages are numbered from 1 in the order of `hits`; the citations of the result
    anew, in the order in which they are used.
    """
    lines = parse(answer)
    claims = [s for line in lines for s in line.statements if s.claims]
    evidence = Evidence(hits, embedder)
    findings = {id(s): examine(s, evidence) for s in claims}
    numbering = _Numbering()
    written = [
        (line.prefix, [numbering.write(s, findings.get(id(s))) for s in line.statements])
        for line in lines
    ]
    kept = [(prefix, [span for spans in said for span in spans]) for prefix, said in written]
    return Verified(
        to_blocks(_without_orphans(kept)), tuple(numbering.citations), tuple(findings.values())
    )


def examine(statement: AnswerStatement, evidence: Evidence) -> Finding:
    """Find the window that supports a statement, or the statement's fault.

    Shared words are tried first; sentences are embedded only if no window is similar enough.
    """
    found = _Search(statement, evidence, evidence.no_similarities()).finding()
    if found.fault != "dissimilar":
        return found
    return _Search(statement, evidence, evidence.similarities(statement.plain)).finding()


class _Search:
    """The search for a window that supports one statement.

    `similarities` are those of the statement to all sentences in meaning, (sentences,).
    """

    def __init__(
        self, statement: AnswerStatement, evidence: Evidence, similarities: NDArray[np.float32]
    ) -> None:
        self._statement, self._evidence = statement, evidence
        self._similarities = similarities
        self._claim = Claim.from_statement(statement.plain)
        self._nearest: tuple[float, Window] | None = None

    def finding(self) -> Finding:
        """Search the cited passages, then the others."""
        statement, known = self._statement, set(self._evidence.windows)
        cited = [n for n in statement.marks if n in known]
        window, fault = self._support(cited, SUPPORTED)
        if window:
            right = not statement.marked or set(statement.marks) <= known
            return Finding(statement, "supported" if right else "repaired", window)
        # If a cited passage contradicts it, another one must be more similar to outweigh that.
        denied = self._nearest[0] if self._nearest and fault in ("name", "polarity") else 0.0
        window, other_fault = self._support(
            sorted(known - set(cited)), max(denied, ELSEWHERE if cited else SUPPORTED)
        )
        if window:
            return Finding(statement, "repaired" if statement.marked else "supported", window)
        faults = {fault, other_fault} - {"dissimilar"}
        if faults <= {"figure"} and (merged := self._support_by_clause(cited or sorted(known))):
            return Finding(statement, "supported", merged)
        distorts = self._nearest and self._nearest[0] >= DISTORTED
        stand_in = self._nearest[1] if self._nearest and distorts else None
        return Finding(statement, "unsupported", stand_in, min(faults, default="dissimilar"))

    def _support(self, numbers: Sequence[int], threshold: float) -> tuple[Window | None, Fault]:
        """Return the most similar window without a fault, or else the most similar one's fault."""
        ranked = self._evidence.ranked(self._statement.plain, self._similarities, numbers)
        if ranked and (not self._nearest or ranked[0][0] > self._nearest[0]):
            self._nearest = ranked[0]
        first: Fault = "dissimilar"
        for score, window in ranked:
            if score < max(threshold, ranked[0][0] - TRIED):
                break
            fault = find_fault(self._claim, window)
            if not fault:
                return window, ""
            first = fault if first == "dissimilar" else first
            if fault != "figure" and score > ranked[0][0] - DECISIVE:
                break
        return None, first

    def _support_by_clause(self, numbers: Sequence[int]) -> Window | None:
        """Return the part of one passage that supports a statement clause by clause."""
        parts = list(_clauses_with_year(self._statement.plain))
        for number in numbers if len(parts) > 1 else ():
            found = [self._support_clause(part, number) for part in parts]
            windows = [window for window in found if window]
            if len(windows) == len(parts) and (merged := merge(windows)):
                return merged
        return None

    def _support_clause(self, clause: str, number: int) -> Window | None:
        statement = replace(self._statement, text=clause)
        search = _Search(statement, self._evidence, self._similarities)
        return search._support([number], SUPPORTED)[0]


def _clauses_with_year(statement: str) -> Iterator[str]:
    """Yield the clauses with content, each preceded by the last year named before it."""
    year = ""
    for clause in re.split("[，,；;]", statement):
        said = re.findall(r"\d{4}年", clause)
        if len(content_text(clause)) >= 4:
            yield clause if said else year + clause
        year = said[-1] if said else year


def find_fault(claim: Claim, window: Window) -> Fault:
    """Return what the window contradicts: a figure, a name, the polarity, or nothing."""
    source = fold(window.text)
    if not numbers_match(claim, source, window):
        return "figure"
    if not names_match(claim, source, window):
        return "name"
    if substitutes(claim.text, source, fold(window.hit.article.text), fold(window.around)):
        return "name"
    if contradicts(claim.text, source):
        return "polarity"
    return ""


class _Numbering:
    """Numbers citations in the order of their use; the same quote has one number."""

    def __init__(self) -> None:
        self.citations: list[Citation] = []
        self._numbers: dict[tuple[str, int, int], int] = {}

    def write(self, statement: AnswerStatement, finding: Finding | None) -> list[Span]:
        """Write a statement with its citation; nothing for what is struck or said already."""
        if finding is None:
            return emphasis(statement.text)
        if finding.window is None:
            return []
        key = _key(finding.window)
        if finding.outcome == "unsupported" and self._overlaps(key):
            return []
        number = self._numbers.get(key) or self._cite(key, finding.window)
        text, comma = finding.text, ""
        if text.endswith(("，", ",", "、")):
            text, comma = text[:-1], text[-1]
        return [*emphasis(text, number), *([Span(comma)] if comma else [])]

    def _overlaps(self, key: tuple[str, int, int]) -> bool:
        return any(k[0] == key[0] and k[1] < key[2] and key[1] < k[2] for k in self._numbers)

    def _cite(self, key: tuple[str, int, int], window: Window) -> int:
        number = self._numbers[key] = len(self.citations) + 1
        hit, (_, start, end) = window.hit, key
        quote = hit.article.text[start:end]
        self.citations.append(
            Citation(number, hit.passage, hit.article, quote, start, end, hit.standing)
        )
        return number


def _key(window: Window) -> tuple[str, int, int]:
    start = window.hit.passage.start
    return window.hit.passage.id, start + window.start, start + window.end


def _without_orphans(lines: list[tuple[str, list[Span]]]) -> list[tuple[str, list[Span]]]:
    """Drop headings and lead-ins under which nothing is left."""
    kept: list[tuple[str, list[Span]]] = []
    for prefix, spans in reversed(lines):
        cited = any(span.cites for span in spans)
        follows = any(span.cites for _, later in kept[-3:] for span in later)
        if spans and not cited and not follows:
            continue
        kept.append((prefix, spans))
    return kept[::-1]
