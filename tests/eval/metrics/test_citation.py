import pytest

from eval.datasets.gold import Gold
from eval.metrics import citation
from eval.metrics.citation import CitedStatement, split_statements
from tests.eval.metrics.worked_cases import case, cite, one


def test_an_answer_is_split_into_statements_at_marks_and_lines():
    text = (
        "主要有两点：\n1. 降价12%。[1]\n- 采购量增加[2][3]。还有一句没有出处。\n**小标题**\n# 标题"
    )
    assert split_statements(text) == [
        CitedStatement("降价12%。", (1,)),
        CitedStatement("采购量增加", (2, 3)),
        CitedStatement("还有一句没有出处。", ()),
    ]


def test_the_cells_of_a_table_are_statements_and_its_header_and_row_names_are_not():
    text = "| 药品 | 降幅 | 价格 |\n| --- | --- | --- |\n| 甲药 | 12%[1] | 3元[2] |\n| 乙药 | 8% | 没有提到 |"
    assert split_statements(text) == [
        CitedStatement("12%", (1,)),
        CitedStatement("3元", (2,)),
        CitedStatement("8%", ()),
    ]


def test_an_empty_answer_states_nothing():
    assert split_statements("") == []


def test_the_name_of_a_row_is_a_statement_where_it_has_a_mark():
    text = "| 药品 | 降幅 |\n|---|:---:|\n| 甲药[1] | 12%[2] |"
    assert split_statements(text) == [CitedStatement("甲药", (1,)), CitedStatement("12%", (2,))]


@pytest.mark.parametrize(
    "own", ["是。", "视情况而定。", "关于乙药，资料中没有提到。", "No.", "乙药的价格未提及"]
)
def test_words_that_claim_nothing_of_the_sources_need_no_mark(own):
    assert split_statements(f"{own}\n甲药降价12%。[1]") == [CitedStatement("甲药降价12%。", (1,))]


@pytest.mark.parametrize("claim", ["是甲药降价12%。", "该院未说明收费的依据。"])
def test_a_claim_that_is_like_them_needs_its_mark(claim):
    assert split_statements(claim) == [CitedStatement(claim, ())]


def test_a_decimal_at_the_start_of_a_line_is_not_a_list_mark():
    assert split_statements("3.2万人参保[1]") == [CitedStatement("3.2万人参保", (1,))]


def test_statements_cited_counts_only_citations_that_exist():
    found = case(text="甲。[1]\n乙。[4]\n丙。", cited=[cite(1, "甲。")])
    assert one(citation.statements_cited([found])) == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("降价 13.8 %，1,787 种", {"13.8%", "1787"}),
        ("３６．４ 亿元与 2013 年", {"36.4亿", "2013"}),
        ("约三成，百分之四十八，两倍", {"三成", "百分之四十八", "两倍"}),
        ("提高 2 个百分点", {"2个百分点"}),
        ("一是一种统一", set()),
    ],
)
def test_figures_are_whole_numbers_with_their_magnitude(text, expected):
    assert citation.figures(text) == expected


def test_a_figure_must_be_in_the_quote_its_statement_cites():
    quotes = [cite(1, "2013 年降价 12%"), cite(2, "共 61 种")]
    good = case(text="降价12%[1]，共61种[2]。", cited=quotes)
    bad = case(text="降价13%[1]，共61种[1]。还有12%[1][2]。", cited=quotes)
    assert one(citation.figures_supported([good])) == 1
    assert one(citation.figures_supported([bad])) == pytest.approx(1 / 3)
    assert citation.unsupported_figures(bad) == [("降价13%", ["13%"]), ("共61种", ["61"])]


def test_13_is_not_found_in_2013():
    found = case(text="共13种[1]", cited=[cite(1, "2013年")])
    assert one(citation.figures_supported([found])) == 0


def test_quotes_must_equal_the_article_at_their_offsets():
    quotes = [cite(1, "降价12%", start=2), cite(2, "降价12%", start=3)]
    found = case(text="降价12%[1][2]", cited=quotes, texts={"i/1": "药品降价12%。"})
    assert one(citation.quotes_verbatim([found])) == 1 / 2


def test_precision_and_recall_of_cited_articles_match_values_worked_by_hand():
    gold = Gold(("i/1", "i/2"))
    found = case(gold=gold, cited=[cite(1, "甲"), cite(2, "乙"), cite(3, "丙", ("i", 5))])
    assert one(citation.cited_article_precision([found])) == 1 / 2
    assert one(citation.cited_article_recall([found])) == 1 / 2
    silent = case(gold=gold, abstained=True)
    assert one(citation.cited_article_precision([silent])) is None
    assert one(citation.cited_article_recall([silent])) == 0
