"""Tell what is known of a document, each fact with the place where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.metadata.fields import shifted
from index.model import Article
from rag.about import places
from rag.about.places import Place
from rag.question.about.patterns import Field

MISSING: dict[Field, str] = {
    "issued": "发布日期",
    "effective": "施行日期",
    "expires": "有效期",
    "issuer": "发文机关",
    "number": "文号",
    "standing": "是否仍然有效",
    "title": "标题",
    "author": "作者",
    "source": "来源",
    "link": "原文链接",
}
"""What a document lacks where there is no fact, by what is asked."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_PERIOD = re.compile(r"有效期[^，,。；;]{1,20}")
_PRINTED = ("印发", "下发", "发文", "制发", "发")  # words for which the imprint's day comes first
_OF_ISSUE = ("印发日期是", "发布日期是", "公布日期是", "落款日期是")
_SIGNED = ("成文", "签发")
_IN_PRINT = ("发表", "刊登", "登载", "刊载", "刊发")


@dataclass(frozen=True, slots=True)
class Fact:
    """A clause about a document: `words`, then the `value`, shown in bold, then `after`.

    It stands at `place` in the text of `article`, which is the document or one that tells of it,
    and at the places of `also`.
    """

    words: str
    value: str
    article: Article
    place: Place
    after: str = ""
    also: tuple[Place, ...] = ()


def facts(article: Article, field: Field, verb: str = "") -> list[Fact]:
    """Return what is known of a document's field, but for its standing; none where nothing is.

    `verb` is the question's word for the issuing, which tells which of several days comes first.
    """
    match field:
        case "issued":
            return _issued(article, verb)
        case "effective":
            return _effective(article)
        case "expires":
            return _expires(article)
        case "source":
            return _source(article)
        case "title":
            return [_title(article)]
        case _:
            return _simple(article, field)


def chinese(day: str) -> str:
    """Return an ISO day as 2024年7月29日; anything else as it is."""
    if not _DAY.fullmatch(day):
        return day
    year, month, date_ = (int(part) for part in day.split("-"))
    return f"{year}年{month}月{date_}日"


def periodical(article: Article) -> bool:
    """Return whether an article is one of a dated issue, whose date is not its own."""
    return article.issue == article.known_date or bool(re.match(r"\d{4}-\d{2}", article.issue))


def _simple(article: Article, field: Field) -> list[Fact]:
    """Return the fact of a field that is one value."""
    value, place = {
        "number": (article.number, places.of_number),
        "issuer": (article.issuer, places.of_issuer),
        "author": (article.author, lambda a: places.of_labelled(a, a.author)),
        "link": (article.url, places.opening),
    }[field]
    if value:
        return [Fact(f"{MISSING[field]}是", value, article, place(article))]
    if field in ("issuer", "number") and (proclaimed := _proclaimed(article, field)):
        return proclaimed
    return _source(article) if field in ("issuer", "author") else []


def _proclaimed(article: Article, field: Field) -> list[Fact]:
    """Return the line of a statute's head that tells by which order it was made known."""
    told = [place for how, _, place in places.proclaimed(article) if how in ("公布", "发布")]
    texts = [(article.text[slice(*place)], place) for place in told]
    return [
        Fact("写明“", text, article, place, "”")
        for text, place in texts
        if field == "issuer" or re.search(r"第\s?\d{1,5}\s?号", text)
    ]


def _title(article: Article) -> Fact:
    more = "，".join(filter(None, (article.number, chinese(article.date))))
    after = f"（{more}）" if more and not periodical(article) else ""
    place = places.of_number(article) if article.number else places.opening(article)
    return Fact("", f"《{article.title}》", article, place, after)


def _source(article: Article) -> list[Fact]:
    found = []
    if article.source:
        place = places.of_labelled(article, article.source)
        found.append(Fact("来源是", article.source, article, place))
    if periodical(article):
        found.append(_in_print(article))
    return found


def _in_print(article: Article) -> Fact:
    page = f"第 {article.page} 页" if article.page else ""
    words, place = "刊登在", places.opening(article)
    return Fact(words, f"{article.known_date or article.issue} 这一期{page}", article, place)


def _issued(article: Article, verb: str) -> list[Fact]:
    """Return the days of a document, that of the question's verb first, each day once."""
    known = list(_days(article))
    order = {"印发日期": 0, "落款日期": 1, "发布日期": 2}
    if verb in _SIGNED:
        order = {"落款日期": 0, "印发日期": 1, "发布日期": 2}
    elif verb not in _PRINTED:
        order = {"发布日期": 0, "公布日期": 0, "资料所记日期": 1, "落款日期": 2, "印发日期": 3}
    known.sort(key=lambda one: order.get(one[0], 4))
    first = {day: (label, place) for label, day, place in reversed(known)}
    days = list(dict.fromkeys(day for _, day, _ in known))
    found = [
        Fact(f"{first[day][0]}是", chinese(day), article, first[day][1] or places.opening(article))
        for day in days
    ]
    printed = [_in_print(article)] if periodical(article) else []
    return [*printed, *found] if verb in _IN_PRINT else [*found, *printed]


def _days(article: Article) -> Iterator[tuple[str, str, Place | None]]:
    """Yield each day on which a document was made or made known: its label, ISO day and place."""
    if printed := places.imprint(article):
        yield "印发日期", *printed
    for how, day, line in places.proclaimed(article):
        yield f"{how}日期", day, line
    if article.published:
        yield "发布日期", article.published, places.of_day(article, article.published)
    if article.date and not periodical(article):
        place = places.of_day(article, article.date)
        yield _label(article, place), article.date, place
    if signed := places.signed(article):
        yield "落款日期", *signed


def _label(article: Article, place: Place | None) -> str:
    """Return what a document's date is, by the line that it stands in."""
    line = article.text[slice(*place)] if place else ""
    named = next((word for word in ("印发", "公布", "发布", "通过", "修订") if word in line), "")
    return f"{named}日期" if named else "落款日期" if line else "资料所记日期"


def _effective(article: Article) -> list[Fact]:
    """Return from when a document is in force: as known, and by its own sentences."""
    told: dict[str, list[Place]] = {}
    for place in places.starting(article):
        told.setdefault(places.start_told(article.text[slice(*place)]), []).append(place)
    if day := article.effective:
        line = places.of_day(article, day) or places.opening(article)
        return [_from_day(article, day, told.get(day) or told.get("") or [line])]
    return [
        _from_day(article, day, found) if day else _from_issue(article, found[0])
        for day, found in told.items()
    ]


def _from_day(article: Article, day: str, found: Sequence[Place]) -> Fact:
    return Fact("自", chinese(day), article, found[0], "起施行", tuple(found[1:]))


def _from_issue(article: Article, place: Place) -> Fact:
    """Return the fact of a sentence such as 自印发之日起施行, with the day where it is known."""
    sentence = article.text[slice(*place)]
    match = re.search(r"自[^，,。；;]{0,20}起[^，,。；;]{0,8}(?:施行|实施|执行|生效)", sentence)
    days = _issued(article, "印发" if "印发" in sentence else "发布")
    known = next((day for day in days if day.words in _OF_ISSUE), None)
    after = f"（{known.words}{known.value}）" if known else ""
    return Fact("写明“", match[0] if match else sentence, article, place, f"”{after}")


def _expires(article: Article) -> list[Fact]:
    """Return until when a document is in force: as known, or as its own sentence has it."""
    told = places.period(article)
    if article.expires:
        place = told[0] if told else places.of_day(article, article.expires)
        last = shifted(article.expires, -1) or article.expires
        after = f"（自{chinese(article.expires)}起失效）"
        return [Fact("有效期至", chinese(last), article, place or places.opening(article), after)]
    periods = ((p, _PERIOD.search(article.text[slice(*p)])) for p in told)
    return [Fact("写明“", match[0], article, p, "”") for p, match in periods if match]
