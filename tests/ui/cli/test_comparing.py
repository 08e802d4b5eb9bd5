import json

import pytest
from docx import Document

from rag.answering import QuestionAnswerer
from tests.conftest import FakePipeline
from tests.rag.comparing.versions import versions


@pytest.fixture
def compare(wence, monkeypatch):
    pipeline = FakePipeline(versions())
    monkeypatch.setattr(QuestionAnswerer, "open", lambda settings: pipeline)
    return lambda *args: wence("compare", *args)


def test_differences_are_marked_where_there_are_no_colours(compare):
    code, out, _ = compare("gzf-2018/1", "gzf-2023/1")
    assert code == 0
    assert "新增 1 处，删去 1 处" in out
    assert "公租房租金为市场租金的60%  →  公租房租金为市场租金的50%  −10 个百分点" in out
    assert "前 第七条 承租人拖欠租金满6个月的，[-可以-]收回住房。" in out
    assert "后 第七条 承租人拖欠租金满6个月的，{+应当+}收回住房。" in out
    assert "第三章 租金 › 第七条  /articles/gzf-2018/1?q=" in out
    assert "为了规范公租房管理" not in out
    assert "为了规范公租房管理" in compare("gzf-2018/1", "gzf-2023/1", "--all")[1]


def test_json_is_all_that_is_printed(compare, tmp_path):
    code, out, err = compare("gzf-2018/1", "gzf-2023/1", "--json", "--word", "a.docx")
    assert (code, err) == (0, "") and json.loads(out)["kind"] == "versions"
    link = Document(tmp_path / "a.docx").tables[1].rows[1].cells[2].paragraphs[0].hyperlinks[0]
    assert link.url.startswith("http://127.0.0.1:7860/articles/gzf-2018/1?q=")


def test_bad_input_is_told_in_one_sentence(compare):
    code, out, err = compare("gzf-2018/1", "没有")
    assert (code, out) == (2, "") and err.startswith("没有找到文章“没有”")
    code, out, err = compare("gzf-2018/1", "gzf-2023/1", "--word", "no/such/folder/a.docx")
    assert (code, out) == (2, "") and err.startswith("没能写到 no/such/folder/a.docx")
