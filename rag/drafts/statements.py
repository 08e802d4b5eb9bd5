"""Split a draft into the statements that can be checked, each with what stands around it.

Headings, lead-ins, questions and fragments state nothing and are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index.text.sentences import split_sentences
from rag.drafts.paragraphs import Paragraph, cells, heading_path, paragraphs
from rag.language.word_lists import word_list

WORDS = Path(__file__).with_name("words.toml")
LONGEST = 300  # characters of a statement; a longer one is cut at a comma, or anywhere
MIN_CHARS = 4  # letters, digits and Chinese characters of a statement
LEAD_IN = 60  # characters of what only introduces a list; a longer one states something itself
_IMAGE = re.compile(r"!\[[^\]\n]{0,300}\]\([^)\n]{0,2000}\)")
_LINK = re.compile(r"\[([^\]\n]{1,300})\]\([^)\n]{0,2000}\)")
_MARK = re.compile(r"\[(?:\^[^\]\n]{1,40}|\d{1,3})\]|</?[A-Za-z!][^<>\n]{0,300}>|\*\*|__|`")
_HAN = re.compile("[\u3400-\u9fff]")
_WORD = re.compile(r"\w")
_LATIN = re.compile(r"[A-Za-z]{3,}")
_OPENING = re.compile(r"[\W_]*")


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of a draft, at `draft[start:end]`; `text` is it without Markdown's marks.

    `headings` are those above it, outermost first, `before` what its paragraph, or the lead-in
    of its list, says before it.
    """

    n: int
    start: int
    end: int
    text: str
    headings: tuple[str, ...] = ()
    before: str = ""

    @property
    def is_own(self) -> bool:
        """Whether it is about the draft or its author, not about the documents."""
        begins = self.text[_opening(self.text) :]
        return begins.startswith(word_list("own", WORDS))

    @property
    def is_foreign(self) -> bool:
        """Whether it is in another language than Chinese."""
        return not _HAN.search(self.text) and len(_LATIN.findall(self.text)) > 2


def statements(draft: str) -> list[Statement]:
    """Return the statements of a draft, numbered from 1 in order."""
    lead_in = ""
    found: list[Statement] = []
    for paragraph, headings in heading_path(paragraphs(draft), draft):
        before = lead_in if paragraph.kind == "item" else ""
        lead_in = lead_in if paragraph.kind == "item" else ""
        for start, end in _pieces(draft, paragraph):
            text = _text(draft, paragraph, start, end)
            if _states(text, draft[start:end]):
                found.append(Statement(0, start, end, text, tuple(headings), before))
            elif text.endswith(("：", ":")):
                lead_in = text
            before = f"{before}{text}"[-LONGEST:]
    return [replace(one, n=n) for n, one in enumerate(found, 1)]


def plain(text: str) -> str:
    """Return a piece of Markdown as it is read: without images, links, marks and tags."""
    return " ".join(_MARK.sub("", _LINK.sub(r"\1", _IMAGE.sub("", text))).split())


def _pieces(draft: str, paragraph: Paragraph) -> Iterator[tuple[int, int]]:
    """Yield the range of each sentence of a paragraph; a row of a table is one."""
    at = paragraph.start
    if paragraph.kind == "row":
        filled = [cell for cell in cells(draft[at : paragraph.end]) if cell[0]]
        if filled and paragraph.header:
            yield at + filled[0][1], at + filled[-1][2]
        return
    for start, end in _unbroken(draft[at : paragraph.end]):
        yield at + start, at + end


def _unbroken(text: str) -> list[tuple[int, int]]:
    """Return the sentences of a text, those joined of which one ends within quotation marks."""
    joined: list[tuple[int, int]] = []
    for start, end in split_sentences(text):
        if joined and _is_open(text[slice(*joined[-1])]) and end - joined[-1][0] <= LONGEST:
            joined[-1] = (joined[-1][0], end)
        else:
            joined += _short(text, start, end)
    return joined


def _short(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield a sentence, in pieces where it is too long."""
    while end - start > LONGEST:
        comma = max(text.rfind(sign, start, start + LONGEST) for sign in "，,、：")
        cut = comma + 1 if comma > start else start + LONGEST
        yield start, cut
        start = cut
    yield start, end


def _is_open(text: str) -> bool:
    return text.count("“") > text.count("”") or text.count("（") > text.count("）")


def _text(draft: str, paragraph: Paragraph, start: int, end: int) -> str:
    """Return a statement's words; a row of a table says of its first cell what the others are."""
    if paragraph.kind != "row":
        return plain(draft[start:end])
    row = [plain(text) for text, _, _ in cells(draft[paragraph.start : paragraph.end])]
    return _row_text(row, paragraph.header)


def _row_text(row: Sequence[str], header: Sequence[str]) -> str:
    named = [
        f"{plain(name)}{cell}" for name, cell in zip(header[1:], row[1:], strict=False) if cell
    ]
    return "，".join((f"{row[0]}{named[0]}", *named[1:])) if named else ""


def _states(text: str, written: str) -> bool:
    """Return whether a piece states something: it is no lead-in, question or fragment."""
    if text.endswith(("？", "?")) or len(_WORD.findall(text)) < MIN_CHARS:
        return False
    return not (text.endswith(("：", ":")) and len(written) <= LEAD_IN)


def _opening(text: str) -> int:
    match = _OPENING.match(text)
    return match.end() if match else 0
