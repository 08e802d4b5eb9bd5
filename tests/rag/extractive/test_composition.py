from __future__ import annotations

import pytest

from index.model import Article, Passage
from rag.answer import Citation
from rag.citations import figures, figures_supported, statements


def cited(n: int, quote: str) -> Citation:
    article = Article("2031-02-03", 1, "标题", quote)
    return Citation(n, Passage("2031-02-03", 1, n, 0, len(quote), quote), article, quote, 0, 9)


def test_each_statement_comes_with_its_marks() -> None:
    assert list(statements("甲说。[1]\n\n乙说[2][3]。丙说")) == [
        ("甲说。", [1]),
        ("乙说", [2, 3]),
        ("。丙说", []),
    ]


def test_an_answer_without_marks_is_one_uncited_statement() -> None:
    assert list(statements("没有找到。")) == [("没有找到。", [])]
    assert list(statements("  \n")) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021年共1,200家", {"2021", "1200"}),
        ("降了53.50%", {"53.5"}),
        ("１２家", {"12"}),
        ("10.0元和100元", {"10", "100"}),
        ("三成", set()),
        ("12.", {"12"}),
    ],
)
def test_figures_are_half_width_and_plain(text: str, expected: set[str]) -> None:
    assert figures(text) == expected


def test_a_figure_of_the_quote_is_supported() -> None:
    assert figures_supported("共30家[1]", [cited(1, "全市建成30家")])
    assert figures_supported("共1200家[1]", [cited(1, "全市建成1,200家")])


def test_a_figure_that_no_quote_has_is_not() -> None:
    assert not figures_supported("共31家[1]", [cited(1, "全市建成30家")])
    assert not figures_supported("共3家[1]", [cited(1, "全市建成30家")])


def test_a_figure_is_supported_by_the_quote_cited_and_no_other() -> None:
    quotes = [cited(1, "全市建成30家"), cited(2, "签约率75%")]
    assert figures_supported("共30家[1]签约率75%[2]", quotes)
    assert not figures_supported("共30家[2]签约率75%[1]", quotes)
    assert figures_supported("共30家，签约率75%[1][2]", quotes)


def test_a_figure_without_a_citation_or_with_an_unknown_one_is_not_supported() -> None:
    assert not figures_supported("共30家。", [cited(1, "全市建成30家")])
    assert not figures_supported("共30家[7]", [cited(1, "全市建成30家")])
    assert figures_supported("没有找到。", [])


def test_a_title_that_leads_a_quote_needs_no_support() -> None:
    for title in ("《2031年的7件事》：", "《2031年的7件事》（2031-02-03）：\n\n"):
        assert figures_supported(f"{title}共30家[1]", [cited(1, "全市建成30家")])
        assert not figures_supported(f"{title}共7家[1]", [cited(1, "全市建成30家")])
