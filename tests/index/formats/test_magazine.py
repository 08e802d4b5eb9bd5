from __future__ import annotations

import re
from itertools import chain
from pathlib import Path

import pytest

from index.formats.magazine import is_magazine, issue_id, read_contents, read_magazine
from index.loading.loader import LoadedDocuments, read_documents
from index.model import Article
from tests.data.fixtures import MAGAZINE
from tests.paths import SHARED


def magazine(*changes: tuple[str, str]) -> tuple[list[Article], list[str]]:
    """Return articles and warnings of the magazine with some of its text replaced."""
    text = MAGAZINE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return read_magazine(text, "stem")


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    return magazine()[0]


def test_every_article_has_the_fields_of_its_contents_entry(articles: list[Article]) -> None:
    assert [(a.id, a.section, a.title, a.source, a.page) for a in articles] == [
        (
            "2020-05-04/1",
            "药品采购",
            "青川县药价平均降一成！村卫生室都用上了集采药",
            "东江日报",
            6,
        ),
        (
            "2020-05-04/2",
            "基层卫生",
            "家庭医生签约一年了，东湖区做对了什么？",
            "《基层卫生》杂志",
            12,
        ),
        (
            "2020-05-04/3",
            "基层卫生",
            "专家答问 | 门诊统筹 with 慢病用药怎么结算",
            "东江市医保局",
            18,
        ),
    ]
    assert magazine()[1] == []


def test_abstracts_broken_over_lines_are_rejoined(articles: list[Article]) -> None:
    assert [a.abstract for a in articles] == [
        "县医保局公布半年账，集采药进了所有村卫生室，药价平均下降一成。",
        "三成居民签约，九成续签。",
        "专家回答两个问题。",
    ]


def test_the_text_leaves_out_title_source_author_and_tail(articles: list[Article]) -> None:
    assert articles[0].text == (
        "青川县有四十二个行政村，去年底全部村卫生室都接通了医保结算系统，村民买药不用再跑县城。\n"
        "县医保局的半年账显示，药价平均下降10.6%。\n"
        "资料来源：县医保局半年报"
    )
    assert articles[0].author == "林知秋"
    assert articles[1].text == "东湖区签约居民占三成，到期后九成续签。"


def test_a_source_line_inside_a_pasted_web_page_does_not_start_an_article(
    articles: list[Article],
) -> None:
    assert "来源：市政府网站" in articles[2].text
    assert articles[2].text.endswith("答：从今年六月一日开始，全市定点医院都能结算。")


def test_contents_are_read_without_a_body() -> None:
    lines = [
        "·医院·",
        "▶甲医院怎么用药（来源：某报）—第3页",
        "◆ 乙医院",
        "怎么结算(来 源:某刊)—— 第 4 页",
        "12 / 65",
        "【提 要】乙医院",
        "先行一步。",
        "· 其他 ·",
        "▶ 丙医院没有写来源",
    ]
    found = [(e.section, e.title, e.source, e.page, e.abstract) for e in read_contents(lines)]
    assert found == [
        ("医院", "甲医院怎么用药", "某报", 3, ""),
        ("医院", "乙医院怎么结算", "某刊", 4, "乙医院先行一步。"),
        ("其他", "丙医院没有写来源", "", None, ""),
    ]


def test_an_entry_without_a_body_is_reported() -> None:
    articles, warnings = magazine(
        ("· 药品采购 ·\n\n▶", "· 药品采购 ·\n\n▶ 没登出来的文章（来源：某报）——第 5 页\n\n▶")
    )
    assert [a.page for a in articles] == [6, 12, 18]
    assert warnings == ["2020-05-04：目录中的《没登出来的文章》在正文里没有找到。"]


def test_a_body_article_without_an_entry_is_kept_and_reported() -> None:
    entry = re.search(r"► 家庭医生.*?九成续签。\n", MAGAZINE, re.S)
    assert entry
    articles, warnings = magazine((entry[0], ""))
    assert [(a.title, a.source, a.section, a.page) for a in articles][1] == (
        "家庭医生签约一年，东湖区做对了什么？",
        "《基层卫生》杂志",
        "基层卫生",
        None,
    )
    assert len(articles) == 3
    assert warnings == [
        "2020-05-04：正文中的《家庭医生签约一年，东湖区做对了什么？》不在目录里，已作为单独一篇收入。"
    ]


def test_an_article_without_text_and_an_entry_without_page_are_reported() -> None:
    _, warnings = magazine(
        ("东湖区签约居民占三成，到期后九成续签。", ""),
        ("（来源:东江市医保局）—第18页", ""),
    )
    assert warnings == [
        "2020-05-04：《家庭医生签约一年了，东湖区做对了什么？》没有正文。",
        "2020-05-04：目录中的《专家答问 | 门诊统筹 with 慢病用药怎么结算》没有来源或页码。",
    ]


@pytest.mark.parametrize(
    "back", ["[返回目录](#)", "[返回目录]", "**返回目录**", "## 返回目录", "返回目录 "]
)
def test_every_form_of_返回目录_is_left_out(back: str) -> None:
    articles, _ = magazine(("[返回目录](#)", back))
    assert articles[0].text.endswith("半年报")


def test_the_tail_is_left_out_even_without_返回目录_above_it() -> None:
    articles, _ = magazine(("结算。\n\n返回目录\n", "结算。\n"))
    assert articles[2].text.endswith("全市定点医院都能结算。")


@pytest.mark.parametrize(
    "last", ["图1 签约率走势", "资料来源：东湖区卫生局", "东湖区下一步怎么做？看明年。"]
)
def test_a_title_is_distinguished_from_the_last_line_above_it(last: str) -> None:
    articles, warnings = magazine(("九成续签。\n\n专家", f"九成续签。\n\n{last}\n\n专家"))
    assert warnings == []
    assert articles[1].text.split("\n")[-1].replace(" ", "") == last.replace(" ", "")


def test_without_any_tail_the_last_article_ends_with_the_file() -> None:
    text = MAGAZINE[: MAGAZINE.rindex("返回目录")]
    assert read_magazine(text, "stem")[0][2].text.endswith("全市定点医院都能结算。")


@pytest.mark.parametrize("mark", ["作者：", "文：", "文/", "撰文：", "**作者：** "])
def test_every_form_of_author_line_is_recognised(mark: str) -> None:
    first = magazine(("作者：林知秋", f"{mark}林知秋"))[0][0]
    assert (first.author, first.text[:5]) == ("林知秋", "青川县有四")


def test_a_long_author_line_continues_in_the_next() -> None:
    author = "东江市卫生健康研究院基层卫生与医疗保障政策研究室研究员"
    articles, _ = magazine(("作者：林知秋", f"作者：{author}\n\n林知秋"))
    assert articles[0].author == author + "林知秋"
    assert articles[0].text.startswith("青川县")


def test_a_hard_wrapped_magazine_with_page_footers_is_rejoined() -> None:
    sentence = "县医保局每季度公布一次药价，村民在手机上就能查到自己买的药降了多少钱"
    text = sentence * 40 + "。"
    wrapped = [text[i : i + 32] for i in range(0, len(text), 32)]
    body = "\n\n".join([*wrapped[:9], "12 / 65", *wrapped[9:]])
    assert magazine(("东湖区签约居民占三成，到期后九成续签。", body))[0][1].text == text


@pytest.mark.parametrize(
    ("front", "issue"),
    [
        ("2020.05.04-2020.05.10", "2020-05-04"),
        ("2020年5月4日", "2020-05-04"),
        ("2020年第II期\n\n(03.14-03.20)", "2020-03-14"),
        ("第三期", "stem"),
    ],
)
def test_an_issue_is_named_by_the_first_date_above_its_contents(front: str, issue: str) -> None:
    assert issue_id(f"{front}\n——本期视点——\n2021.01.01", "stem") == issue


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (MAGAZINE, True),
        ("# 本期视点\n一\n## 本期内容 ##\n二", True),
        ("——本期内容——\n一\n——本期视点——", False),
        ("——本期视点——\n一", False),
        ("本期视点在本期内容之前", False),
    ],
)
def test_a_magazine_has_contents_and_then_a_body(text: str, expected: bool) -> None:
    assert is_magazine(text) is expected


@pytest.fixture(scope="module")
def corpus() -> LoadedDocuments:
    return read_documents([SHARED / "corpus"])


@pytest.mark.corpus
@pytest.mark.skipif(not SHARED.is_dir(), reason="the real corpus is absent")
class TestCorpus:
    def test_articles_match_the_hand_edited_contents_lists(self, corpus: LoadedDocuments) -> None:
        """Compare with `sample`, whose contents lists have an entry a line, `▶ title（来源：X）——第 n 页`."""
        expected = list(chain.from_iterable(map(_listed, sorted((SHARED / "sample").iterdir()))))
        found = [
            (a.issue, _bare(a.section), _bare(a.title), _bare(a.source), a.page)
            for a in corpus.articles
        ]
        assert len(expected) == 63
        assert found == expected

    def test_there_are_no_warnings(self, corpus: LoadedDocuments) -> None:
        assert corpus.warnings == []

    def test_articles_of_an_issue_are_numbered_from_1(self, corpus: LoadedDocuments) -> None:
        for issue in {a.issue for a in corpus.articles}:
            numbers = [a.n for a in corpus.articles if a.issue == issue]
            assert numbers == list(range(1, len(numbers) + 1))

    def test_every_article_has_text_and_an_abstract(self, corpus: LoadedDocuments) -> None:
        assert min(len(a.text) for a in corpus.articles) > 500
        assert min(len(a.abstract) for a in corpus.articles) > 50

    def test_blocks_tile_the_text(self, corpus: LoadedDocuments) -> None:
        for a in corpus.articles:
            assert a.text == "\n".join(a.text[b.start : b.end] for b in a.blocks), a.id
            assert [b.start for b in a.blocks] == [0, *(b.end + 1 for b in a.blocks[:-1])], a.id

    def test_no_page_furniture_is_left(self, corpus: LoadedDocuments) -> None:
        furniture = re.compile(
            r"返回目录|扫一扫|电\s+话|本期内容|^\d+ ?/ ?65$|</?[a-z]|\*\*|\$", re.M
        )
        for a in corpus.articles:
            assert furniture.search(a.text) is None, a.id

    def test_only_the_signed_articles_have_an_author(self, corpus: LoadedDocuments) -> None:
        signed = [a for a in corpus.articles if a.author]
        assert [a.id for a in signed] == ["2021-01-25/4", "2021-01-25/5"]


def _listed(file: Path) -> list[tuple[str, str, str, str, int]]:
    section, found = "", []
    contents = file.read_text(encoding="utf-8").partition("——本期内容——")[0]
    for line in contents.splitlines():
        if heading := re.fullmatch(r"[•·] (.+) [•·]", line):
            section = heading[1]
        elif entry := re.fullmatch(r"▶ (.+)（来源：(.+)）——第 (\d+) 页", line):
            title, source, page = entry.groups()
            found.append((file.stem, *map(_bare, (section, title, source)), int(page)))
    return found


def _bare(text: str) -> str:
    return "".join(text.split())
