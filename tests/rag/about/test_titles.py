from __future__ import annotations

import pytest

from index.model import Article
from rag.about.titles import known, matching, on_topic

TITLES = (
    "云江市人民政府办公厅关于印发云江市公共租赁住房管理办法的通知",
    "云江市养老服务条例",
    "北渡市养老服务管理条例（试行）",
    "云江市医疗保障局转发《省医疗保障局关于完善双通道管理的意见》的通知",
    "药品管理法",
    "药品管理法实施条例",
    "云江市发布养老新规定",
    "云江市关于印发“智慧供水”建设试点工作方案的通知",
    "云江市2029年卫生健康工作要点",
)
NUMBERS = {TITLES[0]: "云政办规〔2029〕13号", TITLES[4]: "国务院令第488号"}
KNOWN = [
    known(Article(f"文{n}", 1, title, "", number=NUMBERS.get(title, ""), date=f"203{n}-01-01"))
    for n, title in enumerate(TITLES)
]


@pytest.mark.parametrize(
    ("subject", "found"),
    [
        ("云江市公共租赁住房管理办法", [0]),
        ("《云江市公共租赁住房管理办法》", [0]),
        ("公租房办法", [0]),
        ("市政府办公厅公租房管理办法", [0]),
        ("那份公租房管理办法", [0]),
        ("养老服务条例", [1]),
        ("北渡市养老服务管理条例", [2]),
        ("北渡养老条例", [2]),
        ("省医疗保障局关于完善双通道管理的意见", [3]),
        ("药品管理法", [4]),
        ("药品管理法实施条例", [5]),
        ("2029年卫生健康工作要点", [8]),
        ("智慧供水试点方案", [7]),
        ("智慧供水方案的通知", [7]),
        ("2030年的公租房管理办法", [0]),
        ("2021年印发的公共租赁住房管理办法", []),
        ("2031年云江市养老服务条例", [1]),
        ("云政办规（2029）13号", [0]),
        ("中华人民共和国国务院令第488号", [4]),
        ("西川市养老服务条例", []),
        ("养老条例结果", []),
        ("管理办法", []),
        ("养老新规定", []),
        ("药品办法", []),
        ("养老服务办法", []),
    ],
)
def test_a_name_finds_the_documents_that_go_by_it(subject, found):
    assert matching(subject, KNOWN) == [KNOWN[n].article for n in found]


def test_a_title_is_found_whole_whatever_its_kind():
    assert matching("云江市发布养老新规定", KNOWN) == [KNOWN[6].article]


@pytest.mark.parametrize(
    ("subject", "found"),
    [("关于养老的文件", [1, 2]), ("养老方面的文章", [1, 2, 6]), ("住院的文件", []), ("文件", [])],
)
def test_a_topic_finds_titles_with_its_words(subject, found):
    assert on_topic(subject, KNOWN) == [KNOWN[n].article for n in found]
