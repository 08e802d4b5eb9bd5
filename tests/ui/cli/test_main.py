import json
import os
import subprocess
import sys

import pytest

from index.errors import StoreMissing
from rag.answering import QuestionAnswerer

QUESTION = "到2025年社区医院达到多少家？"


@pytest.mark.parametrize(
    ("args", "word"),
    [
        (["nothing"], "没有这个命令"),
        (["ask"], "QUESTION"),
        (["ask", "x", "--nope"], "--nope"),
        (["ask", "x", "--history", "{"], "历史"),
        (["ask", "x", "--history", '{"role":"user"}'], "历史"),
        (["ask", "x", "--history", '[{"role":"user"}]'], "历史"),
        (["ask", "x", "--history", '[{"role":"robot","content":"y"}]'], "历史"),
        (["ask", "x", "--history", "[" * 100_000], "历史"),
        (["ask", "x", "--engine", "gpt"], "--engine"),
        (["search", "x", "-k", "0"], "-k"),
        (["search", "x", "-k", "ten"], "-k"),
        (["ui", "--port", "99999"], "--port"),
        (["eval", "x.jsonl"], "--out"),
    ],
)
def test_invalid_input_prints_one_chinese_sentence_and_exits_with_2(wence, args, word):
    code, out, err = wence(*args)
    assert (code, out) == (2, "")
    assert word in err and len(err.strip().splitlines()) == 1
    assert err.strip().endswith("。")


def test_invalid_setting_is_named(wence, monkeypatch):
    monkeypatch.setenv("WENCE_LLM_TIMEOUT", "soon")
    code, out, err = wence("ask", "x")
    assert (code, out) == (2, "")
    assert "WENCE_LLM_TIMEOUT" in err


def test_missing_store_exits_with_2(wence, monkeypatch):
    def missing(settings):
        raise StoreMissing("还没有索引，请先运行 wence index。")

    monkeypatch.setattr(QuestionAnswerer, "open", missing)
    assert wence("ask", "x", "--json") == (2, "", "还没有索引，请先运行 wence index。\n")


def test_internal_error_prints_one_line_and_exits_with_1(wence, monkeypatch):
    monkeypatch.delenv("WENCE_DEBUG", raising=False)
    monkeypatch.setattr(QuestionAnswerer, "open", lambda settings: 1 / 0)
    code, out, err = wence("ask", "x")
    assert (code, out) == (1, "")
    assert err == "程序内部出错：ZeroDivisionError: division by zero\n"


def test_interrupt_is_quiet(wence, monkeypatch):
    def interrupt(settings):
        raise KeyboardInterrupt

    monkeypatch.setattr(QuestionAnswerer, "open", interrupt)
    assert wence("ask", "x") == (130, "", "")


def test_closed_pipe_is_quiet(tmp_path):
    read, write = os.pipe()
    os.close(read)
    run = subprocess.run(
        [sys.executable, "-m", "ui.cli", "--help"], stdout=write, stderr=subprocess.PIPE
    )
    os.close(write)
    assert run.stderr == b""


def test_help_is_chinese_and_instant():
    before = os.times()
    run = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "ui.cli", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    after = os.times()
    loaded = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in run.stderr.splitlines()}
    assert not loaded & {"torch", "transformers", "gradio", "faiss", "jieba", "pydantic", "rich"}
    for command in ("index", "articles", "search", "ask", "eval", "ui", "bench", "doctor"):
        assert f"\n  {command} " in run.stdout
    assert "Options" not in run.stdout and "Show this" not in run.stdout
    took = (
        after.children_user - before.children_user
    )  # CPU time, which other processes do not change
    assert took < 5


def question_set(folder, **changes):
    line = {
        "id": "q1",
        "question": QUESTION,
        "type": "number",
        "answer": "120家",
        "key_points": [["120家"]],
        "sources": [{"issue": "2022-03-14", "title": "社区医院三年行动方案"}],
        "evidence": ["到2025年，全市社区医院达到120家"],
    }
    path = folder / "set.jsonl"
    path.write_text(json.dumps(line | changes, ensure_ascii=False) + "\n", encoding="utf-8")
    return str(path)


def test_eval_writes_run_and_report(wence, tmp_path):
    code, out, _ = wence(
        "eval", question_set(tmp_path), "--out", "run.json", "--html", "report.html"
    )
    assert code == 0 and "要点" in out
    run = json.loads((tmp_path / "run.json").read_text())
    assert run["records"][0]["metrics"]["key_point_recall"] == 1
    assert "baselines" not in run["summary"]
    assert QUESTION in (tmp_path / "report.html").read_text()


def test_eval_baseline_measures_the_other_systems(wence, tmp_path):
    assert wence("eval", question_set(tmp_path), "--out", "run.json", "--baseline")[0] == 0
    run = json.loads((tmp_path / "run.json").read_text())
    assert len(run["summary"]["baselines"]) == 4


@pytest.mark.parametrize(
    ("point", "code", "shown"), [("120家", 0, False), ("九百家", 1, True)], ids=["above", "below"]
)
def test_eval_floors_decide_the_exit_status(wence, tmp_path, point, code, shown):
    (tmp_path / "own.toml").write_text("[metrics]\nkey_point_recall = 0.9\n")
    given = question_set(tmp_path, key_points=[[point]])
    ended, out, _ = wence("eval", given, "--out", "run.json", "--floors", "own.toml")
    assert ended == code
    assert ("（key_point_recall）：0，未达到下限 0.9" in out) == shown


def test_eval_floors_without_a_file_uses_the_shipped_one(wence, tmp_path):
    given = question_set(tmp_path, key_points=[["九百家"]])
    code, out, _ = wence("eval", given, "--out", "run.json", "--floors")
    assert code == 1 and "key_point_recall" in out


def test_eval_compare_shows_what_changed(wence, tmp_path):
    for name, point in (("a.json", "九百家"), ("b.json", "120家")):
        wence("eval", question_set(tmp_path, key_points=[[point]]), "--out", name)
    code, out, _ = wence("eval", "--compare", "a.json", "b.json", "--html", "both.html")
    assert code == 0
    assert "变好" in out and "q1" in out
    assert "<html" in (tmp_path / "both.html").read_text()


def test_eval_draft_writes_a_set_and_its_overlap(wence, tmp_path, monkeypatch, pipeline):
    monkeypatch.setattr("index.store.store.Store.open_folder", lambda *args: pipeline.store)
    code, out, _ = wence("eval", "--draft", "2", "--out", "draft.jsonl")
    lines = (tmp_path / "draft.jsonl").read_text().splitlines()
    assert code == 0
    assert f"起草 {len(lines)} 题" in out and "%" in out
    assert lines and all(json.loads(line)["draft"] for line in lines)


@pytest.mark.parametrize(
    ("args", "word"),
    [
        ([], "FILE"),
        (["--out", "run.json"], "FILE"),
        (["own.toml", "--out", "run.json"], "FILE"),
        (["x.jsonl", "own.toml", "--out", "run.json"], "--floors"),
        (["x.jsonl", "--out", "missing/run.json"], "missing"),
        (["x.jsonl", "--out", "run.json", "--html", "."], "不能写入"),
        (["missing.jsonl", "--out", "run.json"], "missing.jsonl"),
        (["x.jsonl", "--compare", "a.json", "b.json"], "--compare"),
        (["--compare", "a.json", "b.json"], "a.json"),
        (["--compare", "a.json"], "--compare"),
        (["--draft", "3"], "--out"),
        (["--draft", "0", "--out", "x.jsonl"], "--draft"),
        (["--draft", "3", "--out", "x.jsonl", "--floors"], "--draft"),
    ],
)
def test_eval_refuses_options_that_exclude_each_other(wence, args, word):
    code, out, err = wence("eval", *args)
    assert (code, out) == (2, "")
    assert word in err and len(err.strip().splitlines()) == 1


@pytest.mark.parametrize("full", [False, True])
def test_bench_prints_its_result_as_json(wence, monkeypatch, full):
    from eval.bench import measure

    def measured(settings, full, on_stage):
        on_stage("冷启动")
        return {"full": full}

    monkeypatch.setattr(measure, "bench", measured)
    code, out, err = wence("bench", "--json", *["--full"] * full)
    assert (code, json.loads(out)) == (0, {"full": full})
    assert "冷启动" in err


def test_doctor_prints_remedies_and_exits_with_1(wence, monkeypatch):
    from ui.cli import doctor

    found = [
        doctor.Check("索引", False, "还没有索引。", "运行 wence index。"),
        doctor.Check("向量模型", True, "384 维。"),
    ]
    monkeypatch.setattr(doctor, "check", lambda settings: found)
    code, out, _ = wence("doctor")
    assert code == 1
    assert out == "✗ 索引：还没有索引。\n  运行 wence index。\n✓ 向量模型：384 维。\n"
    code, out, _ = wence("doctor", "--json")
    assert (code, json.loads(out)[0]["remedy"]) == (1, "运行 wence index。")
    monkeypatch.setattr(doctor, "check", lambda settings: found[1:])
    assert wence("doctor")[0] == 0


def test_eval_exports_the_columns_of_ragas(wence, tmp_path):
    given = question_set(tmp_path)
    assert wence("eval", given, "--out", "run.json", "--export", "ragas.jsonl")[0] == 0
    row = json.loads((tmp_path / "ragas.jsonl").read_text().splitlines()[0])
    assert row["user_input"] == QUESTION
    assert set(row) == {"user_input", "response", "retrieved_contexts", "reference"}


def test_eval_judge_needs_a_configured_model(wence, tmp_path):
    code, out, err = wence("eval", question_set(tmp_path), "--out", "run.json", "--judge")
    assert (code, out) == (2, "") and "WENCE_LLM_BASE_URL" in err
