"""An article's original is the file that the build recorded, as long as that is what it was."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from index.originals import record
from index.originals.record import (
    Original,
    OriginalChanged,
    OriginalMissing,
    OriginalRefused,
    original_of,
)
from index.store.store import Store
from tests.conftest import CountingEmbedder
from tests.data.pdfs import FULL, Page, make_pdf
from tests.data.word import lines, saved
from tests.stores import index_files

TEXT = "全市社区医院达到120家，居民就近看病。"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "甲.pdf").write_bytes(make_pdf(Page().write("甲办法", size=22).write(FULL, top=700)))
    (folder / "乙.docx").write_bytes(saved(lines("乙办法", TEXT)))
    with zipfile.ZipFile(folder / "包.zip", "w") as archive:
        archive.writestr("内/丙.docx", saved(lines("丙办法", TEXT + "另有规定。")))
        archive.writestr("丁.txt", "丁办法\n" + TEXT * 2)
    return folder


@pytest.fixture
def store(corpus: Path, tmp_path: Path, fake_embedder: CountingEmbedder) -> Store:
    index_files([corpus], tmp_path / "store", fake_embedder)
    return Store.open_folder(tmp_path / "store")


def originals(store: Store) -> dict[str, Original]:
    found = {a.issue: original_of(store.folder, a) for a in store.articles()}
    return {issue: original for issue, original in found.items() if original}


def test_every_article_has_the_file_that_it_was_read_from(store: Store, corpus: Path) -> None:
    found = originals(store)
    assert {issue: (o.name, o.kind) for issue, o in found.items()} == {
        "甲": ("甲.pdf", "pages"),
        "乙": ("乙.docx", "formatted"),
        "丙": ("丙.docx", "formatted"),
        "丁": ("丁.txt", "file"),
    }
    assert found["丙"].member == "内/丙.docx" and found["甲"].member == ""
    assert found["甲"].read() == (corpus / "甲.pdf").read_bytes()
    assert found["丙"].read() == (corpus / "包.zip").read_bytes()


def test_corrections_beside_a_file_leave_it_the_original(
    corpus: Path, tmp_path: Path, fake_embedder: CountingEmbedder
) -> None:
    (corpus / "甲.pdf.meta.json").write_text('{"source": "清河省"}', encoding="utf-8")
    index_files([corpus], tmp_path / "store", fake_embedder)
    originals(Store.open_folder(tmp_path / "store"))["甲"].check()


def test_a_file_that_was_written_since_is_not_shown(store: Store, corpus: Path) -> None:
    original = originals(store)["甲"]
    original.check()
    data = (corpus / "甲.pdf").read_bytes()
    (corpus / "甲.pdf").write_bytes(data.replace(b"%PDF-1.5", b"%PDF-1.4"))  # of the same size
    for act in (original.check, original.read):
        with pytest.raises(OriginalChanged, match="已变动"):
            act()
    (corpus / "甲.pdf").write_bytes(data)
    original.check()


def test_a_file_that_is_gone_is_told_so(store: Store, corpus: Path) -> None:
    original = originals(store)["甲"]
    (corpus / "甲.pdf").unlink()
    for act in (original.check, original.read):
        with pytest.raises(OriginalMissing, match="不在这台机器上"):
            act()
    (corpus / "甲.pdf").mkdir()
    with pytest.raises(OriginalMissing):
        original.check()


def test_articles_kept_from_an_earlier_reading_have_no_original_any_more(
    store: Store, corpus: Path, tmp_path: Path, fake_embedder: CountingEmbedder
) -> None:
    (corpus / "甲.pdf").write_bytes(b"%PDF broken")
    index_files([corpus], tmp_path / "store", fake_embedder)
    original = originals(Store.open_folder(tmp_path / "store"))["甲"]
    for act in (original.check, original.read):
        with pytest.raises(OriginalChanged):
            act()


def test_a_file_that_is_too_large_is_not_read(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record, "MAX_BYTES", 100)
    with pytest.raises(OriginalRefused, match="太大"):
        originals(store)["甲"].read()


def test_a_version_without_a_record_has_no_originals(store: Store, tmp_path: Path) -> None:
    article = next(iter(store.articles()))
    assert original_of(tmp_path / "nothing", article) is None
