"""Rewrite the tree of a document to what Word shows: without tracked changes and wrappers.

Afterwards a body holds paragraphs and tables, a table rows, a row cells, and a paragraph runs:
nothing lies between them.
"""

from __future__ import annotations

from typing import Any

from index.formats.office.package import local
from index.formats.word.names import M, W

_REMOVED = ("del", "moveFrom", "sdtPr", "sdtEndPr", "customXmlPr", "smartTagPr", "rt", "rubyPr")
_UNWRAPPED = (
    *("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "hyperlink", "fldSimple"),
    *("dir", "bdo", "ruby", "rubyBase"),
)
_TEXTS = (f"{W}t", f"{W}sym", f"{M}t")


def simplify(root: Any) -> None:
    """Accept all tracked changes below an element and remove what only wraps its content."""
    from lxml import etree

    _choose(root)
    _remove([sdt for sdt in root.iter(f"{W}sdt") if _is_contents(sdt)])
    _remove([row for row in root.iter(f"{W}tr") if _is_gone(row, "trPr", ("del", "hidden"))])
    _remove([cell for cell in root.iter(f"{W}tc") if _is_gone(cell, "tcPr", ("cellDel",))])
    for paragraph in list(root.iter(f"{W}p")):
        if _has_lost_its_end(paragraph):
            _join(paragraph)
    etree.strip_elements(root, *(f"{W}{name}" for name in _REMOVED), with_tail=False)
    etree.strip_tags(root, *(f"{W}{name}" for name in _UNWRAPPED))


def _choose(root: Any) -> None:
    """Keep one branch of each alternative: a text box is stored twice, for old programs, too."""
    for element in list(root.iter("{*}AlternateContent")):
        branches = [b for b in element if local(b) in ("Choice", "Fallback")]
        full = [b for b in branches if next(b.iter(*_TEXTS), None) is not None] or branches[:1]
        _remove([b for b in branches if b not in full[:1]])
    from lxml import etree

    etree.strip_tags(root, *(f"{{*}}{n}" for n in ("AlternateContent", "Choice", "Fallback")))


def _remove(elements: list[Any]) -> None:
    for element in elements:
        if (parent := element.getparent()) is not None:
            parent.remove(element)


def _is_contents(sdt: Any) -> bool:
    """Return whether a content control holds a generated list of contents."""
    part = sdt.find(f"{W}sdtPr/{W}docPartObj")
    gallery = part.find(f"{W}docPartGallery") if part is not None else None
    return part is not None and (gallery is None or "Contents" in str(gallery.get(f"{W}val")))


def _is_gone(element: Any, properties: str, names: tuple[str, ...]) -> bool:
    return any(element.find(f"{W}{properties}/{W}{name}") is not None for name in names)


def _has_lost_its_end(paragraph: Any) -> bool:
    marks = (paragraph.find(f"{W}pPr/{W}rPr/{W}{name}") for name in ("del", "moveFrom"))
    return any(mark is not None for mark in marks)


def _join(paragraph: Any) -> None:
    """Join a paragraph whose end was deleted with the next one, which keeps its properties."""
    following = paragraph.getnext()
    if following is None or following.tag != f"{W}p":
        return
    at = 1 if len(following) and following[0].tag == f"{W}pPr" else 0
    following[at:at] = [child for child in paragraph if child.tag != f"{W}pPr"]
    paragraph.getparent().remove(paragraph)
