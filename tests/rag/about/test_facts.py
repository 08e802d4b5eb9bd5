from __future__ import annotations

import pytest

from index.model import Article
from rag.about.facts import chinese, facts, periodical

PRINTED = Article(
    "文", 1, "云江市供水办法",
    "正文。\n云江市水务局\n2029年1月5日\n云江市水务局办公室 2029年1月8日印发",
    date="2029-01-05", published="2029-01-12",
)  # fmt: skip


def told(article, field, verb=""):
    return [f"{f.words}{f.value}{f.after}" for f in facts(article, field, verb)]


@pytest.mark.parametrize(
    ("verb", "first"),
    [
        ("印发", "印发日期是2029年1月8日"),
        ("成文", "落款日期是2029年1月5日"),
        ("发布", "发布日期是2029年1月12日"),
        ("", "发布日期是2029年1月12日"),
    ],
)
def test_the_day_that_is_asked_for_comes_first_and_the_others_follow(verb, first):
    found = told(PRINTED, "issued", verb)
    assert found[0] == first
    assert len(found) == 3


def test_a_day_is_told_once():
    once = Article(
        "文", 1, "办法", "水务局\n2029年1月5日", date="2029-01-05", published="2029-01-05"
    )
    assert told(once, "issued", "发布") == ["发布日期是2029年1月5日"]


def test_the_day_of_a_magazine_is_not_the_day_of_a_document():
    printed = Article("2029-01-05", 4, "关于供水的通知", "正文。", date="2029-01-05", page=7)
    assert periodical(printed)
    assert told(printed, "issued", "印发") == ["刊登在2029-01-05 这一期第 7 页"]


def test_without_an_issuer_the_source_is_told():
    known = Article("文", 1, "供水通知", "正文。", source="云江日报")
    assert told(known, "issuer") == ["来源是云江日报"]


def test_the_head_of_a_statute_is_quoted_for_its_issuer_and_number():
    line = "2029年1月5日云江市人民政府令第3号公布"
    known = Article("文", 1, "供水条例", f"{line}\n第一章总则")
    assert told(known, "issuer") == told(known, "number") == [f"写明“{line}”"]
    assert told(known, "issued", "公布") == ["公布日期是2029年1月5日"]


def test_the_last_day_of_validity_is_told():
    known = Article("文", 1, "供水办法", "正文。", expires="2029-03-01")
    assert told(known, "expires") == ["有效期至2029年2月28日（自2029年3月1日起失效）"]


def test_the_day_in_the_metadata_goes_before_the_sentence():
    text = "本办法自印发之日起施行。"
    known = Article("文", 1, "供水办法", text, effective="2029-01-08")
    [fact] = facts(known, "effective")
    assert (fact.value, text[slice(*fact.place)]) == ("2029年1月8日", text)


def test_a_day_that_is_told_twice_is_quoted_twice():
    text = "2029年1月8日施行\n第九条本办法自2029年1月8日起施行。"
    [fact] = facts(Article("文", 1, "供水办法", text), "effective")
    quoted = [text[slice(*place)] for place in (fact.place, *fact.also)]
    assert quoted == text.split("\n")


def test_days_are_written_in_chinese():
    assert [chinese("2029-01-08"), chinese("2029-01")] == ["2029年1月8日", "2029-01"]
