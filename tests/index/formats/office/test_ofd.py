from __future__ import annotations

import io
import re
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import DocumentError
from index.formats.office.ofd import read_ofd
from index.loading.assembly import finish
from index.model import Article

NAMES = 'xmlns:ofd="http://www.ofdspec.org/2016"'
Placed = tuple[str, float, float, float]  # text, x, y, size


def text_object(text: str, x: float, y: float, size: float) -> str:
    steps = " ".join(f"{size if ord(c) > 255 else size / 2:g}" for c in text[1:])
    return (
        f'<ofd:TextObject Boundary="{x} {y - size} 200 {size}" Size="{size}">'
        f'<ofd:TextCode X="0" Y="{size}" DeltaX="{steps}">{text}</ofd:TextCode></ofd:TextObject>'
    )


def ofd(*pages: list[Placed], template: str = "", prefix: str = "") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(
            "OFD.xml",
            f"<ofd:OFD {NAMES}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>"
            "</ofd:DocBody></ofd:OFD>",
        )
        listed = "".join(f'<ofd:Page BaseLoc="Pages/P{n}.xml"/>' for n in range(len(pages)))
        archive.writestr(
            "Doc_0/Document.xml",
            f'<ofd:Document {NAMES}><ofd:TemplatePage ID="9" BaseLoc="T.xml"/>'
            f"<ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        )
        archive.writestr("Doc_0/T.xml", f"<ofd:Page {NAMES}>{template}</ofd:Page>")
        for n, placed in enumerate(pages):
            inner = "".join(text_object(*one) for one in placed)
            used = '<ofd:Template TemplateID="9"/>' if template else ""
            archive.writestr(
                f"Doc_0/Pages/P{n}.xml", f"{prefix}<ofd:Page {NAMES}>{used}{inner}</ofd:Page>"
            )
    return stream.getvalue()


def read(data: bytes) -> Article:
    [article], warnings = finish(read_ofd(data), "说明")
    assert warnings == []
    return article


FULL = "各区应当按月公布药品的价格并接受群众的监督不得"


def test_lines_become_paragraphs_and_large_type_the_title() -> None:
    article = read(
        ofd(
            [
                ("请遵照执行。", 30, 80, 5),  # stored before what stands above it
                ("用药办法", 60, 30, 8),
                (FULL, 30, 60, 5),
                ("迟于5日。", 20, 70, 5),
                ("— 1 —", 90, 280, 4),
            ],
            [("附则另行公布。", 30, 40, 5)],
        )
    )
    assert article.title == "用药办法"
    assert article.text == f"{FULL}迟于5日。\n请遵照执行。\n附则另行公布。"
    assert [page for _, page in article.page_starts] == [1, 2]


def test_cells_and_raised_figures_stay_apart() -> None:
    rows = [
        (t, x, y, 5)
        for y, row in ((60, "区 元"), (70, "东 30"), (80, "西 45"))
        for x, t in zip((20, 70), row.split(), strict=True)
    ]
    raised = [("低于20×10", 20, 100, 5), ("9", 42.5, 98, 3), ("/L。", 44, 100, 5)]
    article = read(ofd([("用药办法", 60, 30, 8), *rows, *raised]))
    assert article.text == "区\t元\n东\t30\n西\t45\n低于20×10⁹/L。"


def test_repeated_steps_and_templates_are_read() -> None:
    template = (
        '<ofd:TextObject Boundary="20 50 99 9" Size="5"><ofd:TextCode X="0" Y="5" '
        'DeltaX="g 4 5">限额有两种</ofd:TextCode></ofd:TextObject>'
    )
    article = read(ofd([("共2项。", 20, 90, 5), ("此复。", 20, 100, 5)], template=template))
    assert f"{article.title}\n{article.text}".endswith("限额有两种\n共2项。\n此复。")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=20))
def test_the_digits_of_a_page_are_those_of_its_text(figures: list[int]) -> None:
    placed = [(f"第甲项{n}元。", 20.0, 40.0 + 10 * i, 5.0) for i, n in enumerate(figures)]
    draft = read_ofd(ofd(placed))
    text = "".join(part.text for part in draft.parts)
    assert re.findall(r"\d", text) == re.findall(r"\d", "".join(map(str, figures)))


def test_entities_are_not_expanded() -> None:
    dtd = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    article = read(ofd([("用药办法", 60, 30, 8), ("见&e;文。", 20, 60, 5)], prefix=dtd))
    assert "root:" not in article.text


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", ofd([("甲", 1, 9, 5)])[:400]])
def test_a_damaged_file_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentError, match="已损坏"):
        read_ofd(data)


def test_a_file_without_text_is_told_of() -> None:
    with pytest.raises(DocumentError, match="没有文字"):
        read_ofd(ofd([]))
