import json
import os
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from index.errors import StoreMissing
from ui import cli, terminal
from ui.terminal import print_answer

QUESTION = "到2025年社区医院达到多少家？"


@pytest.fixture
def wence(monkeypatch, capsys, pipeline, tmp_path):
    """Run a command with the fake pipeline; gives exit status, stdout and stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli, "_pipeline", lambda settings: pipeline)

    def run(*args):
        monkeypatch.setattr(sys, "argv", ["wence", *args])
        with pytest.raises(SystemExit) as ended:
            cli.main()
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

    monkeypatch.setattr(cli, "_pipeline", missing)
    assert wence("ask", "x", "--json") == (2, "", "还没有索引，请先运行 wence index。\n")


def test_internal_failure_is_one_line_and_exit_1(wence, monkeypatch):
    monkeypatch.delenv("WENCE_DEBUG", raising=False)
    monkeypatch.setattr(cli, "_pipeline", lambda settings: 1 / 0)
    code, out, err = wence("ask", "x")
    assert (code, out) == (1, "")
    assert err == "程序内部出错：ZeroDivisionError: division by zero\n"


def test_interrupt_is_quiet(wence, monkeypatch):
    def interrupt(settings):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "_pipeline", interrupt)
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
    for command in ("index", "articles", "search", "ask", "eval", "ui", "bench"):
        assert f"\n  {command} " in run.stdout
    assert "Options" not in run.stdout and "Show this" not in run.stdout
    assert took < 5


def test_progress_is_silent_without_a_terminal(capsys):
    with terminal.progress_bar() as advance:
        advance("计算向量", 1, 2)
        advance("计算向量", 2, 2)
    assert capsys.readouterr() == ("", "")
