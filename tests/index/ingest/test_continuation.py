"""A store to which documents are added answers like one that is built from scratch."""

from __future__ import annotations

import errno
from dataclasses import replace
from pathlib import Path
from unittest.mock import MagicMock

import numpy as np
import pytest

from index.errors import StoreError
from index.ingest import continuation, version_files
from index.ingest.continuation import earlier_rows
from index.layout.structure import structure
from index.metadata.fields import sidecar, write_sidecar
from index.model import Article
from index.store.files import read_json
from index.store.manifest import Manifest, current_version
from index.store.store import Store
from tests.conftest import CountingEmbedder
from tests.stores import index_articles, index_files

TOWNS = ["东湖", "西山", "北渡", "南岭", "青川", "海蓝", "云岭", "江原", "白石", "长河", "新港"]


def article(number: int) -> Article:
    lines = [
        f"{town}{number}区今年新建社区医院{number * 7 + i}家，配备全科医生{number + i * 11}名，"
        "居民在家门口就能看病，家庭医生签约率上升，夜间也有门诊，药品也很齐全。" * 2
        for i, town in enumerate(TOWNS)
    ]
    text, blocks = structure(lines)
    return Article(f"20{number:02}-01-06", 1, f"社区医院进展{number}", text, blocks=blocks)


ARTICLES = [article(number) for number in range(10, 32)]


@pytest.fixture
def learned(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count how often terms are mined."""
    seen = list[int]()
    mine = version_files.mine_terms

    def counted(*columns: object) -> list[str]:
        seen.append(1)
        return mine(*columns)  # type: ignore[arg-type]

    monkeypatch.setattr(version_files, "mine_terms", counted)
    return seen


def manifest(folder: Path) -> Manifest:
    return Manifest.read(current_version(folder))


def test_an_added_article_gives_what_a_build_from_scratch_gives(
    tmp_path: Path, fake_embedder: CountingEmbedder, learned: list[int]
) -> None:
    index_articles(ARTICLES[:10] + ARTICLES[11:], tmp_path / "grown", fake_embedder)
    fake_embedder.texts.clear()
    again = replace(ARTICLES[0], issue="2019-05-05", title="另一期")  # a reprint, and now the first
    after = [again, *ARTICLES]
    report = index_articles(after, tmp_path / "grown", fake_embedder)
    assert learned == [1]
    assert report.embedded == len(fake_embedder.texts) < report.passages / 5
    index_articles(after, tmp_path / "new", fake_embedder)
    grown, new = (Store.open_folder(tmp_path / name) for name in ("grown", "new"))
    assert grown.articles() == new.articles() == after
    assert list(grown.passages()) == list(new.passages())
    assert np.array_equal(grown.vectors, new.vectors)
    assert (grown.duplicates, grown.copies.tolist()) == (new.duplicates, new.copies.tolist())
    assert grown.duplicates == {ARTICLES[0].id: again.id}
    for question in ("青川25区新建多少家", "签约率上升"):
        ours, theirs = (store.lexical.search(question, 5) for store in (grown, new))
        assert ours[0].tolist() == theirs[0].tolist()
        assert ours[1] == pytest.approx(theirs[1], rel=1e-5)
        query = fake_embedder.embed([question], "query")[0]
        assert np.array_equal(*(store.dense.search(query, 9)[0] for store in (grown, new)))
    for name in ("terms.json", "keys.npy", "signatures.npy", "lexical/lengths.npy"):
        ours, theirs = (
            (current_version(tmp_path / folder) / name).read_bytes() for folder in ("grown", "new")
        )
        assert ours == theirs, name


def test_all_is_learned_anew_once_a_tenth_has_changed(
    tmp_path: Path, fake_embedder: CountingEmbedder, learned: list[int]
) -> None:
    index_articles(ARTICLES[:20], tmp_path, fake_embedder)
    first = manifest(tmp_path)
    each = first.passages // 20
    index_articles(ARTICLES[:21], tmp_path, fake_embedder)
    assert (len(learned), manifest(tmp_path).changed) == (1, each)
    assert manifest(tmp_path).levels == first.levels
    index_articles(ARTICLES[1:21], tmp_path, fake_embedder)
    assert (len(learned), manifest(tmp_path).changed) == (1, 2 * each)
    index_articles(ARTICLES[1:22], tmp_path, fake_embedder)
    assert (len(learned), manifest(tmp_path).changed) == (2, 0)


def test_what_another_program_made_or_a_flipped_bit_altered_is_not_continued(
    tmp_path: Path,
    fake_embedder: CountingEmbedder,
    learned: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    index_articles(ARTICLES[:20], tmp_path, fake_embedder)
    file = current_version(tmp_path) / "lexical" / "counts.npy"
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    index_articles(ARTICLES[:21], tmp_path, fake_embedder)
    assert len(learned) == 2
    monkeypatch.setattr(continuation, "learner", lambda: "another")
    index_articles(ARTICLES[:20], tmp_path, fake_embedder)
    assert len(learned) == 3


def test_unchanged_files_are_copied_from_the_database_before(
    tmp_path: Path, fake_embedder: CountingEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus, target = tmp_path / "corpus", tmp_path / "store"
    corpus.mkdir()
    for number, found in enumerate(ARTICLES[:3]):
        (corpus / f"{number}.txt").write_text(f"{found.title}\n\n{found.text}", encoding="utf-8")
    index_files([corpus], target, fake_embedder)
    (corpus / "05.txt").write_text("门诊\n\n门诊费用可以跨省结算。", encoding="utf-8")
    added = list[str]()
    add = version_files.DatabaseWriter.add
    monkeypatch.setattr(
        version_files.DatabaseWriter,
        "add",
        lambda self, article, units: added.append(article.file) or add(self, article, units),
    )
    index_files([corpus], target, fake_embedder)
    assert added == ["05.txt"]
    index_files([corpus], tmp_path / "new", fake_embedder)
    assert added == ["05.txt", "0.txt", "05.txt", "1.txt", "2.txt"]
    grown, new = (Store.open_folder(folder) for folder in (target, tmp_path / "new"))
    assert grown.articles() == new.articles()
    assert list(grown.passages()) == list(new.passages())
    assert grown.database.unit_hashes() == new.database.unit_hashes()
    assert read_json(grown.folder / "sources.json") == read_json(new.folder / "sources.json")


def test_no_row_is_taken_over_twice() -> None:
    assert earlier_rows(["a", "b", "c"], ["c", "d", "a", "c"]).tolist() == [2, -1, 0, -1]


@pytest.mark.parametrize(
    "writes",
    [
        "index.ingest.version_files.DenseIndex.save",
        "index.ingest.lexical.NpyAppender.close",
        "index.ingest.version_files.find_duplicates",
    ],
)
def test_where_a_continued_build_fails_the_version_before_stays_and_is_continued_again(
    tmp_path: Path,
    fake_embedder: CountingEmbedder,
    learned: list[int],
    monkeypatch: pytest.MonkeyPatch,
    writes: str,
) -> None:
    index_articles(ARTICLES[:20], tmp_path, fake_embedder)
    with monkeypatch.context() as patch:
        patch.setattr(writes, MagicMock(side_effect=OSError(errno.ENOSPC, "")))
        with pytest.raises(StoreError, match="磁盘已满"):
            index_articles(ARTICLES[:21], tmp_path, fake_embedder)
    assert Store.open_folder(tmp_path).articles() == ARTICLES[:20]
    assert Store.open_folder(tmp_path).lexical.search("签约率", 3)[0].size
    index_articles(ARTICLES[:21], tmp_path, fake_embedder)
    assert Store.open_folder(tmp_path).articles() == ARTICLES[:21]
    assert learned == [1]


def test_a_new_document_ends_an_unchanged_one(
    tmp_path: Path, fake_embedder: CountingEmbedder
) -> None:
    docs, store = tmp_path / "docs", tmp_path / "store"
    docs.mkdir()
    old = "清河省急救管理办法\n清卫发〔2018〕6号\n第一条救护车每次收费80元。\n"
    (docs / "a.txt").write_text(old, encoding="utf-8")
    index_files([docs], store, fake_embedder)
    assert Store.open_folder(store).relations_of("a/1") == []
    new = "清河省急救服务办法\n清卫发〔2023〕9号\n第一条救护车每次收费50元。\n"
    new += "第二条《清河省急救管理办法》（清卫发〔2018〕6号）同时废止。\n"
    (docs / "b.txt").write_text(new, encoding="utf-8")
    index_files([docs], store, fake_embedder)
    [relation] = Store.open_folder(store).relations_of("a/1")
    assert (relation.kind, relation.newer, relation.older) == ("repeals", "b/1", "a/1")
    write_sidecar(docs / "a.txt", {"status": "现行"})
    index_files([docs], store, fake_embedder)
    assert Store.open_folder(store).relations_of("a/1") == []  # a person has decided it
    sidecar(docs / "a.txt").unlink()
    index_files([docs], store, fake_embedder)
    assert Store.open_folder(store).relations_of("a/1") == [relation]
    (docs / "b.txt").unlink()
    index_files([docs], store, fake_embedder)
    assert Store.open_folder(store).relations_of("a/1") == []
