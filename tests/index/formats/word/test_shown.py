"""What Word shows is what is read: figures whole, nothing lost, nothing that was deleted."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.data.word import article_of, lines

MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
SHAPES = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def run(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def high(text: str) -> str:
    return run(text, '<w:vertAlign w:val="superscript"/>')


def low(text: str) -> str:
    return run(text, '<w:vertAlign w:val="subscript"/>')


def field(instruction: str, result: str = "", data: str = "") -> str:
    return (
        f'<w:r><w:fldChar w:fldCharType="begin">{data}</w:fldChar></w:r>'
        f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def paragraph(*inner: str) -> str:
    return f"<w:p>{''.join(inner)}</w:p>"


def cell(*content: str, properties: str = "") -> str:
    inner = "".join(c if c.startswith("<") else paragraph(run(c)) for c in content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    inner = "".join(c if c.startswith("<") else cell(c) for c in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inner}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def document(*blocks: str) -> Any:
    made = lines("用药办法")
    for block in blocks:
        names = f"{nsdecls('w')} {MATH} {SHAPES}"
        made.element.body.insert(
            len(made.element.body) - 1, parse_xml(re.sub(r"^<([\w:]+)", rf"<\1 {names}", block))
        )
    return made


def text_of(*blocks: str) -> str:
    return article_of(document(*blocks)).text


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        (run("血小板低于20×10") + high("9") + run("/L的"), "血小板低于20×10⁹/L的"),
        (run("人均3.5m") + high("2") + run("以上"), "人均3.5m²以上"),
        (run("补助7000") + high("2") + run("元。"), "补助7000元[2]。"),
        (run("排放CO") + low("2") + run("不超过5克"), "排放CO₂不超过5克"),
        (run("补助") + run("800", "<w:strike/>") + run("900元"), "补助900元"),
        (run("补助") + run("800", "<w:dstrike/>") + run("900元"), "补助900元"),
        (run("补助") + run("800", '<w:strike w:val="0"/>') + run("元"), "补助800元"),
        (run("补助") + run("800", "<w:vanish/>") + run("900元"), "补助900元"),
        (
            f"{run('补助')}<w:moveFrom>{run('800')}</w:moveFrom><w:moveTo>{run('900')}</w:moveTo>",
            "补助900",
        ),
        (
            f"{run('见')}<w:fldSimple w:instr='REF a'>{run('第3条')}</w:fldSimple>",
            "见第3条",
        ),
        (run("共") + field("PAGEREF _Toc12", run("15")) + run("页"), "共15页"),
        (run("第") + field("EQ \\o\\ac(○,3)") + run("项"), "第③项"),
        (run("占") + field("EQ \\f(2,3)"), "占2/3"),
        (
            field("FORMCHECKBOX", "", "<w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData>")
            + run("住院"),
            "☑住院",
        ),
        (run("是") + "<w:r><w:sym w:font='Wingdings' w:char='F0FE'/></w:r>", "是☑"),
        (run("否") + "<w:r><w:sym w:font='Wingdings' w:char='F0A8'/></w:r>", "否□"),
        (
            run("血压") + "<w:r><w:sym w:font='Symbol' w:char='F0B3'/></w:r>" + run("140"),
            "血压≥140",
        ),
        (run("合格") + run("P", '<w:rFonts w:ascii="Wingdings 2"/>'), "合格✓"),
        (
            f"{run('甲')}<w:sdt><w:sdtContent>{run('500')}</w:sdtContent></w:sdt>{run('元')}",
            "甲500元",
        ),
        (
            "<w:r><w:ruby><w:rt><w:r><w:t>yao</w:t></w:r></w:rt><w:rubyBase>"
            "<w:r><w:t>药</w:t></w:r></w:rubyBase></w:ruby></w:r>",
            "药",
        ),
        (run("限额６０００元"), "限额６０００元"),
        (
            run("占")
            + "<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>12</m:t></m:r>"
            "</m:den></m:f></m:oMath>",
            "占1/12",
        ),
        (
            "<m:oMath><m:sSup><m:e><m:r><m:t>10</m:t></m:r></m:e><m:sup><m:r><m:t>6</m:t></m:r>"
            "</m:sup></m:sSup></m:oMath>" + run("个"),
            "10⁶个",
        ),
    ],
)
def test_a_paragraph_is_read_as_word_shows_it(inner: str, text: str) -> None:
    assert text_of(paragraph(inner)) == text


def test_a_style_may_raise_or_strike_text() -> None:
    made = document(paragraph(run("50m") + run("2", '<w:rStyle w:val="Up"/>') + run("以上")))
    made.styles.element.append(
        parse_xml(
            f'<w:style {nsdecls("w")} w:type="character" w:styleId="Up"><w:rPr>'
            '<w:vertAlign w:val="superscript"/></w:rPr></w:style>'
        )
    )
    assert article_of(made).text == "50m²以上"


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next() -> None:
    deleted = "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"
    assert text_of(paragraph(deleted, run("限额60")), paragraph(run("00元。"))) == "限额6000元。"


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        (
            [row("级别", "比例"), row(cell("一级", "二级"), cell("85", "75"))],
            "级别\t比例\n一级 二级\t85 75",
        ),
        (
            [
                row("级别", "比例"),
                row("一级", cell("<w:p><w:r><w:t>85</w:t><w:br/><w:t>75</w:t></w:r></w:p>")),
            ],
            "级别\t比例\n一级\t85 75",
        ),
        (
            [
                row("级别", "比例"),
                row("一级", cell("<w:p><w:r><w:t>85</w:t><w:tab/><w:t>75</w:t></w:r></w:p>")),
            ],
            "级别\t比例\n一级\t85 75",
        ),
        (
            [row("区", "项目", "元"), row("门诊", "20", properties='<w:gridBefore w:val="1"/>')],
            "区\t项目\t元\n\t门诊\t20",
        ),
        (
            [row("区", "项目", "元"), row("东", "门诊", properties='<w:gridAfter w:val="1"/>')],
            "区\t项目\t元\n东\t门诊\t",
        ),
        (
            [row("区", "元"), f"<w:sdt><w:sdtContent>{row('东', '30')}</w:sdtContent></w:sdt>"],
            "区\t元\n东\t30",
        ),
        (
            [
                row("区", f"<w:sdt><w:sdtContent>{cell('元')}</w:sdtContent></w:sdt>"),
                row("东", "30"),
            ],
            "区\t元\n东\t30",
        ),
        (
            [row("区", "元"), row("西", "9", properties="<w:del/>"), row("东", "30")],
            "区\t元\n东\t30",
        ),
        (
            [
                row(
                    "区",
                    cell("元", properties='<w:hMerge w:val="restart"/>'),
                    cell("", properties="<w:hMerge/>"),
                ),
                row("东", "30", "40"),
            ],
            "区\t元\t元\n东\t30\t40",
        ),
        (
            [row("人员", "标准"), row("在职", cell(table(row("一级", "85%"), row("三级", "65%"))))],
            "人员\t标准\t标准\n在职\t一级\t85%\n在职\t三级\t65%",
        ),
        (
            [row("人员", "标准"), row("在职", cell("其中", table(row("一级", "85%"))))],
            "人员\t标准\t标准\n在职\t其中\t其中\n在职\t一级\t85%",
        ),
    ],
    ids=[
        "paragraphs",
        "break",
        "tab",
        "before",
        "after",
        "sdt-row",
        "sdt-cell",
        "deleted",
        "hMerge",
        "inner",
        "text+inner",
    ],
)
def test_the_cells_of_a_table_keep_their_row_and_column(rows: list[str], text: str) -> None:
    assert text_of(table(*rows)) == text


def test_a_table_of_one_column_only_frames_its_text() -> None:
    framed = table(row(cell("甲办法如下。", table(row("区", "元"), row("东", "30")), "乙。")))
    assert text_of(framed) == "甲办法如下。\n区\t元\n东\t30\n乙。"


def test_a_text_box_is_read_once_behind_its_paragraph() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>限额500</w:t></w:r></w:p><w:p><w:r><w:t>60岁</w:t></w:r></w:p></w:txbxContent>"
    twice = (
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    assert text_of(paragraph(run("见右栏。"), twice)) == "见右栏。\n限额500\n60岁"


def with_notes(made: Any, kind: str, *notes: str) -> Any:
    xml = "".join(
        f'<w:{kind} w:id="{n}">{paragraph(run(note))}</w:{kind}>' for n, note in enumerate(notes, 1)
    )
    part = Part(
        PackURI(f"/word/{kind}s.xml"),
        f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}s+xml",
        f"<w:{kind}s {nsdecls('w')}>{xml}</w:{kind}s>".encode(),
        made.part.package,
    )
    made.part.relate_to(part, getattr(RELATIONSHIP_TYPE, f"{kind}s".upper()))
    return made


def test_footnotes_follow_the_paragraph_of_their_marks() -> None:
    marks = [f'<w:r><w:footnoteReference w:id="{n}"/></w:r>' for n in (2, 1)]
    made = document(
        paragraph(run("限额6000"), marks[0], run("元，门诊另计"), marks[1], run("。")),
        paragraph(run("此复。")),
    )
    assert article_of(with_notes(made, "footnote", "退休的乙类。", "含起付线1000元。")).text == (
        "限额6000元[1]，门诊另计[2]。\n[1]含起付线1000元。\n[2]退休的乙类。\n此复。"
    )


def test_endnotes_of_a_table_follow_the_table() -> None:
    mark = '<w:r><w:endnoteReference w:id="1"/></w:r>'
    made = document(table(row("区", "元"), row("东", cell(paragraph(run("30"), mark)))))
    assert (
        article_of(with_notes(made, "endnote", "按年计。")).text == "区\t元\n东\t30[i]\n[i]按年计。"
    )


PIECES = st.lists(
    st.tuples(
        st.sampled_from(["", "high", "low", "struck", "cell", "moved", "box"]),
        st.integers(0, 99999),
        st.sampled_from(["元", "m", "人，", "×10", "。", " "]),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(PIECES)
def test_the_digits_of_a_document_are_those_of_its_text(pieces: list[tuple[str, int, str]]) -> None:
    blocks, inner, digits = [], "", ""
    for kind, figure, after in pieces:
        text = f"{figure}{after}"
        if kind == "cell":
            blocks += [paragraph(inner), table(row("区", cell(text, str(figure))))]
            digits, inner = digits + digits_in(f"{text}{figure}"), ""
        elif kind == "struck":
            inner += run(text, "<w:strike/>")
        elif kind == "moved":
            inner += f"<w:moveFrom>{run('77')}</w:moveFrom><w:moveTo>{run(text)}</w:moveTo>"
            digits += digits_in(text)
        else:
            inner += {"high": high, "low": low}.get(kind, run)(str(figure)) + run(f"甲{after}")
            digits += digits_in(text)
    assert digits_in(text_of(*blocks, paragraph(inner, run("完")))) == digits


def digits_in(text: str) -> str:
    return "".join(re.findall(r"\d", unicodedata.normalize("NFKC", text)))


def test_the_cover_of_a_report_is_read() -> None:
    cover = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Cover Pages"/></w:docPartObj>'
        f"</w:sdtPr><w:sdtContent>{paragraph(run('年度报告'))}</w:sdtContent></w:sdt>"
    )
    made = Document()
    made.element.body.insert(0, parse_xml(cover.replace("<w:sdt>", f"<w:sdt {nsdecls('w')}>", 1)))
    made.add_paragraph("共30项。")
    assert article_of(made).title == "年度报告"
