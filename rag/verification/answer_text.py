"""Split a written answer into lines of statements, each with the passage numbers that it cites.

「诊所增加[9]」 becomes the statement 「诊所增加」 with the mark 9. If there is no passage 9, the
verifier corrects the mark, or strikes the statement if no other passage supports it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rag.blocks import AnswerBlock, AnswerBlockKind, Span

_MARKS = re.compile(
    r"(?:(?<![ \t])[ \t]++)?[\[【［〔]\s*(?:(?:资料|文献|来源|编号)\s*)?(\d{1,3}(?:\s*[,，、;；\-–~至]\s*(?:资料)?\d{1,3})*)\s*[\]】］〕]"
)
_PREFIX = re.compile(r"^\s*(?:[-*•·]\s+|\d{1,2}(?:\.(?!\d)|[、)）])\s*|#{1,6}\s+|>\s*)?")
_PIECE = re.compile(
    r"(?P<body>.+?)(?:(?P<marks>(?:\[\d{1,3}\])+)(?P<after>[。！？；，、,.;!?]?)"
    r"|(?P<end>[。！？!?；;]+[”’」』）)]*)(?P<later>(?:\[\d{1,3}\])*)|$)",
    re.S,
)
_SOURCES = re.compile(
    r"^\W*(?:参考(?:资料|文献|来源)|资料来源|引用(?:来源|资料)?|来源|出处)\W*$|^\W*(?:\[\d{1,3}\])+[\s:：.]*(?:《|$)"
)
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_KINDS: dict[str, AnswerBlockKind] = {**dict.fromkeys("-*•·", "item"), "#": "heading"}
_LEAD_IN = 20  # characters of a lead-in or heading; a longer one states something itself


@dataclass(frozen=True, slots=True)
class AnswerStatement:
    """A piece of an answer, with the numbers of the passages that it cites (`marks`).

    If it has no marks of its own (`marked` is false), `marks` are the next ones in its line.
    `claims` is false for headings and short lead-ins, which state nothing by themselves.
    """

    text: str
    marks: tuple[int, ...] = ()
    claims: bool = True
    marked: bool = False

    @property
    def plain(self) -> str:
        """The text without emphasis."""
        return re.sub(r"\*\*|__|`", "", self.text).strip()


@dataclass(frozen=True, slots=True)
class Line:
    """The statements of one line, after its bullet, number or heading sign (`prefix`)."""

    prefix: str
    statements: tuple[AnswerStatement, ...]


def parse(answer: str) -> list[Line]:
    """Return the lines of an answer, without links, images, tags and a closing list of sources."""
    lines = []
    for raw in _plain_marks(_harmless(answer)).splitlines():
        if _SOURCES.match(raw):
            continue
        prefix = _PREFIX.match(raw)
        assert prefix is not None  # every part of the pattern is optional
        body = raw[prefix.end() :].strip()
        lines.append(Line(prefix[0].lstrip(), tuple(_statements(body, prefix[0]))))
    return lines


def _harmless(text: str) -> str:
    """Remove images, links (their text stays) and HTML tags."""
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", text)
    text = re.sub(r"\[([^\]]*)\]\((?:[^)]*)\)", r"\1", text)
    return re.sub(r"</?[A-Za-z!][^>]*>", "", text)


def _plain_marks(text: str) -> str:
    """Write every form of citation mark as `[n]`."""
    return _MARKS.sub(lambda m: "".join(f"[{n}]" for n in _numbers(m[1])), text)


def _numbers(listed: str) -> Iterator[int]:
    """Yield the numbers of `1`, `1,3` and `2-4`; a range has ten at most."""
    for part in re.split(r"[,，、;；]", listed):
        ends = [int(n) for n in re.findall(r"\d+", part)]
        yield from range(ends[0], min(ends[-1], ends[0] + 9) + 1)


def _statements(body: str, prefix: str) -> list[AnswerStatement]:
    """Split the body of a line at its marks and sentence ends."""
    pieces = [
        (m["body"] + (m["after"] or "") + (m["end"] or ""), (m["marks"] or "") + (m["later"] or ""))
        for m in _PIECE.finditer(body)
        if re.search(r"\w", m["body"])
    ]
    found: list[AnswerStatement] = []
    inherited: tuple[int, ...] = ()
    for text, listed in reversed(pieces):
        own = tuple(dict.fromkeys(int(n) for n in re.findall(r"\d+", listed)))
        inherited = own or inherited
        found.append(
            AnswerStatement(
                text.strip(), inherited, _claims(text.strip(), prefix), marked=bool(own)
            )
        )
    return found[::-1]


def _claims(text: str, prefix: str) -> bool:
    """Return whether a piece states something: it is no heading, lead-in or fragment."""
    bare = text.strip("*_ ")
    heading = "#" in prefix or re.fullmatch(r"\*\*[^*]+\*\*", text) is not None
    lead_in = bare.endswith(("：", ":")) and len(bare) <= _LEAD_IN
    return not ((heading and len(bare) <= _LEAD_IN) or lead_in or len(bare) < 4)


def emphasis(text: str, *cites: int) -> list[Span]:
    """Turn a statement's `**bold**` into bold spans; the last one carries the citations."""
    parts = _BOLD.split(text)  # every second one is bold
    spans = [Span(part.replace("**", ""), bold=i % 2 == 1) for i, part in enumerate(parts) if part]
    return [*spans[:-1], replace(spans[-1], cites=cites)] if spans else []


def to_blocks(lines: list[tuple[str, list[Span]]]) -> tuple[AnswerBlock, ...]:
    """Turn lines of (prefix, spans) into blocks; numbered ones are counted anew."""
    blocks: list[AnswerBlock] = []
    count = 0
    for prefix, spans in lines:
        if not spans:
            continue
        numbered = prefix[:1].isdigit()
        count = count + 1 if numbered else (count if prefix else 0)
        kind = _KINDS.get(prefix[:1], "item" if numbered else "text")
        blocks.append(AnswerBlock(kind, tuple(spans), number=count if numbered else None))
    return tuple(blocks)
