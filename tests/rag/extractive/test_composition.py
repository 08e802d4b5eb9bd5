from __future__ import annotations

import pytest

from index.model import Article, Passage
from rag.answer import Citation
from rag.blocks import AnswerBlock, Span
from rag.extractive.composition import figures, figures_supported


def cited(n: int, quote: str) -> Citation:
    article = Article("2031-02-03", 1, "标题", quote)
    return Citation(n, Passage("2031-02-03", 1, n, 0, len(quote), quote), article, quote, 0, 9)


def said(*spans: tuple[str, tuple[int, ...]]) -> list[AnswerBlock]:
    """One block of spans, each with its citations."""
    return [AnswerBlock("text", tuple(Span(text, cites) for text, cites in spans))]


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
    assert figures_supported(said(("共30家", (1,))), [cited(1, "全市建成30家")])
    assert figures_supported(said(("共1200家", (1,))), [cited(1, "全市建成1,200家")])


def test_a_figure_that_no_quote_has_is_not() -> None:
    assert not figures_supported(said(("共31家", (1,))), [cited(1, "全市建成30家")])
    assert not figures_supported(said(("共3家", (1,))), [cited(1, "全市建成30家")])


def test_a_figure_is_supported_by_the_quote_cited_and_no_other() -> None:
    quotes = [cited(1, "全市建成30家"), cited(2, "签约率75%")]
    assert figures_supported(said(("共30家", (1,)), ("签约率75%", (2,))), quotes)
    assert not figures_supported(said(("共30家", (2,)), ("签约率75%", (1,))), quotes)
    assert figures_supported(said(("共30家，签约率75%", (1, 2))), quotes)


def test_a_figure_without_a_citation_or_with_an_unknown_one_is_not_supported() -> None:
    assert not figures_supported(said(("共30家。", ())), [cited(1, "全市建成30家")])
    assert not figures_supported(said(("共30家", (7,))), [cited(1, "全市建成30家")])
    assert figures_supported(said(("没有找到。", ())), [])


def test_a_title_that_leads_a_quote_needs_no_support() -> None:
    source = AnswerBlock("source", article=Article("2031-02-03", 1, "2031年的7件事", "正文"))
    assert figures_supported([source, *said(("共30家", (1,)))], [cited(1, "全市建成30家")])
    assert not figures_supported([source, *said(("共7家", (1,)))], [cited(1, "全市建成30家")])


def test_a_heading_before_a_quote_is_supported_by_the_quote() -> None:
    quotes = [cited(1, "全市建成30家")]
    assert not figures_supported(said(("2033年：", ()), ("共30家", (1,))), quotes)
    assert figures_supported(said(("东江：", ()), ("共30家", (1,))), quotes)
