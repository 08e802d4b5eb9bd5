"""What is learned from: passages as indexing encodes them, and questions with their evidence."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from eval.datasets.gold import Locator
from eval.datasets.matching import middle, squeeze
from eval.datasets.sets import Question, load
from index.loading.loader import read_documents
from index.passages import split_article, unit_text
from index.text.sentences import split_sentences

_SHORT = 6  # a shorter sentence is no evidence merely because a quote contains it


@dataclass(frozen=True)
class Unit:
    """A passage with its context (title, headings, lead), exactly as indexing encodes it.

    `start`: where the passage's own text begins in `text`. The passages of one `document` are
    left out together.
    """

    document: str
    text: str
    start: int

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """Start and end in `text` of the sentences of the passage's own text."""
        spans = split_sentences(self.text[self.start :])
        return [(self.start + a, self.start + b) for a, b in spans]


@dataclass(frozen=True, slots=True)
class Example:
    """A question with the rows of the units that answer it.

    `evidence`: for each piece of evidence the rows that hold it, any one of which is enough.
    `sentences`: the row and the number of each sentence that holds some evidence.
    `repeated`: how often the question is seen in an epoch.
    """

    question: str
    evidence: tuple[frozenset[int], ...]
    sentences: frozenset[tuple[int, int]]
    repeated: int = 1

    def moved(self, by: int) -> Example:
        """Return the same question, of passages whose rows are higher by a number."""
        evidence = tuple(frozenset(row + by for row in group) for group in self.evidence)
        sentences = frozenset((row + by, number) for row, number in self.sentences)
        return replace(self, evidence=evidence, sentences=sentences)

    @property
    def rows(self) -> frozenset[int]:
        """All rows that hold some evidence."""
        return frozenset().union(*self.evidence)


@dataclass(frozen=True, slots=True)
class Examples:
    """Questions and the passages among which their evidence is to be found."""

    units: list[Unit] = field(default_factory=list)
    questions: list[Example] = field(default_factory=list)

    def __add__(self, other: Examples) -> Examples:
        """Join two sets of questions with their passages."""
        moved = [example.moved(len(self.units)) for example in other.questions]
        return Examples(self.units + other.units, self.questions + moved)

    def leave_out(self, share: float) -> tuple[Examples, list[Example]]:
        """Split by document: what is trained on, and the questions about the other documents.

        A document falls on the same side in every run. The units keep their rows; those of
        documents that are left out are emptied, so that nothing is learned from them.
        """
        out = {row for row, unit in enumerate(self.units) if _is_left_out(unit.document, share)}
        units = [Unit(u.document, "", 0) if r in out else u for r, u in enumerate(self.units)]
        learned = [example for example in self.questions if not example.rows & out]
        asked = [example for example in self.questions if example.rows & out]
        return Examples(units, learned), asked


def _is_left_out(document: str, share: float) -> bool:
    digest = hashlib.blake2b(document.encode(), digest_size=4).digest()
    return int.from_bytes(digest) < share * 2**32


def from_sets(files: Sequence[Path], corpus: Sequence[Path], repeated: int = 1) -> Examples:
    """Read question sets, and the documents they ask about, cut as indexing cuts them.

    Left out are questions without evidence in the documents, and follow-ups, which can't be
    understood alone.

    Raises:
        QuestionSetError, DocumentError: a file cannot be read.
    """
    articles = read_documents(corpus).articles
    cut = [(a, passage) for a in articles for passage in split_article(a)]
    units = [Unit(a.id, *unit_text(passage, a)) for a, passage in cut]
    row_of = {passage.id: row for row, (_, passage) in enumerate(cut)}
    locator = Locator(articles, (passage for _, passage in cut))
    found = []
    for question in load(files):
        groups = locator.gold(question).evidence if _is_usable(question) else ()
        rows = tuple(frozenset(row_of[i] for i in group) for group in groups if group)
        if rows:
            sentences = _sentences(units, frozenset().union(*rows), question.evidence)
            found.append(Example(question.question, rows, sentences, repeated))
    return Examples(units, found)


def _is_usable(question: Question) -> bool:
    return question.answerable and bool(question.evidence) and not question.history


def _sentences(
    units: Sequence[Unit], rows: Iterable[int], evidence: Iterable[str]
) -> frozenset[tuple[int, int]]:
    """Return the sentences that hold a quote's middle, or that lie inside a quote."""
    quotes = [(squeeze(quote), middle(quote)) for quote in evidence]
    return frozenset(
        (row, number)
        for row in rows
        for number, (start, end) in enumerate(units[row].sentences)
        for text in [squeeze(units[row].text[start:end])]
        if any(core in text or (len(text) > _SHORT and text in quote) for quote, core in quotes)
    )
