from __future__ import annotations

import pytest

from index.metadata.labels import labelled, labelled_title

WHOLE = {
    "issuer": "清河省财政厅",
    "date": "2031-05-14",
    "published": "2031-06-04",
    "effective": "2031-07-01",
    "status": "现行",
}
PAIRS = [
    ("制定机关", "清河省财政厅"),
    ("成文日期", "2031年5月14日"),
    ("公布日期", "2031-06-04"),
    ("施行日期", "2031.7.1"),
    ("时效性", "现行有效"),
]


@pytest.mark.parametrize(
    "lines",
    [
        [f"{label}：{value}" for label, value in PAIRS],
        ["  ".join(f"{label}：{value}" for label, value in PAIRS)],
        ["\t".join(cell for pair in PAIRS for cell in pair)],
        ["\t".join(label for label, _ in PAIRS), "\t".join(value for _, value in PAIRS)],
        [cell for pair in PAIRS for cell in pair],
        [cell for label, value in PAIRS for cell in (f"{label}：", value)],
    ],
    ids=["lines", "one line", "cells", "rows", "stacked", "stacked with colons"],
)
def test_labels_and_values_in_every_shape(lines: list[str]) -> None:
    assert labelled(lines) == WHOLE


@pytest.mark.parametrize(
    "line",
    [
        "申请人登录系统（网址：http://10.0.0.9/bm/），填报志愿。",
        "登录系统（网址：http://10.0.0.9/bm/）",
        "请于网上填报，网址：http://10.0.0.9/bm/",
        "咨询电话12345 网址：http://10.0.0.9/bm/",
        "符合条件的，失效日期：2031年1月1日",
    ],
)
def test_a_label_in_a_sentence_is_no_metadata(line: str) -> None:
    assert labelled([line]) == {}


def test_an_address_behind_its_label_is_read() -> None:
    found = labelled(["原文链接：http://example.gov.cn/a/1.html"])
    assert found == {"url": "http://example.gov.cn/a/1.html"}


def test_the_title_of_a_table_is_read() -> None:
    assert (
        labelled_title(["标　　题：\t关于门诊统筹的通知\t成文日期：\t2031-01-01"])
        == "关于门诊统筹的通知"
    )
