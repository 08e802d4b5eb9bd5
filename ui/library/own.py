"""The articles that people uploaded: one group, 我的文章, with folders of their own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import accumulate, takewhile
from pathlib import PurePosixPath

from index.loading.finding import ARCHIVE
from index.model import Article

OWN = "我的文章"  # the group, and the folder on disk that all its files lie in


def is_own(article: Article) -> bool:
    """Return whether an article was uploaded."""
    return article.file.startswith(f"{OWN}/")


def folder_of(article: Article) -> str:
    """Return the folder of an uploaded article, `医保/天津`; what is in an archive lies beside it."""
    parts = PurePosixPath(article.file).parts[1:-1]
    return "/".join(takewhile(lambda part: not part.lower().endswith(ARCHIVE), parts))


def natural(text: str) -> list[tuple[int, str]]:
    """Return a key that sorts texts by the numbers in them: 第2号 before 第10号."""
    return [(int(part) if part.isdecimal() else -1, part) for part in re.split(r"(\d{1,9})", text)]


def shown(folder: str) -> str:
    """Return the name of a folder within the group; "" for the group itself."""
    return folder.removeprefix(OWN).removeprefix("/")


def folder_counts(articles: Iterable[Article]) -> list[tuple[str, int]]:
    """Count the uploaded articles: of the group, then of each folder with all that is in it."""
    counts = Counter(
        folder
        for article in articles
        if is_own(article)
        for folder in accumulate((OWN, *folder_of(article).split("/")), lambda a, b: f"{a}/{b}")
        if not folder.endswith("/")
    )
    return sorted(counts.items())
