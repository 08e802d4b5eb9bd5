"""Answers from small documents that can be understood by themselves; all facts are invented."""

from __future__ import annotations

import pytest

from index.embedding.embedder import Embedder
from index.store.store import Store
from rag.answer import Answer
from rag.pipeline import Pipeline
from rag.settings import Settings
from tests.data.fixtures import article
from tests.stores import index_articles

LAW = article(
    "第一条为了规范药师执业，制定本条例。",
    "第二条本条例所称药师，是指依法取得资格的人员。",
    "第三条药师应当恪守职业道德，尽心为病人服务。",
    "第四条药师资格考试分为西药师资格考试和中药师资格考试两种。",
    "第五条考试成绩合格的，发给资格证书。",
    "第六条药师每年应当参加三十小时的继续教育。",
    "第七条有下列情形之一的，不予注册：",
    "（一）受刑事处罚未满二年；",
    "（二）被吊销执业证书未满二年；",
    "（三）国家规定的其他情形。",
    "第八条药师注册的有效期为五年。",
    title="海蓝市药师管理条例",
)
GUIDE = article(
    "海蓝市居民可以在街道申请长期护理补助，街道在十日内答复。",
    "申请长期护理补助应当提交下列材料：",
    "1.本人身份证；",
    "2.失能评估结论；",
    "3.银行卡复印件。",
    "街道收到材料后登记，并上门核实情况，核实后报区里审批。",
    title="长期护理补助申请指南",
    n=2,
)
MODELS = article(
    "海蓝市探索医养结合已有六年，各区因地制宜，摸索出自己的路子。",
    "医养结合主要有四种模式。一是医院开办养老床位。二是养老院设立医务室。三是医院与养老院签约合作。四是家庭医生上门服务。",
    "今后还要继续完善。",
    title="海蓝市医养结合的探索",
    n=3,
)
HOSPITAL = article(
    "海蓝市中心医院去年搬进了新院区。该院有床位一千二百张，每年收治病人五万人次。",
    "因此，市民看病排队的时间缩短了一半。",
    title="海蓝市中心医院迁入新院区",
    n=4,
)


@pytest.fixture(scope="module")
def pipeline(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    folder = tmp_path_factory.mktemp("whole")
    index_articles([LAW, GUIDE, MODELS, HOSPITAL], folder, embedder)
    settings = Settings(_env_file=None, store=folder, llm_base_url="", engine=None)
    return Pipeline(Store.open(settings.store_spec), embedder, settings)


def lines(answer: Answer) -> list[str]:
    """Return the blocks' words, after checking every citation against its article."""
    assert not answer.abstained
    assert all(c.quote == c.article.text[c.start : c.end] for c in answer.citations)
    return [block.words for block in answer.blocks]


def test_the_articles_of_a_law_are_not_quoted_as_a_list(
    pipeline: Pipeline,
) -> None:
    answer = pipeline.ask("药师资格考试分为哪两种？")
    assert "西药师资格考试和中药师资格考试" in answer.text
    assert not any(b.words.startswith("第") for b in answer.blocks if b.kind == "item")


@pytest.mark.parametrize(
    ("asked", "lead", "items"),
    [
        (
            "药师有哪些情形不予注册？",
            "第七条 有下列情形之一的，不予注册：",
            ["（一）受刑事处罚未满二年；", "（二）被吊销执业证书未满二年；", "（三）国家规定的其他情形。"],
        ),
        (
            "申请长期护理补助要提交什么材料？",
            "申请长期护理补助应当提交下列材料：",
            ["1.本人身份证；", "2.失能评估结论；", "3.银行卡复印件。"],
        ),
        (
            "医养结合有哪四种模式？",
            "医养结合主要有四种模式。",
            ["一是医院开办养老床位。", "二是养老院设立医务室。", "三是医院与养老院签约合作。", "四是家庭医生上门服务。"],
        ),
    ],
)  # fmt: skip
def test_a_list_is_whole_under_the_line_that_leads_it_in(
    pipeline: Pipeline, asked: str, lead: str, items: list[str]
) -> None:
    answer = pipeline.ask(asked)
    found = lines(answer)
    at = found.index(items[0])
    assert found[at - 1].endswith(lead)
    assert found[at : at + len(items)] == items
    assert {block.kind for block in answer.blocks[at : at + len(items)]} == {"item"}


def test_a_pronoun_brings_the_sentence_that_names_what_it_is(pipeline: Pipeline) -> None:
    answer = pipeline.ask("海蓝市中心医院有多少张床位？")
    assert "海蓝市中心医院去年搬进了新院区。该院有床位一千二百张" in answer.text


def test_a_connective_is_left_out_of_the_quote(pipeline: Pipeline) -> None:
    answer = pipeline.ask("市民看病排队的时间缩短了多少？")
    assert any(line.startswith("市民看病排队的时间") for line in lines(answer))
    assert "因此" not in answer.text
