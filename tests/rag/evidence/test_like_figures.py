from __future__ import annotations

import pytest

from rag.evidence.like_figures import like_thing
from rag.evidence.scoring import score_statements
from rag.retrieval.retriever import Retrieval
from tests.data.fixtures import article
from tests.rag.evidence.builders import character_retrieval


def retrieved(asked: str, *lines: str) -> Retrieval:
    return character_retrieval(asked, article(*lines, title="云江市补贴办法"))


def like(asked: str, *lines: str) -> str:
    """Return the thing asked whose figure the evidence lacks; characters mean only themselves."""
    retrieval = retrieved(asked, *lines)
    return like_thing(retrieval, score_statements(retrieval), 0)


@pytest.mark.parametrize(
    ("asked", "line", "thing"),
    [
        ("残疾人护理补贴标准是多少？", "残疾人生活补贴标准为每月150元。", "护理补贴"),
        ("学生票价是多少？", "成人票价10元。", "学生票价"),
        ("高龄津贴每月多少钱？", "生育津贴每月500元。", "高龄津贴"),
        ("门诊费用能报多少？", "住院费用报销80%。", ""),  # 报, not a thing, stands before 多少
        ("生育津贴多少钱？", "生育津贴每月500元。", ""),
        ("残疾人补贴多少钱？", "补贴每月500元。", ""),  # of nothing else
        ("补贴办法省里是什么时候批准的？", "补贴办法的时候由市里定，2021年5月批准。", ""),
        ("补贴办法是哪年哪月修订的？", "补贴办法2019年3月第二次修订。", ""),
        ("补贴试点最晚什么时候完成？", "2020年6月底前试点地区完成补贴改造。", ""),
        ("补贴发放时间是几月几号？", "缴费时间是每年3月1日。", ""),  # no amount
        ("护理补贴怎么申请？", "生活补贴向街道申请。", ""),  # no figure is asked for
    ],
)
def test_a_figure_of_a_like_thing_is_noticed(asked: str, line: str, thing: str) -> None:
    assert like(asked, line) == thing


def test_a_thing_that_the_document_names_elsewhere_is_no_other() -> None:
    assert like("护理补贴是多少？", "生活补贴每月150元。", "护理费用另行规定。") == ""


def test_a_word_that_means_the_same_is_no_other_thing() -> None:
    retrieval = retrieved("公司税率是多少？", "企业税率为15%。")
    found = score_statements(retrieval)
    assert like_thing(retrieval, found, 0) == "公司税率"
    for statement in found:
        statement.similarity[:] = 0.9
    assert like_thing(retrieval, found, 0) == ""


def test_without_statements_nothing_is_noticed() -> None:
    assert like_thing(retrieved("护理补贴多少钱？", "生活补贴。"), [], 0) == ""
