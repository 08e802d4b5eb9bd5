"""Put remarks into a Word document as comments on the sentences, and leave all else as it is.

A sentence is found by its letters, digits and signs: blanks, widths and how Word has cut the
text into runs make no difference. Runs are cut at a sentence's ends; both parts keep the format.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from index.text.characters import half_width
from ui.export.elements import add_link, add_text, printable
from ui.verify.remarks import Remark

AUTHOR, INITIALS = "问策", "问"
LOST = "稿件里没有找到这一句："
_SIGNS = frozenset("|｜*_`#")  # marks of Markdown and between cells, which Word does not have
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"

Ends = tuple[Any, Any]
"""The first and the last run of a sentence."""


def annotate(document: Document, remarks: Sequence[Remark]) -> int:
    """Add a comment for each remark; return how many sentences were not found in the document.

    What is not found is told in a comment on the first words of the document.
    """
    letters = _Letters(document)
    ranges = letters.places([remark.said for remark in remarks])
    ends: list[Ends | None] = [None] * len(remarks)
    # from the end, so that cutting a run leaves the places before it as they are
    for n in sorted(range(len(remarks)), key=lambda n: -(ranges[n] or (0, 0))[0]):
        if (place := ranges[n]) is not None:
            ends[n] = letters.cut(*place)
    first = letters.first()
    for remark, found in zip(remarks, ends, strict=True):
        if (where := found or first) is not None:
            _comment(document, where, remark, lost=found is None)
    return ends.count(None)


def _comment(document: Document, ends: Ends, remark: Remark, lost: bool) -> None:
    body = Paragraph(ends[0].getparent(), document)
    runs = [Run(run, body) for run in ends]
    comment = document.add_comment(runs, "", AUTHOR, INITIALS)
    line = comment.paragraphs[0]
    if lost:
        add_text(line, f"{LOST}{remark.said}")
        line = comment.add_paragraph()
    add_text(line, remark.head, bold=True)
    for quote in remark.quotes:
        add_text(comment.add_paragraph(), f"原文：“{quote.text}”")
        source = comment.add_paragraph()
        about = f"（{quote.about}）" if quote.about else ""
        add_text(source, f"——《{quote.title}》{about} ")
        add_link(source, "查看原文", printable(quote.url))


class _Letters:
    """The letters of a document in order, each with its run and its place in the run's text."""

    def __init__(self, document: Document) -> None:
        self._runs: list[Any] = []
        self._at: list[tuple[int, int]] = []
        kept: list[str] = []
        for run in _runs_of(document):
            n = len(self._runs)
            self._runs.append(run)
            for at, character in enumerate(_text(run)):
                if letter := _letter(character):
                    kept.append(letter)
                    self._at.append((n, at))
        self._text = "".join(kept)

    def places(self, said: Sequence[str]) -> list[tuple[int, int] | None]:
        """Return where each sentence stands, looked for behind the one before, then anywhere.

        No two places overlap.
        """
        found: list[tuple[int, int] | None] = []
        taken: list[tuple[int, int]] = []
        behind = 0
        for sentence in said:
            place = self._place("".join(map(_letter, sentence)), behind)
            if place and any(place[0] < end and start < place[1] for start, end in taken):
                place = None
            if place:
                taken.append(place)
                behind = place[1]
            found.append(place)
        return found

    def _place(self, letters: str, behind: int) -> tuple[int, int] | None:
        start = self._text.find(letters, behind) if letters else -1
        start = self._text.find(letters) if letters and start < 0 else start
        if start < 0:
            return None
        return start, self._in_one_paragraph(start, start + len(letters))

    def _in_one_paragraph(self, start: int, end: int) -> int:
        """Return the end of what stands in the first paragraph: a row is marked at its first cell."""
        home = _paragraph(self._run(start))
        while end - 1 > start and _paragraph(self._run(end - 1)) is not home:
            end -= 1
        return end

    def _run(self, letter: int) -> Any:
        return self._runs[self._at[letter][0]]

    def cut(self, start: int, end: int) -> Ends:
        """Cut the runs at a range of letters; return its first and last run."""
        (first, at), (last, until) = self._at[start], self._at[end - 1]
        _cut(self._runs[last], until + 1)
        behind = _cut(self._runs[first], at)
        return behind, behind if first == last else self._runs[last]

    def first(self) -> Ends | None:
        """Return the first run with a letter, None in a document without any."""
        return (self._run(0), self._run(0)) if self._at else None


def _runs_of(document: Document) -> Iterator[Any]:
    """Yield the runs of the body in order, once: not what was deleted or is drawn as a fallback."""
    for run in document.element.body.iter(qn("w:r")):
        if next(run.iterancestors(qn("w:del"), qn("w:moveFrom"), _FALLBACK), None) is None:
            yield run


def _paragraph(run: Any) -> Any:
    return next(run.iterancestors(qn("w:p")), None)


def _text(run: Any) -> str:
    return "".join(text.text or "" for text in run.findall(qn("w:t")))


def _letter(character: str) -> str:
    """Return a character as it is compared, nothing for blanks and marks."""
    if character.isspace() or character in _SIGNS:
        return ""
    folded = half_width(character)
    return folded if len(folded) == 1 else character


def _cut(run: Any, at: int) -> Any:
    """Cut a run before a character; return the part behind it, the run itself at its start."""
    if at <= 0:
        return run
    behind = deepcopy(run)
    left = at
    for own, other in zip(list(run), list(behind), strict=True):
        if own.tag == qn("w:rPr"):
            continue
        length = len(own.text or "") if own.tag == qn("w:t") else 0
        if left > 0 and length <= left:
            left -= length
            behind.remove(other)
        elif left > 0:
            own.text, other.text = own.text[:left], other.text[left:]
            own.set(qn("xml:space"), "preserve")
            other.set(qn("xml:space"), "preserve")
            left = 0
        else:
            run.remove(own)
    if any(child.tag != qn("w:rPr") for child in behind):
        run.addnext(behind)
    return behind
