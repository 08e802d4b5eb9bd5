"""What a version of the index is made of, and whether its files are whole."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import StoreDamaged, StoreMismatch, StoreMissing
from index.store import segments
from index.store.files import REPAIR, Described, damaged, read_json, write_json

if TYPE_CHECKING:
    pass

SCHEMA = 2

CURRENT, VERSIONS, MANIFEST = "CURRENT", "versions", "manifest.json"

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

_HASHED_BYTES = 1 << 26  # larger files are hashed by `verify` alone, since it takes seconds


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a version is made of. `content` is a hash of corpus, model and settings."""

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
    files: Described

    def write(self, folder: Path) -> None:
        """Write `manifest.json`."""
        write_json(folder / MANIFEST, asdict(self))

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Read `manifest.json`.

        Raises:
            StoreMismatch: it is of another schema than ours.
            StoreDamaged: it cannot be read.
        """
        values = read_json(folder / MANIFEST)
        try:
            if values["schema"] != SCHEMA:
                raise StoreMismatch(
                    f"索引 {folder} 由另一个版本的程序建立，请运行 wence index 更新"
                    "（向量不必重算）。"
                )
            return cls(**values)
        except (KeyError, TypeError) as error:
            raise StoreDamaged(f"索引的清单 {folder / MANIFEST} 无法读取，{REPAIR}") from error


def current_version(path: Path) -> Path:
    """Folder of the live version.

    Raises:
        StoreMissing: nothing has been built there.
        StoreDamaged: what `CURRENT` names is not there.
    """
    try:
        name = (path / CURRENT).read_text(encoding="utf-8").strip()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise StoreMissing(f"{path} 中还没有索引，请先运行 wence index <文件或文件夹>。") from error
    except (OSError, ValueError) as error:
        raise StoreDamaged(f"索引 {path} 无法读取，{REPAIR}") from error
    folder = path / VERSIONS / name
    if not re.fullmatch(r"[\w-]+", name) or not folder.is_dir():
        raise StoreDamaged(f"索引 {path} 的当前版本不存在，{REPAIR}")
    return folder


def segment_folders(folder: Path, manifest: Manifest) -> list[Path]:
    """Folders of a version's segments."""
    return [folder.parents[1] / segments.SEGMENTS / name for name in manifest.segments]


def damage(folder: Path, manifest: Manifest, thorough: bool = True) -> list[Path]:
    """Every file of a version that is missing or of another size than it was.

    Contents are compared too, by SHA-256: all of them if `thorough`, else of files up to
    64 MB, but for the tokens' vectors: a flipped bit there moves a rank a little, no quote.
    """
    own = damaged(folder, manifest.files, lambda _, size: thorough or size <= _HASHED_BYTES)
    hashed = segments.ALL if thorough else segments.LIGHT
    return own + [f for s in segment_folders(folder, manifest) for f in segments.check(s, hashed)]


def require_whole(folder: Path, manifest: Manifest) -> None:
    """Raise StoreDamaged where a file of a version is missing or altered, see `damage`."""
    if found := damage(folder, manifest, thorough=False):
        raise StoreDamaged(f"索引文件 {found[0]} 缺失或损坏，{REPAIR}")
