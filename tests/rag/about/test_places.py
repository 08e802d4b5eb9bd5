from __future__ import annotations

import pytest

from index.model import Article
from rag.about import places


def quoted(article, place):
    return article.text[slice(*place)]


def document(*lines, **known):
    return Article("文", 1, "云江市供水办法", "\n".join(lines), **known)


def test_the_number_is_found_on_its_line_and_not_where_it_is_cited():
    known = document("依据云政〔2029〕3号，", "云政[2029]3号", "正文", number="云政〔2029〕3号")
    assert quoted(known, places.of_number(known)) == "云政[2029]3号"


def test_joint_issuers_are_quoted_together():
    known = document(
        "正文。",
        "云江市水务局",
        "云江市财政局",
        "2029年1月5日",
        issuer="云江市水务局、云江市财政局",
    )
    assert quoted(known, places.of_issuer(known)) == "云江市水务局\n云江市财政局"


def test_the_signature_is_a_line_of_issuers_alone():
    known = document(
        "云江市水务局各处室：", "由云江市水务局负责。", "云江市水务局", issuer="云江市水务局"
    )
    assert places.of_issuer(known)[0] == known.text.rindex("云江市水务局")


def test_the_head_of_a_statute_tells_how_it_was_made():
    known = document(
        "2028年3月1日云江市人民代表大会常务委员会通过",
        "2029年1月5日云江市令第3号公布",
        "第一章总则",
    )
    told = [(how, day) for how, day, _ in places.proclaimed(known)]
    assert told == [("通过", "2028-03-01"), ("公布", "2029-01-05")]


def test_what_stands_nowhere_is_cited_by_the_opening():
    known = document("第一条正文。", "第二条", issuer="云江市水务局", number="云政〔2029〕3号")
    assert quoted(known, places.of_issuer(known)) == "第一条正文。"
    assert quoted(known, places.of_number(known)) == "第一条正文。"


@pytest.mark.parametrize(
    ("lines", "day"),
    [
        (("正文。", "云江市水务局", "二〇二九年一月五日"), "2029-01-05"),
        (("（2029年1月5日）", "正文"), "2029-01-05"),
        (("自2029年1月5日起施行。",), ""),
    ],
)
def test_a_line_that_is_a_day_is_the_signature(lines, day):
    found = places.signed(document(*lines))
    assert (found[0] if found else "") == day


def test_the_imprint_tells_the_day_of_printing():
    known = document("正文", "2029年1月5日", "云江市水务局办公室 2029年1月8日印发")
    assert places.imprint(known)[0] == "2029-01-08"


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("本办法自2029年3月1日起施行，有效期5年。", "2029-03-01"),
        ("第十条自2029年3月1日起施行。", "2029-03-01"),
        ("本办法由市水务局负责解释，自2029年3月1日起实施。", "2029-03-01"),
        ("现予公布，自2029年3月1日起施行。", "2029-03-01"),
        ("2029年3月1日施行", "2029-03-01"),
        ("本通知自印发之日起执行。", ""),
    ],
)
def test_sentences_tell_from_when_the_document_is_in_force(sentence, day):
    known = document("前言。", sentence)
    [place] = places.starting(known)
    assert places.start_told(quoted(known, place)) == day


@pytest.mark.parametrize(
    "sentence",
    [
        "本办法规定的用户自缴费之日起执行新价。",
        "居民自2029年3月1日起执行新水价。",
        "第五条国家实施计划用水。",
        "许可证自发放之日起生效，有效期三年。",
    ],
)
def test_sentences_about_anything_else_tell_nothing_of_the_document(sentence):
    assert places.starting(document("前言。", sentence)) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "本办法自印发之日起施行，有效期5年。",
        "本办法有效期5年。",
        "本办法（试行）的有效期至2029年12月31日。",
        "有效期自本通知印发之日起计算。",
    ],
)
def test_the_period_is_the_documents_own(sentence):
    own = document("许可证有效期三年。", sentence)
    assert [quoted(own, p) for p in places.period(own)] == [sentence]


def test_a_period_may_follow_the_start():
    own = document("本办法自2029年3月1日起施行。有效期5年。", "有效期满的许可证作废。")
    assert [quoted(own, p) for p in places.period(own)] == ["有效期5年。"]


@pytest.mark.parametrize(
    "sentence",
    [
        "符合本办法规定条件的，准予延续，有效期为5年；",
        "许可证自发放之日起生效，有效期三年。",
        "有效期届满前按照本办法申请延续。",
    ],
)
def test_the_period_of_a_licence_is_not_the_documents(sentence):
    assert places.period(document("前言。", sentence)) == []
