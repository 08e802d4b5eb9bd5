from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import DocumentError
from index.metadata.fields import clean, iso_date, named, read_sidecar, sidecar, write_sidecar


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021-01-25", "2021-01-25"),
        ("2021/1/5 10:30", "2021-01-05"),
        ("2021.12.31", "2021-12-31"),
        ("2021年05月14日", "2021-05-14"),
        ("二〇二一年十二月三十一日", "2021-12-31"),
        ("二○二一年一月二十日", "2021-01-20"),
        ("发布于2021年1月20日，有效期五年", "2021-01-20"),
        ("2021-13-25", ""),
        ("2021年2月30日", ""),
        ("2021年1月", ""),
        ("2021-01.25", ""),
        ("12021-01-25", ""),
        ("", ""),
    ],
)
def test_full_dates_become_iso_dates(text: str, day: str) -> None:
    assert iso_date(text) == day


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_date_is_read_back(day: date) -> None:
    assert iso_date(day.isoformat()) == day.isoformat()
    assert iso_date(f"{day.year}年{day.month}月{day.day}日") == day.isoformat()


def test_fields_have_chinese_and_english_names() -> None:
    values = {"标 题": "药价", "Publish_Date": date(2021, 3, 4), "发文字号：": "清卫〔2021〕3号"}
    assert named(values) == {
        "title": "药价",
        "date": "2021-03-04",
        "published": "2021-03-04",
        "number": "清卫〔2021〕3号",
    }


def test_the_preferred_name_wins_and_empty_values_are_left_out() -> None:
    values = {"发布日期": "2021-06-04", "成文日期": "2021-05-14", "来源": "", "作者": ["甲", "乙"]}
    assert named(values) == {
        "date": "2021-05-14",
        "published": "2021-06-04",
        "author": "甲、乙",
    }


@pytest.mark.parametrize(
    ("name", "value", "cleaned"),
    [
        ("url", "https://example.cn/a?__biz=1", "https://example.cn/a?__biz=1"),
        ("url", "javascript:alert(1)", ""),
        ("url", 'http://example.cn/"onload=', ""),
        ("url", "/relative", ""),
        ("status", "现行有效", "现行"),
        ("status", "失效", "已废止"),
        ("status", "征求意见", ""),
        ("title", "<b>药价</b>\n第二行\u202e", "药价 第二行"),
        ("source", "甲" * 1000, "甲" * 300),
        ("date", None, ""),
    ],
)
def test_values_are_cleaned_for_their_field(name: str, value: object, cleaned: str) -> None:
    assert clean(name, value) == cleaned


def test_corrections_are_written_beside_the_file(tmp_path: Path) -> None:
    file = tmp_path / "通知.pdf"
    assert read_sidecar(file) == {}
    write_sidecar(file, {"title": "新标题", "date": "2021年1月5日", "source": ""})
    assert sidecar(file) == tmp_path / "通知.pdf.meta.json"
    assert read_sidecar(file) == {"title": "新标题", "date": "2021-01-05", "source": ""}
    assert [p.name for p in tmp_path.iterdir()] == ["通知.pdf.meta.json"]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"date": "去年"}, "日期不正确：去年"),
        ({"url": "javascript:1"}, "不正确"),
        ({"text": "正文"}, "不认识的字段：text"),
    ],
)
def test_a_wrong_correction_is_refused_and_not_written(
    tmp_path: Path, values: dict[str, str], reason: str
) -> None:
    with pytest.raises(DocumentError, match=reason):
        write_sidecar(tmp_path / "a.txt", values)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["", "[]", '"x"', "{", "[" * 100_000, '{"x": 1}', "\xff"])
def test_a_broken_sidecar_is_reported(tmp_path: Path, text: str) -> None:
    sidecar(tmp_path / "a.txt").write_text(text, encoding="latin-1")
    with pytest.raises(DocumentError):
        read_sidecar(tmp_path / "a.txt")


def test_sidecar_values_of_other_types_are_converted(tmp_path: Path) -> None:
    sidecar(tmp_path / "a.txt").write_text(json.dumps({"title": 2021, "source": None}))
    assert read_sidecar(tmp_path / "a.txt") == {"title": "2021", "source": ""}


def test_a_file_whose_name_leaves_no_room_for_a_sidecar_has_none(tmp_path: Path) -> None:
    file = tmp_path / ("a" * 251 + ".txt")
    file.touch()
    assert read_sidecar(file) == {}
    with pytest.raises(DocumentError, match="无法写入"):
        write_sidecar(file, {"title": "题"})
