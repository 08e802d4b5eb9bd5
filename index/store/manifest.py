"""The manifest of a version: what the version is made of, and whether its files are intact."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from index.errors import StoreDamaged, StoreMismatch, StoreMissing
from index.search.levels import Levels
from index.store import segments
from index.store.files import REPAIR, FileTable, altered_files, read_sealed, write_sealed
from index.store.spec import StoreSpec

SCHEMA = 3
CONVERTIBLE = 2  # differs only in how segments hold token vectors; a build converts them

CURRENT, VERSIONS, MANIFEST = "CURRENT", "versions", "manifest.json"
PUBLISHED = "[!.]*"  # the folders of finished versions

DATABASE, VECTORS, DENSE, LEXICAL, TERMS = (
    "corpus.sqlite",
    "vectors.npy",
    "dense.faiss",
    "lexical",
    "terms.json",
)

PLACES, DUPLICATES, COPIES, SOURCES, ENTITIES = (
    "places.npy",
    "duplicates.json",
    "copies.npy",
    "sources.json",
    "entities.npy",
)

KEYS, SIGNATURES = "keys.npy", "signatures.npy"  # older versions have neither

Integrity = Literal["checking", "intact", "damaged", "missing"]
"""Whether a version's files are as they were written, which takes a while to find out."""

MAX_HASHED_BYTES = 1 << 26  # opening a store hashes no larger file, since that takes seconds


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a version of the index is made of.

    `content` is a hash of corpus, model and settings: versions of equal content are equal.
    `segments` are the names of the segments that hold its vectors, `files` its own files.
    `passage_prompt` is the one that was set in place of the model's own, None where that stood.
    `levels` are those of the model's similarities on the corpus, None where not measured.
    `changed` counts the passages that were added or removed since the version's terms, levels
    and lists of vectors were learned; `learner` names the program that did.
    """

    schema: int
    model: str
    dimension: int
    passage_version: int
    content: str
    created: str
    articles: int
    passages: int
    warnings: list[str]
    segments: list[str]
    files: FileTable
    passage_prompt: str | None = None  # older versions have neither this
    levels: Levels | None = None  # nor this
    changed: int = 0  # nor these
    learner: str = ""

    def applied_to(self, spec: StoreSpec) -> StoreSpec:
        """Return the spec with the version's model and passage prompt."""
        return replace(spec, model=self.model, passage_prompt=self.passage_prompt)

    def write(self, folder: Path) -> None:
        """Write `manifest.json`."""
        write_sealed(folder / MANIFEST, asdict(self))

    @classmethod
    def read(cls, folder: Path, convertible: bool = False) -> Manifest:
        """Read `manifest.json`; with `convertible` also that of a version to be converted.

        Raises:
            StoreMismatch: the version has another schema.
            StoreDamaged: the file cannot be read.
        """
        values = read_sealed(folder / MANIFEST)
        try:
            if values["schema"] not in ((SCHEMA, CONVERTIBLE) if convertible else (SCHEMA,)):
                raise StoreMismatch(
                    f"索引 {folder} 由另一个版本的程序建立，请运行 wence index 更新"
                    "（向量不必重算）。"
                )
            return _validator().validate_python(values, extra="forbid")
        except (KeyError, ValidationError) as error:
            raise StoreDamaged(f"索引的清单 {folder / MANIFEST} 无法读取，{REPAIR}") from error


@cache
def _validator() -> TypeAdapter[Manifest]:
    return TypeAdapter(Manifest)


def current_version(path: Path) -> Path:
    """Return the folder of the live version.

    Raises:
        StoreMissing: nothing has been built there.
        StoreDamaged: `CURRENT` is lost, or the version that it names does not exist.
    """
    try:
        name = (path / CURRENT).read_text(encoding="utf-8").removesuffix("\n")
    except (FileNotFoundError, NotADirectoryError) as error:
        if any((path / VERSIONS).glob(PUBLISHED)):
            raise StoreDamaged(f"索引 {path} 缺少当前版本的标记，{REPAIR}") from error
        raise StoreMissing(f"{path} 中还没有索引，请先运行 wence index <文件或文件夹>。") from error
    except (OSError, ValueError) as error:
        raise StoreDamaged(f"索引 {path} 无法读取，{REPAIR}") from error
    folder = path / VERSIONS / name
    if not re.fullmatch(r"[\w-]+", name) or not folder.is_dir():
        raise StoreDamaged(f"索引 {path} 的当前版本不存在，{REPAIR}")
    return folder


def segment_folders(folder: Path, manifest: Manifest) -> list[Path]:
    """Return the folders of a version's segments."""
    return [folder.parents[1] / segments.SEGMENTS / name for name in manifest.segments]


def damaged_files(
    folder: Path,
    manifest: Manifest,
    thorough: bool = True,
    max_hashed: float = MAX_HASHED_BYTES,
) -> list[Path]:
    """Return every file of a version that is missing or differs from the manifest.

    Sizes are compared of all files. Hashes are compared of all files if `thorough`, else of
    files up to `max_hashed` bytes except the token vectors: a flipped bit there shifts a rank
    slightly, but never alters a quotation.
    """
    own = altered_files(folder, manifest.files, lambda _, size: thorough or size <= max_hashed)
    hashed = segments.ALL if thorough else segments.LIGHT
    return own + [
        file
        for segment in segment_folders(folder, manifest)
        for file in segments.damaged_files(segment, hashed)
    ]


def require_whole(folder: Path, manifest: Manifest) -> None:
    """Raise StoreDamaged where a quick check finds a damaged file, see `damaged_files`."""
    if found := damaged_files(folder, manifest, thorough=False):
        raise StoreDamaged(f"索引文件 {found[0]} 缺失或损坏，{REPAIR}")
