"""Turn a web page into the blocks in which its main text is shown."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from index.formats.web.html import parse_html
from index.formats.web.lists import integer, item_marks
from index.formats.web.looks import (
    is_block,
    is_hidden,
    is_struck,
    keeps_lines,
    script_of,
    style_of,
)
from index.formats.web.tables import Source, is_data, source_of
from index.formats.web.webpage import main_text
from index.originals.blocks import Block, Cell, Run

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_TABLES = 3  # tables inside each other
SMALL = 50  # pixels of a picture that is an icon
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LISTS = ("ol", "ul", "menu", "dir")
_BOLD = re.compile(r"font-weight:(?:bold|[6-9]00)")
_ITALIC = re.compile(r"font-style:(?:italic|oblique)")
_UNDERLINED = re.compile(r"text-decoration(?:-line)?:[^;]{0,40}underline")
_CENTRED = re.compile(r"text-align:(?:center|-webkit-center)")
_BLANKS = re.compile(r"[ \t\r\n\f]+")


def web_blocks(text: str) -> list[Block]:
    """Return the blocks of a page's main text.

    Raises:
        DocumentError: the page holds nothing, or is nested too deeply.
    """
    walk = _Walk()
    walk.enter(main_text(parse_html(text)))
    walk.end()
    return walk.blocks


@dataclass(frozen=True, slots=True)
class _Look:
    """How text is set, and whether the line ends of its source are shown."""

    bold: bool = False
    italic: bool = False
    underlined: bool = False
    struck: bool = False
    script: str = ""
    centred: bool = False
    keeps_lines: bool = False

    def within(self, element: Any) -> _Look:
        """Return the look of the text in an element."""
        tag, style = element.tag, style_of(element)
        return replace(
            self,
            bold=self.bold or tag in ("b", "strong", "th") or bool(_BOLD.search(style)),
            italic=self.italic or tag in ("i", "em", "cite") or bool(_ITALIC.search(style)),
            underlined=self.underlined or tag in ("u", "ins") or bool(_UNDERLINED.search(style)),
            struck=self.struck or is_struck(element),
            script={"note": "sup"}.get(script_of(element), script_of(element)) or self.script,
            centred=self.centred or _is_centred(element),
            keeps_lines=self.keeps_lines or keeps_lines(element),
        )


@dataclass
class _Walk:
    """A walk through a tree in document order that collects its blocks."""

    depth: int = 0
    blocks: list[Block] = field(default_factory=list)
    _runs: list[Run] = field(default_factory=list)
    _next: Block = field(default_factory=lambda: Block(kind="paragraph"))

    def enter(self, element: Any, look: _Look = _Look()) -> None:
        """Add what an element shows."""
        if is_hidden(element):
            return
        tag, own = element.tag, look.within(element)
        if tag == "br":
            self._add("\n", replace(own, keeps_lines=True))
        elif tag == "img":
            self._picture(element)
        elif tag in _LISTS:
            self._list(element, own)
        elif tag == "table" and self.depth < MAX_TABLES and is_data(element, source_of(element)):
            self._table(element, source_of(element))
        elif tag in _HEADINGS:
            heading = Block(kind="heading", level=_HEADINGS[tag], mark=self._next.mark)
            self._apart(heading, element, replace(own, bold=False))
        elif tag in ("pre", "listing", "xmp"):
            self._apart(Block(kind="listing"), element, own)
        elif is_block(element):
            self._apart(self._next, element, own)
        else:
            self._inside(element, own)

    def end(self) -> None:
        """End the block that has begun, if any."""
        runs, self._runs = self._runs, []
        if not any(run.text.strip() for run in runs):
            return
        runs[0].text, runs[-1].text = runs[0].text.lstrip(), runs[-1].text.rstrip()
        self.blocks.append(self._next.model_copy(update={"runs": runs}))
        self._next = self._next.model_copy(update={"mark": ""})

    def _inside(self, element: Any, look: _Look) -> None:
        self._add(element.text, look)
        for child in element:
            self.enter(child, look)
            self._add(child.tail, look)

    def _apart(self, block: Block, element: Any, look: _Look) -> None:
        """Add an element as a block, or several, of its own."""
        with self._as(block, look):
            self._inside(element, look)

    @contextmanager
    def _as(self, block: Block, look: _Look = _Look()) -> Iterator[None]:
        self.end()
        before = self._next
        self._next = block.model_copy(update={"centred": look.centred})
        yield
        self.end()
        # a mark is shown once, in front of the first block of its item
        used = before.mark and not self._next.mark
        self._next = before.model_copy(update={"mark": ""}) if used else before

    def _add(self, text: str | None, look: _Look) -> None:
        if not text:
            return
        shown = text if look.keeps_lines else _BLANKS.sub(" ", text)
        self._runs.append(
            Run(
                text=shown,
                bold=look.bold,
                italic=look.italic,
                underlined=look.underlined,
                struck=look.struck,
                script=look.script if look.script in ("sup", "sub") else "",
            )
        )

    def _picture(self, element: Any) -> None:
        sides = (integer(element.get(side), SMALL) for side in ("width", "height"))
        if min(sides) >= SMALL:
            text = _BLANKS.sub(" ", element.get("alt", "")).strip()
            with self._as(Block(kind="picture")):
                self._runs.append(Run(text=text or "图"))

    def _list(self, element: Any, look: _Look) -> None:
        level, marks = min(9, self._next.level + 1), item_marks(element)
        with self._as(self._next):
            self._add(element.text, look)
            for child in element:
                if child.tag == "li" and not is_hidden(child):
                    item = Block(kind="item", level=level, mark=next(marks) or "•")
                    self._apart(item, child, look.within(child))
                else:
                    self.enter(child, look)
                self._add(child.tail, look)

    def _table(self, element: Any, source: Source) -> None:
        with self._as(self._next):
            for caption in source.captions:
                self._apart(Block(kind="caption"), caption, _Look())
            self.end()
            rows = [[_cell(cell, self.depth + 1) for cell in row.cells] for row in source.rows]
            self.blocks.append(Block(kind="table", rows=rows))


def _cell(element: Any, depth: int) -> Cell:
    walk = _Walk(depth)
    header = element.tag == "th"
    walk.enter(element, replace(_Look(), bold=False))
    walk.end()
    return Cell(
        blocks=walk.blocks,
        across=min(100, max(1, integer(element.get("colspan"), 1))),
        down=min(1000, max(1, integer(element.get("rowspan"), 1))),
        header=header,
    )


def _is_centred(element: Any) -> bool:
    aligned = str(element.get("align", "")).lower() == "center"
    return element.tag == "center" or aligned or bool(_CENTRED.search(style_of(element)))
