from dataclasses import replace

import pytest

from index.errors import QuestionError
from rag.filters import Filters, date_of
from tests.data.corpus import CENTRES, PURCHASE
from ui.web.query_params import query_string

ARTICLE = replace(
    PURCHASE, section="带量采购", region="海蓝省", status="现行", file="我的文章/医保/a.md"
)


@pytest.mark.parametrize(
    "met",
    [
        {},
        {"issues": ["2031-02-03"]},
        {"issues": ["2030-01-01", "2031-02-03"]},
        {"sections": ["带量采购"], "sources": ["海蓝日报"]},
        {"since": "2031-02-03", "until": "2031-02-03"},
        {"since": "2031-02", "until": "2031-02"},
        {"since": "2031"},
        {"until": "2031"},
        {"article": "2031-02-03/4"},
        {"articles": ["2030-01-01/1", "2031-02-03/4"]},
        {"region": "海蓝省", "status": "现行"},
        {"folders": ["别的", "我的文章"]},
        {"folders": ["我的文章/医保"]},
    ],
)
def test_an_article_that_meets_every_condition_is_allowed(met):
    assert Filters.read(met).allows(ARTICLE)


@pytest.mark.parametrize(
    "unmet",
    [
        {"issues": ["2030-01-01"]},
        {"issues": ["2031-02-03"], "sections": ["医院管理"]},
        {"sources": ["东部健康报"]},
        {"since": "2031-02-04"},
        {"since": "2031-03"},
        {"until": "2031-02-02"},
        {"until": "2030"},
        {"article": "2031-02-03/3"},
        {"articles": ["2030-01-01/1", "2031-02-03/3"]},
        {"region": "江原省"},
        {"folders": ["我的文章/医"]},
        {"folders": ["医保", "我的文章/医保/a.md"]},
        {"status": "已废止"},
    ],
)
def test_an_article_that_misses_one_condition_is_not_allowed(unmet):
    assert not Filters.read(unmet).allows(ARTICLE)


def test_what_is_not_in_force_on_the_day_is_left_out():
    rule = replace(
        ARTICLE, status="", date="2018-06-20", effective="2018-07-01", expires="2023-07-01"
    )
    assert not Filters(in_force=True).allows(rule)
    assert Filters(in_force=True, as_of="2023-06-30").allows(rule)
    assert not Filters(in_force=True, as_of="2018-06-30").allows(rule)
    assert Filters(in_force=True).allows(replace(ARTICLE, status=""))


def test_a_day_leaves_out_what_was_published_later():
    assert Filters(as_of="2031-02-03").allows(ARTICLE)
    assert not Filters(as_of="2031-02-02").allows(ARTICLE)
    assert Filters(as_of="2000-01-01").allows(replace(ARTICLE, issue="通知", date=""))


def test_a_month_is_met_by_any_of_its_days_and_an_unknown_date_by_none():
    monthly = replace(ARTICLE, issue="2031-02", date="")
    assert date_of(monthly) == "2031-02"
    assert Filters(since="2031-02-20").allows(monthly)
    assert not Filters(since="2031-03-01").allows(monthly)
    assert Filters(until="2031-02-01").allows(monthly)
    undated = replace(ARTICLE, issue="通知", date="")
    assert date_of(undated) == ""
    assert Filters().allows(undated)
    assert not Filters(since="1900").allows(undated)
    assert not Filters(until="2999").allows(undated)
    assert Filters(since="2030").allows(replace(undated, date="2030-05-01"))


@pytest.mark.parametrize(
    ("data", "word"),
    [
        ([], "JSON 对象"),
        ("x", "JSON 对象"),
        ({"issue": ["x"]}, "没有 issue 这一项"),
        ({"issues": "2031-02-03"}, "一列文字"),
        ({"issues": [1]}, "一列文字"),
        ({"issues": ["x"] * 501}, "最多 500 个"),
        ({"sources": ["\ud800"]}, "一列文字"),
        ({"since": "2031-13"}, "日期应写成"),
        ({"until": "2031-02-03\n"}, "日期应写成"),
        ({"since": 2031}, "日期应写成"),
        ({"since": "2031-02", "until": "2031-01"}, "开始日期晚于结束日期"),
        ({"as_of": "2031-02"}, "截至日期"),
        ({"in_force": "maybe"}, "只看现行"),
        ({"articles": "2031-02-03/4"}, "几篇文章"),
        ({"article": "a/1", "articles": ["a/1", "a/2"]}, "只写一项"),
    ],
)
def test_a_malformed_condition_gives_one_clear_sentence(data, word):
    with pytest.raises(QuestionError, match=word) as caught:
        Filters.read(data)
    assert str(caught.value).startswith("筛选条件有误：")
    assert str(caught.value).endswith("。")


def test_no_conditions_are_no_filter():
    assert not Filters.read(None)
    assert not Filters.read({"issues": [], "since": ""})
    assert not Filters.of(None, [], None, until="")
    assert Filters.of(["甲"], None, None) == Filters(issues=("甲",))


def test_conditions_are_described_in_words():
    chosen = Filters(("2031-02-03",), ("甲", "乙"), ("a", "b", "c"), since="2030", until="2031")
    assert chosen.describe() == "2031-02-03 期、“甲”栏目、“乙”栏目、3 个来源、2030 至 2031"
    assert Filters(article="x/1", region="海蓝省").describe() == "这篇文章、海蓝省"
    assert Filters(in_force=True, as_of="2031-01-02").describe() == "现行有效、截至 2031-01-02"
    assert Filters(folders=("我的文章/医保",)).describe() == "文件夹“我的文章/医保”"


def test_a_list_of_one_article_is_that_article():
    assert Filters.read({"articles": ["x/1"]}) == Filters(article="x/1")


def test_chosen_articles_are_described_by_their_titles_or_counted():
    two = Filters(articles=("x/1", "x/2"), since="2030")
    assert two.describe(["甲", "乙"]) == "《甲》、《乙》、2030 以来"
    assert two.describe(["甲"]) == two.describe() == "所选的 2 篇文章、2030 以来"
    three = Filters(articles=("x/1", "x/2", "x/3"))
    assert three.describe(["甲", "乙", "丙"]) == "所选的 3 篇文章"
    assert Filters(article="x/1").describe(["甲"]) == "《甲》"


def test_json_and_address_hold_the_set_conditions_alone():
    chosen = Filters(issues=("2031-02-03",), sections=("甲&乙", "丙"), since="2030")
    assert Filters.read(chosen.to_json()) == chosen
    assert chosen.to_json().keys() == {"issues", "sections", "since"}
    assert query_string(Filters(in_force=True)) == "in_force=true"
    address = query_string(chosen, q="问", k="")
    assert address == (
        "q=%E9%97%AE&issue=2031-02-03&section=%E7%94%B2%26%E4%B9%99&section=%E4%B8%99&since=2030"
    )


# Answers under filters


def test_an_answer_comes_from_the_allowed_articles(real_pipeline):
    asked = "两省医保异地结算垫付了多少钱？"
    assert not real_pipeline.ask(asked, filters=Filters(sources=("东部健康报",))).abstained
    refused = real_pipeline.ask(asked, filters=Filters(sources=("海蓝日报",)))
    assert refused.abstained
    assert "只在限定的范围（来源“海蓝日报”）内查找，可以取消筛选" in refused.text
    assert refused.text.endswith("，可以取消筛选，在全部文章里再问。")
    assert {hit.article.source for hit in refused.hits} == {"海蓝日报"}


def test_an_answer_comes_from_the_articles_chosen_alone(real_pipeline):
    asked = "社区医院要达到多少家？"
    cited = real_pipeline.ask(asked).citations[0].article.id
    others = [a.id for a in real_pipeline.store.articles() if a.id != cited]
    within = real_pipeline.ask(asked, filters=Filters(articles=(cited, others[0])))
    assert {c.article.id for c in within.citations} == {cited}
    assert {hit.article.id for hit in within.hits} <= {cited, others[0]}
    without = real_pipeline.ask(asked, filters=Filters(articles=tuple(others[:2])))
    assert cited not in {c.article.id for c in without.citations}
    assert {hit.article.id for hit in without.hits} <= set(others[:2])


def test_filters_that_allow_no_article_find_nothing(real_pipeline):
    nowhere = Filters(issues=("1999-01-01",))
    assert real_pipeline.search("社区医院", filters=nowhere) == []
    refused = real_pipeline.ask("社区医院要达到多少家？", filters=nowhere)
    assert refused.abstained and refused.hits == ()
    assert "没有" in refused.text


def test_allowed_passages_are_found_however_low_they_rank(real_pipeline, monkeypatch):
    monkeypatch.setattr("rag.retrieval.retriever.CANDIDATES", 2)
    hits = real_pipeline.search("江原省门诊异地直接结算", filters=Filters(article=CENTRES.id))
    assert {hit.article.id for hit in hits} == {CENTRES.id}
    assert len(hits) >= 2


def test_filters_do_not_change_the_reply_to_a_greeting(real_pipeline):
    assert "限定" not in real_pipeline.ask("你好", filters=Filters(since="1999")).text


def test_a_question_about_a_whole_article_is_answered_from_it(real_pipeline):
    chosen = Filters(article=CENTRES.id)
    answer = real_pipeline.ask("这篇文章主要讲了什么？", filters=chosen)
    assert not answer.abstained
    assert answer.question == "这篇文章主要讲了什么？"
    assert answer.standalone_question == f"《{CENTRES.title}》主要讲了什么？"
    assert {c.article.id for c in answer.citations} == {CENTRES.id}
