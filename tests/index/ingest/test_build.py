from __future__ import annotations

import errno
import json
import os
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from unittest.mock import MagicMock

import numpy as np
import pytest

from index.errors import DocumentError, StoreError, StoreMismatch
from index.model import Block
from index.store.files import describe, read_sealed
from index.store.manifest import current_version
from index.store.segments import Segment
from index.store.store import Store
from tests.conftest import CountingEmbedder, community_article, hostile_article
from tests.paths import ROOT
from tests.stores import index_articles, index_files

HOSTILE = hostile_article()
ARTICLES = [
    community_article(),
    replace(HOSTILE, blocks=(Block("paragraph", 0, len(HOSTILE.text)),)),
]


def test_first_build_embeds_everything(tmp_path: Path, fake_embedder: CountingEmbedder) -> None:
    stages: list[tuple[str, int, int]] = []
    report = index_articles(
        ARTICLES, tmp_path, fake_embedder, progress=lambda *stage: stages.append(stage)
    )
    n = len(Store.open_folder(tmp_path).passages())
    assert (report.articles, report.passages, report.embedded) == (2, n, n)
    assert (report.reused, report.removed) == (0, 0)
    assert ("计算向量", n, n) in stages
    assert stages[-1] == ("建立索引", 1, 1)
    assert set(report.to_json()) >= {"articles", "passages", "embedded", "reused", "took_s"}


def test_a_build_without_changes_writes_nothing(
    tmp_path: Path, fake_embedder: CountingEmbedder
) -> None:
    first = index_articles(ARTICLES, tmp_path, fake_embedder)
    version = current_version(tmp_path)
    fake_embedder.texts.clear()
    second = index_articles(ARTICLES, tmp_path, fake_embedder)
    assert (second.embedded, second.reused, second.removed) == (0, first.passages, 0)
    assert current_version(tmp_path) == version
    assert fake_embedder.texts == []


def test_only_what_changed_is_embedded(tmp_path: Path, fake_embedder: CountingEmbedder) -> None:
    index_articles(ARTICLES, tmp_path, fake_embedder)
    before = Store.open_folder(tmp_path)
    fake_embedder.texts.clear()
    changed = replace(ARTICLES[1], title="疫苗冷链新规")
    report = index_articles([changed, ARTICLES[0]], tmp_path, fake_embedder)
    after = Store.open_folder(tmp_path)
    assert report.embedded == len(fake_embedder.texts) == len(after.passages_of(changed.id))
    assert report.reused == len(after.passages_of(ARTICLES[0].id))
    old_row = before.row(f"{ARTICLES[0].id}#1")
    new_row = after.row(f"{ARTICLES[0].id}#1")
    assert old_row != new_row
    assert before.vectors[old_row].tolist() == after.vectors[new_row].tolist()
    for old, new in zip(before.tokens(old_row), after.tokens(new_row), strict=True):
        assert old.tolist() == new.tolist()


def test_removed_articles_are_gone(tmp_path: Path, fake_embedder: CountingEmbedder) -> None:
    index_articles(ARTICLES, tmp_path, fake_embedder)
    gone = len(Store.open_folder(tmp_path).passages_of(ARTICLES[1].id))
    report = index_articles(ARTICLES[:1], tmp_path, fake_embedder)
    assert (report.embedded, report.removed) == (0, gone)
    assert Store.open_folder(tmp_path).article(ARTICLES[1].id) is None


def test_another_model_embeds_everything_anew(
    tmp_path: Path, fake_embedder: CountingEmbedder
) -> None:
    first = index_articles(ARTICLES, tmp_path, fake_embedder)
    report = index_articles(ARTICLES, tmp_path, fake_embedder, model="other")
    assert (report.embedded, report.reused) == (first.passages, 0)
    assert Store.open_folder(tmp_path).manifest.model == "other"


def test_a_damaged_version_is_rebuilt_from_intact_vectors(
    tmp_path: Path, fake_embedder: CountingEmbedder
) -> None:
    first = index_articles(ARTICLES, tmp_path, fake_embedder)
    (current_version(tmp_path) / "vectors.npy").unlink()
    assert index_articles(ARTICLES, tmp_path, fake_embedder).embedded == 0
    assert Store.open_folder(tmp_path).articles() == ARTICLES
    [vectors] = tmp_path.glob("segments/*/vectors.npy")
    vectors.write_bytes(vectors.read_bytes()[:-4])
    assert index_articles(ARTICLES, tmp_path, fake_embedder).embedded == first.passages
    assert Store.open_folder(tmp_path).articles() == ARTICLES


@pytest.mark.parametrize(
    "writes",
    [
        "index.ingest.version_files.DatabaseWriter.add",
        "index.store.segments.SegmentWriter.commit",
        "index.ingest.vectors.NpyAppender.append",
        "index.ingest.version_files.write_lexical",
        "index.ingest.version_files.write_json",
        "index.store.versions.sync",
    ],
)
def test_a_full_disk_leaves_the_old_version_and_the_next_build_finishes(
    tmp_path: Path, fake_embedder: CountingEmbedder, monkeypatch: pytest.MonkeyPatch, writes: str
) -> None:
    index_articles(ARTICLES, tmp_path, fake_embedder)
    changed = [replace(ARTICLES[0], title="社区医院新方案"), ARTICLES[1]]

    def full(*args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(writes, full)
        with pytest.raises(StoreError, match=r"磁盘已满.*原来的索引没有改动"):
            index_articles(changed, tmp_path, fake_embedder)
    assert not list((tmp_path / "versions").glob(".*"))
    assert Store.open_folder(tmp_path).articles() == ARTICLES
    index_articles(changed, tmp_path, fake_embedder)
    assert Store.open_folder(tmp_path).articles() == changed


def test_a_full_disk_is_recognised_in_errors_of_faiss_and_sqlite(
    tmp_path: Path, fake_embedder: CountingEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    for writes, error in (
        (
            "index.ingest.version_files.DenseIndex.save",
            RuntimeError("write error in dense.faiss: No space left"),
        ),
        (
            "index.ingest.version_files.DatabaseWriter.add",
            sqlite3.OperationalError("database or disk is full"),
        ),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(writes, MagicMock(side_effect=error))
            with pytest.raises(StoreError, match="磁盘已满"):
                index_articles(ARTICLES, tmp_path, fake_embedder)


def test_work_done_before_the_disk_was_full_is_not_done_again(
    tmp_path: Path, fake_embedder: CountingEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("index.store.versions.sync", MagicMock(side_effect=OSError(errno.ENOSPC, "")))
        with pytest.raises(StoreError):
            index_articles(ARTICLES, tmp_path, fake_embedder)
    fake_embedder.texts.clear()
    assert index_articles(ARTICLES, tmp_path, fake_embedder).embedded == 0
    assert fake_embedder.texts == []


@pytest.mark.parametrize("schema", [1, 2])
def test_a_store_of_an_older_schema_keeps_its_vectors(
    tmp_path: Path, fake_embedder: CountingEmbedder, schema: int
) -> None:
    index_articles(ARTICLES, tmp_path, fake_embedder)
    expected = Store.open_folder(tmp_path)
    second_schema(tmp_path)
    if schema == 1:
        first_schema(tmp_path)
    fake_embedder.texts.clear()
    with pytest.raises(StoreMismatch, match="运行 wence index 更新"):
        Store.open_folder(tmp_path)
    report = index_articles(ARTICLES, tmp_path, fake_embedder)
    assert (report.embedded, fake_embedder.texts) == (0, [])
    found = Store.open_folder(tmp_path)
    assert found.vectors.tolist() == expected.vectors.tolist()
    assert found.manifest.levels == (expected.manifest.levels if schema == 2 else None)
    for row in range(len(found.passages())):
        (tokens, spans), (before, spans_before) = found.tokens(row), expected.tokens(row)
        assert spans.tolist() == spans_before.tolist()
        assert (tokens * before).sum(axis=1).mean() > 0.9
    assert len(list((tmp_path / "segments").glob("[!.]*"))) == 1


def second_schema(store_dir: Path) -> None:
    """Turn a store into one of the second schema, which held a byte for each dimension."""
    version = current_version(store_dir)
    [segment] = (store_dir / "segments").iterdir()
    rows = [Segment(segment).tokens(row) for row in range(len(Segment(segment)))]
    tokens = np.concatenate([tokens for tokens, _ in rows])
    manifest = read_sealed(segment / "segment.json")
    for name in ("tokens.npy", "token_ends.npy", "segment.json"):
        (segment / name).unlink()  # not overwritten: a reader may have it open
    np.save(segment / "tokens.npy", np.rint(tokens * 127 / 1.1).astype(np.int8))
    np.save(segment / "token_spans.npy", np.concatenate([spans for _, spans in rows]))
    np.save(segment / "token_ends.npy", np.cumsum([len(spans) for _, spans in rows]))
    (segment / "segment.json").write_text(json.dumps({**manifest, "files": describe(segment)}))
    manifest = read_sealed(version / "manifest.json")
    (version / "manifest.json").write_text(json.dumps({**manifest, "schema": 2}))


def first_schema(store_dir: Path) -> None:
    """Turn a store of the second schema into one of the first, with vectors in the version."""
    version = current_version(store_dir)
    [segment] = (store_dir / "segments").iterdir()
    for name in ("vectors.npy", "tokens.npy", "token_spans.npy"):
        (segment / name).replace(version / name)
    ends = np.load(segment / "token_ends.npy")
    np.save(version / "token_offsets.npy", np.array([0, *ends]))
    for file in segment.iterdir():
        file.unlink()
    segment.rmdir()
    manifest = read_sealed(version / "manifest.json")
    del manifest["segments"]
    (version / "manifest.json").write_text(json.dumps({**manifest, "schema": 1}))


def test_articles_of_the_same_id_and_unpaired_surrogates_are_refused(
    tmp_path: Path, fake_embedder: CountingEmbedder
) -> None:
    with pytest.raises(DocumentError, match="编号相同：2022-03-14/1"):
        index_articles([ARTICLES[0], ARTICLES[0]], tmp_path, fake_embedder)
    text = "社区医院\ud800有一百家。"
    broken = replace(ARTICLES[0], text=text, blocks=(Block("paragraph", 0, len(text)),))
    for article in (broken, replace(ARTICLES[0], author="\udc9f")):
        with pytest.raises(DocumentError, match="无法保存的字符"):
            index_articles([article], tmp_path, fake_embedder)


def test_nothing_outside_the_store_is_written(
    tmp_path: Path, fake_embedder: CountingEmbedder
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("社区医院\n全市社区医院达到120家。", encoding="utf-8")
    nowhere = tmp_path / "nowhere"
    nowhere.mkdir()
    program = (
        "import os, sys; from pathlib import Path; from eval.fake import FakeEmbedder; "
        "from index.store.store import Store; from tests.stores import index_files; "
        f"paths, target = [Path({str(tmp_path / 'in')!r})], Path({str(tmp_path / 'store')!r}); "
        "print(index_files(paths, target, FakeEmbedder()).passages, "
        "len(Store.open_folder(target).articles()))"
    )
    audit = (
        "import sys\n"
        "def hook(event, args):\n"
        "    if event == 'open' and isinstance(args[1], str) and set(args[1]) & set('wax+'):\n"
        "        print('WROTE', args[0], file=sys.stderr)\n"
        "    if event in ('os.mkdir', 'os.rename', 'os.remove'):\n"
        "        print('WROTE', args[0], file=sys.stderr)\n"
        "sys.dont_write_bytecode = True\n"
        "sys.addaudithook(hook)\n"
    )
    home = {"HOME": "/proc/nowhere", "XDG_CACHE_HOME": "", "TMPDIR": str(nowhere)}
    done = subprocess.run(
        [sys.executable, "-c", audit + program],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, **home},
    )
    assert done.stdout.split() == ["1", "1"], done.stderr
    wrote = {line.split(" ", 1)[1] for line in done.stderr.splitlines() if "WROTE" in line}
    paths = {path for path in wrote if path.startswith("/")}  # the others are open pipes
    assert any(path.startswith(str(tmp_path / "store")) for path in paths)
    allowed = (str(tmp_path / "store"), "/dev/", "/proc")  # nothing can be written in /proc
    assert {path for path in paths if not path.startswith(allowed)} == set()
    assert list(nowhere.iterdir()) == []


def test_articles_without_text_are_refused(tmp_path: Path, fake_embedder: CountingEmbedder) -> None:
    empty = replace(ARTICLES[0], text="", blocks=())
    with pytest.raises(DocumentError):
        index_articles([empty], tmp_path, fake_embedder)


def test_files_are_read_and_an_unchanged_rebuild_needs_no_torch(
    tmp_path: Path, fake_embedder: CountingEmbedder
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("社区医院\n全市社区医院达到120家。", encoding="utf-8")
    report = index_files([tmp_path / "in"], tmp_path / "store", fake_embedder)
    assert report.articles == 1
    program = (
        "import sys; from pathlib import Path; from index.ingest.build import build; "
        "from index.store.spec import StoreSpec; "
        f"r = build([Path({str(tmp_path / 'in')!r})], "
        f"StoreSpec(Path({str(tmp_path / 'store')!r}), 'fake')); "
        "print(r.embedded, r.reused, 'torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.split() == ["0", str(report.passages), "False"], done.stderr


def test_importing_the_build_and_its_commands_does_not_import_torch() -> None:
    program = (
        "import sys, index.ingest.build, index.ingest.repair, ui.cli.indexing, rag.settings; "
        "print({'torch', 'transformers', 'sentence_transformers', 'faiss'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.strip() == "set()", done.stderr
