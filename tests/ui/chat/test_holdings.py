from __future__ import annotations

from dataclasses import replace

from index.model import Article
from ui.chat.holdings import holdings


def article(issue: str, n: int, section: str = "", source: str = "", date: str = "") -> Article:
    return Article(issue, n, "题目", "正文", section=section, source=source, date=date)


def test_a_magazine_is_described_by_its_issues_years_and_sections() -> None:
    found = holdings(
        [
            article("2021-01-25", 1, "地方动态", "新华社", "2021-01-25"),
            article("2021-01-25", 2, "地方动态", "新华社", "2021-01-25"),
            article("2023-02", 1, "医院管理"),
            article("2023-02", 2, "地方动态"),
        ]
    )
    assert (found.articles, found.issues, found.years) == (4, 2, "2021—2023")
    assert found.themes == (("地方动态", "/articles?section=%E5%9C%B0%E6%96%B9%E5%8A%A8%E6%80%81"),)


def test_documents_that_stand_alone_have_no_issues_and_are_described_by_their_sources() -> None:
    found = holdings([article(f"g{n}", 1, source="县医保局") for n in range(3)])
    assert (found.articles, found.issues, found.years) == (3, 0, "")
    assert [name for name, _ in found.themes] == ["县医保局"]


def test_uploads_are_no_issues() -> None:
    issue = [article("2023-02", n) for n in (1, 2)]
    own = [replace(article(f"a{n}", 1), file=f"我的文章/a{n}.md") for n in range(3)]
    assert (holdings(issue + own).articles, holdings(issue + own).issues) == (5, 1)
    assert holdings(own).issues == 0


def test_no_articles_have_nothing_to_be_described() -> None:
    assert holdings([]).articles == 0 and holdings([]).themes == ()
