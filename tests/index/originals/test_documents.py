"""A document answers what it is asked, by its kind."""

from __future__ import annotations

import json

import pytest

from index.errors import DocumentError
from index.originals.blocks import Formatted
from index.originals.documents import ShownDocument
from tests.data.pdfs import FULL, Page, make_pdf
from tests.data.word import lines, saved
from tests.index.loading.test_archive import packed

PAGE = "<html><body><p>社区医院达到120家。</p></body></html>"
MHTML = (
    "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\n"
    f"Content-Type: text/html; charset=utf-8\n\n{PAGE}\n--b--\n"
)
QUOTE = {"quote": "社区医院达到120家"}


def formatted(data: bytes, suffix: str, marks: bool = True) -> Formatted:
    document = ShownDocument(data, suffix, "")
    answer = document.answer({"do": "formatted", "wanted": QUOTE, "marks": marks})
    return Formatted.model_validate_json(answer)


@pytest.mark.parametrize(
    ("data", "suffix"),
    [
        (saved(lines("社区医院达到120家。")), ".docx"),
        (PAGE.encode(), ".html"),
        (PAGE.replace("<html>", "<html><meta charset=gbk>").encode("gbk"), ".htm"),
        (MHTML.encode(), ".mht"),
        (PAGE.encode(), ".doc"),  # as many sites send web pages
        (saved(lines("社区医院达到120家。")), ".wps"),
    ],
    ids=["word", "html", "gbk", "mhtml", "page named doc", "docx named wps"],
)
def test_formatted_documents_are_told_by_their_bytes(data: bytes, suffix: str) -> None:
    shown = formatted(data, suffix)
    assert [block.text for block in shown.blocks] == ["社区医院达到120家。"]
    assert [run.text for run in shown.blocks[0].runs if run.marked] == ["社区医院达到120家"]
    assert shown.found == 0


def test_without_marks_the_place_is_told_and_nothing_marked() -> None:
    shown = formatted(PAGE.encode(), ".html", marks=False)
    assert shown.found == 0
    assert not any(run.marked for block in shown.blocks for run in block.runs)


def test_a_second_question_is_not_answered_with_the_marks_of_the_first() -> None:
    document = ShownDocument(PAGE.encode(), ".html", "")
    document.answer({"do": "formatted", "wanted": QUOTE, "marks": True})
    other = document.answer({"do": "formatted", "wanted": {"quote": "别的"}, "marks": True})
    assert b"marked" not in other


def test_a_member_of_an_archive_is_a_document_of_its_own() -> None:
    inner = packed({"内/甲.html": PAGE})
    data = packed({"乙.txt": "别的", "里.zip": inner})
    document = ShownDocument(data, ".html", "里.zip/内/甲.html")
    assert document.answer({"do": "file"}) == PAGE.encode()
    with pytest.raises(DocumentError):
        ShownDocument(data, ".html", "../甲.html")


def test_pages_are_counted_and_searched() -> None:
    document = ShownDocument(make_pdf(Page().write(FULL), Page()), ".pdf", "")
    assert json.loads(document.answer({"do": "sizes"})) == [[595, 842], [595, 842]]
    command = {"do": "places", "wanted": {"quote": FULL[:9]}, "first": 1, "last": 1}
    assert list(json.loads(document.answer(command))) == ["1"]
    assert document.answer({"do": "picture", "page": 1, "width": 1000})[8:12] == b"WEBP"


def test_other_kinds_are_not_shown() -> None:
    with pytest.raises(DocumentError):
        formatted(b"\xd0\xcf\x11\xe0 slides", ".ofd")


def test_a_document_of_absurd_length_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.originals.documents.MAX_CHARS", 25)
    shown = formatted(b"<body>" + "<p>社区医院达到120家。</p>".encode() * 9 + b"</body>", ".html")
    assert len(shown.blocks) == 2
