import pytest

from eval.bench import measure
from eval.fake import FakeSystem
from index.model import Article


def test_the_times_of_a_questions_steps_add_up(real_pipeline):
    found = measure.latency(real_pipeline, ["平均降价多少？", "两省全年结算了多少人次？"])
    assert list(found) == ["embed", "search", "rerank", "answer", "total"]
    steps = [found[name]["mean"] for name in ("embed", "search", "rerank", "answer")]
    assert min(steps) > 0
    assert sum(steps) == pytest.approx(found["total"]["mean"], abs=0.3)


def test_every_call_of_a_method_is_timed_and_the_method_restored():
    class Slow:
        def step(self, n):
            return n + 1

    slow = Slow()
    with measure.time_methods(slow, ["step"]) as took:
        assert slow.step(1) == 2
        once = took["step"]
        slow.step(1)
    assert took["step"] > once > 0
    assert "step" not in vars(slow)


def test_all_questions_are_asked_by_any_number_of_users():
    system = FakeSystem([Article("2020-05-04", 1, "甲", "青川县药品降价。")])
    asked = []
    system.ask = lambda question: asked.append(question)
    row = measure.concurrency(system, ["甲？", "乙？", "丙？"], 8, lambda what: None)
    assert sorted(asked) == ["丙？", "乙？", "甲？"]
    assert row["users"] == 8
    assert row["questions_per_s"] > 0
