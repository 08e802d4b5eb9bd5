"""How a Word document is shown."""

from __future__ import annotations

from typing import Any

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from index.errors import DocumentError
from index.originals.blocks import Block
from index.originals.word import word_blocks
from tests.data.word import saved


def shown(document: Any) -> list[Block]:
    return word_blocks(saved(document))


def test_headings_runs_and_alignment_are_kept() -> None:
    document = Document()
    document.add_heading("一、总体目标", 2)
    paragraph = document.add_paragraph("到2030年，")
    paragraph.add_run("社区医院").bold = True
    paragraph.add_run("旧").font.strike = True
    paragraph.add_run("2").font.superscript = True
    paragraph.alignment = 1
    document.add_heading("办法", 0)
    heading, text, title = shown(document)
    assert (title.kind, title.level) == ("heading", 1)
    assert (heading.kind, heading.level, heading.text) == ("heading", 2, "一、总体目标")
    assert text.centred
    assert [run.model_dump(exclude_defaults=True) for run in text.runs] == [
        {"text": "到2030年，"},
        {"text": "社区医院", "bold": True},
        {"text": "旧", "struck": True},
        {"text": "2", "script": "sup"},
    ]


def test_lists_have_their_numbers() -> None:
    document = Document()
    for text in ("甲", "乙"):
        document.add_paragraph(text, style="List Number")
    document.add_paragraph("丙", style="List Bullet")
    blocks = shown(document)
    assert [(b.kind, b.mark, b.text) for b in blocks] == [
        ("item", "1.", "甲"),
        ("item", "2.", "乙"),
        ("item", "•", "丙"),
    ]


def test_merged_cells_span_rows_and_columns() -> None:
    document = Document()
    table = document.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "地区"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "数量"
    table.cell(2, 2).text = "35"
    [block] = shown(document)
    assert [[(c.across, c.down) for c in row] for row in block.rows] == [
        [(1, 2), (2, 1)],
        [(1, 1), (1, 1)],
        [(1, 1), (1, 1), (1, 1)],
    ]
    assert block.rows[2][2].blocks[0].text == "35"


def test_the_instruction_of_a_field_is_not_shown_and_its_result_is() -> None:
    document = Document()
    paragraph = document.add_paragraph("第")
    for kind, text in (("begin", ""), ("", "PAGEREF x"), ("separate", ""), ("", "7"), ("end", "")):
        run = paragraph.add_run(text)
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
    paragraph.add_run("页")
    assert [block.text for block in shown(document)] == ["第7页"]


def test_tracked_deletions_are_not_shown() -> None:
    document = Document()
    paragraph = document.add_paragraph("留下")
    gone = OxmlElement("w:del")
    paragraph._p.append(gone)
    gone.append(paragraph.add_run("删去")._r)
    assert [block.text for block in shown(document)] == ["留下"]


def test_a_damaged_file_is_refused() -> None:
    with pytest.raises(DocumentError, match="已损坏"):
        word_blocks(b"PK\x03\x04 nothing")
