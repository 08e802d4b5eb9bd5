from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from index.errors import StoreDamaged, StoreMismatch, StoreMissing
from index.ingest.repair import Repair, repair
from index.store.files import read_sealed, write_json
from index.store.manifest import current_version
from index.store.spec import StoreSpec
from index.store.store import Store
from tests.conftest import CountingEmbedder
from tests.stores import index_files


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    text = "社区医院\n" + "全市社区医院达到120家，居民就近看病，家庭医生上门。\n" * 3
    (folder / "甲.txt").write_text(text, encoding="utf-8")
    (folder / "乙.txt").write_text("药品采购\n集采药品平均降价五成。", encoding="utf-8")
    return folder


@pytest.fixture
def target(tmp_path: Path, corpus: Path, fake_embedder: CountingEmbedder) -> Path:
    index_files([corpus], tmp_path / "store", fake_embedder)
    fake_embedder.texts.clear()
    return tmp_path / "store"


def mend(target: Path, fake: CountingEmbedder, *paths: Path) -> Repair:
    return repair(StoreSpec(target, "fake"), paths, load_embedder=lambda *_: fake)


def flip(file: Path) -> None:
    """Alter one bit in the middle; of JSON the first, so that it can no longer be read."""
    content = bytearray(file.read_bytes())
    content[0 if file.suffix == ".json" else len(content) // 2] ^= 8
    file.write_bytes(content)


def files(target: Path) -> list[Path]:
    return [f for f in target.rglob("*") if f.is_file() and not f.name.startswith(".")]


def test_an_intact_store_is_left_unchanged(target: Path, fake_embedder: CountingEmbedder) -> None:
    version = current_version(target)
    found = mend(target, fake_embedder)
    assert (found.damaged, found.done, found.report) == ([], "", None)
    assert current_version(target) == version


def place(file: Path, target: Path) -> tuple[str, str]:
    """Return `versions` or `segments`, and the file's name."""
    return file.relative_to(target).parts[0], file.name


HARMLESS = {
    ("CURRENT", "truncate"),  # loses only the line end
    ("CURRENT", "delete"),  # then the store counts as empty
}


@pytest.mark.parametrize("harm", ["flip", "truncate", "delete"])
def test_every_damaged_file_is_named_and_rebuilt(
    target: Path, corpus: Path, fake_embedder: CountingEmbedder, harm: str
) -> None:
    before = Store.open_folder(target).articles()
    vector = Store.open_folder(target).vectors[0].tolist()
    places = sorted(place(file, target) for file in files(target))
    assert len(places) > 18
    for where, name in places:
        [file] = [f for f in files(target) if place(f, target) == (where, name)]
        content = file.read_bytes()
        {
            "flip": flip,
            "truncate": lambda f: f.write_bytes(f.read_bytes()[:-1]),
            "delete": Path.unlink,
        }[harm](file)
        if (name, harm) in HARMLESS:
            file.write_bytes(content)
            continue
        found = mend(target, fake_embedder, corpus)
        assert len(found.damaged) == 1, (name, found)
        assert name in found.damaged[0] and "缺失或损坏" in found.damaged[0]
        assert "重建" in found.done
        store = Store.open_folder(target)
        store.verify()
        assert store.articles() == before
        assert store.vectors[0].tolist() == pytest.approx(vector)
        assert len(files(target)) == len(places)  # what was damaged is gone


def test_only_damaged_vectors_are_computed_again(
    target: Path, corpus: Path, fake_embedder: CountingEmbedder
) -> None:
    (corpus / "丙.txt").write_text("疫苗冷链\n记录保存五年。", encoding="utf-8")
    index_files([corpus], target, fake_embedder)
    fake_embedder.texts.clear()
    tokens = max(target.glob("segments/*/tokens.npy"))
    content = tokens.read_bytes()
    tokens.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    Store.open_folder(target)  # a token's bit is not worth a second at every start
    report = mend(target, fake_embedder).report
    assert report and (report.embedded, report.reused) == (1, 2)
    assert len(fake_embedder.texts) == 1


def test_without_the_original_files_articles_come_from_the_index(
    target: Path, corpus: Path, fake_embedder: CountingEmbedder
) -> None:
    before = Store.open_folder(target).articles()
    shutil.rmtree(corpus)
    flip(current_version(target) / "dense.faiss")
    assert "已用索引里的文章重建" in mend(target, fake_embedder).done
    assert Store.open_folder(target).articles() == before


def test_damaged_articles_are_read_again_from_their_files(
    target: Path, fake_embedder: CountingEmbedder
) -> None:
    before = Store.open_folder(target).articles()
    flip(current_version(target) / "corpus.sqlite")
    assert "重新读取" in mend(target, fake_embedder).done
    assert Store.open_folder(target).articles() == before


def test_without_articles_and_files_the_previous_version_is_used(
    target: Path, corpus: Path, fake_embedder: CountingEmbedder
) -> None:
    before = Store.open_folder(target).articles()
    (corpus / "丙.txt").write_text("疫苗冷链\n记录保存五年。", encoding="utf-8")
    index_files([corpus], target, fake_embedder)
    shutil.rmtree(corpus)
    flip(current_version(target) / "corpus.sqlite")
    assert "退回" in mend(target, fake_embedder).done
    assert Store.open_folder(target).articles() == before


def test_where_nothing_is_left_the_message_says_what_to_do(
    target: Path, corpus: Path, fake_embedder: CountingEmbedder
) -> None:
    shutil.rmtree(corpus)
    flip(current_version(target) / "corpus.sqlite")
    with pytest.raises(StoreDamaged, match="wence index <文件或文件夹> 重建"):
        mend(target, fake_embedder)


def test_without_a_valid_pointer_the_newest_version_is_used(
    target: Path, fake_embedder: CountingEmbedder
) -> None:
    (target / "CURRENT").write_text("garbage")
    found = mend(target, fake_embedder)
    assert "当前版本的标记" in found.damaged[0]
    assert len(Store.open_folder(target).articles()) == 2


def test_an_empty_store_or_an_older_schema_is_not_damage(
    target: Path, tmp_path: Path, fake_embedder: CountingEmbedder
) -> None:
    with pytest.raises(StoreMissing):
        mend(tmp_path / "none", fake_embedder)
    manifest = current_version(target) / "manifest.json"
    write_json(manifest, {**read_sealed(manifest), "schema": 1})
    with pytest.raises(StoreMismatch, match="运行 wence index 更新"):
        mend(target, fake_embedder)
