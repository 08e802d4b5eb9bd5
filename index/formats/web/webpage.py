"""Read a web page: the parts of its main text, its title and its metadata.

The main text is the innermost element that holds nearly all the page's sentences: menus,
footers and lists of links have words but no full stops. The parser is lxml, which limits the
depth of the tree and loads nothing from outside.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from index.formats.web.html import lines_around, parse_html, parts_of, text_of
from index.layout.draft import Draft, fold_title
from index.layout.parts import NAV, Part
from index.metadata.fields import Metadata, clean, iso_date, named
from index.metadata.labels import labelled

MAIN_SHARE = 0.9  # least share of the page's sentences in the main text, by characters
_CONTAINERS = (  # main text on WeChat, gov.cn, nhc.gov.cn, sites edited with TRS, schema.org
    "//*[@id='js_content' or @id='UCAP-CONTENT' or @id='xw_box' or @id='zoom'"
    " or contains(@class, 'TRS_Editor') or @itemprop='articleBody']"
)
_WITHIN = re.compile("body|div|section|article|main|table|tbody|tr|td|center")
_DROPPED = (
    "//script|//style|//noscript|//template|//head|//nav|//footer|//aside|//form|//select"
    "|//button[not(ancestor::h1|ancestor::h2|ancestor::h3|ancestor::h4|ancestor::h5|ancestor::h6)]"
    "|//iframe|//object|//svg|//video|//audio|//textarea"
    "|//*[contains(translate(@style, ' ', ''), 'display:none')]"
)
TITLE_WITHIN = 12  # parts at the top among which the title is searched
_FURNITURE = re.compile(
    r"[（(【\[\s]*(?:当前位置|您的?位置|您现在的位置|首页|字体|字号|大中小|打印|分享|收藏|浏览|阅读|点击|访问"
    r"|视力保护|[A+-]+字|【?字体)"
)
_STOP = re.compile(r"[。！？；]")
_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}["']?\s{0,9}([\w-]{2,20})""", re.I
)
_SITE = re.compile(r"(?:(?<!\s)\s++)?(?:[_|｜]|-+|—+)\s*")
_POSTED = re.compile(r"\D{0,6}20\d\d\s?[-年/.]\s?\d")
_WECHAT_TIME = re.compile(r"""\bct\s*=\s*["'](\d{10})["']""")
_AFTERWORD = re.compile(
    r"[（(【\s]*(?:责任?编辑?|编辑|分享|打印|关闭|扫一扫|相关链接|上一篇|下一篇|返回|收藏|END$)"
)
_META = {  # field → names of its <meta> tag, in lower case
    "date": ("pubdate", "publishdate", "article:published_time", "date"),
    "published": ("pubdate", "publishdate", "article:published_time"),
    "source": ("contentsource", "source"),
    "author": ("author", "og:article:author", "article:author"),
    "url": ("og:url",),
}


def decode_page(raw: bytes) -> str | None:
    """Decode a page by its `<meta charset>`; None if that is missing or wrong."""
    match = _CHARSET.search(raw[:4096])
    if match is None or raw.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return None
    name = match[1].decode("ascii").lower()
    try:
        return raw.decode("gb18030" if name.startswith("gb") else name)
    except (LookupError, UnicodeDecodeError):
        return None


def read_webpage(text: str) -> Draft:
    """Return a page's main text, its title, and its date, source, author and address if stated.

    Raises:
        DocumentError: the page holds no text, or is nested too deeply.
    """
    page = parse_html(text)
    metadata, title = _metadata(page, text), _page_title(page)
    main = main_text(page)
    parts = parts_of(main)
    above = next((i for i, part in enumerate(parts[:TITLE_WITHIN]) if _is_title(part, title)), -1)
    around = lines_around(page, main) + [part.text for part in parts[: above + 1]]
    head = [part for part in parts[: max(0, above)] if not _is_furniture(part)]
    body = _without_afterword([*head, *parts[above + 1 :]])
    return Draft(body, title, metadata={**_posted(around), **metadata})


def main_text(page: Any) -> Any:
    """Drop what is not text from a parsed page, and return the element that holds the main text."""
    _drop_furniture(page)
    return _main(page)


def _drop_furniture(page: Any) -> None:
    """Drop what is not text, such as menus and forms; a form around the whole text stays."""
    weights = _weights(page)
    for element in page.xpath(_DROPPED):
        if element.getparent() is not None and not _holds_text(element, page, weights):
            element.drop_tree()


def _holds_text(element: Any, page: Any, weights: Mapping[Any, int]) -> bool:
    """Return whether a form or the like holds most of the page, or the rows of a table."""
    if element.tag not in ("form", "nav", "aside", "footer"):
        return False
    if weights[page]:
        whole = 2 * weights.get(element, 0) > weights[page]
    else:
        whole = 2 * len(element.text_content()) > len(page.text_content())
    return whole or element.getparent().tag in ("table", "tbody", "tr")


def _is_title(part: Part, title: str) -> bool:
    return bool(title) and fold_title(part.text) == fold_title(title)


def _is_furniture(part: Part) -> bool:
    """Return whether a line above the title is the page's, not the document's: a path, a label."""
    if part.kind == "table":
        return bool(labelled(part.text.split("\n")))
    short = len(part.text) < 60
    return short and bool(
        NAV.search(part.text) or _FURNITURE.match(part.text) or labelled([part.text])
    )


def _main(page: Any) -> Any:
    """Return a known container of the main text, or the innermost element with most sentences."""
    weights = _weights(page)
    total = weights[page]
    for known in page.xpath(_CONTAINERS):
        if 2 * weights.get(known, 0) > total:
            return known
    main = page
    while True:
        inner = (child for child in main if _WITHIN.fullmatch(child.tag))
        heaviest = max(inner, key=lambda child: weights[child], default=None)
        if heaviest is None or total == 0 or weights[heaviest] < MAIN_SHARE * total:
            return main
        main = heaviest


def _weights(page: Any) -> dict[Any, int]:
    """Count the characters of sentences inside each element."""
    elements = list(page.iter())
    weights = dict.fromkeys(elements, 0)
    for element in reversed(elements):
        weights[element] += _sentences(element.text)
        if (parent := element.getparent()) is not None:
            weights[parent] += weights[element] + _sentences(element.tail)
    return weights


def _sentences(text: str | None) -> int:
    return len(text) if text and _STOP.search(text) else 0


def _without_afterword(parts: list[Part]) -> list[Part]:
    end = len(parts)
    while end > 1 and len(parts[end - 1].text) < 60 and _AFTERWORD.match(parts[end - 1].text):
        end -= 1
    return parts[:end]


def _posted(around: Sequence[str]) -> Metadata:
    """Return metadata from the lines around the text: 发布时间：…, 来源：…, or a bare date."""
    found = labelled(around)
    dated = (iso_date(line) for line in around if len(line) < 60 and _POSTED.match(line))
    if "date" not in found and (day := next(filter(None, dated), "")):
        found["date"] = found["published"] = day
    return found


def _metadata(page: Any, text: str) -> Metadata:
    values: dict[str, str] = {}
    for meta in page.iter("meta"):
        name = meta.get("name") or meta.get("property") or ""
        values.setdefault(name.lower(), meta.get("content") or "")
    found = {
        name: value
        for name, keys in _META.items()
        if (value := next(filter(None, (clean(name, values.get(key)) for key in keys)), ""))
    }
    if source := re.sub(r"^来源\s*[:：]\s*", "", found.get("source", "") or _text(page, "js_name")):
        found["source"] = source
    if "date" not in found and (posted := _WECHAT_TIME.search(text)):
        moment = datetime.fromtimestamp(int(posted[1]), UTC) + timedelta(hours=8)  # time in China
        found["date"] = found["published"] = moment.date().isoformat()
    canonical = page.xpath("string(//link[@rel='canonical']/@href)")
    return found | named({"url": canonical})


def _text(page: Any, identity: str) -> str:
    return " ".join(page.xpath("string(//*[@id=$id])", id=identity).split())


def _page_title(page: Any) -> str:
    """Return the article's title as the page states it, without the name of the site."""
    for path in ("//meta[@name='ArticleTitle']/@content", "//meta[@property='og:title']/@content"):
        if named_so := clean("title", page.xpath(f"string({path})")):
            return named_so
    window = clean("title", page.xpath("string(//title)"))
    heads = [clean("title", text_of(head)) for head in page.iter("h1")]
    heads = [
        head
        for head in heads
        if head and (fold_title(head) in fold_title(window) or len(heads) == 1)
    ]
    if heads:
        return max(heads, key=len)
    body = fold_title(page.xpath("string(//body)"))
    return next((cut for cut in _cuts(window) if fold_title(cut) in body), window)


def _cuts(title: str) -> Iterator[str]:
    """Yield the title, and its beginnings up to each dash or bar, longest first."""
    yield title
    for mark in reversed(list(_SITE.finditer(title))):
        if mark.start():
            yield title[: mark.start()]
