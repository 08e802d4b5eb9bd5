"""A written answer, held to its passages: what they bear out stays, with its exact quote.

Each statement is aligned with the sentences that support it best, first in the passages it
cites, then in the others. What only another passage supports is cited anew; what none
supports gives way to the sentence it distorts, or goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from rag.answer import Citation, Hit
from rag.blocks import AnswerBlock, Span, plain_text
from rag.language.ngrams import content
from rag.language.quantities import fold
from rag.verification.alignment import Evidence, Window, joined
from rag.verification.answer_text import Statement, emphasis, parse, to_blocks
from rag.verification.claim import Claim
from rag.verification.names import names_hold
from rag.verification.negation import contradicts
from rag.verification.numbers import figures_hold
from rag.verification.substitution import slots_hold

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from index.embedding.embedder import Embedder

Outcome = Literal["supported", "repaired", "unsupported"]

SUPPORTED = 0.37  # likeness at which a passage that is cited bears a statement out
ELSEWHERE = 0.45  # the same for a passage that isn't cited
DISTORTED = 0.45  # likeness at which a faulty statement is about its best sentence
DECISIVE = 0.1  # a sentence so near the best that says otherwise settles it
TRIED = 0.25  # windows so much less like a statement than the best are not tried


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of a statement: the window that stands for it, if any."""

    statement: Statement
    outcome: Outcome
    window: Window | None = None
    fault: str = ""

    @property
    def text(self) -> str:
        """What the answer says in its place."""
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


def examine(statement: Statement, evidence: Evidence) -> Finding:
    """Find the window that bears a statement out, or say what is wrong with it."""
    found = _Search(statement, evidence, evidence.no_meaning()).finding()
    if found.fault != "unlike":
        return found
    return _Search(statement, evidence, evidence.meaning(statement.plain)).finding()


class _Search:
    """The search for what supports one statement."""

    def __init__(
        self, statement: Statement, evidence: Evidence, meaning: NDArray[np.float32]
    ) -> None:
        self._statement, self._evidence, self._meaning = statement, evidence, meaning
        self._claim = Claim.of(statement.plain)
        self._nearest: tuple[float, Window] | None = None

    def finding(self) -> Finding:
        """Look in the passages cited, then in the others."""
        statement, known = self._statement, set(self._evidence.windows)
        cited = [n for n in statement.marks if n in known]
        window, fault = self._support(cited, SUPPORTED)
        if window:
            right = not statement.marked or set(statement.marks) <= known
            return Finding(statement, "supported" if right else "repaired", window)
        # Another passage outweighs one cited that says otherwise only if it is more like.
        denied = self._nearest[0] if self._nearest and fault in ("name", "polarity") else 0.0
        window, other_fault = self._support(
            sorted(known - set(cited)), max(denied, ELSEWHERE if cited else SUPPORTED)
        )
        if window:
            return Finding(statement, "repaired" if statement.marked else "supported", window)
        faults = {fault, other_fault} - {"unlike"}
        if faults <= {"figure"} and (stretch := self._stretch(cited or sorted(known))):
            return Finding(statement, "supported", stretch)
        distorts = self._nearest and self._nearest[0] >= DISTORTED
        stand_in = self._nearest[1] if self._nearest and distorts else None
        return Finding(statement, "unsupported", stand_in, min(faults, default="unlike"))

    def _support(self, numbers: Sequence[int], least: float) -> tuple[Window | None, str]:
        """The likest window without a fault, or the likest window's fault."""
        ranked = self._evidence.ranked(self._statement.plain, self._meaning, numbers)
        if ranked and (not self._nearest or ranked[0][0] > self._nearest[0]):
            self._nearest = ranked[0]
        first = "unlike"
        for score, window in ranked:
            if score < max(least, ranked[0][0] - TRIED):
                break
            reason = fault(self._claim, window)
            if not reason:
                return window, ""
            first = reason if first == "unlike" else first
            if reason != "figure" and score > ranked[0][0] - DECISIVE:
                break
        return None, first

    def _stretch(self, numbers: Sequence[int]) -> Window | None:
        """The stretch of one passage that bears a statement out clause by clause."""
        parts = list(_parts(self._statement.plain))
        for number in numbers if len(parts) > 1 else ():
            found = [self._part(part, number) for part in parts]
            windows = [window for window in found if window]
            if len(windows) == len(parts) and (stretch := joined(windows)):
                return stretch
        return None

    def _part(self, part: str, number: int) -> Window | None:
        search = _Search(replace(self._statement, text=part), self._evidence, self._meaning)
        return search._support([number], SUPPORTED)[0]


def _parts(statement: str) -> Iterator[str]:
    """Clauses that say something, each with the year that holds for it."""
    year = ""
    for clause in re.split("[，,；;]", statement):
        said = re.findall(r"\d{4}年", clause)
        if len(content(clause)) >= 4:
            yield clause if said else year + clause
        year = said[-1] if said else year


def fault(claim: Claim, window: Window) -> str:
    """Return `figure`, `name` or `polarity` for what the window doesn't bear out, else nothing."""
    source = fold(window.text)
    if not figures_hold(claim, source, window):
        return "figure"
    if not names_hold(claim, source, window):
        return "name"
    if not slots_hold(claim.text, source, fold(window.hit.article.text), fold(window.around)):
        return "name"
    if contradicts(claim.text, source):
        return "polarity"
    return ""


class _Numbering:
    """Numbers citations in the order of their use; the same quote has one number."""

    def __init__(self) -> None:
        self.citations: list[Citation] = []
        self._numbers: dict[tuple[str, int, int], int] = {}

    def write(self, statement: Statement, finding: Finding | None) -> list[Span]:
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
        article, (_, start, end) = window.hit.article, key
        self.citations.append(
            Citation(number, window.hit.passage, article, article.text[start:end], start, end)
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
