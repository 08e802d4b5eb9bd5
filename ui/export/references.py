"""How an article is cited: by GB/T 7714, or as official documents cite each other (公文)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Literal

from index.model import Article

Style = Literal["gbt7714", "official"]

_INNER_MARKS = str.maketrans("《》", "〈〉")  # a title within a title has single marks


def reference(article: Article, style: Style, pages: Sequence[int], today: date) -> str:
    """Return the reference to an article and its pages, ended by a full stop."""
    return _STYLES[style](article, pages, today)


def web_address(url: str) -> str:
    """Return an address if it leads to the web, else an empty one."""
    return url if url.startswith(("http://", "https://")) else ""


def _gbt7714(article: Article, pages: Sequence[int], today: date) -> str:
    """Cite by GB/T 7714: 责任者. 题名: 文号[类型]. 日期: 页码. On the web: (日期)[引用日期]. 网址.

    The standard has no type for official documents; [Z], other kinds, is what is used for them.
    """
    by, url = article.issuer or article.author or article.source, web_address(article.url)
    number = f": {article.number}" if article.number else ""
    kind = "Z" if article.issuer or article.number or not url else "EB"
    title = f"{article.title}{number}[{kind}{'/OL' if url else ''}]"
    day = article.known_date
    if url:
        when = f"({day})" if day else ""
        return ". ".join(filter(None, (by, title, f"{when}[{today.isoformat()}]", url))) + "."
    source = article.source if article.source != by else ""
    place = ", ".join(filter(None, (source, day)))
    where = ": ".join(filter(None, (place, ", ".join(map(str, pages)))))
    return ". ".join(filter(None, (by, title, where))) + "."


def _official(article: Article, pages: Sequence[int], today: date) -> str:
    """Cite as official documents do: 《标题》（发文字号），发文机关，2023年1月5日，第8页。"""
    title = f"《{article.title.translate(_INNER_MARKS)}》"
    number = f"（{article.number}）" if article.number else ""
    by = article.issuer or article.author
    source = article.source if article.source != by else ""
    where = "、".join(f"第{page}页" for page in pages)
    parts = (title + number, by, source, _chinese_date(article.known_date), where)
    return "，".join(filter(None, parts)) + "。"


def _chinese_date(day: str) -> str:
    """Write 2023-01-05 as 2023年1月5日, and a month likewise."""
    numbers = [str(int(part)) for part in day.split("-") if part]
    return "".join(number + unit for number, unit in zip(numbers, "年月日", strict=False))


_STYLES: dict[Style, Callable[[Article, Sequence[int], date], str]] = {
    "gbt7714": _gbt7714,
    "official": _official,
}
