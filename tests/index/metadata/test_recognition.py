from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.metadata.fields import FIELDS
from index.metadata.labels import labelled
from index.metadata.numbers import doc_number
from index.metadata.recognition import recognise

NOTICE = [
    "清卫基层发〔2031〕 3 号",
    "各市、县卫生健康委：",
    "根据清政办发〔2030〕18号文件，现就有关事项通知如下。",
    *["村卫生室统一采购药品。"] * 20,
    "清河省卫生健康委员会",
    "清河省财政厅",
    "2031年1月20日",
    "附件：药品目录",
]


def test_number_issuer_and_date_of_a_notice_are_recognised() -> None:
    assert recognise("关于加强村卫生室药品管理的通知", NOTICE) == {
        "number": "清卫基层发〔2031〕3号",
        "issuer": "清河省卫生健康委员会、清河省财政厅",
        "date": "2031-01-20",
    }


def test_a_long_annex_does_not_hide_the_signature() -> None:
    assert recognise("", [*NOTICE, *["附件的内容。"] * 50])["date"] == "2031-01-20"


def test_issuer_and_region_are_recognised_in_the_title() -> None:
    found = recognise("浙江省人民政府办公厅关于印发改革方案的通知", ["正文。"])
    assert found == {"issuer": "浙江省人民政府办公厅", "region": "浙江"}


def test_nothing_is_recognised_in_running_text() -> None:
    lines = [
        "2031年1月20日，清河省卫生健康委员会印发清卫〔2031〕3号文件。",
        "会议于2031年1月21日召开，旧办法已废止。",
        "来源可靠：数据由各县上报。",
    ]
    assert recognise("会议召开", lines) == {}


def test_labels_are_read_anywhere_on_a_line() -> None:
    lines = [
        "索 引 号：\t000014349\t主题分类：\t卫生",
        "发文机关：\t清河省人民政府办公厅\t成文日期：\t2031年05月14日",
        "发文字号：\t清政办发（2031）18号\t发布日期：\t2031年06月04日",
        "发布时间： 2031-06-05 来源: 基层处",
        "有效性：失效",
        "资料来源：统计年鉴",
    ]
    assert labelled(lines) == {
        "issuer": "清河省人民政府办公厅",
        "date": "2031-05-14",
        "published": "2031-06-04",
        "number": "清政办发〔2031〕18号",
        "source": "基层处",
        "status": "已废止",
    }


@pytest.mark.parametrize(
    ("title", "head", "repealed"),
    [
        ("药品管理办法（已废止）", "正文。", True),
        ("药品管理办法", "【已失效】", True),
        ("药品管理办法", "本文件已废止。", True),
        ("关于废止部分文件的通知", "下列文件废止：", False),
        ("药品管理办法", "《旧办法》（已废止）由本办法代替。", False),
    ],
)
def test_repeal_needs_a_mark_not_just_a_mention(title: str, head: str, repealed: bool) -> None:
    assert recognise(title, [head]).get("status") == ("已废止" if repealed else None)


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("国卫医发〔2031〕3号", "国卫医发〔2031〕3号"),
        ("国卫医发[2031] 03号", "国卫医发〔2031〕3号"),
        ("清卫〔2031〕12号 签发人：林知秋", "清卫〔2031〕12号"),
        ("根据国卫医发〔2031〕3号", ""),
        ("国卫医发〔2031〕3号文件", ""),
        ("2031年第3号", ""),
    ],
)
def test_a_document_number_must_fill_its_line(line: str, number: str) -> None:
    assert doc_number(line) == number


@given(st.text(max_size=40), st.lists(st.text(max_size=200), max_size=30))
def test_any_text_gives_only_known_fields_with_values(title: str, lines: list[str]) -> None:
    found = recognise(title, lines)
    assert set(found) <= set(FIELDS) - {"title"}
    assert all(found.values())


def test_the_day_of_the_document_its_publication_and_its_force_are_kept_apart() -> None:
    lines = [
        "发布日期：2031-08-05",
        "各市：",
        *["村卫生室统一采购药品。"] * 12,
        "本通知自发布之日起施行，有效期5年。",
        "清河省财政厅　2031年7月26日",
    ]
    assert recognise("关于采购的通知", lines) == {
        "issuer": "清河省财政厅",
        "date": "2031-07-26",
        "published": "2031-08-05",
        "effective": "2031-08-05",
        "expires": "2036-08-05",
    }


def test_a_date_far_from_the_year_of_the_number_is_not_the_day_of_issue() -> None:
    lines = ["清卫〔2011〕3号", "本通知自印发之日起施行。"]
    assert "effective" not in recognise("关于采购的通知", lines, given={"date": "2031-01-05"})
    assert (
        recognise("关于采购的通知", lines, given={"date": "2011-05-05"})["effective"]
        == "2011-05-05"
    )


def test_an_order_tells_its_issuer() -> None:
    found = recognise(
        "清河市献血办法", ["清河市人民政府令", "第12号", "市长　林知秋", "2031年2月3日"]
    )
    assert (found["number"], found["issuer"]) == ("清河市人民政府令第12号", "清河市人民政府")
    assert found["date"] == "2031-02-03"
