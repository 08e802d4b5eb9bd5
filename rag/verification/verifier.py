"""Check each statement of a written answer against the passages that it was written from.

A statement is judged by the passages that it cites, then by the others; if another passage
supports it, its citation is changed. A statement that no passage supports is struck:
「全市有九十家诊所」 where the source reads 「全市有六十家诊所」. In its place stands the sentence that it
distorts, if there is one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from index.text.sentences import split_sentences
from rag.answer import Citation, Hit
from rag.blocks import AnswerBlock, Span, plain_text
from rag.checked import CheckedStatement
from rag.checked import Outcome as Told
from rag.verification.answer_text import TABLE, AnswerStatement, Line, parse
from rag.verification.check import Judgement, check
from rag.verification.coverage import COVERED, Content, matched_runs, squeeze
from rag.verification.numbers import has_new_figure
from rag.verification.windows import Evidence, Window, depth
from rag.verification.written.asides import lacked
from rag.verification.written.composing import (
    STRUCK_CELL,
    Citations,
    WrittenLine,
    emphasis,
    joined,
    to_blocks,
)
from rag.verification.written.english import check_english, is_foreign
from rag.verification.written.finding import Finding, Outcome
from rag.verification.written.held_cells import held
from rag.verification.written.tables import Cell

Judge = Callable[[str, Evidence, Sequence[int]], Judgement]

LEAST_THING = 4  # characters of what a source is said to lack, to look for it
CERTAIN = 9.0  # log odds of what stands in a source's table just so
NAMED = 0.5  # share of a row's name that the source of a cell must have
OTHERS = 2  # passages that a statement does not cite by which it is judged


@dataclass(frozen=True, slots=True)
class Verified:
    """An answer of statements that hold, its citations, and how many there were of each kind.

    `checked` tells of each statement what became of it; `lacks` is whether the answer says that
    the sources lack something.
    """

    blocks: tuple[AnswerBlock, ...]
    citations: tuple[Citation, ...]
    findings: tuple[Finding, ...] = field(repr=False, default=())
    checked: tuple[CheckedStatement, ...] = ()
    lacks: bool = False

    @property
    def text(self) -> str:
        """The answer as text, with its new citation marks."""
        return plain_text(self.blocks)

    @property
    def counts(self) -> dict[str, int]:
        """How many statements were supported, repaired, unsupported, unchecked."""
        kinds: tuple[Outcome, ...] = ("supported", "repaired", "unsupported", "unchecked")
        return {kind: sum(f.outcome == kind for f in self.findings) for kind in kinds}


def verify(answer: str, hits: Sequence[Hit], question: str = "") -> Verified:
    """Check every statement of an answer to a question against the passages it was written from.

    The passages are numbered from 1 in the order of `hits`; the citations of the result
    anew, in the order in which they are used.
    """
    evidence = Evidence(hits, question)
    lines = parse(answer)
    known = "\n".join((question, *(hit.passage.text for hit in hits)))
    judged = ((s, _finding(s, evidence, known)) for line in lines for s in line.statements)
    findings = {id(s): finding for s, finding in judged if finding}
    writer = _Writer(findings)
    blocks = to_blocks([writer.line(line) for line in lines])
    lacks = any(
        s.lacks and (id(s) not in findings or findings[id(s)].stands)
        for line in lines
        for s in line.statements
    )
    cited = tuple(writer.citations.made)
    return Verified(blocks, cited, tuple(findings.values()), tuple(writer.checked), lacks)


def _finding(statement: AnswerStatement, evidence: Evidence, known: str) -> Finding | None:
    """Judge a statement; None if there is nothing to judge.

    What the sources are said to lack is judged where it brings a figure of its own (it is `known`
    to neither question nor sources), and told where a source has those very words.
    """
    if statement.claims or (statement.lacks and has_new_figure(statement.text, known)):
        return examine(statement, evidence)
    thing = squeeze(lacked(statement.text)) if statement.lacks else ""
    place = _place_of(thing, evidence) if len(thing) >= LEAST_THING else None
    if place is None:
        return None
    told = f"资料里写到“{lacked(statement.text)}”，请对照原文"
    return Finding(statement, Judgement("unchecked", 0.0, {}, place, told))


def _place_of(words: str, evidence: Evidence) -> Window | None:
    """Return the first sentence that has these squeezed words, None if none has."""
    for number, hit in evidence.hits.items():
        for start, end in split_sentences(hit.passage.text):
            if words in squeeze(hit.passage.text[start:end]):
                return Window(number, hit, start, end, evidence.question)
    return None


def examine(statement: AnswerStatement, evidence: Evidence) -> Finding:
    """Judge a statement by the passages that it cites, or else by the others that cover most.

    Another passage must cover more of it than the cited ones, which may contradict it. What is
    said in English of Chinese passages is judged by those cited alone, if there are any.
    """
    foreign = is_foreign(statement.plain, evidence)
    judge: Judge = check_english if foreign else check
    if statement.cell:
        judge = partial(_check_cell, statement.cell)
    cited = [number for number in statement.marks if number in evidence.hits]
    if cited:
        own = judge(statement.plain, evidence, cited)
        # another passage with an English statement's figures proves too little to cite it instead
        if own.verdict in ("supported", "unchecked") or foreign:
            return Finding(statement, own, statement.marked and len(cited) < len(statement.marks))
    best = own if cited else None
    for numbers in _elsewhere(statement.plain, evidence, cited, foreign=foreign):
        other = judge(statement.plain, evidence, numbers)
        if other.verdict == "supported" or (foreign and other.verdict == "unchecked"):
            return Finding(statement, other, statement.marked)
        best = best or other
    return Finding(statement, best or judge(statement.plain, evidence, []))


def _check_cell(cell: Cell, stated: str, evidence: Evidence, numbers: Sequence[int]) -> Judgement:
    """Judge what a table's cell states: a source's table has it, or a sentence that names the row."""
    if row := held(cell, evidence, numbers):
        return Judgement("supported", CERTAIN, {}, row, "")
    judged = check(stated, evidence, numbers)
    if judged.verdict != "supported" or judged.window is None:
        return judged
    name, source = squeeze(cell.row), squeeze(judged.window.text + judged.window.context)
    if name in source or (matched_runs(name, source) >= COVERED).mean() >= NAMED:
        return judged
    return Judgement(
        "misattributed", judged.log_odds, judged.features, None, f"原文说的不是“{cell.row}”"
    )


def _elsewhere(
    statement: str, evidence: Evidence, cited: Sequence[int], *, foreign: bool
) -> list[list[int]]:
    """Return the other passages to judge by: of another language all at once, else the best."""
    if foreign:
        return [list(evidence.hits)] if evidence.hits else []
    return [[number] for number in _others(statement, evidence, cited)]


def _others(statement: str, evidence: Evidence, cited: Sequence[int]) -> list[int]:
    """Return the passages that cover more of a statement than those cited, best first."""
    content = Content.of(statement)

    def covered(*numbers: int) -> float:
        return depth(content, matched_runs(content.text, evidence.text(numbers)))

    least = covered(*cited)
    others = {number: covered(number) for number in evidence.hits if number not in cited}
    more = [number for number, share in others.items() if share > least]
    return sorted(more, key=lambda number: -others[number])[:OTHERS]


class _Writer:
    """Writes the lines of a checked answer, and notes of each statement what became of it."""

    def __init__(self, findings: dict[int, Finding]) -> None:
        self.citations, self.checked = Citations(), list[CheckedStatement]()
        self._findings = findings

    def line(self, line: Line) -> WrittenLine:
        """Write a line: what stands, and the remarks on what does not."""
        stays = any(s.lacks for s in line.statements)
        if line.prefix == TABLE:
            cells = [self._cell(statement) for statement in line.statements]
            return WrittenLine(TABLE, cells, stays=stays)
        spans, lost = joined(self._written(statement) for statement in line.statements)
        return WrittenLine(line.prefix, [spans], lost, stays)

    def _cell(self, statement: AnswerStatement) -> list[Span]:
        spans, lost = joined([self._written(statement)])
        return spans or ([Span(STRUCK_CELL, remarks=tuple(lost))] if lost else [])

    def _written(self, statement: AnswerStatement) -> tuple[list[Span], CheckedStatement | None]:
        """Write a statement with its citation; nothing for what is struck or said already."""
        finding = self._findings.get(id(statement))
        if finding is None:
            return emphasis(statement.text), None
        told = _told(finding, said=self._is_said(finding))
        parts = finding.window.parts if finding.window and told != "struck" else ()
        cites = self.citations.numbers(parts if finding.stands else parts[:1])
        checked = CheckedStatement(statement.plain, told, finding.verdict, finding.reason, cites)
        self.checked.append(checked)
        spans = emphasis(finding.text, *cites) if told != "struck" else []
        return spans, checked if told != "supported" else None

    def _is_said(self, finding: Finding) -> bool:
        """Return whether a statement's source is quoted already, or would not fit in its cell."""
        if finding.statement.cell:
            return True
        return finding.window is not None and self.citations.overlap(finding.window)


def _told(finding: Finding, *, said: bool) -> Told:
    if finding.outcome == "unsupported":
        return "struck" if finding.window is None or said else "replaced"
    return finding.outcome
