"""Answers of the whole pipeline over old and new versions of documents."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from index.embedding.embedder import Embedder
from index.model import Article, Block, Relation
from index.store.store import Store
from rag.answer import Answer
from rag.answering import QuestionAnswerer
from rag.filters import Filters
from rag.settings import Settings
from tests.stores import index_articles


def rule(name: str, title: str, *lines: str, **known: str) -> Article:
    text = "\n".join(lines)
    starts = [sum(len(line) + 1 for line in lines[:i]) for i in range(len(lines))]
    blocks = [
        Block("paragraph", at, at + len(line)) for at, line in zip(starts, lines, strict=True)
    ]
    return Article(name, 1, title, text, blocks=tuple(blocks), **known)  # type: ignore[arg-type]


OLD = rule(
    "旧办法", "柳州湾市护理补贴办法",
    "护理补贴的月标准为400元，由区民政局发放。", "申请人须年满七十岁，每季度领取一次高温费90元。",
    number="柳政发〔2018〕6号", date="2018-06-20", effective="2018-07-01",
)  # fmt: skip
NEW = rule(
    "新办法", "柳州湾市护理补贴办法",
    "护理补贴的月标准为600元，由市医保局发放。", "《柳州湾市护理补贴办法》（柳政发〔2018〕6号）同时废止。",
    number="柳政规〔2023〕9号", date="2023-06-20", effective="2023-07-01",
)  # fmt: skip
NEXT = rule(
    "将来", "柳州湾市托育机构规定", "托育机构每名幼儿的活动面积不少于5平方米。",
    number="柳卫规〔2026〕1号", date="2026-01-05", effective="2031-01-01",
)  # fmt: skip
LAW = rule(
    "条例", "柳州湾市献血规定", "第三条 累计献血满900毫升的，免交公园门票。", "第四条 献血者每年体检2次。",
    number="柳政规〔2019〕1号", date="2019-01-01", effective="2019-01-01",
)  # fmt: skip
CHANGE = rule(
    "决定", "关于修改《柳州湾市献血规定》的决定",
    "将第三条修改为：“累计献血满700毫升的，免交公园门票。”", number="柳政规〔2024〕4号", date="2024-05-01",
)  # fmt: skip
AT = NEW.text.index("《柳州湾")
RELATIONS = [
    Relation("repeals", NEW.id, OLD.id, "2023-07-01", NEW.id, AT, len(NEW.text)),
    Relation("amends", CHANGE.id, LAW.id, "2024-06-01", CHANGE.id, 0, len(CHANGE.text)),
]


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> QuestionAnswerer:
    folder = tmp_path_factory.mktemp("versions")
    index_articles([OLD, NEW, NEXT, LAW, CHANGE], folder, embedder)
    settings = Settings(_env_file=None, store=folder, llm_base_url="", engine=None)
    store = Store.open(replace(settings.store_spec, model=embedder.name))
    store.relations_of = lambda id_: [  # type: ignore[method-assign]
        r for r in RELATIONS if id_ in (r.newer, r.older)
    ]
    return QuestionAnswerer(store, embedder, settings, today=lambda: date(2026, 3, 1))


def cited(answer: Answer) -> list[str]:
    return list(dict.fromkeys(c.article.issue for c in answer.citations))


@pytest.mark.parametrize(
    "asked", ["柳州湾市护理补贴月标准是多少", "柳州湾市现行的护理补贴每月多少元？"]
)
def test_the_figure_in_force_comes_first_and_the_former_one_after_it(
    answerer: QuestionAnswerer, asked: str
) -> None:
    found = answerer.ask(asked)
    assert cited(found) == ["新办法", "旧办法"]
    ended = "已废止：《柳州湾市护理补贴办法》（柳政发〔2018〕6号）自2023-07-01起，被《柳州湾市护理补贴办法》（柳政规〔2023〕9号）废止："
    assert 0 <= found.text.index("600元") < found.text.index(ended) < found.text.index("400元")
    assert "**600元**" in found.emphasised and "**400元**" not in found.emphasised
    former = found.to_json()["citations"][-1]["standing"]
    assert (former["status"], former["by"]) == ("已废止", NEW.id)
    assert [h.article.issue for h in found.hits].index("新办法") == 0


def test_a_day_in_the_past_is_answered_from_what_was_in_force(answerer: QuestionAnswerer) -> None:
    found = answerer.ask("2020年柳州湾市护理补贴的月标准是多少？")
    assert cited(found) == ["旧办法"] and "400元" in found.text
    assert found.text.startswith("2020-12-31 有效，现在已废止：")


def test_a_document_issued_after_the_day_asked_for_says_so(answerer: QuestionAnswerer) -> None:
    found = answerer.ask("2017年柳州湾市护理补贴的月标准是多少？")
    assert found.abstained or found.text.startswith("2017-12-31 尚未发布，现在")


def test_former_rules_and_a_named_document_are_answered_from_it(answerer: QuestionAnswerer) -> None:
    for asked in (
        "柳州湾市护理补贴以前的月标准是多少？",
        "柳政发〔2018〕6号的护理补贴月标准是多少？",
    ):
        found = answerer.ask(asked)
        assert found.text.startswith("已废止：") and "400元" in found.text
        assert found.citations[0].article.issue == "旧办法"


def test_only_what_the_former_document_holds_is_told_as_former(answerer: QuestionAnswerer) -> None:
    found = answerer.ask("柳州湾市护理补贴每季度的高温费是多少元？")
    assert "90元" in found.text
    assert found.text.index("已废止：") < found.text.index("90元")


def test_a_history_tells_all_versions_in_order_each_marked(answerer: QuestionAnswerer) -> None:
    found = answerer.ask("柳州湾市护理补贴的月标准有什么变化？")
    assert cited(found) == ["旧办法", "新办法"]
    heads = [block.words for block in found.blocks if block.article]
    assert [head[:3] for head in heads] == ["已废止", "现行："]
    assert found.text.index("400元") < found.text.index("600元")


def test_what_is_not_in_force_yet_says_so(answerer: QuestionAnswerer) -> None:
    found = answerer.ask("柳州湾市托育机构每名幼儿的活动面积不少于多少平方米？")
    assert found.text.startswith(
        "尚未施行：《柳州湾市托育机构规定》（柳卫规〔2026〕1号）自2031-01-01起施行："
    )


def test_an_amended_provision_is_told_after_its_amendment(answerer: QuestionAnswerer) -> None:
    found = answerer.ask("柳州湾市献血满多少毫升免交公园门票？")
    assert found.text.index("700毫升") < found.text.index("已修订：") < found.text.index("900毫升")


def test_a_provision_that_was_not_amended_holds(answerer: QuestionAnswerer) -> None:
    found = answerer.ask("柳州湾市献血者每年体检几次？")
    assert "2次" in found.text and "已修订：" not in found.text


def test_filters_leave_out_what_is_not_in_force_on_their_day(answerer: QuestionAnswerer) -> None:
    asked = "柳州湾市护理补贴月标准是多少？"
    assert cited(answerer.ask(asked, filters=Filters(in_force=True))) == ["新办法"]
    then = answerer.ask(asked, filters=Filters(in_force=True, as_of="2020-01-01"))
    assert cited(then) == ["旧办法"]
    assert then.citations[0].standing and then.citations[0].standing.label == "现行"
    before = answerer.search(asked, filters=Filters(as_of="2023-01-01"))
    assert "新办法" not in {hit.article.issue for hit in before}


def test_a_search_ranks_what_is_not_in_force_below(
    answerer: QuestionAnswerer, tmp_path: Path
) -> None:
    found = [
        hit.article.issue for hit in answerer.search("护理补贴的月标准为400元，由区民政局发放")
    ]
    assert found.index("新办法") < found.index("旧办法")
