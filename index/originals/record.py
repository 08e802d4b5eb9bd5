"""Tell which file an article was read from, and read it if it is still as it was then.

Nothing but the record that the build wrote beside the index says where a file is: no path ever
comes from a request.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path, PurePath
from typing import Literal

from index.errors import WenceError
from index.ingest.sources import SourceFile, Sources
from index.loading.finding import ARCHIVE
from index.model import Article

MAX_BYTES = 50_000_000  # of a file that is shown: as many as are read of one that is no archive
DIGEST = 64  # characters of a file's hash; those of its corrections follow in the record

Kind = Literal["pages", "formatted", "file"]
PAGES = (".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp")
FORMATTED = (".docx", ".doc", ".wps", ".rtf", ".odt", ".html", ".htm", ".mht", ".mhtml")


class OriginalError(WenceError):
    """The file that an article was read from cannot be shown."""


class OriginalMissing(OriginalError):
    """The file is not where it was, or cannot be opened."""


class OriginalChanged(OriginalError):
    """The file is no longer what the article was read from."""


class OriginalRefused(OriginalError):
    """The file is too large, damaged, or takes too much to be shown."""


class OriginalBusy(OriginalError):
    """Too many files are being shown at the moment."""


@dataclass(frozen=True, slots=True)
class Original:
    """The file that an article was read from.

    `member` is the path of its document in an archive, else empty. A file that `failed` was
    changed to what cannot be read, after the article had been read from it.
    """

    path: str
    sha256: str
    member: str = ""
    failed: bool = False

    @property
    def name(self) -> str:
        """The name of the document."""
        return PurePath(self.member or self.path).name

    @property
    def suffix(self) -> str:
        """The suffix of the document, in lower case."""
        return PurePath(self.name).suffix.lower()

    @property
    def kind(self) -> Kind:
        """How the document is shown: as pages, as formatted text, or not at all."""
        if self.suffix in PAGES:
            return "pages"
        return "formatted" if self.suffix in FORMATTED else "file"

    @property
    def key(self) -> str:
        """What tells the document from all others: the hash of its file, and its path in it."""
        return f"{self.sha256}/{self.member}"

    def check(self) -> None:
        """Raise as `read` does; a file that was read before, and not written since, is not read."""
        if self.failed:
            raise OriginalChanged("原件已变动，与索引里的不同")
        try:
            state = Path(self.path).stat()
            same = _is_same(self, state.st_size, state.st_mtime_ns, state.st_ino)
        except (OSError, ValueError) as error:
            raise OriginalMissing("原件不在这台机器上") from error
        if not same:
            raise OriginalChanged("原件已变动，与索引里的不同")

    def read(self) -> bytes:
        """Return the bytes of the file, which are those that the article was read from.

        Raises:
            OriginalMissing: there is no such file on this machine any more.
            OriginalChanged: its content is another.
            OriginalRefused: it is too large to be shown.
        """
        if self.failed:
            raise OriginalChanged("原件已变动，与索引里的不同")
        try:
            with Path(self.path).open("rb") as stream:
                data = stream.read(MAX_BYTES + 1)
        except (OSError, ValueError) as error:
            raise OriginalMissing("原件不在这台机器上") from error
        if len(data) > MAX_BYTES:
            raise OriginalRefused("原件太大，不能在这里打开")
        if hashlib.sha256(data).hexdigest() != self.sha256:
            raise OriginalChanged("原件已变动，与索引里的不同")
        return data


def original_of(version: Path, article: Article) -> Original | None:
    """Return the file that an article of a version was read from; None where none is recorded."""
    return _originals(version).get(article.issue)


@lru_cache(maxsize=500)
def _is_same(original: Original, *state: int) -> bool:
    """Return whether a file in this state is the original."""
    try:
        original.read()
    except OriginalChanged:
        return False
    return True


@lru_cache(maxsize=2)
def _originals(version: Path) -> dict[str, Original]:
    """Return the file of each issue; a version's record never changes."""
    return {
        issue: _original(file, member)
        for file in Sources.read(version).files
        for issue, member in zip_longest(file.issues, file.members, fillvalue="")
    }


def _original(file: SourceFile, member: str) -> Original:
    archive = PurePath(file.path)
    inside = member.removeprefix(f"{archive.name}/") if archive.suffix.lower() == ARCHIVE else ""
    return Original(file.path, file.sha256[:DIGEST], inside, failed=bool(file.error))
