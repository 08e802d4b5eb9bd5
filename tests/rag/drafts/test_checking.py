import pytest

from index.errors import QuestionError
from rag.drafts import checking
from rag.drafts.checking import check_draft, check_statements, split
from rag.drafts.verdicts import VERDICTS

DRAFT = "# 社区医院\n\n到2025年，全市社区医院达到120家。\n\n宇航局宣布火星移民名额开放报名。\n"


def test_a_draft_is_checked_statement_by_statement(pipeline):
    told = check_draft(pipeline, DRAFT).to_json()
    assert [one["verdict"] for one in told["statements"]] == ["supported", "not_found"]
    assert [DRAFT[one["start"] : one["end"]] for one in told["statements"]] == [
        one["text"] for one in told["statements"]
    ]
    assert told["counts"] == {
        **dict.fromkeys(VERDICTS, 0),
        "supported": 1,
        "not_found": 1,
    }
    assert told["took_ms"] >= 0


@pytest.mark.parametrize(
    ("draft", "says"),
    [
        (" \n", "是空的"),
        ("字" * (checking.MAX_CHARS + 1), "太长"),
        ("# 题目\n", "没有可以核对的句子"),
        ("诊所有医师。" * (checking.MAX_STATEMENTS + 1), "最多200句"),
    ],
)
def test_a_draft_that_cannot_be_checked_is_refused_in_one_sentence(draft, says):
    with pytest.raises(QuestionError, match=says):
        split(draft)


def test_what_no_time_is_left_for_is_told_not_passed(pipeline):
    found = list(check_statements(pipeline, split(DRAFT), seconds=-1))
    assert {(one.verdict, one.reason) for one in found} == {
        ("unchecked", "时间用完，没有核对到这一句")
    }
