"""`wence index` on the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from index.embedding.embedder import Embedder
from index.errors import StoreMismatch
from index.ingest.priority import NICENESS
from index.store.manifest import current_version
from index.store.spec import StoreSpec
from index.store.store import Store
from rag.question.example_vectors import file_name
from rag.question.intents import example_texts
from rag.settings import Settings
from tests.conftest import CountingEmbedder
from tests.paths import ROOT
from ui.cli import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def wence(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    fake_embedder: CountingEmbedder,
) -> Run:
    """Run `wence index` in a folder with a corpus; return exit status, stdout and stderr."""
    monkeypatch.setattr(Embedder, "load", lambda *_: fake_embedder)
    # it could not be raised again for the tests that come after
    monkeypatch.setattr("ui.cli.indexing.yield_to_questions", lambda: None)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("WENCE_CORPUS", raising=False)
    (tmp_path / "papers").mkdir()
    text = "社区医院\n全市社区医院达到120家。"
    (tmp_path / "papers" / "甲.txt").write_text(text, encoding="utf-8")

    def run(*args: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["wence", "index", "--store", "store", *args])
        with pytest.raises(SystemExit) as ended:
            main.main()
        return int(ended.value.code or 0), *capsys.readouterr()

    return run


def test_without_paths_the_last_paths_are_refreshed(wence: Run, tmp_path: Path) -> None:
    assert wence("papers")[:2][1].startswith("1 篇文章，1 段；新算 1 段")
    (tmp_path / "papers" / "乙.txt").write_text("药品采购\n平均降价五成。", encoding="utf-8")
    code, out, _ = wence()
    assert (code, out[:14]) == (0, "2 篇文章，2 段；新算 1")


@pytest.mark.parametrize(
    ("umask", "folders", "files"), [("077", 0o700, 0o600), ("027", 0o750, 0o640)]
)
def test_the_index_is_readable_as_the_settings_say(
    wence: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    umask: str,
    folders: int,
    files: int,
) -> None:
    monkeypatch.setenv("WENCE_UMASK", umask)
    wence("papers")
    store = [tmp_path / "store", *(tmp_path / "store").rglob("*")]
    assert {path.stat().st_mode & 0o777 for path in store if path.is_dir()} == {folders}
    assert {path.stat().st_mode & 0o777 for path in store if path.is_file()} == {files}


def test_the_corpus_setting_takes_precedence_over_the_last_paths(
    wence: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wence("papers")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "丙.txt").write_text("疫苗冷链\n保存五年。", encoding="utf-8")
    monkeypatch.setenv("WENCE_CORPUS", str(tmp_path / "other"))
    wence()
    assert [a.id for a in Store.open_folder(tmp_path / "store").articles()] == ["丙/1"]


def test_the_first_question_finds_the_examples_of_intents_encoded(
    wence: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fake_embedder: CountingEmbedder
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    wence("papers")
    kept = tmp_path / "cache" / "wence" / "examples" / file_name(fake_embedder, example_texts())
    assert len(np.load(kept)) == len(example_texts())


def test_the_default_corpus_is_not_remembered(wence: Run, tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "丁.txt").write_text("医保支付\n可以跨省结算。", encoding="utf-8")
    assert wence()[1].startswith("1 篇文章")
    (tmp_path / "corpus" / "丁.txt").unlink()
    (tmp_path / "corpus").rmdir()
    assert json.loads(wence("--status", "--json")[1])["paths"] != [str(tmp_path / "corpus")]


def test_json_has_its_fields_and_is_the_only_output_on_stdout(wence: Run, tmp_path: Path) -> None:
    (tmp_path / "papers" / "坏.txt").write_bytes(b"\0\1\2\3" * 50)
    code, out, err = wence("papers", "--json")
    told = json.loads(out)
    assert code == 0 and "坏.txt" in err and "已跳过" in err
    assert set(told) >= {"articles", "passages", "embedded", "reused", "removed", "took_s"}
    assert list(told["failed"]) == [str(tmp_path / "papers" / "坏.txt")]


def test_files_that_cannot_be_read_are_told_and_the_rest_is_indexed(
    wence: Run, tmp_path: Path
) -> None:
    (tmp_path / "坏.txt").write_bytes(b"\0\1\2\3" * 50)
    (tmp_path / "papers" / "程序.exe").write_bytes(b"MZ")
    code, out, err = wence("papers", "坏.txt")
    assert code == 0 and out.startswith("1 篇文章") and err.count("\n") == 2
    assert "注意：不支持的文件类型：.exe" in err and "坏.txt（已跳过）" in err
    status = wence("--status")[1]
    assert f"{tmp_path / 'papers' / '程序.exe'}\t未读取：不支持的文件类型：.exe" in status
    assert status.count("坏.txt") == 2 and "未读取" in status  # its name, and in the reason
    told = json.loads(wence("--status", "--json")[1])["unread"]
    assert [one["path"] for one in told] == [
        str(tmp_path / "papers" / "程序.exe"),
        str(tmp_path / "坏.txt"),
    ]
    assert told[0]["reason"] == "不支持的文件类型：.exe"


@pytest.mark.parametrize("name", ["坏.txt", "程序.exe"])
def test_a_named_file_alone_that_cannot_be_read_exits_with_2(
    wence: Run, tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_bytes(b"\0\1\2\3" * 50)
    code, out, err = wence(name)
    assert (code, out, err.count("\n")) == (2, "", 1) and name in err


def test_status_lists_the_files_and_what_would_change(wence: Run, tmp_path: Path) -> None:
    wence("papers")
    assert "索引与原文件一致。" in wence("--status")[1]
    (tmp_path / "papers" / "乙.txt").write_text("药品采购\n平均降价五成。", encoding="utf-8")
    code, out, _ = wence("--status")
    assert code == 0
    assert "1 篇文章，1 段；向量模型 wence-e5-small-2" in out
    assert "提示词：问题模型自带的，段落模型自带的" in out
    assert "甲.txt" in out and "1 篇，1 段" in out
    assert f"新增：{tmp_path / 'papers' / '乙.txt'}" in out and "运行 wence index 更新。" in out


def test_a_changed_passage_prompt_asks_for_a_rebuild(
    wence: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wence("papers")
    monkeypatch.setenv("WENCE_EMBEDDING_QUERY_PROMPT", "问：")
    assert "新算 0 段，沿用 1 段" in wence()[1]  # questions are encoded when they are asked
    monkeypatch.setenv("WENCE_EMBEDDING_PASSAGE_PROMPT", "")
    with pytest.raises(StoreMismatch, match="wence index"):
        Store.open(Settings(store=tmp_path / "store").store_spec)
    assert "新算 1 段，沿用 0 段" in wence()[1]
    status = json.loads(wence("--status", "--json")[1])
    assert (status["query_prompt"], status["passage_prompt"]) == ("问：", "")
    assert Store.open(Settings(store=tmp_path / "store").store_spec).manifest.passage_prompt == ""


def test_a_repair_keeps_the_prompt_of_the_store(
    wence: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WENCE_EMBEDDING_PASSAGE_PROMPT", "文：")
    wence("papers")
    monkeypatch.delenv("WENCE_EMBEDDING_PASSAGE_PROMPT")
    (current_version(tmp_path / "store") / "terms.json").unlink()
    assert "沿用 1 段的向量" in wence("--repair")[1]
    assert Store.open_folder(tmp_path / "store").manifest.passage_prompt == "文："


def test_a_store_of_another_model_is_told_and_rebuilt_with_one_word(
    wence: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WENCE_EMBEDDING_MODEL", "multilingual-e5-small")
    wence("papers")
    monkeypatch.delenv("WENCE_EMBEDDING_MODEL")
    spec = StoreSpec(tmp_path / "store", "wence-e5-small-2")
    with pytest.raises(StoreMismatch, match=r"multilingual-e5-small 建立.*运行 wence index 重建"):
        Store.open(spec)
    told = wence("--status")[1]
    assert "设置的向量模型是 wence-e5-small-2" in told and "运行 wence index 更新。" in told
    assert wence()[1].startswith("1 篇文章，1 段；新算 1 段")
    assert [article.id for article in Store.open(spec).articles()] == ["甲/1"]
    assert "索引与原文件一致。" in wence("--status")[1]


def test_a_renamed_file_is_reported(wence: Run, tmp_path: Path) -> None:
    wence("papers")
    (tmp_path / "papers" / "甲.txt").rename(tmp_path / "papers" / "医院.txt")
    _, out, err = wence()
    assert "文件改名：甲.txt → 医院.txt" in err and "新算 0 段，沿用 1 段" in out


def test_of_a_moved_folder_no_file_is_called_renamed(wence: Run, tmp_path: Path) -> None:
    wence("papers")
    (tmp_path / "papers").rename(tmp_path / "moved")
    _, out, err = wence("moved")
    assert "文件改名" not in err and "沿用 1 段" in out


def test_repair_reports_the_damage_and_what_it_did(wence: Run, tmp_path: Path) -> None:
    wence("papers")
    assert wence("--repair")[1] == "索引完好，不需要修复。\n"
    (current_version(tmp_path / "store") / "terms.json").unlink()
    code, _, err = wence("--status")
    assert code == 2 and "--repair" in err
    code, out, _ = wence("--repair")
    assert code == 0
    assert out.startswith("词表缺失或损坏：versions/") and "沿用 1 段的向量，重算 0 段" in out
    (current_version(tmp_path / "store") / "terms.json").unlink()
    told = json.loads(wence("--repair", "--json")[1])
    assert len(told["damaged"]) == 1 and told["report"]["reused"] == 1


def test_status_and_repair_cannot_be_combined(wence: Run) -> None:
    code, out, err = wence("--status", "--repair")
    assert (code, out) == (2, "") and "只能选一个" in err


BUILD = """
import os
from ui.cli import indexing

def build(*args, **options):
    print(os.getpriority(os.PRIO_PROCESS, 0), open("/proc/self/autogroup").read().split()[-1])
    raise SystemExit

indexing.build = build
from rag.settings import Settings
indexing.run_build([], Settings(_env_file=None), json=False, remember=False)
"""


@pytest.mark.skipif(not os.path.exists("/proc/self/autogroup"), reason="no autogroups")
def test_a_build_yields_to_questions_with_its_session() -> None:
    done = subprocess.run(
        [sys.executable, "-c", BUILD],
        capture_output=True,
        text=True,
        cwd=ROOT,
        start_new_session=True,
    )
    assert (done.stdout, done.stderr) == (f"{NICENESS} {NICENESS}\n", "")
