from __future__ import annotations

import pytest

from rag.fitted import fitted
from rag.verification.check import COVERED_BY, EDIT_BY, FAITHFUL_BY, SECTION, Verdict, check
from rag.verification.windows import Evidence
from tests.rag.verification.answers import hit

TEXT = (
    "东湖区有六十家诊所，全部由区里出资。云岭区有九十家诊所。外地患者不得在东湖区预约挂号。"
    "院长林知秋认为，两级医院的报销比例要拉开差距。"
)


def judge(statement: str, *texts: str, question: str = "") -> tuple[Verdict, str]:
    evidence = Evidence([hit(text) for text in texts], question)
    found = check(statement, evidence, list(evidence.hits))
    return found.verdict, found.reason


@pytest.mark.parametrize(
    ("statement", "verdict", "told"),
    [
        ("东湖区有60家诊所，全部由区里出资。", "supported", ""),
        ("东湖区有七十家诊所，全部由区里出资。", "contradicted", "七十家"),
        ("东湖区有九十家诊所，全部由区里出资。", "misattributed", "九十家"),
        ("外地患者可以在东湖区预约挂号。", "contradicted", ""),
        ("院长何静认为，两级医院的报销比例要拉开差距。", "misattributed", "何静"),
        ("西山区将建一座天文馆和一座火箭发射场。", "not_found", "火箭"),
        ("院长林知秋认为“两级医院的报销比例要拉开差距”。", "supported", ""),
        ("院长林知秋认为“两级医院的报销比例不要拉开差距”。", "contradicted", "引文"),
        ("林知秋认为“东湖区有九十家诊所，要拉开差距”。", "misattributed", "几处拼成"),
        ("的确如此了吗", "not_found", ""),
        ("与其的了和", "unchecked", "没有可以核对的内容"),
    ],
)
def test_statement_is_judged_and_the_reason_told(statement: str, verdict: str, told: str) -> None:
    found, reason = judge(statement, TEXT)
    assert found == verdict
    assert told in reason
    assert bool(reason) is (verdict != "supported")


def test_reference_to_an_unnamed_document_is_unchecked() -> None:
    text = "诊所每年检查两次，结果报区里备案。"
    assert judge("该办法规定，诊所每年检查两次，结果报区里备案。", text)[0] == "unchecked"
    assert judge("诊所每年检查两次，结果报区里备案。", text)[0] == "supported"


def test_two_passages_support_a_statement_together() -> None:
    statement = "东湖区有六十家诊所，药品由市里统一采购。"
    halves = "东湖区有六十家诊所。", "东湖区的药品由市里统一采购。"
    assert judge(statement, *halves)[0] == "supported"
    assert all(judge(statement, half)[0] != "supported" for half in halves)


def test_without_evidence_nothing_is_found() -> None:
    assert judge("东湖区有六十家诊所。") == ("not_found", "没有可以对照的原文")


def test_every_feature_has_a_weight() -> None:
    names = {*COVERED_BY, *FAITHFUL_BY, *EDIT_BY}
    assert set(fitted(SECTION)) == {*names, "threshold"}


YEARS = (
    "2020年，东湖省有三十家诊所，云岭省有五十家诊所。2021年，东湖省有七十家诊所。"
    "第五条 玛丽·林医生（东湖医院）负责诊所的年度检查，结果由区里公布。"
)


@pytest.mark.parametrize(
    ("statement", "verdict"),
    [
        ("2020年东湖省有30家诊所。", "supported"),
        ("2020年东湖省有七十家诊所。", "misattributed"),
        ("东湖省有五十家诊所。", "misattributed"),
        ("玛丽•林医生(东湖医院)负责诊所的年度检查。", "supported"),
        ("玛丽·林医生（西山医院）负责诊所的年度检查，结果由区里公布。", "misattributed"),
        ("同法规定，诊所的年度检查结果由区里公布。", "unchecked"),
        ("本办法规定，诊所的年度检查结果由区里公布。", "unchecked"),
    ],
)
def test_figures_of_another_year_or_province_and_other_signs_are_told_apart(
    statement: str, verdict: str
) -> None:
    assert judge(statement, YEARS)[0] == verdict
