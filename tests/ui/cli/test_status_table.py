import json

import pytest

from index.layout.structure import structure
from index.model import Article
from tests.stores import index_articles


def article(name, title, line, number):
    text, blocks = structure([line])
    return Article(name, 1, title, text, number=number, blocks=blocks)


OLD = article("旧", "急救管理办法", "第一条每次急救收费80元。", "清卫发〔2018〕6号")
LINE = "本办法自2023年7月1日起施行，《急救管理办法》（清卫发〔2018〕6号）同时废止。"
NEW = article("新", "关于印发《急救服务办法》的通知", LINE, "清卫发〔2023〕9号")


@pytest.fixture
def store(tmp_path, fake_embedder):
    folder = tmp_path / "store"
    index_articles([OLD, NEW], folder, fake_embedder)
    return str(folder)


def test_the_table_lists_relations_and_standings(wence, store):
    code, out, err = wence("articles", "--status-table", "--store", store)
    assert (code, err) == (0, "")
    first, relation, _, old = out.splitlines()
    assert first == "文件之间的关系 1 条："
    assert relation == (
        "废止\t《关于印发〈急救服务办法〉的通知》（清卫发〔2023〕9号） → "
        "《急救管理办法》（清卫发〔2018〕6号）\t自 2023-07-01 起\t「"
        "本办法自2023年7月1日起施行，《急救管理办法》（清卫发〔2018〕6号）同时废止。」"
    )
    assert old == "已废止\t《急救管理办法》（清卫发〔2018〕6号）\t自 2023-07-01 起"


def test_the_table_as_json(wence, store):
    found = json.loads(wence("articles", "--status-table", "--json", "--store", store)[1])
    [relation] = found["relations"]
    assert (relation["kind"], relation["since"]) == ("repeals", "2023-07-01")
    assert relation["older"] == {"id": "旧/1", "title": OLD.title, "number": OLD.number}
    assert relation["words"] == NEW.text
    assert found["standings"] == [{**relation["older"], "status": "已废止", "since": "2023-07-01"}]


def test_a_store_without_relations_says_so(wence, tmp_path, fake_embedder):
    index_articles([OLD], tmp_path / "one", fake_embedder)
    out = wence("articles", "--status-table", "--store", str(tmp_path / "one"))[1]
    assert out.startswith("文件之间的关系 0 条：")
