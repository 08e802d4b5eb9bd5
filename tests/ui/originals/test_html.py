"""The HTML of a formatted document holds nothing of the file's but escaped text."""

from __future__ import annotations

import re

from index.originals.blocks import Block, Cell, Formatted, Run
from ui.originals import html as rendering
from ui.originals.html import html, shown_blocks

HOSTILE = '"><script>alert(1)</script>'


def paragraph(text: str, **look: bool) -> Block:
    return Block(kind="paragraph", runs=[Run(text=text, **look)])


def test_every_text_is_escaped() -> None:
    cell = Cell(blocks=[paragraph(HOSTILE), paragraph(HOSTILE)])
    blocks = [
        paragraph(HOSTILE, bold=True, marked=True),
        Block(kind="item", level=2, mark=HOSTILE, runs=[Run(text="x")]),
        Block(kind="table", rows=[[cell]]),
    ]
    found = html(blocks)
    tags = set(re.findall(r"<(\w+)", found))
    assert tags == {"p", "b", "mark", "span", "div", "table", "tbody", "tr", "td"}
    assert found.count("&lt;script&gt;") == 4


def test_looks_are_tags_and_neighbouring_marks_one() -> None:
    block = Block(
        kind="paragraph",
        centred=True,
        runs=[
            Run(text="甲", bold=True, marked=True),
            Run(text="乙\n丙", italic=True, underlined=True, struck=True, marked=True),
            Run(text="2", script="sup"),
        ],
    )
    assert html([block]) == (
        '<p class="paragraph centred"><mark class="quote"><b>甲</b>'
        "<i><u><s>乙<br>丙</s></u></i></mark><sup>2</sup></p>"
    )


def test_headings_are_below_that_of_the_page_and_the_found_block_can_be_gone_to() -> None:
    blocks = [Block(kind="heading", level=1, runs=[Run(text="一")]), paragraph("甲")]
    assert (
        html(blocks, blocks[1])
        == '<h2 class="heading">一</h2>\n<p class="paragraph" id="found">甲</p>'
    )


def test_cells_span_and_those_of_one_paragraph_have_none() -> None:
    row = [Cell(blocks=[paragraph("甲")], across=2, down=3, header=True), Cell()]
    assert '<th colspan="2" rowspan="3">甲</th><td></td>' in html([Block(kind="table", rows=[row])])


def test_of_a_very_long_document_the_part_around_the_quote_is_shown(monkeypatch) -> None:
    monkeypatch.setattr(rendering, "MAX_SHOWN", 5)
    monkeypatch.setattr(rendering, "BEFORE", 2)
    blocks = [paragraph(str(n)) for n in range(20)]
    for found, first in ((None, 0), (0, 0), (10, 8), (19, 15)):
        shown = shown_blocks(Formatted(blocks=blocks, found=found))
        assert [block.text for block in shown] == [str(n) for n in range(first, first + 5)]
