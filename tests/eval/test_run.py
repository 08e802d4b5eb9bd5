import json

import pytest

from eval.datasets.sets import Question, save
from eval.fake import FakeSystem
from eval.run import Run, run
from index.errors import QuestionError, QuestionSetError


@pytest.fixture(scope="module")
def plain_run(files, system):
    """A run without baselines; tests must not alter it."""
    return run(files, system)


def test_a_run_scores_every_question(plain_run):
    found = plain_run
    means = {name: e["mean"] for name, e in found.summary["metrics"].items()}
    assert means["key_point_recall"] == 0.75
    assert means["all_points"] == 0.5
    assert means["evidence_recall@1"] == 1
    assert means["quotes_verbatim"] == means["figures_supported"] == means["refusal_recall"] == 1
    assert found.summary["by_type"]["off_topic"]["metrics"]["refusal_recall"]["n"] == 1
    assert found.summary["recall_curve"] == [1.0] * 10
    assert found.summary["latency_ms"] == {"p50": 2.0, "p95": 2.0}


def test_records_hold_result_metrics_and_details(plain_run):
    [first, _, last] = plain_run.records
    assert {"id", "type", "question", "history", "result", "metrics"} <= set(first)
    assert first["result"]["citations"][0]["article_n"] == 1
    assert first["details"]["key_points"] == [{"variants": ["12%"], "held": True}]
    assert first["metrics"]["key_point_recall"] == 1
    assert "key_point_recall" not in last["metrics"]


def test_a_set_without_key_points_is_scored_by_its_evidence(evidence_files, system):
    found = run(evidence_files, system)
    # the fake quotes the best line, which is one of the two sentences
    assert found.summary["metrics"]["evidence_in_answer"]["mean"] == 0.5
    assert "key_point_recall" not in found.summary["metrics"]
    assert found.records[0]["details"]["evidence"] == [
        {"text": "青川县今年药品平均降价12%，共有61种药品中选。", "held": True},
        {"text": "全县设了三处定点药店。", "held": False},
    ]
    assert found.summary["answer_chars"]["p50"] > 0
    assert found.summary["risk_coverage"]["curve"][-1] == [1.0, 0.75]


def test_a_run_survives_saving_and_loading(plain_run, tmp_path):
    plain_run.save(tmp_path / "run.json")
    assert Run.load(tmp_path / "run.json") == plain_run
    assert "青川县" in (tmp_path / "run.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"meta": {}}'])
def test_a_file_that_is_not_a_run_is_refused(tmp_path, text):
    (tmp_path / "run.json").write_text(text)
    with pytest.raises(QuestionSetError):
        Run.load(tmp_path / "run.json")


def test_two_runs_are_equal_except_for_time(files, system):
    first, second = (run(files, system, baselines=True) for _ in range(2))
    assert first.records == second.records
    for summary in (first.summary, second.summary):
        for baseline in summary["baselines"].values():
            baseline["metrics"].pop("total_ms")
            baseline["ours_minus_theirs"].pop("total_ms")
    assert json.dumps(first.summary) == json.dumps(second.summary)


def test_progress_is_reported_after_every_question(files, system):
    seen = []
    run(files, system, on_question=lambda *step: seen.append(step))
    assert seen == [(1, 3, "问策"), (2, 3, "问策"), (3, 3, "问策")]


def test_a_question_that_the_system_rejects_counts_as_refused(files, articles):
    class Strict(FakeSystem):
        def ask(self, question, history=(), k=10, engine=None):
            if "今晚" in question:
                raise QuestionError("这个问题不能回答。")
            return super().ask(question, history, k, engine)

    last = run(files, Strict(articles)).records[-1]
    assert last["result"]["abstained"]
    assert last["metrics"]["refusal_recall"] == 1


def test_history_and_engine_reach_the_system(tmp_path, articles):
    turns = ({"role": "user", "content": "青川县？"},)
    save([Question("q", "降价多少？", "followup", history=turns)], tmp_path / "set.jsonl")
    asked = []

    class Spy(FakeSystem):
        def ask(self, question, history=(), k=10, engine=None):
            asked.append((question, history, k, engine))
            return super().ask(question, history, k, engine)

    run([tmp_path / "set.jsonl"], Spy(articles), engine="llm")
    assert asked == [("降价多少？", turns, 10, "llm")]


def test_meta_lists_the_sets_and_settings_without_keys(files, articles):
    class Settings:
        def model_dump(self, mode):
            return {"llm_model": "m", "llm_api_key": "sk-1"}

    system = FakeSystem(articles)
    system.settings = Settings()
    meta = run(files, system).meta
    assert meta["settings"] == {"llm_model": "m"}
    assert len(meta["sets"][0]["sha256"]) == 64
