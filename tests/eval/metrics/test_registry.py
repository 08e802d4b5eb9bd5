"""Each metric on a case worked by hand."""

from math import log2

import pytest

from eval.datasets.gold import Gold
from eval.datasets.sets import Question
from eval.metrics import answer as answers
from eval.metrics import citation as citations
from eval.metrics import refusal as refusals
from eval.metrics import retrieval
from eval.metrics.cases import Case, Scores
from eval.metrics.registry import GROUPS, METRICS, score


def result(text="", ranking=(), cited=(), abstained=False, confidence=0.5, total_ms=10.0):
    return {
        "answer": text,
        "abstained": abstained,
        "confidence": confidence,
        "citations": list(cited),
        "passages": [{"passage_id": id_} for id_ in ranking],
        "timings": {"retrieve_ms": 1.0, "answer_ms": 1.0, "total_ms": total_ms},
    }


def cite(n, quote, article=("i", 1), start=0):
    issue, number = article
    return {
        "n": n,
        "quote": quote,
        "issue": issue,
        "article_n": number,
        "start": start,
        "end": start + len(quote),
    }


def case(type="fact", points=(), reference="", gold=None, texts=None, **found):
    question = Question("q", "问？", type, reference, tuple(points))
    return Case(question, result(**found), gold or Gold(), texts or {})


RANKED = case(
    ranking=["i/9#1", "i/1#2", "i/2#1", "i/1#3", "i/3#1"],
    gold=Gold(("i/1", "i/4"), (frozenset({"i/1#2"}), frozenset({"i/1#3"}), frozenset())),
)


def one(scores: Scores) -> float | None:
    [value] = scores.each
    return value


def test_retrieval_by_hand():
    assert one(retrieval.article_hit([RANKED], k=1)) == 0
    assert one(retrieval.article_hit([RANKED], k=3)) == 1
    assert one(retrieval.article_recall([RANKED], k=5)) == 1 / 2
    assert one(retrieval.evidence_hit([RANKED], k=1)) == 0
    assert one(retrieval.evidence_hit([RANKED], k=2)) == 1
    assert one(retrieval.evidence_recall([RANKED], k=2)) == 1 / 3
    assert one(retrieval.evidence_recall([RANKED], k=10)) == 2 / 3
    assert one(retrieval.reciprocal_rank([RANKED], k=10)) == 1 / 2
    gain, ideal = 1 / log2(3) + 1 / log2(5), 1 / log2(2) + 1 / log2(3)
    assert one(retrieval.ndcg([RANKED], k=10)) == pytest.approx(gain / ideal)
    assert retrieval.evidence_ranks(RANKED) == [2, 4, None]


def test_either_of_two_passages_is_enough_for_a_piece_of_evidence():
    either = case(ranking=["i/1#7"], gold=Gold(("i/1",), (frozenset({"i/1#2", "i/1#7"}),)))
    assert one(retrieval.evidence_recall([either], k=1)) == 1


def test_retrieval_says_nothing_where_nothing_is_to_be_found():
    nothing = case(type="off_topic", ranking=["i/1#1"])
    for name, metric in METRICS.items():
        if metric.group == "retrieval":
            assert metric.score([nothing]).each == (None,), name


def test_key_points_ignore_spaces_width_marks_and_bold():
    found = case(
        points=[["13.8%"], ["1787种", "1787 个"], ["36亿"]], text="１７８７ **个**，降13.8％[1]"
    )
    assert answers.held_points(found) == [True, True, False]
    assert one(answers.key_point_recall([found])) == pytest.approx(2 / 3)
    assert one(answers.all_points([found])) == 0


def test_a_mark_inside_a_key_point_does_not_break_it():
    assert answers.held_points(case(points=[["甲乙"]], text="甲[1]乙[2, 3]")) == [True]


def test_a_refusal_holds_no_key_point_even_if_its_words_do():
    refused = case(points=[["没有"]], text="资料中没有相关信息。", abstained=True)
    assert one(answers.key_point_recall([refused])) == 0
    assert one(answers.rouge_l([refused])) is None
    assert one(answers.answer_chars([refused])) is None


def test_overlap_with_the_reference_by_hand():
    found = case(reference="甲乙丙丁", text="乙甲丙戊[1]")
    # longest common subsequence 乙丙 or 甲丙 = 2; shared characters 甲乙丙 = 3
    assert one(answers.rouge_l([found])) == pytest.approx(2 * 2 / 8)
    assert one(answers.char_f1([found])) == pytest.approx(2 * 3 / 8)
    assert one(answers.answer_chars([found])) == 4


def test_an_answer_is_cut_into_statements_at_marks_and_lines():
    text = (
        "主要有两点：\n1. 降价12%。[1]\n- 采购量增加[2][3]。还有一句没有出处。\n**小标题**\n# 标题"
    )
    assert citations.statements(text) == [
        citations.Statement("降价12%。", (1,)),
        citations.Statement("采购量增加", (2, 3)),
        citations.Statement("还有一句没有出处。", ()),
    ]


def test_a_decimal_at_the_start_of_a_line_is_no_list_mark():
    assert citations.statements("3.2万人参保[1]") == [citations.Statement("3.2万人参保", (1,))]


def test_statements_cited_counts_only_citations_that_exist():
    found = case(text="甲。[1]\n乙。[4]\n丙。", cited=[cite(1, "甲。")])
    assert one(citations.statements_cited([found])) == pytest.approx(1 / 3)


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
    assert citations.figures(text) == expected


def test_a_figure_must_stand_in_the_quote_its_statement_cites():
    quotes = [cite(1, "2013 年降价 12%"), cite(2, "共 61 种")]
    good = case(text="降价12%[1]，共61种[2]。", cited=quotes)
    bad = case(text="降价13%[1]，共61种[1]。还有12%[1][2]。", cited=quotes)
    assert one(citations.figures_supported([good])) == 1
    assert one(citations.figures_supported([bad])) == pytest.approx(1 / 3)
    assert citations.unsupported_figures(bad) == [("降价13%", ["13%"]), ("共61种", ["61"])]


def test_thirteen_is_not_in_two_thousand_and_thirteen():
    found = case(text="共13种[1]", cited=[cite(1, "2013年")])
    assert one(citations.figures_supported([found])) == 0


def test_quotes_must_equal_the_article_at_their_offsets():
    quotes = [cite(1, "降价12%", start=2), cite(2, "降价12%", start=3)]
    found = case(text="降价12%[1][2]", cited=quotes, texts={"i/1": "药品降价12%。"})
    assert one(citations.quotes_verbatim([found])) == 1 / 2


def test_cited_articles_by_hand():
    gold = Gold(("i/1", "i/2"))
    found = case(gold=gold, cited=[cite(1, "甲"), cite(2, "乙"), cite(3, "丙", ("i", 5))])
    assert one(citations.cited_article_precision([found])) == 1 / 2
    assert one(citations.cited_article_recall([found])) == 1 / 2
    silent = case(gold=gold, abstained=True)
    assert one(citations.cited_article_precision([silent])) is None
    assert one(citations.cited_article_recall([silent])) == 0


def test_refusals_by_hand():
    refused = case(type="unanswerable", abstained=True)
    answered = case(type="injection", text="好的[1]", cited=[cite(1, "好的")])
    greeted = case(type="chitchat", text="您好！")
    wrongly = case(type="fact", abstained=True)
    cases = [refused, answered, greeted, wrongly]
    assert refusals.refusal_recall(cases).each == (1, 0, 1, None)
    assert refusals.false_refusal(cases).each == (None, None, None, 1)


def test_risk_coverage_by_hand():
    def asked(confidence, held, type="fact"):
        points = [["甲"]] if type == "fact" else []
        return case(type=type, points=points, text="甲" if held else "乙", confidence=confidence)

    cases = [
        asked(0.2, False),
        asked(0.9, True),
        asked(0.5, True, "unanswerable"),
        asked(0.5, True),
    ]
    found = refusals.risk_coverage(cases)
    # risks by confidence: 0 | ½ ½ (a tie of 1 and 0) | 1
    expected = [(0.25, 0), (0.5, 0.25), (0.75, 1 / 3), (1, 0.5)]
    assert [pytest.approx(point) for point in expected] == list(found.curve)
    assert found.area == pytest.approx((0 + 0.25 + 1 / 3 + 0.5) / 4)
    assert refusals.risk_coverage(cases[::-1]) == found


def test_the_mean_leaves_out_what_does_not_apply():
    assert Scores((1.0, None, 0.0)).mean == 0.5
    assert Scores((None,)).mean is None


def test_every_metric_has_a_group_an_explanation_and_a_score_for_each_case():
    scores = score([RANKED, case(type="chitchat", text="您好")])
    assert set(scores) == set(METRICS)
    for name, metric in METRICS.items():
        assert metric.group in GROUPS
        assert len(metric.explanation) > 10
        assert len(scores[name].each) == 2
