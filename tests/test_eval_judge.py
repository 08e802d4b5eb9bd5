import pytest
from langchain_core.language_models import GenericFakeChatModel

from eval.cases import Case
from eval.gold import Gold
from eval.judge import Judge, read_score
from eval.metrics import METRICS
from eval.sets import Question
from index.errors import EndpointError


def case(abstained=False, type="fact"):
    result = {
        "answer": "降价12%[1]",
        "abstained": abstained,
        "citations": [{"n": 1, "quote": "平均降价12%"}],
    }
    return Case(Question("q", "降价多少？", type, "12%"), result, Gold())


def judge(path, *replies):
    return Judge(GenericFakeChatModel(messages=iter(replies)), path)


def test_verdicts_become_judged_metrics(tmp_path):
    judged = judge(tmp_path / "c.jsonl", '{"score": 1}', '好的：{"score": 0.5}')([case()])
    assert METRICS["judged_faithfulness"].score(judged).each == (1.0,)
    assert METRICS["judged_correctness"].score(judged).each == (0.5,)
    assert METRICS["judged_correctness"].score([case()]).each == (None,)


def test_nothing_is_asked_twice_even_by_another_judge(tmp_path):
    first = judge(tmp_path / "c.jsonl", '{"score": 1}', '{"score": 0}')([case()])
    # a model without replies would raise
    assert judge(tmp_path / "c.jsonl")([case()]) == first


def test_refusals_are_not_judged(tmp_path):
    silent = [case(abstained=True), case(type="off_topic")]
    assert [c.verdicts for c in judge(tmp_path / "c.jsonl")(silent)] == [{}, {}]


def test_a_model_that_fails_is_an_endpoint_error(tmp_path):
    with pytest.raises(EndpointError, match="没有应答"):
        judge(tmp_path / "c.jsonl")([case()])


@pytest.mark.parametrize(
    ("reply", "score"),
    [
        ('{"score": 0.5}', 0.5),
        ('```json\n{ "score" : 1 }', 1.0),
        ('{"score": 7}', None),
        ("好", None),
    ],
)
def test_scores_are_read_from_untidy_replies(reply, score):
    assert read_score(reply) == score
