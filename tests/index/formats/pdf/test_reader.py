from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import DocumentError
from index.formats.pdf.reader import read_pdf
from index.loading.assembly import finish
from index.model import Article
from index.passages import split_article
from tests.data.fixtures import MAGAZINE
from tests.data.pdfs import (
    FULL,
    LEFT,
    ROWS,
    SIZE,
    WIDE,
    XS,
    YS,
    Page,
    article_of,
    assemble,
    make_pdf,
)


@pytest.fixture(autouse=True)
def without_recognition(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.formats.pdf.reader.recogniser", lambda: None)


def texts(article: Article) -> list[tuple[str, str]]:
    return [(b.kind, article.text[b.start : b.end]) for b in article.blocks]


def notice() -> list[Page]:
    first = Page().write("关于村卫生室用药的通知", x=150, size=22)
    first.write("清卫〔2031〕3号", x=220, top=725).write("各市、县卫生健康委：", top=690)
    first.write("\u3000\u3000" + FULL[:-2], FULL, "卫生健康局投诉。", top=660)
    first.write("\u3000\u3000第二段一直写到页末，" + FULL[:-12], "接着" + FULL[:-2], top=580)
    second = Page().write(FULL, "结束了。").grid(XS, YS, ROWS)
    second.write("\u3000\u3000表后的话。", top=470)
    second.write("清河省卫生健康委员会", x=300, top=440).write("2031年1月20日", x=340, top=410)
    for n, page in enumerate([first, second], 1):
        page.write("清河省政务公开", x=220, top=810, size=10)
        page.write(f"— {n} —", x=280, top=40, size=10)
    return [first, second]


def test_lines_are_joined_to_paragraphs_across_lines_and_pages() -> None:
    assert texts(article_of(*notice())) == [
        ("paragraph", "清卫〔2031〕3号"),
        ("paragraph", "各市、县卫生健康委："),
        ("paragraph", FULL[:-2] + FULL + "卫生健康局投诉。"),
        ("paragraph", f"第二段一直写到页末，{FULL[:-12]}接着{FULL[:-2]}{FULL}结束了。"),
        ("table", "地区\t机构数\t品种\n东湖\t35\t101\n西山\t18\t96"),
        ("paragraph", "表后的话。"),
        ("paragraph", "清河省卫生健康委员会"),
        ("paragraph", "2031年1月20日"),
    ]


def test_the_title_is_the_text_in_the_largest_type() -> None:
    article = article_of(*notice(), title="无标题")
    assert article.title == "关于村卫生室用药的通知"
    assert (article.number, article.date) == ("清卫〔2031〕3号", "2031-01-20")
    assert article.issuer == "清河省卫生健康委员会"


def test_every_offset_has_its_page() -> None:
    article = article_of(*notice())
    turn = article.text.index(FULL + "结束了。")
    assert (article.page, article.page_starts) == (1, ((0, 1), (turn, 2)))
    assert [article.page_at(at) for at in (0, turn - 1, turn, len(article.text) - 1)] == [
        1,
        1,
        2,
        2,
    ]


def test_passages_on_later_pages_have_their_page() -> None:
    article = article_of(*notice(), Page().write("\u3000\u3000第四段。"))
    pages = [article.page_at(passage.start) for passage in split_article(article)]
    assert pages == sorted(pages)
    assert (pages[0], pages[-1]) == (1, 3)
    assert article.page_at(article.text.index("第四段。")) == 3


def test_running_heads_and_page_numbers_are_left_out() -> None:
    text = article_of(*notice()).text
    assert "政务公开" not in text
    assert "—" not in text


def test_first_lines_of_pages_that_differ_are_kept() -> None:
    pages = [Page().write(f"{name}的情况", FULL, FULL[:9] + "。") for name in ("东湖", "西山")]
    assert "西山的情况" in article_of(*pages).text


def test_a_table_over_two_pages_has_one_header() -> None:
    pages = [Page().write("情况如下。"), Page().write("\u3000\u3000表后。", top=480)]
    pages[0].grid(XS, YS, ROWS)
    pages[1].grid(XS, YS, [ROWS[0], ["北渡", "7", "8"], ["南山", "9", "10"]])
    pages[0].write("各区药品目录", size=22, top=800)
    article = article_of(*pages)
    [table] = [b for b in article.blocks if b.kind == "table"]
    rows = article.text[table.start : table.end].split("\n")
    assert rows == ["\t".join(row) for row in [*ROWS, ["北渡", "7", "8"], ["南山", "9", "10"]]]
    assert article.page_at(article.text.index("西山")) == 1
    assert article.page_at(article.text.index("北渡")) == 2


def test_a_magazine_in_pdf_is_read_like_its_plain_text_with_pages() -> None:
    lines = [line for line in MAGAZINE.split("\n") if line]
    half = len(lines) // 2
    pages = [Page().write(*part, size=8) for part in (lines[:half], lines[half:])]
    articles, _ = finish(read_pdf(make_pdf(*pages)), "文件")
    assert [a.id for a in articles] == ["2020-05-04/1", "2020-05-04/2", "2020-05-04/3"]
    assert {a.page_at(0) for a in articles} <= {1, 2}
    assert articles[-1].page_at(0) == 2


def test_scanned_pages_are_reported() -> None:
    with pytest.raises(DocumentError, match="没有文字层，可能是扫描件，请先做文字识别"):
        read_pdf(make_pdf(Page(), Page()))
    _, notes = finish(read_pdf(make_pdf(*notice(), Page())), "文件")
    assert [note.split("（")[0] for note in notes] == ["第 3 页没有文字层，未收入"]
    assert 'pip install "wence[ocr]"' in notes[0]


def test_text_without_an_encoding_is_refused() -> None:
    page = Page().write("\ue000\ue001\ue002" * 9)
    with pytest.raises(DocumentError, match="没有字符编码"):
        read_pdf(make_pdf(page))


def test_too_many_pages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.formats.pdf.reader.MAX_PAGES", 1)
    with pytest.raises(DocumentError, match="页数太多"):
        read_pdf(make_pdf(*notice()))


ENCRYPTED = assemble(
    [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[]/Count 0>>",
        b"<</Filter/Standard/V 1/R 2/P -4/O <" + b"00" * 32 + b">/U <" + b"11" * 32 + b">>>",
    ],
    b"/Encrypt 3 0 R/ID [<00><00>]",
)
PAGES_LOOP = assemble(
    [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9999999>>"]
)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (ENCRYPTED, "PDF 已加密"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 9, "PDF 已损坏"),
        (b"", "PDF 已损坏"),
        (PAGES_LOOP, "PDF 已损坏"),
    ],
    ids=["encrypted", "junk", "empty", "loop"],
)
def test_unreadable_files_are_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        read_pdf(data)


def test_test_lines_fit_on_the_page() -> None:
    assert LEFT + WIDE * SIZE < 595


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**31), st.binary(min_size=1, max_size=30))
def test_a_broken_file_is_refused_or_read(place: int, noise: bytes) -> None:
    at = place % len(BASE)
    try:
        articles, _ = finish(read_pdf(BASE[:at] + noise + BASE[at + len(noise) :]), "x")
    except DocumentError:
        return
    for article in articles:
        offsets = [start for start, _ in article.page_starts]
        assert offsets == sorted(offsets)
        assert all(0 <= start < len(article.text) for start in offsets)


BASE = make_pdf(*notice())


def test_heads_of_annexes_on_several_pages_are_kept() -> None:
    pages = [Page().write(f"附件{n}", top=800).write(FULL, FULL[:9] + "。") for n in (1, 2, 3, 4)]
    text = article_of(*pages).text
    assert all(f"附件{n}" in text for n in (2, 3, 4))


def test_a_line_like_a_page_number_within_a_page_is_kept() -> None:
    page = Page().write("用药办法", size=22).write(FULL, "第 14 页", FULL[:9] + "。", top=700)
    page.write("完。", "也完。", "都完。", top=500)
    assert "第14页" in article_of(page, Page().write("尾页。")).text
