"""Read slides (.pptx): a slide is a heading, its title, with its texts, tables and notes.

Texts are read from top to bottom, since they are stored in the order in which they were drawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from index.errors import DocumentError
from index.formats.office.package import Package, link_id, local
from index.formats.word.formula import formula_text
from index.formats.word.numbering import format_number
from index.layout.draft import Draft
from index.layout.parts import Part, heading, plain, table
from index.text.lines import tidy
from index.text.scripts import Script, write_scripts

MAX_SPAN = 100  # columns of one cell
_MAIN = "ppt/presentation.xml"
_TITLES = ("title", "ctrTitle")
_LEFT_OUT = ("sldNum", "dt", "ftr", "hdr", "sldImg")
_SAME_ROW = 200_000  # EMU (5 mm): texts whose tops differ by less stand side by side
_FORMS = {
    "circleNum": "decimalEnclosedCircle",
    "ea1": "chineseCounting",
    "arabic": "decimal",
    "alphaLc": "lowerLetter",
    "alphaUc": "upperLetter",
    "romanLc": "lowerRoman",
    "romanUc": "upperRoman",
}


def read_slides(data: bytes) -> Draft:
    """Return the parts of all slides, each with the number of its slide as its page.

    Raises:
        DocumentError: the file is damaged, or unpacks to an absurd size.
    """
    package = Package(data, "PowerPoint")
    try:
        names = _slide_names(package)
        slides = [list(_slide(package, name)) for name in names]
    except Exception as error:  # lxml, zipfile and absurd values of a damaged file
        raise DocumentError("PowerPoint 文件已损坏，无法读取") from error
    parts = [
        replace(part, pages=((0, number),)) if i == 0 else part
        for number, slide in enumerate(slides, 1)
        for i, part in enumerate(slide)
    ]
    first = slides[0][:1] if slides else []
    return Draft(parts, "".join(part.text for part in first if part.kind == "heading"))


def _slide_names(package: Package) -> list[str]:
    targets = package.targets(_MAIN)
    root = package.xml(_MAIN)
    found = list(root.iter("{*}sldId")) if root is not None else []
    return [targets[link_id(e)][1] for e in found if link_id(e) in targets]


def _slide(package: Package, name: str) -> Iterator[Part]:
    root = package.xml(name)
    if root is None:
        return
    targets = package.targets(name)
    layout = next((package.xml(to) for kind, to in targets.values() if kind == "slideLayout"), None)
    shapes = _in_order(_shapes(root), layout)
    for shape in [s for s in shapes if _placeholder(s) in _TITLES]:
        if title := tidy(" ".join(_lines(shape))):
            yield heading(title, 1)
    for shape in shapes:
        if _placeholder(shape) not in (*_TITLES, *_LEFT_OUT):
            yield from _shape(shape, package, targets)
    for notes in (package.xml(to) for kind, to in targets.values() if kind == "notesSlide"):
        for shape in _shapes(notes) if notes is not None else ():
            if _placeholder(shape) not in _LEFT_OUT:
                yield from (plain(line) for line in map(tidy, _lines(shape)) if line)


def _shapes(root: Any) -> list[Any]:
    """Return the shapes of a slide, those of a group in its place, old copies left out."""
    from lxml import etree

    etree.strip_elements(
        root, "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
    )
    tree = next(root.iter("{*}spTree"), None)
    return [] if tree is None else list(tree.iter("{*}sp", "{*}graphicFrame", "{*}cxnSp"))


def _placeholder(shape: Any) -> str:
    """Return what a shape holds the place of, as `title`; '' for other shapes."""
    found = next(shape.iter("{*}ph"), None)
    return "" if found is None else str(found.get("type", "body"))


def _in_order(shapes: list[Any], layout: Any | None) -> list[Any]:
    """Return the shapes from top to bottom, those of one row from left to right."""
    places = [_place(shape, layout) for shape in shapes]
    known = [place for place in places if place is not None]
    if len(known) < len(places):
        return shapes
    rows: list[int] = []  # the top of each row
    for top, _ in sorted(known):
        if not rows or top - rows[-1] > _SAME_ROW:
            rows.append(top)

    def key(at: int) -> tuple[int, int]:
        top, left = known[at]
        return max(row for row in rows if row <= top), left

    return [shapes[at] for at in sorted(range(len(shapes)), key=key)]


def _place(shape: Any, layout: Any | None) -> tuple[int, int] | None:
    """Return top and left of a shape; of a placeholder without its own, those of the layout."""
    outer = next((a for a in shape.iterancestors("{*}grpSp")), None)
    own = _offset(outer if outer is not None else shape)
    if own is not None or layout is None:
        return own
    mine = next(shape.iter("{*}ph"), None)
    if mine is None:
        return None
    for other in layout.iter("{*}ph"):
        same = [other.get(name) == mine.get(name) for name in ("idx", "type")]
        if all(same) or (same[0] and mine.get("idx")):
            return _offset(next(other.iterancestors("{*}sp")))
    return None


def _offset(shape: Any) -> tuple[int, int] | None:
    found = next(shape.iter("{*}off"), None)
    return None if found is None else (int(found.get("y", "0")), int(found.get("x", "0")))


def _shape(shape: Any, package: Package, targets: dict[str, tuple[str, str]]) -> Iterator[Part]:
    for inner in shape.iter("{*}tbl"):
        yield from table(_grid(inner))
    for diagram in shape.iter("{*}relIds"):
        name = targets.get(link_id(diagram, "dm"), ("", ""))[1]
        if (data := package.xml(name)) is not None:
            yield from (plain(text) for text in map(tidy, _all_lines(data)) if text)
    if next(shape.iter("{*}tbl"), None) is None:
        yield from _texts(shape)


def _texts(shape: Any) -> Iterator[Part]:
    bulleted = _placeholder(shape) in ("body", "obj")
    for line in map(tidy, _lines(shape)):
        if line:
            yield plain(line, bullet=bulleted)


def _lines(shape: Any) -> list[str]:
    return [line for body in shape.iter("{*}txBody") for line in _all_lines(body)]


def _all_lines(root: Any) -> list[str]:
    """Return the lines of all paragraphs below an element, with their automatic numbers."""
    lines: list[str] = []
    counts: dict[str, int] = {}
    for paragraph in root.iter("{*}p"):
        if local(paragraph.getparent()) in ("txBody", "t", "rich"):
            number = _number(paragraph, counts)
            lines.extend(f"{number}{_text(paragraph)}".split("\n"))
    return lines


def _number(paragraph: Any, counts: dict[str, int]) -> str:
    """Return the automatic number of a paragraph, counted by level; '' if it has none."""
    properties = next((p for p in paragraph if local(p) == "pPr"), None)
    level = "0" if properties is None else str(properties.get("lvl", "0"))
    found = None if properties is None else next(properties.iter("{*}buAutoNum"), None)
    for deeper in [
        other for other in counts if other > level or (other == level and found is None)
    ]:
        del counts[deeper]
    if found is None:
        return ""
    counts[level] = counts[level] + 1 if level in counts else int(found.get("startAt", "1"))
    kind = str(found.get("type", ""))
    form = next((form for start, form in _FORMS.items() if kind.startswith(start)), "decimal")
    text = format_number(counts[level], form)
    if kind.startswith("circleNum"):
        return text
    before, after = ("(", ")") if "ParenBoth" in kind else ("", ")" if "ParenR" in kind else ".")
    return f"{before}{text}{'、' if kind.startswith('ea1') else after} "


def _text(paragraph: Any) -> str:
    """Return the text of an `a:p` as it is shown: struck text left out, powers raised."""
    lines: list[list[tuple[str, Script]]] = [[]]
    for child in paragraph.iter("{*}r", "{*}br", "{*}fld", "{*}oMath"):
        name = local(child)
        if name == "br":
            lines.append([])
        elif name == "oMath":
            lines[-1].append((formula_text(child), ""))
        elif child.get("type") != "slidenum" and not any(child.iterancestors("{*}oMath")):
            lines[-1].extend(_run(child))
    return "\n".join(write_scripts(line) for line in lines)


def _run(run: Any) -> Iterator[tuple[str, Script]]:
    look = next((p for p in run if local(p) == "rPr"), None)
    if look is not None and look.get("strike", "noStrike") != "noStrike":
        return
    raised = str(look.get("baseline", "0")) if look is not None else "0"
    script: Script = "" if raised.strip("0%") in ("", "-") else "sub" if raised[0] == "-" else "sup"
    for text in (child.text for child in run if local(child) == "t"):
        yield (text or "").replace("\x0b", " "), script


def _grid(inner: Any) -> list[list[str]]:
    """Return the texts of a table's cells; merged cells are repeated."""
    grid: list[list[str]] = []
    for row in inner.iterchildren("{*}tr"):
        cells: list[str] = []
        own = list(row.iterchildren("{*}tc"))
        for at, cell in enumerate(own[: MAX_SPAN * 10]):
            if cell.get("hMerge") in ("1", "true") and cells:
                cells.append(cells[-1])
            elif cell.get("vMerge") in ("1", "true") and grid and at < len(grid[-1]):
                cells.append(grid[-1][at])
            else:
                cells.append("\n".join(_lines(cell)))
        grid.append(cells)
    return grid
