"""Tell how a browser shows an element: hidden, struck, as a block, raised or lowered."""

from __future__ import annotations

import re
from typing import Any

from index.text.scripts import Script

_BLOCK = re.compile(
    "address|article|aside|blockquote|body|br|caption|center|dd|details|dialog|dir|div|dl|dt"
    "|fieldset|figcaption|figure|footer|form|h[1-6]|header|hgroup|hr|html|legend|li|main|menu|nav"
    "|ol|optgroup|option|p|pre|search|section|summary|table|tbody|td|tfoot|th|thead|tr|ul"
)
_SILENT = re.compile("script|style|head|title|template|noscript|annotation|annotation-xml|rp")
_STRUCK = re.compile("s|del|strike")
_BLOCK_STYLE = re.compile(r"display:(?:block|flex|grid|table|list-item)")
_STRUCK_STYLE = re.compile(r"text-decoration(?:-line)?:[^;]{0,40}line-through")
_RAISED_STYLE = re.compile(r"vertical-align:(super|sub)\b")
_PRE_STYLE = re.compile(r"white-space:pre(?:-wrap|-line)?\b")


def style_of(element: Any) -> str:
    """Return an element's style in lower case without spaces."""
    return re.sub(r"\s+", "", element.get("style", "")).lower()


def is_hidden(element: Any) -> bool:
    """Return whether nothing of an element is shown: comments, scripts, templates, hidden text."""
    if not isinstance(element.tag, str) or _SILENT.fullmatch(element.tag):
        return True
    hidden = element.get("hidden", "until-found").lower() != "until-found"  # that, one can find
    return hidden or "display:none" in style_of(element)


def is_struck(element: Any) -> bool:
    """Return whether an element's text is struck through: it is no longer valid."""
    return bool(_STRUCK.fullmatch(element.tag) or _STRUCK_STYLE.search(style_of(element)))


def is_block(element: Any) -> bool:
    """Return whether an element starts and ends lines."""
    return bool(_BLOCK.fullmatch(element.tag) or _BLOCK_STYLE.search(style_of(element)))


def keeps_lines(element: Any) -> bool:
    """Return whether the line ends in an element's source are shown."""
    listing = element.tag in ("pre", "listing", "xmp", "plaintext", "textarea")
    return listing or bool(_PRE_STYLE.search(style_of(element)))


def script_of(element: Any) -> Script:
    """Return whether an element is raised or lowered, or raised and a link to a note."""
    if element.tag in ("sup", "sub"):
        raised = str(element.tag)
    else:
        match = _RAISED_STYLE.search(style_of(element))
        raised = {"super": "sup", "sub": "sub"}[match[1]] if match else ""
    if raised == "sub":
        return "sub"
    if not raised:
        return ""
    linked = any(near.tag == "a" and near.get("href") for near in (element.getparent(), *element))
    return "note" if linked or element.get("data-note") is not None else "sup"
