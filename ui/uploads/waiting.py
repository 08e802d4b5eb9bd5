"""The files that wait to be checked, each with what was read in it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from index.errors import DocumentError, StoreError
from index.loading.loader import LoadedDocuments
from index.loading.sandbox import article_from_json, article_to_json
from index.model import Article
from index.passages import split_article
from ui.uploads.places import delete

SHOWN_TITLES = 5
READ = ".read"  # hidden folder beside the waiting files: their articles, as JSON


@dataclass(frozen=True, slots=True)
class WaitingFile:
    """What was read in a file that waits to be checked.

    `titles` are those of its first articles. `title` is empty where there are several
    articles, since each has its own. `folder` is where it is to lie. `sent` is the name that it
    came with where that was taken, and `same` the file in the index which has that name.
    """

    name: str
    articles: int
    passages: int
    title: str
    date: str
    source: str
    titles: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    folder: str = ""
    sent: str = ""
    same: str = ""


def waiting_file(
    name: str, read: LoadedDocuments, folder: str, sent: str = "", same: str = ""
) -> WaitingFile:
    """Describe a file by what was read in it."""
    articles = read.articles
    return WaitingFile(
        name=name,
        articles=len(articles),
        passages=sum(len(split_article(article)) for article in articles),
        title=articles[0].title if len(articles) == 1 else "",
        date=articles[0].date,
        source=articles[0].source,
        titles=[article.title for article in articles[:SHOWN_TITLES]],
        warnings=read.warnings,
        folder=folder,
        sent=sent,
        same=same,
    )


class WaitingFolder:
    """The files on disk that wait; what waited when the program stopped is deleted."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.rmtree(folder, ignore_errors=True)

    def write(self, name: str, data: bytes, articles: Sequence[Article]) -> None:
        """Keep a file and what was read in it.

        Raises:
            StoreError: the disk refuses.
        """
        read = json.dumps([article_to_json(article) for article in articles])
        try:
            (self.folder / READ).mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_bytes(data)
            self._reading(name).write_text(read, encoding="ascii")
        except OSError as error:
            place = self.folder.parent
            raise StoreError(f"上传的文件无法写入 {place}（{error.strerror}）。") from error

    def articles(self, name: str) -> list[Article]:
        """Return what was read in a file.

        Raises:
            DocumentError: it no longer waits.
        """
        try:
            read = json.loads(self._reading(name).read_text(encoding="ascii"))
        except OSError as error:
            raise DocumentError(f"没有等待加入的文件：{name}") from error
        return [article_from_json(values) for values in read]

    def forget(self, name: str) -> None:
        """Delete a file, if it is still here, and what was read in it."""
        delete(self.folder / name)
        self._reading(name).unlink(missing_ok=True)

    def _reading(self, name: str) -> Path:
        return self.folder / READ / f"{name}.json"
