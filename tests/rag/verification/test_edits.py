from __future__ import annotations

import pytest

from rag.verification.coverage import Content, squeeze
from rag.verification.edits import FEATURES, Edits


def rows(statement: str, source: str) -> list[dict[str, float]]:
    content, text = Content.of(statement), squeeze(source)
    found = Edits.between(content, text).rows(content, text)
    return [dict(zip(FEATURES, row, strict=True)) for row in found.tolist()]


def kinds(statement: str, source: str) -> set[str]:
    return {kind for row in rows(statement, source) for kind, value in row.items() if value} - {
        "literal",
        "said",
        "found",
    }


@pytest.mark.parametrize(
    ("statement", "source", "kind"),
    [
        ("租金支出由出租人扣除。", "租金支出由承租人扣除。", "body"),
        ("试点机构实行许可管理。", "试点机构实行备案管理。", "tight"),
        ("复验结论在七日内作出。", "复验结论在十日内作出。", "figure"),
        ("全市有30家诊所，由区里出资。", "全市有诊所，由区里出资。", "new_figure"),
        ("国家八部委印发指导意见。", "国家七部委印发指导意见。", "numeral"),
        ("患者应当预约挂号。", "患者可以预约挂号。", "other_mark"),
        ("成员应在五十个以下。", "成员应在五十个以上。", "other_mark"),
        ("诊所的药品不由区里统一采购。", "诊所的药品由区里统一采购。", "added_negation"),
        ("诊所的药品全部由区里采购。", "诊所的药品由区里采购。", "added_quantity"),
    ],
)
def test_kind_of_an_edit_is_told(statement: str, source: str, kind: str) -> None:
    assert kind in kinds(statement, source)


def test_literal_statement_has_no_edits_and_a_shorter_one_none_that_count() -> None:
    source = "东湖区的诊所全部由区里出资，药品由市里统一采购。"
    assert rows(source, source) == []
    assert kinds("东湖区的诊所由区里出资。", source) <= {"left_out"}


def test_edit_counts_less_in_a_free_paraphrase() -> None:
    source = "试点机构实行备案管理，具体办法由市里制定。"
    literal, free = (
        max(row["tight"] for row in rows(statement, source))
        for statement in (
            "试点机构实行许可管理，具体办法由市里制定。",
            "这些单位靠许可管理就行，规矩听市里的。",
        )
    )
    assert literal > free
