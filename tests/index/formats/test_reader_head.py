from __future__ import annotations

from index.formats.reader_head import split_reader_head


def test_the_head_of_a_reader_is_split_off() -> None:
    text = (
        "Title: 清河市上调限额-清河市人民政府网站\n\nURL Source: https://example.gov.cn/1.html\n\n"
        "Published Time: 2031-06-05T08:00:00+08:00\n\nMarkdown Content:\n正文。\n"
    )
    assert split_reader_head(text) == (
        {
            "title": "清河市上调限额",
            "url": "https://example.gov.cn/1.html",
            "date": "2031-06-05",
            "published": "2031-06-05",
        },
        "正文。\n",
    )


def test_a_text_without_such_a_head_stays_as_it_is() -> None:
    for text in ("Title: 甲\n正文。", "正文。\nMarkdown Content:\n", ""):
        assert split_reader_head(text) == ({}, text)
