from __future__ import annotations

import time

import pytest

from index.metadata.in_force import Issued, days_in_force

ISSUED = Issued("2031-07-26", "2031-08-05")
RULES, NOTICE = "清河市医疗救助办法", "关于调整门诊待遇的通知"


@pytest.mark.parametrize(
    ("title", "line", "effective", "expires"),
    [
        (RULES, "第三十条本办法自2031年9月1日起施行，有效期5年。", "2031-09-01", "2036-09-01"),
        (RULES, "本办法由市医保局负责解释，自2031年9月1日起施行。", "2031-09-01", ""),
        (RULES, "本办法由市医保局解释。自2031年9月1日起施行。《旧办法》同时废止。", "2031-09-01", ""),
        (RULES, "本办法自2031年9月1日起施行，至2033年12月31日止。", "2031-09-01", "2034-01-01"),
        (RULES + "（试行）", "本办法（试行）自2031年9月1日起试行，试行期两年。", "2031-09-01", "2033-09-01"),
        (NOTICE, "五、本通知自2032年1月1日起执行，有效期至2033年12月31日。", "2032-01-01", "2034-01-01"),
        (NOTICE, "本通知自印发之日起施行，有效期3年。", "2031-07-26", "2034-07-26"),
        (NOTICE, "本通知自发布之日起施行。", "2031-08-05", ""),
        (NOTICE, "本通知自公布之日起三十日后施行。", "2031-09-04", ""),
        (NOTICE, "本通知有效期自2031年1月1日至2032年12月底。", "2031-01-01", "2033-01-01"),
        (NOTICE, "本通知自2032年2月29日起施行，有效期1年。", "2032-02-29", "2033-03-01"),
        (NOTICE, "有效期至：2032年12月31日", "", "2033-01-01"),
        ("关于印发《救助细则》的通知", "《救助细则》已经同意，现印发给你们，自2031年9月1日起施行。", "2031-09-01", ""),
        ("清河法", "第三十九条本法自一九九五年六月一日起施行。", "1995-06-01", ""),
    ],
)  # fmt: skip
def test_a_document_tells_its_days(title: str, line: str, effective: str, expires: str) -> None:
    days = {"effective": effective, "expires": expires}
    assert days_in_force(title, [line], ISSUED) == {k: v for k, v in days.items() if v}


@pytest.mark.parametrize(
    ("title", "line"),
    [
        (RULES, "营业执照有效期5年，自2031年1月1日起施行。"),
        (RULES, "本办法第十条自2031年1月1日起施行。"),
        (RULES, "本办法施行前已缴费的，自2031年1月1日起执行。"),
        (RULES, "将第五条改为：“本办法自2031年1月1日起施行。”"),
        (RULES, "依照本办法自2031年1月1日起施行。"),
        (RULES, "本法自2031年1月1日起施行。"),
        (NOTICE, "职工门诊统筹自2031年7月1日起施行。"),
        (NOTICE, "本通知自9月1日起执行。"),
        (NOTICE, "本通知自2031年9月1日起执行新标准。"),
        (NOTICE, "《旧通知》自2031年9月1日起废止。"),
        ("关于修改《救助办法》的决定", "本办法自2014年5月1日起施行。"),
    ],
)
def test_what_speaks_of_something_else_tells_nothing(title: str, line: str) -> None:
    assert days_in_force(title, [line], ISSUED) == {}


def test_an_unknown_day_of_issue_and_statements_that_disagree_tell_nothing() -> None:
    assert days_in_force(NOTICE, ["本通知自印发之日起施行。"], Issued()) == {}
    lines = ["本办法自2031年1月1日起施行。", "本办法自2032年1月1日起施行。"]
    assert days_in_force(RULES, lines, ISSUED) == {}


@pytest.mark.parametrize(
    "piece", ["本办法自", "《救助办法》", "本", "自2031年1月1日起", "，有效期"]
)
def test_reading_time_is_linear(piece: str) -> None:
    began = time.process_time()
    days_in_force(RULES, [piece * 20_000], ISSUED)
    assert time.process_time() - began < 5
