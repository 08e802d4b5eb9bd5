"""Read the text of a paragraph from its runs, as Word shows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from index.formats.office.package import local
from index.formats.word.fields import field_text, form_text
from index.formats.word.formula import formula_text
from index.formats.word.looks import Look, Looks
from index.formats.word.names import M, W, value
from index.formats.word.notes import Notes
from index.formats.word.symbols import from_symbol_font, symbol
from index.text.scripts import Script, write_scripts

_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "ptab": "\t", "noBreakHyphen": "-"}
_Piece = tuple[str, Script]


@dataclass(slots=True)
class _Field:
    """A field whose beginning was met: its instruction is not shown, its result is."""

    form: str
    instruction: str = ""
    held: list[_Piece] = field(default_factory=list)  # text within the instruction


class RunReader:
    """Read the paragraphs of one document; without notes, their marks are left out."""

    def __init__(self, looks: Looks, notes: Notes) -> None:
        self._looks = looks
        self._notes = notes

    def text(self, paragraph: Any, marks: bool = True) -> str:
        """Return the text of a simplified `w:p`, its lines apart; tabs stay.

        Without `marks`, those of footnotes are left out; the notes count as referred to.
        """
        walk = _Walk(self._looks, self._notes, value(paragraph.find(f"{W}pPr"), "pStyle"))
        walk.enter(paragraph)
        pieces = walk.end()
        return _written([piece for piece in pieces if marks or piece[1] != "note"])


def boxes(paragraph: Any) -> list[Any]:
    """Return the contents of the text boxes that are anchored in a paragraph, without inner ones."""
    found = paragraph.iter(f"{W}txbxContent")
    return [box for box in found if _holder(box.getparent()) is paragraph]


def art(paragraph: Any) -> list[str]:
    """Return the texts drawn along a path in a paragraph, such as the head of an official letter."""
    return [str(path.get("string", "")) for path in paragraph.iter("{*}textpath")]


def _holder(element: Any) -> Any:
    """Return the paragraph around a text box."""
    while element is not None and element.tag != f"{W}p":
        element = element.getparent()
    return element


def _written(pieces: list[_Piece]) -> str:
    """Return the text of a paragraph, each of its lines composed for itself."""
    lines: list[list[_Piece]] = [[]]
    for text, script in pieces:
        first, *more = text.split("\n")
        lines[-1].append((first, script))
        lines.extend([(line, script)] for line in more)
    return "\n".join(write_scripts(_plain_if_all_raised(line)) for line in lines)


def _plain_if_all_raised(line: list[_Piece]) -> list[_Piece]:
    """Drop the scripts of a line that is raised as a whole, so that nothing stands out of it."""
    if any(not script and text.strip() for text, script in line):
        return line
    return [(text, script if script == "note" else "") for text, script in line]


class _Walk:
    """A walk through the runs of one paragraph."""

    def __init__(self, looks: Looks, notes: Notes, style: str) -> None:
        self._looks, self._notes, self._style = looks, notes, style
        self._pieces: list[_Piece] = []
        self._fields: list[_Field | None] = []  # None: the field's result is being read

    def enter(self, element: Any) -> None:
        for child in element:
            if child.tag == f"{W}r":
                self._run(child)
            elif child.tag in (f"{M}oMath", f"{M}oMathPara"):
                self._add(formula_text(child))

    def end(self) -> list[_Piece]:
        """Return the pieces; an instruction that never ended was none."""
        for open_field in self._fields:
            self._pieces.extend(open_field.held if open_field else ())
        return self._pieces

    def _run(self, run: Any) -> None:
        look = self._looks.look(run, self._style)
        for child in run:
            name = local(child)
            if name == "fldChar":
                self._field(child)
            elif name == "instrText":
                self._instruct(child.text or "")
            elif not look.shown:
                continue
            elif name in ("footnoteReference", "endnoteReference"):
                self._add(self._notes.mark(child), "note")
            elif name == "r" and child.tag == f"{W}r":  # the base of a text with its sound above
                self._run(child)
            elif text := _text(child, look):
                self._add(text, look.script)

    def _add(self, text: str, script: Script = "") -> None:
        """Add a piece, unless it stands within a field's instruction."""
        hidden = next((f for f in self._fields if f is not None), None)
        (self._pieces if hidden is None else hidden.held).append((text, script))

    def _field(self, element: Any) -> None:
        kind = element.get(f"{W}fldCharType")
        if kind == "begin":
            self._fields.append(_Field(form_text(element)))
        elif not self._fields:
            return
        elif kind == "separate" and self._fields[-1] is not None:
            begun, self._fields[-1] = self._fields[-1], None
            self._add(begun.form or field_text(begun.instruction))
        elif kind == "end" and (ended := self._fields.pop()) is not None:
            self._add(ended.form or field_text(ended.instruction))

    def _instruct(self, text: str) -> None:
        if self._fields and (current := self._fields[-1]) is not None:
            current.instruction += text


def _text(element: Any, look: Look) -> str:
    """Return the text of a run's child; '' for drawings and the like."""
    name = local(element)
    if name == "t":
        text = str(element.text or "")
        return from_symbol_font(look.font, text) if look.font else text
    if name == "sym":
        code = str(element.get(f"{W}char", ""))
        return symbol(str(element.get(f"{W}font", "")), int(code, 16)) if _is_hex(code) else ""
    return _BREAKS.get(name, "")


def _is_hex(text: str) -> bool:
    return 0 < len(text) <= 6 and all(c in "0123456789abcdefABCDEF" for c in text)
