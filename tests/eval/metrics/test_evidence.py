import pytest

from eval.metrics import evidence
from tests.eval.metrics.worked_cases import case, cite, one

SENTENCES = ("甲镇报销七成。", "乙镇报销八成。", "两镇都设门诊。")


def test_the_share_of_whole_sentences_in_the_quotes_ignores_spaces_and_width():
    quotes = [cite(1, "另外，甲镇 报销\n七成。"), cite(2, "乙镇报销", ("i", 2))]
    found = case(evidence=SENTENCES[:2], text="甲[1]乙[2]", cited=quotes)
    assert evidence.held_evidence(found) == [True, False]
    assert one(evidence.evidence_in_answer([found])) == 1 / 2
    wide = case(evidence=["共 61 种"], text="共61种[1]", cited=[cite(1, "共６１种")])
    assert one(evidence.evidence_in_answer([wide])) == 1


def test_quotes_of_one_article_share_a_sentence_in_the_order_of_their_offsets():
    quotes = [cite(1, "报销七成。", start=2), cite(2, "甲镇", start=0)]
    found = case(evidence=SENTENCES[:1], cited=quotes)
    assert one(evidence.evidence_in_answer([found])) == 1


@pytest.mark.parametrize(
    "quotes",
    [
        [cite(1, "甲镇", start=0), cite(2, "七成。", start=4)],
        [cite(1, "甲镇", start=0), cite(2, "报销七成。", ("i", 2), start=2)],
        [],
    ],
    ids=["a gap", "another article", "nothing cited"],
)
def test_a_sentence_that_is_quoted_in_part_is_not_held(quotes):
    found = case(evidence=SENTENCES[:1], text="甲镇报销七成。", cited=quotes)
    assert one(evidence.evidence_in_answer([found])) == 0


def test_a_refusal_holds_nothing_and_only_answerable_questions_with_evidence_count():
    quotes = [cite(1, SENTENCES[0])]
    refused = case(evidence=SENTENCES[:1], cited=quotes, abstained=True)
    outside = case(type="unanswerable", abstained=True)
    bare = case(points=[["七成"]], cited=quotes)
    assert evidence.evidence_in_answer([refused, outside, bare]).each == (0, None, None)
