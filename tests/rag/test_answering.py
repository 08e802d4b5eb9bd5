"""Questions about documents themselves, from files to answers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from index.embedding.embedder import Embedder
from index.store.store import Store
from rag.answering import QuestionAnswerer
from rag.settings import Settings
from tests.llm_server import says, serving, written_by
from tests.stores import index_files

SHELTER = """青原市人民政府办公厅关于印发青原市临时救助管理办法的通知
青政办规〔2028〕21号
各县区人民政府：
《青原市临时救助管理办法》已经市政府同意，现印发给你们，请遵照执行。
青原市人民政府办公厅
2028年4月11日
第一条 临时救助对象是遭遇突发困难的家庭。
第二条 每户每年救助不超过9800元。
第三条 本办法自印发之日起施行，有效期5年。
青原市人民政府办公厅秘书处 2028年4月14日印发
"""
HEATING_OLD = """青原市供暖补贴办法
青政规〔2023〕4号
各县区人民政府：
供暖补贴标准为每户每年600元。
本办法自2023年11月1日起施行，有效期5年。
青原市人民政府
2023年9月20日
"""
HEATING_NEW = """青原市供暖补贴办法
青政规〔2028〕17号
各县区人民政府：
供暖补贴标准为每户每年750元。
本办法自2028年11月1日起施行。《青原市供暖补贴办法》（青政规〔2023〕4号）同时废止。
青原市人民政府
2028年9月12日
"""
FILES = {"救助.txt": SHELTER, "供暖旧.txt": HEATING_OLD, "供暖新.txt": HEATING_NEW}


@pytest.fixture(scope="module")
def answerer(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> QuestionAnswerer:
    folder: Path = tmp_path_factory.mktemp("documents")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    index_files([folder], folder / "store", embedder)
    settings = Settings(_env_file=None, store=folder / "store", llm_base_url="", engine=None)
    store = Store.open(settings.store_spec)
    return QuestionAnswerer(store, embedder, settings, today=lambda: date(2030, 1, 1))


@pytest.mark.parametrize(
    ("asked", "said", "quoted"),
    [
        ("青原市临时救助管理办法什么时候印发的？", "2028年4月14日", "2028年4月14日印发"),
        ("青原市临时救助管理办法的文号是多少？", "青政办规〔2028〕21号", "青政办规〔2028〕21号"),
        ("临时救助办法是谁发的？", "青原市人民政府办公厅", "青原市人民政府办公厅"),
        ("供暖补贴办法最新的文号是什么？", "青政规〔2028〕17号", "青政规〔2028〕17号"),
        ("最新的供暖补贴办法是哪一份？", "青政规〔2028〕17号", "青政规〔2028〕17号"),
    ],
)
def test_a_document_is_told_of_from_its_file(
    answerer: QuestionAnswerer, asked: str, said: str, quoted: str
) -> None:
    answer = answerer.ask(asked)
    assert said in answer.text
    assert answer.citations[0].quote.endswith(quoted)
    assert all(c.passage.start <= c.start < c.passage.end for c in answer.citations)
    assert answer.confidence == 1.0


def test_what_a_document_says_is_searched_for_as_ever(answerer: QuestionAnswerer) -> None:
    assert "9800元" in answerer.ask("临时救助每户每年不超过多少元？").text


def test_a_follow_up_is_about_the_document_that_was_cited(answerer: QuestionAnswerer) -> None:
    history = [
        {"role": "user", "content": "临时救助每户每年不超过多少元？"},
        {"role": "assistant", "content": "9800元[1]"},
    ]
    answer = answerer.ask("这份文件的文号是多少？", history)
    assert "青政办规〔2028〕21号" in answer.text
    assert "《青原市人民政府办公厅关于印发" in answer.standalone_question


def test_no_language_model_is_asked_for_what_is_known(answerer: QuestionAnswerer) -> None:
    with serving(says("不知道。")) as server:
        written = written_by(server, answerer)
        answer = written.ask("临时救助管理办法的文号是多少？", engine="llm")
    assert "青政办规〔2028〕21号" in answer.text
    assert server.requests == []


@pytest.mark.parametrize(
    ("asked", "quoted"),
    [
        ("临时救助管理办法第二条的内容", "第二条每户每年救助不超过9800元。"),
        ("《青原市临时救助管理办法》第1条规定了什么？", "第一条临时救助对象是遭遇突发困难的家庭。"),
        ("第三条说的是什么？", "第三条本办法自印发之日起施行，有效期5年。"),
    ],
)
def test_an_article_of_a_statute_is_quoted_alone(
    answerer: QuestionAnswerer, asked: str, quoted: str
) -> None:
    before = [{"role": "user", "content": "每户每年救助多少钱？"}]
    answer = answerer.ask(asked, before)
    assert [one.quote for one in answer.citations] == [quoted]


def test_an_article_that_a_statute_lacks_is_refused(answerer: QuestionAnswerer) -> None:
    answer = answerer.ask("临时救助管理办法第十条")
    assert answer.abstained
    assert "没有第十条（共3条）" in answer.text


def test_the_figure_of_a_like_thing_is_refused(answerer: QuestionAnswerer) -> None:
    assert "750元" in answerer.ask("供暖补贴标准是多少？").text
    answer = answerer.ask("青原市每户每年护理补贴标准是多少？")
    assert answer.abstained
    assert "护理补贴" in answer.text
