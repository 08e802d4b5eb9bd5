import json

import pytest

from eval.datasets.sets import Question, Source, save
from eval.fake import FakeSystem
from eval.run import Run, run
from index.errors import QuestionError, QuestionSetError
from index.model import Article

ARTICLES = [
    Article(
        "2020-05-04",
        1,
        "青川县药价",
        "青川县今年药品平均降价12%，共有61种药品中选。\n全县设了三处定点药店。",
    ),
    Article("2020-05-04", 2, "白水镇门诊", "白水镇门诊报销比例提高到70%。\n镇上有两位全科医生。"),
]
SOURCE = (Source("2020-05-04", "青川县药价"),)
QUESTIONS = [
    Question("q1", "青川县药品平均降价多少？", "number", "12%", (("12%",),), SOURCE),
    Question("q2", "青川县有几种药品中选？", "number", "61种", (("61种",), ("62种",)), SOURCE),
    Question("q3", "今晚吃什么", "off_topic"),
]


@pytest.fixture
def files(tmp_path):
    save(QUESTIONS, tmp_path / "set.jsonl")
    return [tmp_path / "set.jsonl"]


def test_a_run_scores_every_question(files):
    found = run(files, FakeSystem(ARTICLES))
    means = {name: e["mean"] for name, e in found.summary["metrics"].items()}
    assert means["key_point_recall"] == 0.75
    assert means["all_points"] == 0.5
    assert means["evidence_recall@1"] == 1
    assert means["quotes_verbatim"] == means["figures_supported"] == means["refusal_recall"] == 1
    assert found.summary["by_type"]["off_topic"]["metrics"]["refusal_recall"]["n"] == 1
    assert found.summary["recall_curve"] == [1.0] * 10
    assert found.summary["latency_ms"] == {"p50": 2.0, "p95": 2.0}


def test_records_follow_the_contract(files):
    [first, _, last] = run(files, FakeSystem(ARTICLES)).records
    assert {"id", "type", "question", "history", "result", "metrics"} <= set(first)
    assert first["result"]["citations"][0]["article_n"] == 1
    assert first["details"]["key_points"] == [{"variants": ["12%"], "held": True}]
    assert first["metrics"]["key_point_recall"] == 1
    assert "key_point_recall" not in last["metrics"]


def test_a_run_is_saved_and_loaded_whole(files, tmp_path):
    found = run(files, FakeSystem(ARTICLES))
    found.save(tmp_path / "run.json")
    assert Run.load(tmp_path / "run.json") == found
    assert "青川县" in (tmp_path / "run.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"meta": {}}'])
def test_a_file_that_is_no_run_is_refused(tmp_path, text):
    (tmp_path / "run.json").write_text(text)
    with pytest.raises(QuestionSetError):
        Run.load(tmp_path / "run.json")


def test_two_runs_are_equal_but_for_time(files):
    first, second = (run(files, FakeSystem(ARTICLES), baselines=True) for _ in range(2))
    assert first.records == second.records
    for summary in (first.summary, second.summary):
        for baseline in summary["baselines"].values():
            baseline["metrics"].pop("total_ms")
            baseline["ours_minus_theirs"].pop("total_ms")
    assert json.dumps(first.summary) == json.dumps(second.summary)


def test_progress_reaches_the_end(files):
    seen = []
    run(files, FakeSystem(ARTICLES), on_question=lambda *step: seen.append(step))
    assert seen == [(1, 3, "问策"), (2, 3, "问策"), (3, 3, "问策")]


def test_baselines_tell_of_the_passages_they_embed_and_of_every_question(files):
    seen = []
    run(files, FakeSystem(ARTICLES), baselines=True, on_question=lambda *step: seen.append(step))
    assert seen[3] == (2, 2, "LangChain 常规做法：计算向量")
    assert [step for step in seen[4:] if step[0] == 3] == [
        (3, 3, label) for label in ("BM25", "向量", "RRF 融合", "LangChain 常规做法")
    ]


def test_a_question_the_pipeline_rejects_counts_as_refused(files):
    class Strict(FakeSystem):
        def ask(self, question, history=(), k=10, engine=None):
            if "今晚" in question:
                raise QuestionError("这个问题不能回答。")
            return super().ask(question, history, k, engine)

    last = run(files, Strict(ARTICLES)).records[-1]
    assert last["result"]["abstained"]
    assert last["metrics"]["refusal_recall"] == 1


def test_the_history_and_the_engine_reach_the_pipeline(tmp_path):
    turns = ({"role": "user", "content": "青川县？"},)
    save([Question("q", "降价多少？", "followup", history=turns)], tmp_path / "set.jsonl")
    asked = []

    class Spy(FakeSystem):
        def ask(self, question, history=(), k=10, engine=None):
            asked.append((question, history, k, engine))
            return super().ask(question, history, k, engine)

    run([tmp_path / "set.jsonl"], Spy(ARTICLES), engine="llm")
    assert asked == [("降价多少？", turns, 10, "llm")]


def test_meta_tells_the_sets_and_keeps_keys_out(files):
    class Settings:
        def model_dump(self, mode):
            return {"llm_model": "m", "llm_api_key": "sk-1"}

    system = FakeSystem(ARTICLES)
    system.settings = Settings()
    meta = run(files, system).meta
    assert meta["settings"] == {"llm_model": "m"}
    assert len(meta["sets"][0]["sha256"]) == 64


def test_baselines_answer_with_their_first_passage(files):
    found = run(files, FakeSystem(ARTICLES), baselines=True).summary["baselines"]
    assert list(found) == ["bm25", "dense", "rrf", "langchain"]
    assert found["bm25"]["metrics"]["evidence_recall@1"]["mean"] == 1
    # the recipe's chunk is the whole short article; nobody refuses
    assert found["langchain"]["metrics"]["key_point_recall"]["mean"] == 0.75
    assert found["rrf"]["metrics"]["refusal_recall"]["mean"] == 0
    ours = found["rrf"]["ours_minus_theirs"]["refusal_recall"]
    assert ours["difference"] == 1
    assert ours["real"]
