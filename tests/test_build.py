from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from index.build import build, build_from_articles
from index.errors import DocumentError, StoreBusy, StoreError
from index.model import Block
from index.store import Store, current_version
from tests.conftest import FakeEmbedder, community_article, hostile_article

HOSTILE = hostile_article()
ARTICLES = [
    community_article(),
    replace(HOSTILE, blocks=(Block("paragraph", 0, len(HOSTILE.text)),)),
]


def test_first_build_embeds_everything(tmp_path: Path, fake_embedder: FakeEmbedder) -> None:
    told: list[tuple[str, int, int]] = []
    report = build_from_articles(
        ARTICLES, tmp_path, "fake", progress=lambda *stage: told.append(stage)
    )
    n = len(Store.open(tmp_path).passages())
    assert (report.articles, report.passages, report.embedded) == (2, n, n)
    assert (report.reused, report.removed) == (0, 0)
    assert ("计算向量", n, n) in told
    assert told[-1] == ("建立索引", 1, 1)
    assert set(report.to_json()) >= {"articles", "passages", "embedded", "reused", "took_s"}


def test_nothing_changed_writes_nothing(tmp_path: Path, fake_embedder: FakeEmbedder) -> None:
    first = build_from_articles(ARTICLES, tmp_path, "fake")
    version = current_version(tmp_path)
    fake_embedder.texts.clear()
    second = build_from_articles(ARTICLES, tmp_path, "fake")
    assert (second.embedded, second.reused, second.removed) == (0, first.passages, 0)
    assert current_version(tmp_path) == version
    assert fake_embedder.texts == []


def test_only_what_changed_is_embedded(tmp_path: Path, fake_embedder: FakeEmbedder) -> None:
    build_from_articles(ARTICLES, tmp_path, "fake")
    before = Store.open(tmp_path)
    fake_embedder.texts.clear()
    changed = replace(ARTICLES[1], title="疫苗冷链新规")
    report = build_from_articles([changed, ARTICLES[0]], tmp_path, "fake")
    after = Store.open(tmp_path)
    assert report.embedded == len(fake_embedder.texts) == len(after.passages_of(changed.id))
    assert report.reused == len(after.passages_of(ARTICLES[0].id))
    old_row = before.row(f"{ARTICLES[0].id}#1")
    new_row = after.row(f"{ARTICLES[0].id}#1")
    assert old_row != new_row
    assert before.vectors[old_row].tolist() == after.vectors[new_row].tolist()
    for old, new in zip(before.tokens(old_row), after.tokens(new_row), strict=True):
        assert old.tolist() == new.tolist()


def test_removed_articles_leave(tmp_path: Path, fake_embedder: FakeEmbedder) -> None:
    build_from_articles(ARTICLES, tmp_path, "fake")
    gone = len(Store.open(tmp_path).passages_of(ARTICLES[1].id))
    report = build_from_articles(ARTICLES[:1], tmp_path, "fake")
    assert (report.embedded, report.removed) == (0, gone)
    assert Store.open(tmp_path).article(ARTICLES[1].id) is None


def test_another_model_embeds_anew(tmp_path: Path, fake_embedder: FakeEmbedder) -> None:
    first = build_from_articles(ARTICLES, tmp_path, "fake")
    report = build_from_articles(ARTICLES, tmp_path, "other")
    assert (report.embedded, report.reused) == (first.passages, 0)
    assert Store.open(tmp_path).manifest.model == "other"


def test_a_reader_keeps_the_version_it_opened(tmp_path: Path, fake_embedder: FakeEmbedder) -> None:
    build_from_articles(ARTICLES, tmp_path, "fake")
    reader = Store.open(tmp_path)
    for title in ("甲", "乙", "丙"):
        build_from_articles([replace(ARTICLES[0], title=title)], tmp_path, "fake")
    assert reader.articles() == ARTICLES
    assert len(list((tmp_path / "versions").iterdir())) == 2


def test_a_killed_build_leaves_the_old_version_and_the_next_one_cleans_up(
    tmp_path: Path, fake_embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_from_articles(ARTICLES, tmp_path, "fake")

    def die(folder: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("index.build._sync", die)
        with pytest.raises(KeyboardInterrupt):
            build_from_articles(ARTICLES[:1], tmp_path, "fake")
    assert Store.open(tmp_path).articles() == ARTICLES
    build_from_articles(ARTICLES[:1], tmp_path, "fake")
    assert not [f for f in (tmp_path / "versions").iterdir() if f.name.startswith(".")]


def test_a_damaged_store_is_built_anew(tmp_path: Path, fake_embedder: FakeEmbedder) -> None:
    first = build_from_articles(ARTICLES, tmp_path, "fake")
    (current_version(tmp_path) / "vectors.npy").unlink()
    assert build_from_articles(ARTICLES, tmp_path, "fake").embedded == first.passages
    assert Store.open(tmp_path).articles() == ARTICLES


def test_a_second_build_is_told_to_wait(tmp_path: Path, fake_embedder: FakeEmbedder) -> None:
    from filelock import FileLock

    with FileLock(tmp_path / ".lock"), pytest.raises(StoreBusy, match="正在写入"):
        build_from_articles(ARTICLES, tmp_path, "fake")


def test_a_place_that_cannot_be_written_is_one_clear_sentence(
    tmp_path: Path, fake_embedder: FakeEmbedder
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="无法写入"):
        build_from_articles(ARTICLES, tmp_path / "file", "fake")


def test_articles_without_text_are_refused(tmp_path: Path) -> None:
    empty = replace(ARTICLES[0], text="", blocks=())
    with pytest.raises(DocumentError):
        build_from_articles([empty], tmp_path, "fake")


def test_files_are_read_and_an_unchanged_rebuild_needs_no_torch(
    tmp_path: Path, fake_embedder: FakeEmbedder
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("社区医院\n全市社区医院达到120家。", encoding="utf-8")
    report = build([tmp_path / "in"], tmp_path / "store", "fake")
    assert report.articles == 1
    program = (
        "import sys; from pathlib import Path; from index.build import build; "
        f"r = build([Path({str(tmp_path / 'in')!r})], Path({str(tmp_path / 'store')!r}), 'fake'); "
        "print(r.embedded, r.reused, 'torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.split() == ["0", str(report.passages), "False"], done.stderr
