from __future__ import annotations

import io
import zipfile

import pytest

from index.errors import DocumentError
from index.formats.office.slides import read_slides
from index.loading.assembly import finish
from index.model import Article

NAMES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def run(text: str, look: str = "") -> str:
    return f"<a:r><a:rPr {look}/><a:t>{text}</a:t></a:r>"


def paragraph(*runs: str, properties: str = "") -> str:
    return f"<a:p><a:pPr>{properties}</a:pPr>{''.join(runs)}</a:p>"


def shape(*paragraphs: str, kind: str = "", top: int = 0, left: int = 0) -> str:
    place = f'<p:nvPr><p:ph type="{kind}"/></p:nvPr>' if kind else "<p:nvPr/>"
    return (
        f'<p:sp><p:nvSpPr>{place}</p:nvSpPr><p:spPr><a:xfrm><a:off x="{left}" y="{top}"/></a:xfrm>'
        f"</p:spPr><p:txBody>{''.join(paragraphs)}</p:txBody></p:sp>"
    )


def table(*rows: str) -> str:
    return (
        '<p:graphicFrame><p:xfrm><a:off x="0" y="900000"/></p:xfrm><a:graphic><a:graphicData>'
        f"<a:tbl>{''.join(f'<a:tr>{row}</a:tr>' for row in rows)}</a:tbl>"
        "</a:graphicData></a:graphic></p:graphicFrame>"
    )


def cell(*texts: str, merged: str = "") -> str:
    inner = "".join(paragraph(run(text)) for text in texts)
    return f"<a:tc {merged}><a:txBody>{inner}</a:txBody></a:tc>"


def links(*targets: tuple[str, str]) -> str:
    inner = "".join(
        f'<Relationship Id="r{n}" Type="{KIND}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{LINKS}">{inner}</Relationships>'


def tree(root: str, *shapes: str) -> str:
    return f"<p:{root} {NAMES}><p:cSld><p:spTree>{''.join(shapes)}</p:spTree></p:cSld></p:{root}>"


def slides(*contents: tuple[str, ...], notes: str = "") -> bytes:
    """Return a file whose slides hold these shapes, the first with notes."""
    stream = io.BytesIO()
    numbers = range(1, len(contents) + 1)
    with zipfile.ZipFile(stream, "w") as archive:
        listed = "".join(f'<p:sldId r:id="r{n}"/>' for n in numbers)
        archive.writestr(
            "ppt/presentation.xml",
            f"<p:presentation {NAMES}><p:sldIdLst>{listed}</p:sldIdLst></p:presentation>",
        )
        # the members' names are in another order than the slides
        to = {n: f"slides/slide{len(contents) - n + 1}.xml" for n in numbers}
        archive.writestr(
            "ppt/_rels/presentation.xml.rels", links(*(("slide", to[n]) for n in numbers))
        )
        for n, shapes in zip(numbers, contents, strict=True):
            archive.writestr(f"ppt/{to[n]}", tree("sld", *shapes))
        if notes:
            first = to[1].removeprefix("slides/")
            archive.writestr(
                f"ppt/slides/_rels/{first}.rels", links(("notesSlide", "../notesSlides/n.xml"))
            )
            note = shape(paragraph(run(notes)), kind="body")
            number = shape(paragraph(run("1")), kind="sldNum")
            archive.writestr("ppt/notesSlides/n.xml", tree("notes", note, number))
    return stream.getvalue()


def read(data: bytes) -> Article:
    [article], warnings = finish(read_slides(data), "说明")
    assert warnings == []
    return article


def title(text: str) -> str:
    return shape(paragraph(run(text)), kind="title")


def shown(article: Article) -> list[tuple[str, str]]:
    return [(b.kind, article.text[b.start : b.end]) for b in article.blocks]


def test_slides_are_headings_with_their_texts_in_order() -> None:
    article = read(
        slides(
            (shape(paragraph(run("门诊统筹解读")), kind="ctrTitle"),),
            (
                shape(paragraph(run("右栏")), top=500_000, left=900),
                shape(paragraph(run("下文。")), top=900_000),
                shape(paragraph(run("左栏")), top=510_000),
                title("待遇"),
            ),
        )
    )
    assert article.title == "门诊统筹解读"
    assert shown(article) == [
        ("heading", "待遇"),
        ("paragraph", "左栏"),
        ("paragraph", "右栏"),
        ("paragraph", "下文。"),
    ]
    assert article.page_starts == ((0, 2),)


def test_figures_on_slides_stay_whole() -> None:
    inner = paragraph(
        run("低于20×10"),
        run("9", 'baseline="30000"'),
        run("/L，限额"),
        run("800", 'strike="sngStrike"'),
        run("900元"),
    )
    assert read(slides((title("标准"), shape(inner)), (title("附"),))).text.startswith(
        "低于20×10⁹/L，限额900元"
    )


def test_tables_of_slides_keep_merged_cells_and_lines() -> None:
    article = read(
        slides(
            (title("标准"), shape(paragraph(run("如下。")))),
            (
                title("表"),
                table(
                    cell("区") + cell("元") + cell("", merged='hMerge="1"'),
                    cell("东") + cell("30", "40") + cell("5"),
                    cell("", merged='vMerge="1"') + cell("6") + cell("7"),
                ),
            ),
        )
    )
    assert shown(article)[-1] == ("table", "区\t元\t元\n东\t30 40\t5\n东\t6\t7")


def test_automatic_numbers_and_notes_are_read() -> None:
    number = '<a:buAutoNum type="arabicPeriod" startAt="3"/>'
    body = shape(
        paragraph(run("甲"), properties=number), paragraph(run("乙"), properties=number), top=9
    )
    text = read(slides((title("题"),), (title("表"), body), notes="备注共5条。")).text
    assert text == "备注共5条。\n表\n3.甲\n4.乙"


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", slides((title("题"),))[:700]])
def test_damaged_slides_are_refused(data: bytes) -> None:
    with pytest.raises(DocumentError, match="已损坏"):
        read_slides(data)
