"""Files that change, are renamed, disappear or break between two builds."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from index.errors import DocumentError
from index.ingest import sources
from index.ingest.sources import Sources
from index.loading.loader import read_documents
from index.store.manifest import current_version
from index.store.store import Store
from tests.conftest import CountingEmbedder
from tests.stores import index_files

TEXTS = {
    "甲.txt": "社区医院\n全市社区医院达到120家，居民就近看病。",
    "乙.txt": "药品采购\n集采药品平均降价五成，村卫生室也有供应。",
    "丙.txt": "疫苗冷链\n疫苗冷链记录保存五年以上，以备核查。",
}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def read_files(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are read."""
    names: list[str] = []

    def read(file: Path, reader: object) -> object:
        names.append(file.name)
        return actual(file, reader)

    actual = sources.read_file
    monkeypatch.setattr(sources, "read_file", read)
    return names


def recorded(target: Path) -> dict[str, sources.SourceFile]:
    return {Path(f.path).name: f for f in Sources.read(current_version(target)).files}


def test_the_index_holds_the_articles_of_the_files(
    corpus: Path, target: Path, fake_embedder: CountingEmbedder
) -> None:
    index_files([corpus], target, fake_embedder)
    assert Store.open_folder(target).articles() == read_documents([corpus]).articles
    assert {name: file.issues for name, file in recorded(target).items()} == {
        "甲.txt": ["甲"],
        "乙.txt": ["乙"],
        "丙.txt": ["丙"],
    }


def test_only_what_changed_is_read_and_embedded(
    corpus: Path, target: Path, fake_embedder: CountingEmbedder, read_files: list[str]
) -> None:
    index_files([corpus], target, fake_embedder)
    read_files.clear()
    fake_embedder.texts.clear()
    (corpus / "乙.txt").write_text("药品采购\n集采药品平均降价六成。", encoding="utf-8")
    (corpus / "丁.txt").write_text("医保支付\n门诊费用可以跨省结算。", encoding="utf-8")
    report = index_files([corpus], target, fake_embedder)
    assert sorted(read_files) == ["丁.txt", "乙.txt"]
    assert (report.articles, report.embedded, report.reused, report.removed) == (4, 2, 2, 1)
    assert len(fake_embedder.texts) == 2
    assert Store.open_folder(target).articles() == read_documents([corpus]).articles


def test_a_touched_file_is_not_read_again(
    corpus: Path, target: Path, fake_embedder: CountingEmbedder, read_files: list[str]
) -> None:
    index_files([corpus], target, fake_embedder)
    version = current_version(target)
    read_files.clear()
    os.utime(corpus / "甲.txt")
    index_files([corpus], target, fake_embedder)
    assert read_files == []
    assert current_version(target) == version


def test_a_renamed_file_keeps_its_vectors_and_its_article_is_not_doubled(
    corpus: Path, target: Path, fake_embedder: CountingEmbedder
) -> None:
    index_files([corpus], target, fake_embedder)
    (corpus / "甲.txt").rename(corpus / "社区医院.txt")
    report = index_files([corpus], target, fake_embedder)
    assert (report.articles, report.embedded, report.removed) == (3, 0, 0)
    assert report.renamed == {"甲.txt": "社区医院.txt"}
    store = Store.open_folder(target)
    assert store.article("甲/1") is None
    renamed = store.article("社区医院/1")
    assert renamed and renamed.title == "社区医院"


def test_a_moved_file_is_not_read_again_and_its_articles_can_be_read(
    corpus: Path, target: Path, fake_embedder: CountingEmbedder, read_files: list[str]
) -> None:
    (corpus / "丁.txt").write_text(TEXTS["甲.txt"] + "另有夜间门诊。", encoding="utf-8")
    index_files([corpus], target, fake_embedder)
    (corpus / "医保").mkdir()
    for name in ("甲.txt", "丙.txt"):
        (corpus / name).rename(corpus / "医保" / name)
    read_files.clear()
    report = index_files([corpus], target, fake_embedder)
    assert (report.articles, report.embedded, read_files) == (4, 0, [])
    files = {a.id: a.file for a in Store.open_folder(target).articles()}
    assert (files["甲/1"], files["丙/1"]) == ("医保/甲.txt", "医保/丙.txt")
    assert recorded(target)["甲.txt"].path == str(corpus / "医保/甲.txt")


def test_a_folder_can_be_named_where_one_inside_it_was(
    corpus: Path, target: Path, fake_embedder: CountingEmbedder
) -> None:
    inside = corpus / "医保"
    inside.mkdir()
    (inside / "丁.txt").write_text("门诊\n夜间门诊开到二十二时。", encoding="utf-8")
    index_files([inside], target, fake_embedder)
    index_files([corpus], target, fake_embedder)
    files = [article.file for article in Store.open_folder(target).articles()]
    assert files == ["丙.txt", "乙.txt", "医保/丁.txt", "甲.txt"]


def test_the_articles_of_a_removed_file_are_removed(
    corpus: Path, target: Path, fake_embedder: CountingEmbedder
) -> None:
    index_files([corpus], target, fake_embedder)
    (corpus / "甲.txt").unlink()
    report = index_files([corpus], target, fake_embedder)
    assert (report.articles, report.embedded, report.removed) == (2, 0, 1)
    assert Store.open_folder(target).article("甲/1") is None


def test_corrections_beside_a_file_count_as_a_change(
    corpus: Path, target: Path, fake_embedder: CountingEmbedder
) -> None:
    index_files([corpus], target, fake_embedder)
    (corpus / "甲.txt.meta.json").write_text('{"region": "海蓝省"}', encoding="utf-8")
    index_files([corpus], target, fake_embedder)
    article = Store.open_folder(target).article("甲/1")
    assert article and article.region == "海蓝省"


def test_an_unreadable_file_in_a_folder_is_reported_and_the_others_are_read(
    corpus: Path, target: Path, fake_embedder: CountingEmbedder
) -> None:
    (corpus / "坏.txt").write_bytes(b"\0\1\2\3" * 50)
    report = index_files([corpus], target, fake_embedder)
    assert report.articles == 3
    [(path, why)] = report.failed.items()
    assert path == str(corpus / "坏.txt")
    assert any(why in warning and "已跳过" in warning for warning in report.warnings)
    version = current_version(target)
    assert index_files([corpus], target, fake_embedder).failed == report.failed
    assert current_version(target) == version  # failing again in the same way is no change


def test_a_file_that_became_unreadable_keeps_its_articles(
    corpus: Path, target: Path, fake_embedder: CountingEmbedder
) -> None:
    index_files([corpus], target, fake_embedder)
    before = Store.open_folder(target).articles()
    (corpus / "甲.txt").write_bytes(b"\0\1\2\3" * 50)
    for _ in range(2):
        report = index_files([corpus], target, fake_embedder)
        assert any("沿用上次读到的内容" in warning for warning in report.warnings)
        assert Store.open_folder(target).articles() == before
        assert recorded(target)["甲.txt"].kept
    (corpus / "甲.txt").write_text("社区医院\n达到121家，都有夜间门诊。", encoding="utf-8")
    assert index_files([corpus], target, fake_embedder).failed == {}
    article = Store.open_folder(target).article("甲/1")
    assert article and "121家" in article.text


def test_where_nothing_can_be_read_the_store_stays_unchanged(
    corpus: Path, target: Path, tmp_path: Path, fake_embedder: CountingEmbedder
) -> None:
    index_files([corpus], target, fake_embedder)
    version = current_version(target)
    bad = corpus / "甲.txt"
    bad.write_bytes(b"\0\1\2\3" * 50)
    unknown = tmp_path / "程序.exe"
    unknown.write_bytes(b"MZ")
    (tmp_path / "empty").mkdir()
    only = tmp_path / "only"
    only.mkdir()
    (only / "坏.txt").write_bytes(b"\0\1\2\3" * 50)
    for paths in ([bad], [unknown], [tmp_path / "empty"], [tmp_path / "gone"], [only]):
        with pytest.raises(DocumentError):
            index_files(paths, target, fake_embedder)
    assert current_version(target) == version


def test_named_files_that_cannot_be_read_do_not_stop_the_others(
    corpus: Path, target: Path, tmp_path: Path, fake_embedder: CountingEmbedder
) -> None:
    bad, unknown = tmp_path / "坏.txt", tmp_path / "程序.exe"
    bad.write_bytes(b"\0\1\2\3" * 50)
    unknown.write_bytes(b"MZ")
    report = index_files([unknown, bad, corpus], target, fake_embedder)
    assert report.articles == 3
    assert list(report.failed) == [str(bad)]
    assert [(one.path, one.reason) for one in report.unread] == [
        (str(bad), "文件不是文本，或编码无法识别（支持 UTF-8、GBK、UTF-16）"),
        (str(unknown), "不支持的文件类型：.exe"),
    ]


def test_files_of_unknown_kinds_are_told_with_the_reason_and_hidden_ones_are_not(
    corpus: Path, target: Path, fake_embedder: CountingEmbedder
) -> None:
    index_files([corpus], target, fake_embedder)
    for name in ("程序.exe", "深/资料.xyz", "说明", "旧.rar", "录音.mp3"):
        (corpus / name).parent.mkdir(exist_ok=True)
        (corpus / name).write_bytes(b"x")
    for name in ("~$甲.docx", ".DS_Store", "甲.txt.meta.json", "Thumbs.db"):
        (corpus / name).write_bytes(b"{}")
    report = index_files([corpus], target, fake_embedder)
    told = {
        "录音.mp3": "不支持的文件类型：音频和视频没有文字",
        "旧.rar": "不支持的压缩格式，请解压，或改存为 .zip",
        "深/资料.xyz": "不支持的文件类型：.xyz",
        "程序.exe": "不支持的文件类型：.exe",
        "说明": "不支持的文件类型：没有后缀",
    }
    assert {one.path: one.reason for one in report.unread} == {
        str(corpus / name): reason for name, reason in told.items()
    }
    assert report.failed == {} and report.embedded == 0
    assert report.warnings == [f"{told[n]}：{corpus / n}（已跳过）" for n in sorted(told)]
    (corpus / "程序.exe").unlink()
    assert len(index_files([corpus], target, fake_embedder).unread) == 4


def test_links_out_of_a_folder_are_told_and_not_followed(
    corpus: Path, target: Path, fake_embedder: CountingEmbedder
) -> None:
    secret = corpus.parent / "secret.txt"
    secret.write_text("内部\n这一句不能被检索到，也不能显示出来。", encoding="utf-8")
    (corpus / "丁.txt").symlink_to(secret)
    (corpus / "戊.txt").symlink_to(corpus / "甲.txt")
    report = index_files([corpus], target, fake_embedder)
    assert any("链接指向文件夹之外" in line and "丁.txt" in line for line in report.warnings)
    articles = Store.open_folder(target).articles()
    assert "戊" in {article.issue for article in articles}
    assert not any("不能被检索到" in article.text for article in articles)


def test_a_link_that_the_user_named_is_followed(
    corpus: Path, target: Path, fake_embedder: CountingEmbedder
) -> None:
    link = corpus.parent / "link.txt"
    link.symlink_to(corpus / "甲.txt")
    index_files([link], target, fake_embedder)
    assert len(Store.open_folder(target).articles()) == 1


def test_pipes_and_links_as_corrections_are_told_and_not_read(
    corpus: Path, target: Path, fake_embedder: CountingEmbedder
) -> None:
    os.mkfifo(corpus / "甲.txt.meta.json")  # reading it would never end
    os.mkfifo(corpus / "己.txt")
    secret = corpus.parent / "secret.json"
    secret.write_text('{"title": "内部"}', encoding="utf-8")
    (corpus / "乙.txt.meta.json").symlink_to(secret)
    (corpus / "丙.txt.meta.json").symlink_to(corpus / "丙.txt.meta.json")
    report = index_files([corpus], target, fake_embedder)
    told = [line for line in report.warnings if "修正信息无法读取" in line]
    assert len(told) == 3
    assert "内部" not in {article.title for article in Store.open_folder(target).articles()}


def test_of_many_unknown_files_the_number_is_told(
    corpus: Path, target: Path, fake_embedder: CountingEmbedder
) -> None:
    for n in range(30):
        (corpus / f"{n}.bin").write_bytes(b"x")
    report = index_files([corpus], target, fake_embedder)
    assert len(report.unread) == 30 and len(report.warnings) == 21
    assert report.warnings[-1] == "另有 10 个文件没有读，见 wence index --status"


def test_a_file_named_twice_is_read_once(
    corpus: Path, target: Path, fake_embedder: CountingEmbedder
) -> None:
    assert index_files([corpus / "甲.txt", corpus], target, fake_embedder).articles == 3


def test_ids_do_not_depend_on_earlier_builds(
    corpus: Path, target: Path, tmp_path: Path, fake_embedder: CountingEmbedder
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "甲.txt").write_text("夜间门诊\n社区医院开设夜间门诊，居民方便。", encoding="utf-8")
    index_files([corpus, other], target, fake_embedder)
    assert recorded(target)["甲.txt"].issues == ["甲-2"]
    index_files([other], target, fake_embedder)
    assert [article.id for article in Store.open_folder(target).articles()] == ["甲/1"]


def test_after_a_change_of_the_program_all_files_are_read_again_but_not_embedded(
    corpus: Path,
    target: Path,
    fake_embedder: CountingEmbedder,
    read_files: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    index_files([corpus], target, fake_embedder)
    read_files.clear()
    monkeypatch.setattr(sources, "reading_version", lambda: "newer")
    assert index_files([corpus], target, fake_embedder).embedded == 0
    assert len(read_files) == 3


@pytest.mark.skipif(os.name != "posix", reason="bytes as names")
def test_a_file_name_in_another_encoding_is_indexed_and_shown(
    corpus: Path, target: Path, fake_embedder: CountingEmbedder
) -> None:
    name = os.fsdecode("粤.txt".encode("gbk"))
    (corpus / name).write_text("基层医疗\n乡镇卫生院配备急救车。", encoding="utf-8")
    (corpus / name.replace(".txt", "2.txt")).write_bytes(b"\0\1\2\3" * 50)
    report = index_files([corpus], target, fake_embedder)
    assert report.articles == 4
    str(report.to_json()).encode()
    assert index_files([corpus], target, fake_embedder).version == report.version


def package(folder: Path) -> Path:
    """Return an imitation of the package `index`, with a file in each of its parts."""
    for part in (*sources.READING, "search", "embedding"):
        file = folder / part if part.endswith(".py") else folder / part / "code.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("rule = 1\n")
    return folder


@pytest.mark.parametrize("file", ["formats/code.py", "text/code.py", "passages.py", "model.py"])
def test_a_change_to_the_reading_of_documents_changes_the_reading_version(
    tmp_path: Path, file: str
) -> None:
    before = sources.reading_version(package(tmp_path / "before"))
    changed = package(tmp_path / "after")
    assert sources.reading_version(package(tmp_path / "same")) == before
    (changed / file).write_text("rule = 2\n")
    assert sources.reading_version(changed) != before


@pytest.mark.parametrize("file", ["search/code.py", "embedding/code.py", "formats/README.md"])
def test_a_change_elsewhere_leaves_the_reading_version(tmp_path: Path, file: str) -> None:
    before = sources.reading_version(package(tmp_path / "before"))
    changed = package(tmp_path / "after")
    (changed / file).write_text("rule = 2\n")
    assert sources.reading_version(changed) == before


def test_every_part_of_the_reading_version_exists() -> None:
    assert all((sources.PACKAGE / part).exists() for part in sources.READING)
