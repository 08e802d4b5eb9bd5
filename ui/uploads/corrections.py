"""Corrections of uploaded files that are in the index: what is known of one, and what to change.

They are kept in the sidecar beside the file. A file of several articles is corrected as a
whole, so its articles' titles and numbers, which differ, cannot be corrected.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from index.errors import CorrectionError, DocumentError
from index.ingest.sources import Sources
from index.loading.corrections import OF_ONE, applied, common
from index.metadata.fields import FIELDS, checked, read_sidecar, write_sidecar
from index.store.database import Database
from index.store.manifest import DATABASE, current_version

OFFERED = (
    *("title", "date", "published", "effective", "expires"),
    *("issuer", "number", "region", "source", "status", "section", "author", "url", "abstract"),
)


@dataclass(frozen=True, slots=True)
class KnownField:
    """A field of a file: its value, and the one that was read where it is `corrected`.

    Either is empty where there is none, and None where the file's articles differ.
    """

    value: str | None
    read: str | None
    corrected: bool


@dataclass(frozen=True, slots=True)
class KnownFile:
    """What is known of an indexed file, by the fields that can be corrected."""

    name: str
    articles: int
    fields: dict[str, KnownField]


def known_file(store_dir: Path, file: Path) -> KnownFile:
    """Return what the index and the corrections beside a file say of it.

    Raises:
        DocumentError: the index does not hold the file, or its corrections cannot be read.
        StoreError: the index cannot be read.
    """
    version = current_version(store_dir)
    record = next((one for one in Sources.read(version).files if one.path == str(file)), None)
    if record is None or not record.issues:
        raise DocumentError("这个文件不在索引里，请先重新索引。")
    database = Database(version / DATABASE)
    articles = [article for issue in record.issues for article in database.articles_of(issue)]
    corrections = applied(read_sidecar(file), len(articles))
    fields = {}
    for name in OFFERED:
        if len(articles) == 1 or name not in OF_ONE:
            indexed = common(articles, name)
            read = record.overridden.get(name, indexed)
            fields[name] = KnownField(corrections.get(name, read), read, name in corrections)
    return KnownFile(file.name, len(articles), fields)


def correct(store_dir: Path, file: Path, changes: Mapping[str, str | None]) -> None:
    """Write changed corrections beside a file: "" for there is none, None for what was read.

    A value that is the one read is not kept as a correction.

    Raises:
        CorrectionError: a value is not valid, or the field cannot be corrected in this file.
        DocumentError, StoreError: as `known_file`, and where the disk refuses.
    """
    known = known_file(store_dir, file)
    for name, value in changes.items():
        if name not in known.fields:
            raise CorrectionError(f"文件里有几篇文章，不能一起改{FIELDS[name][1]}。", name)
        if name == "title" and value == "":
            raise CorrectionError("标题不能为空。", name)
    wanted = checked({name: value for name, value in changes.items() if value is not None})
    kept = {name: value for name, value in read_sidecar(file).items() if name not in changes}
    kept |= {name: value for name, value in wanted.items() if value != known.fields[name].read}
    write_sidecar(file, kept)
