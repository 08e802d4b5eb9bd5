"""The originals of articles, as the pages and routes ask for them: limited, and kept for a while."""

from __future__ import annotations

import json
from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from index.originals.blocks import Formatted
from index.originals.pages import WIDTHS, Box
from index.originals.record import Original, OriginalError, OriginalRefused, original_of
from index.originals.viewer import Viewers
from ui.access.caller import caller
from ui.access.limits import Buckets

if TYPE_CHECKING:
    from index.model import Article
    from rag.protocol import ArticleStore

Checked = TypeVar("Checked")
KEPT_BYTES = 64_000_000  # of answers that are kept
CONTEXT = 60  # characters around a quote that tell it from its like
OPENING = 80  # characters at the beginning of an article by which it is found in a longer document
_SIZES: TypeAdapter[list[tuple[float, float]]] = TypeAdapter(list[tuple[float, float]])
_FORMATTED = TypeAdapter(Formatted)
_PLACES: TypeAdapter[dict[int, list[Box]]] = TypeAdapter(dict[int, list[Box]])


class TooManyOriginals(OriginalError):
    """A caller asks for more originals than allowed; `wait` is the seconds until the next."""

    def __init__(self, wait: int) -> None:
        super().__init__("看原件过于频繁，请稍后再试")
        self.wait = wait


class Gallery:
    """Shows originals; `per_minute` limits what each caller has drawn anew, 0 does not."""

    def __init__(self, per_minute: int = 0, viewers: Viewers | None = None) -> None:
        self._viewers = viewers or Viewers()
        self._kept = Kept(KEPT_BYTES)
        self._buckets = Buckets(per_minute) if per_minute else None

    def of(self, store: ArticleStore, article: Article) -> Original | None:
        """Return the file that an article was read from, or None if none is recorded."""
        return original_of(store.folder, article)

    def sizes(self, original: Original) -> list[tuple[float, float]]:
        """Return the width and height of each page; raise OriginalError."""
        sizes = _checked(_SIZES, self._ask(original, {"do": "sizes"}))
        if not sizes or any(side <= 0 for size in sizes for side in size):
            raise OriginalRefused("文件已损坏，或太复杂，无法显示")
        return sizes

    def picture(self, original: Original, page: int, width: int) -> bytes:
        """Return the image of a page as WebP, one of `WIDTHS` wide; raise OriginalError."""
        wide = min((w for w in WIDTHS if w >= width), default=WIDTHS[-1])
        return self._ask(original, {"do": "picture", "page": page, "width": wide})

    def places(
        self, original: Original, article: Article, start: int, end: int
    ) -> dict[int, list[Box]]:
        """Return the places of `article.text[start:end]` on its pages; raise OriginalError."""
        command = {
            "do": "places",
            "wanted": _wanted(article, start, end),
            "first": article.page_at(start) or 1,
            "last": article.page_at(end - 1) or 1,
        }
        return _checked(_PLACES, self._ask(original, command))

    def formatted(
        self, original: Original, article: Article, quote: tuple[int, int] | None
    ) -> Formatted:
        """Return the formatted document with a quote marked; raise OriginalError.

        Without a quote, what is found is the beginning of the article, and nothing is marked.
        """
        start, end = quote or (0, min(OPENING, len(article.text)))
        wanted = _wanted(article, start, end)
        command = {"do": "formatted", "wanted": wanted, "marks": quote is not None}
        return _checked(_FORMATTED, self._ask(original, command))

    def file(self, original: Original) -> bytes:
        """Return the bytes of the document; raise OriginalError."""
        self._take_turn()
        if not original.member:
            return original.read()
        original.check()
        return self._viewers.ask(original, original.read, {"do": "file"})

    def close(self) -> None:
        """Close the documents that are open."""
        self._viewers.close()

    def _ask(self, original: Original, command: dict[str, Any]) -> bytes:
        """Return what the document answers, from what was kept if it was asked before."""
        original.check()
        key = f"{original.key} {json.dumps(command, sort_keys=True)}"
        if (known := self._kept.get(key)) is not None:
            return known
        self._take_turn()
        return self._kept.keep(key, self._viewers.ask(original, original.read, command))

    def _take_turn(self) -> None:
        if self._buckets and (wait := self._buckets.take(caller().key)):
            raise TooManyOriginals(wait)


def _wanted(article: Article, start: int, end: int) -> dict[str, str]:
    text = article.text
    around = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    return {"quote": text[start:end], "before": around[0], "after": around[1]}


def _checked(kind: TypeAdapter[Checked], data: bytes) -> Checked:
    """Return what a reading process answered, if it is of the kind it should be."""
    try:
        return kind.validate_json(data)
    except ValidationError as error:
        raise OriginalRefused("文件已损坏，或太复杂，无法显示") from error


class Kept:
    """Answers that are kept, up to a number of bytes. Safe for many threads."""

    def __init__(self, most: int) -> None:
        self._most, self._size, self._lock = most, 0, Lock()
        self._answers: OrderedDict[str, bytes] = OrderedDict()

    def get(self, key: str) -> bytes | None:
        """Return an answer, or None."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
            return self._answers.get(key)

    def keep(self, key: str, answer: bytes) -> bytes:
        """Keep an answer in place of the oldest ones, and return it."""
        with self._lock:
            self._size += len(answer) - len(self._answers.pop(key, b""))
            self._answers[key] = answer
            while self._size > self._most:
                _, oldest = self._answers.popitem(last=False)
                self._size -= len(oldest)
        return answer
