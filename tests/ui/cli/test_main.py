import json
import os
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from index.errors import StoreMissing
from ui.cli import main, terminal
from ui.cli.terminal import print_answer

QUESTION = "到2025年社区医院达到多少家？"


@pytest.fixture
def wence(monkeypatch, capsys, pipeline, tmp_path):
    """Run a command with the fake pipeline; gives exit status, stdout and stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(main, "open_pipeline", lambda settings: pipeline)

    def run(*args):
        monkeypatch.setattr(sys, "argv", ["wence", *args])
        with pytest.raises(SystemExit) as ended:
            main.main()
        return ended.value.code, *capsys.readouterr()

    return run


def test_ask_json_is_alone_on_stdout(wence):
    code, out, err = wence("ask", QUESTION, "--json")
    data = json.loads(out)
    assert (code, err) == (0, "")
    assert data["citations"][0]["quote"].startswith("到2025年")
    assert "社区医院" in out  # not \\u-escaped


def test_ask_prints_answer_and_numbered_sources(wence):
    code, out, _ = wence("ask", QUESTION)
    assert code == 0
    assert "120家" in out and "[1] 社区医院三年行动方案" in out
    assert "/articles/2022-03-14/1#p2" in out


def test_ask_refusal_prints_no_sources(wence):
    code, out, _ = wence("ask", "火星上有几家银行")
    assert code == 0
    assert "没有" in out and "出处" not in out


def test_filters_limit_what_is_asked_and_searched(wence):
    code, out, _ = wence("ask", QUESTION, "--issue", "2021-01-04", "--issue", "2022-03-14")
    assert code == 0 and "120家" in out
    assert "120家" not in wence("ask", QUESTION, "--until", "2021")[1]
    found = json.loads(wence("search", "疫苗", "--source", "东江市卫生健康委", "--json")[1])
    assert {p["n"] for p in found["passages"]} == {1}
    assert wence("search", "疫苗", "--section", "没有的栏目")[1] == "没有找到相关的段落。\n"


def test_wrong_date_is_one_sentence(wence):
    code, out, err = wence("ask", QUESTION, "--since", "去年")
    assert (code, out) == (2, "")
    assert err == "筛选条件有误：日期应写成 2022-01-24、2022-01 或 2022。\n"


def test_console_markup_in_text_is_text(pipeline, capsys):
    text = "[bold]粗[/] **重** [1] [red]"
    print_answer(replace(pipeline.ask(QUESTION), text=text, note="[/x]"))
    out = capsys.readouterr().out
    assert out.startswith("[bold]粗[/] 重 [1] [red]\n")
    assert out.endswith("\n[/x]\n")


def test_search_json(wence):
    code, out, _ = wence("search", "家庭医生签约率", "-k", "2", "--json")
    data = json.loads(out)
    assert code == 0
    assert [p["rank"] for p in data["passages"]] == [1, 2]
    assert data["took_ms"] >= 0


def test_search_prints_passages(wence):
    code, out, _ = wence("search", "家庭医生签约率", "-k", "1")
    assert code == 0
    assert "社区医院三年行动方案" in out and "2022-03-14/1#2" in out


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
def test_bad_input_is_one_chinese_sentence_and_exit_2(wence, args, word):
    code, out, err = wence(*args)
    assert (code, out) == (2, "")
    assert word in err and len(err.strip().splitlines()) == 1
    assert err.strip().endswith("。")


def test_bad_setting_is_named(wence, monkeypatch):
    monkeypatch.setenv("WENCE_LLM_TIMEOUT", "soon")
    code, out, err = wence("ask", "x")
    assert (code, out) == (2, "")
    assert "WENCE_LLM_TIMEOUT" in err


def test_missing_store_is_exit_2(wence, monkeypatch):
    def missing(settings):
        raise StoreMissing("还没有索引，请先运行 wence index。")

    monkeypatch.setattr(main, "open_pipeline", missing)
    assert wence("ask", "x", "--json") == (2, "", "还没有索引，请先运行 wence index。\n")


def test_internal_failure_is_one_line_and_exit_1(wence, monkeypatch):
    monkeypatch.delenv("WENCE_DEBUG", raising=False)
    monkeypatch.setattr(main, "open_pipeline", lambda settings: 1 / 0)
    code, out, err = wence("ask", "x")
    assert (code, out) == (1, "")
    assert err == "程序内部出错：ZeroDivisionError: division by zero\n"


def test_interrupt_is_quiet(wence, monkeypatch):
    def interrupt(settings):
        raise KeyboardInterrupt

    monkeypatch.setattr(main, "open_pipeline", interrupt)
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
    started = time.perf_counter()
    run = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "ui.cli", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    took = time.perf_counter() - started
    loaded = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in run.stderr.splitlines()}
    assert not loaded & {"torch", "transformers", "gradio", "faiss", "jieba", "pydantic", "rich"}
    for command in ("index", "articles", "search", "ask", "eval", "ui", "bench", "doctor"):
        assert f"\n  {command} " in run.stdout
    assert "Options" not in run.stdout and "Show this" not in run.stdout
    assert took < 5


def test_progress_is_silent_without_a_terminal(capsys):
    with terminal.progress_bar() as advance:
        advance("计算向量", 1, 2)
        advance("计算向量", 2, 2)
    assert capsys.readouterr() == ("", "")


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


def test_eval_floors_alone_takes_the_shipped_file(wence, tmp_path):
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
def test_eval_options_that_do_not_go_together(wence, args, word):
    code, out, err = wence("eval", *args)
    assert (code, out) == (2, "")
    assert word in err and len(err.strip().splitlines()) == 1


@pytest.mark.parametrize("full", [False, True])
def test_bench_json(wence, monkeypatch, full):
    from eval.bench import measure

    def measured(settings, full, on_stage):
        on_stage("冷启动")
        return {"full": full}

    monkeypatch.setattr(measure, "bench", measured)
    code, out, err = wence("bench", "--json", *["--full"] * full)
    assert (code, json.loads(out)) == (0, {"full": full})
    assert "冷启动" in err


def test_doctor_says_what_to_do_and_fails(wence, monkeypatch):
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
