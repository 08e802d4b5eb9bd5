import re
import time
from contextlib import contextmanager

import pytest

from eval.datasets.gold import Gold
from eval.datasets.sets import Question, save
from eval.fake import FakeSystem
from eval.metrics.cases import Case
from eval.metrics.judge import GIVE_UP, Judge, read_score
from eval.metrics.registry import METRICS
from eval.run import run
from index.errors import EndpointError
from index.model import Article
from rag.settings import Settings
from tests.llm_server import fails, says, serving


def case(number=1, abstained=False, type="fact"):
    result = {
        "answer": f"降价{number}%[1]",
        "abstained": abstained,
        "citations": [{"n": 1, "quote": f"平均降价{number}%"}],
    }
    return Case(Question(f"q{number}", "降价多少？", type, f"{number}%"), result, Gold())


@contextmanager
def judging(tmp_path, *replies):
    """Yield a judge that asks a local server, and the server."""
    with serving(*replies) as server:
        settings = Settings(
            _env_file=None,
            store=tmp_path,
            llm_base_url=server.url,
            llm_model="评审一号",
            llm_api_key="sk-secret",
        )
        yield Judge.from_settings(settings), server


def test_verdicts_become_judged_metrics(tmp_path):
    def by_prompt(handler):
        [message] = handler.server.requests[-1]["messages"]
        says('{"score": 1}' if "<引文>" in message["content"] else '好的：{"score": 0.5}')(handler)

    with judging(tmp_path, by_prompt) as (judge, _):
        judged, verdicts = judge([case()])
    assert METRICS["judged_faithfulness"].score(judged).each == (1.0,)
    assert METRICS["judged_correctness"].score(judged).each == (0.5,)
    assert METRICS["judged_correctness"].score([case()]).each == (None,)
    assert (verdicts.model, verdicts.asked, verdicts.given, verdicts.fault) == (
        "评审一号",
        2,
        2,
        "",
    )


def test_nothing_is_asked_twice_even_by_another_judge(tmp_path):
    with judging(tmp_path, says('{"score": 1}')) as (judge, server):
        first = judge([case(1), case(2)])
        assert len(server.requests) == 4
    with judging(tmp_path, fails(500)) as (judge, server):
        assert judge([case(1), case(2)]) == first
        assert server.requests == []
    assert b"sk-secret" not in (tmp_path / "llm-cache.sqlite").read_bytes()


class Echo:
    """An endpoint that scores by the number in the prompt and is slowest at first."""

    model = "回声"

    def __init__(self):
        self.asking, self.most = 0, 0

    def stream(self, messages, within):
        self.asking += 1
        self.most = max(self.most, self.asking)
        number = int(re.search(r"(\d+)%", messages[0][1])[1])
        time.sleep((40 - number) / 2000)
        self.asking -= 1
        yield f'{{"score": {number / 100}}}'


def test_parallel_verdicts_belong_to_their_cases():
    echo = Echo()
    judged, _ = Judge(echo, within=5, at_once=3)([case(number) for number in range(10, 40)])
    assert [c.verdicts["faithfulness"] for c in judged] == [n / 100 for n in range(10, 40)]
    assert 1 < echo.most <= 3


def test_an_endpoint_that_fails_midway_leaves_the_rest_unjudged_and_stops(tmp_path):
    cases = [case(number) for number in range(20)]
    with judging(tmp_path, *[says('{"score": 1}')] * 8, fails(401)) as (judge, server):
        judged, verdicts = judge(cases)
        assert len(server.requests) < 8 + GIVE_UP + 4
    assert sum(len(c.verdicts) for c in judged) == verdicts.given == 8
    assert verdicts.asked == 40
    assert "密钥无效" in verdicts.fault
    assert METRICS["judged_faithfulness"].score(judged).mean == 1
    with judging(tmp_path, says('{"score": 0}')) as (judge, server):
        _, verdicts = judge(cases)
        assert len(server.requests) == 32
    assert (verdicts.given, verdicts.fault) == (40, "")


def test_a_run_is_complete_when_its_judge_fails(tmp_path):
    save(
        [Question("q", "青川县药品降价多少？", "number", "12%", (("12%",),))], tmp_path / "a.jsonl"
    )
    system = FakeSystem([Article("2020-05-04", 1, "青川县药价", "青川县药品平均降价12%。")])
    with judging(tmp_path, fails(401)) as (judge, _):
        found = run([tmp_path / "a.jsonl"], system, judge=judge)
    assert found.summary["metrics"]["key_point_recall"]["mean"] == 1
    assert "judged_faithfulness" not in found.summary["metrics"]
    assert found.meta["judge"]["model"] == "评审一号"
    assert found.meta["judge"]["given"] == 0


def test_progress_is_reported_for_every_case(tmp_path):
    told = []
    with judging(tmp_path, says('{"score": 1}')) as (judge, _):
        judge([case(1), case(2)], lambda *progress: told.append(progress))
    assert told == [(1, 2, "评判"), (2, 2, "评判")]


def test_refusals_are_not_judged(tmp_path):
    silent = [case(abstained=True), case(type="off_topic")]
    with judging(tmp_path, says('{"score": 1}')) as (judge, server):
        judged, verdicts = judge(silent)
        assert server.requests == []
    assert [c.verdicts for c in judged] == [{}, {}]
    assert verdicts.asked == 0


def test_without_a_model_there_is_no_judge(tmp_path):
    with pytest.raises(EndpointError, match="WENCE_LLM_BASE_URL"):
        Judge.from_settings(Settings(_env_file=None, store=tmp_path, llm_base_url=""))


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
