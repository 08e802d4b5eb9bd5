from __future__ import annotations

import pytest

from rag.verification.verifier import verify
from rag.verification.windows import Evidence
from rag.verification.written.english import figures, is_foreign
from tests.rag.verification.answers import hit

SOURCE = hit("2031年，云南省药品平均降价52%，惠及患者150万人。医院应当在三个月内完成采购。")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("cut by 52%", [52]),
        ("1.5 million patients", [1.5e6]),
        ("12,000 people in 2031", [12000, 2031]),
        ("rose 3 per cent", [3]),
        ("in 700余家 hospitals", [700]),
        ("no figure at all", []),
    ],
)
def test_english_figures_are_read(text: str, values: list[float]) -> None:
    assert [value for _, value in figures(text.replace(",", ""))] == values


@pytest.mark.parametrize(
    ("written", "outcome"),
    [
        ("In Yunnan, drug prices fell by 52% on average in 2031, for 1.5 million patients", "unchecked"),
        ("In Yunnan, drug prices fell by 62% on average in 2031", "struck"),
        ("In Guangxi, drug prices fell by 52% on average in 2031", "struck"),
        ("The moon base will open to tourists soon", "struck"),
    ],
)  # fmt: skip
def test_an_english_statement_is_never_counted_as_supported(written: str, outcome: str) -> None:
    found = verify(f"{written}[1].", [SOURCE])
    assert [one.outcome for one in found.checked] == [outcome]
    assert found.counts["supported"] == 0
    assert bool(found.citations) is (outcome == "unchecked")


def test_the_reader_is_told_what_of_an_english_statement_was_checked() -> None:
    (one,) = verify("In 2031 drug prices fell by 52% on average[1].", [SOURCE]).checked
    assert one.reason == "英文句子没有逐字核对；数字“2031”“52%”原文里有"


def test_english_evidence_is_compared_word_for_word() -> None:
    text = "Prices of medicines fell by 52 percent in 2031 across the province."
    assert not is_foreign("Prices fell by 52 percent in 2031.", Evidence([hit(text)]))
    assert is_foreign("Prices fell by 52 percent in 2031.", Evidence([SOURCE]))


def test_a_figure_of_another_passage_does_not_save_an_english_statement() -> None:
    other = hit("目前，全国31个省份的医院已经开展采购。")
    (one,) = verify("Hospitals of 31 provinces take part[1].", [SOURCE, other]).checked
    assert (one.outcome, one.reason) == ("struck", "原文没有“31”")
    assert verify("Hospitals of 31 provinces take part.", [SOURCE, other]).citations


def test_a_figure_of_the_question_need_not_stand_in_the_passage() -> None:
    written = "As of 2030, drug prices fell by 52% on average[1]."
    assert verify(written, [SOURCE], "2030年药品平均降价多少？").counts["unchecked"] == 1
    assert verify(written, [SOURCE], "药品平均降价多少？").counts["unchecked"] == 0
