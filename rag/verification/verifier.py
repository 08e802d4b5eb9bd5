"""Check each statement of a written answer against the passages that it was written from.

A statement is judged by the passages that it cites, then by the others; if another passage
supports it, its citation is changed. A statement that no passage supports is struck:
「全市有九十家诊所」 where the source reads 「全市有六十家诊所」. In its place stands the sentence that it
distorts, if there is one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from rag.answer import Citation, Hit
from rag.blocks import AnswerBlock, Span, plain_text
from rag.verification.answer_text import AnswerStatement, emphasis, parse, to_blocks
from rag.verification.check import Judgement, Verdict, check
from rag.verification.coverage import Content, matched_runs
from rag.verification.windows import Evidence, Window, depth

Outcome = Literal["supported", "repaired", "unsupported"]

OTHERS = 2  # passages that a statement does not cite by which it is judged


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one statement: its judgement, and whether its citation was repaired."""

    statement: AnswerStatement
    judgement: Judgement
    repaired: bool = False

    @property
    def outcome(self) -> Outcome:
        """Whether the statement stands, with its own citation or another, or is struck."""
        if self.judgement.verdict != "supported":
            return "unsupported"
        return "repaired" if self.repaired else "supported"

    @property
    def verdict(self) -> Verdict | Literal["repaired"]:
        """The outcome by name; of a struck statement what is wrong with it."""
        return "repaired" if self.outcome == "repaired" else self.judgement.verdict

    @property
    def reason(self) -> str:
        """What is wrong with the statement or its source, in Chinese; empty if nothing is."""
        if self.outcome == "unsupported":
            return self.judgement.reason
        moved = "出自别的段落" if self.repaired else ""
        standings = [part.hit.standing for part in (self.window.parts if self.window else ())]
        outdated = any(standing and not standing.in_force for standing in standings)
        return "；".join(filter(None, [moved, "出自已废止或尚未施行的文件" if outdated else ""]))

    @property
    def window(self) -> Window | None:
        """The part of a passage that is quoted for the statement, if any."""
        return self.judgement.window

    @property
    def text(self) -> str:
        """The text in the answer: the statement itself, or the sentence that it distorts."""
        if self.outcome != "unsupported":
            return self.statement.text
        return " ".join(self.window.own_text.split()) if self.window else ""


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


def verify(answer: str, hits: Sequence[Hit], question: str = "") -> Verified:
    """Check every statement of an answer to a question against the passages it was written from.

    The passages are numbered from 1 in the order of `hits`; the citations of the result
    anew, in the order in which they are used.
    """
    lines = parse(answer)
    claims = [s for line in lines for s in line.statements if s.claims]
    evidence = Evidence(hits, question)
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
    """Judge a statement by the passages that it cites, or else by the others that cover most.

    Another passage must cover more of it than the cited ones, which may contradict it.
    """
    cited = [number for number in statement.marks if number in evidence.hits]
    if cited:
        own = check(statement.plain, evidence, cited)
        if own.verdict in ("supported", "unchecked"):
            return Finding(statement, own, statement.marked and len(cited) < len(statement.marks))
    best = own if cited else None
    for number in _others(statement.plain, evidence, cited):
        other = check(statement.plain, evidence, [number])
        if other.verdict == "supported":
            return Finding(statement, other, statement.marked)
        best = best or other
    return Finding(statement, best or check(statement.plain, evidence, []))


def _others(statement: str, evidence: Evidence, cited: Sequence[int]) -> list[int]:
    """Return the passages that cover more of a statement than those cited, best first."""
    content = Content.of(statement)

    def covered(*numbers: int) -> float:
        return depth(content, matched_runs(content.text, evidence.text(numbers)))

    least = covered(*cited)
    others = {number: covered(number) for number in evidence.hits if number not in cited}
    more = [number for number, share in others.items() if share > least]
    return sorted(more, key=lambda number: -others[number])[:OTHERS]


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
        if finding.outcome == "unsupported" and self._overlaps(_key(finding.window)):
            return []
        supports = finding.outcome != "unsupported"
        parts = finding.window.parts if supports else finding.window.parts[:1]
        numbers = [self._numbers.get(_key(part)) or self._cite(_key(part), part) for part in parts]
        text, comma = finding.text, ""
        if text.endswith(("，", ",", "、")):
            text, comma = text[:-1], text[-1]
        return [*emphasis(text, *numbers), *([Span(comma)] if comma else [])]

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
