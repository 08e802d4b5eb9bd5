"""What an article's page shows of its original: pages, formatted text, or why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.originals.pages import Box
from index.originals.record import Original, OriginalError
from ui.originals.gallery import Gallery
from ui.originals.html import html, shown_blocks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from index.model import Article

COOKIE = "wence-view"  # set by original.js: what the person looked at last
SHEETS = 40  # pages of a document that are laid out at once
BEFORE = 8  # of them before the one that is opened
SAID = 200  # characters of a quote that a screen reader is told
Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as it is laid out, before its image is there; `boxes` are where the quote stands."""

    number: int
    width: int
    height: int
    boxes: Sequence[Box] = ()


@dataclass(frozen=True, slots=True)
class View:
    """The original of an article, as its page shows it.

    `asked` says whether it is shown in place of the text. Of what is shown there are either the
    `sheets` of so many `pages`, opened at the page `at`, or the `html`; `lost` where the quote
    was not found, `cut` where a very long document is not shown whole. With a `reason`, none
    of it can be shown.
    """

    name: str
    kind: str
    digest: str = ""
    asked: bool = False
    reason: str = ""
    sheets: Sequence[Sheet] = ()
    pages: int = 0
    at: int = 1
    html: str = ""
    said: str = ""
    lost: bool = False
    cut: bool = False

    @property
    def shown(self) -> bool:
        """Whether the original is shown in place of the text."""
        return self.asked and not self.reason


def wants_original(asked: str, cookies: Mapping[str, str]) -> bool:
    """Return whether the address asks for the original, or else the person looked at it last."""
    return (asked or cookies.get(COOKIE)) == "original"


def view(
    gallery: Gallery, original: Original | None, article: Article, quote: Range | None, page: int
) -> View | None:
    """Return an article's original as it is shown, opened at the quote, or at a page."""
    if original is None:
        return None
    try:
        if original.kind == "pages":
            return _paged(gallery, original, article, quote, page)
        if original.kind == "formatted":
            return _formatted(gallery, original, article, quote)
    except OriginalError as error:
        return View(original.name, original.kind, asked=True, reason=str(error))
    return View(original.name, original.kind)


def beside(original: Original | None) -> View | None:
    """Return what the page with the text tells of the original."""
    return View(original.name, original.kind) if original else None


def _paged(
    gallery: Gallery, original: Original, article: Article, quote: Range | None, page: int
) -> View:
    sizes = gallery.sizes(original)
    places = gallery.places(original, article, *quote) if quote else {}
    own = min(places, default=article.page_at(quote[0] if quote else 0) or 1)
    at = min(max(1, page or own), len(sizes))
    first = max(1, min(at - BEFORE, len(sizes) - SHEETS + 1))
    sheets = [
        Sheet(number, *_scaled(*sizes[number - 1]), places.get(number, ()))
        for number in range(first, min(len(sizes), first + SHEETS - 1) + 1)
    ]
    return View(
        original.name,
        original.kind,
        original.sha256[:12],
        asked=True,
        sheets=sheets,
        pages=len(sizes),
        at=at,
        said=article.text[slice(*quote)][:SAID] if quote else "",
        lost=bool(quote) and not places,
    )


def _formatted(gallery: Gallery, original: Original, article: Article, quote: Range | None) -> View:
    document = gallery.formatted(original, article, quote)
    blocks = shown_blocks(document)
    found = document.blocks[document.found] if document.found is not None else None
    return View(
        original.name,
        original.kind,
        asked=True,
        html=html(blocks, found),
        lost=bool(quote) and found is None,
        cut=len(blocks) < len(document.blocks),
    )


def _scaled(width: float, height: float) -> tuple[int, int]:
    """Return whole numbers of the same ratio, for the layout of the page's image."""
    return 1000, max(1, round(1000 * height / width))
