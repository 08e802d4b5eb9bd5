"""Read the text of a weekly magazine into its articles.

The contents list (本期视点) names every article: section, title, source, page, 【提要】.
The body (本期内容) repeats each title, slightly changed, above a line `来源：X`. Contents
entries and those lines are aligned in order by the similarity of title and source (dynamic
programming), since neither heading levels nor 返回目录 can be relied on. Entries and lines
without a partner are reported; a body article without an entry is still kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from index.layout.pages import PageMarks, page_starts
from index.layout.parts import is_label
from index.layout.structure import clean_line, structure
from index.metadata.regions import region_of
from index.model import Article
from index.text.characters import letters_and_digits
from index.text.lines import (
    PRINT_WIDTH,
    ends_sentence,
    is_footer,
    join,
    strip_markup,
    tidy,
    width,
    wrap_width,
)

ENTRY_MARKS = "▶►▣■◆●▪➤"
"""Marks before an entry of the contents list, for use inside a character class."""

_RULE = r"[\s#*\-—–_=·•]*"
_CONTENTS = re.compile(rf"^{_RULE}本期视点{_RULE}$")
_BODY = re.compile(rf"^{_RULE}本期内容{_RULE}$")
_SECTION = re.compile(r"^[\s#*]*+[·•・]\s*+([^·•・\s][^·•・]{0,29}?)\s*+[·•・][\s*]*$")
_BACK = re.compile(r"^[\s#*\[]*返回目录(\](\(.*\))?)?[\s*]*$")
_SOURCE = re.compile(r"^[\s#*]*+来\s?源\s?[:：]\s*+(\S(?:.*[^\s*])?)[\s*]*$")
_AUTHOR = re.compile(r"^[\s#*]*+(?:作者|文|撰文|记者)\s?[:：/]\s*+(\S(?:.*[^\s*])?)[\s*]*$")
_TAIL = re.compile(r"^[\s#*]*扫一扫[\s*]*$")  # above the publisher's QR codes and address
_BULLET = re.compile(rf"^\s*(?:[-*]\s+)?[{ENTRY_MARKS}]\s*")
_ENTRY = re.compile(
    r"^(?P<title>.+?)(?<!\s)\s*+[（(]\s*+来\s?源\s?[:：]\s*+(?P<source>.{1,200}?)(?<!\s)\s*+[）)]"
    r"[\s—–\-…·.]*+第\s*+(?P<page>\d++)\s*+页\s*+(?P<rest>.*)$",
    re.S,
)
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_DAY = re.compile(r"(20\d\d)\s?[.年/-]\s?(\d{1,2})\s?[.月/-]\s?(\d{1,2})")
_YEAR_AND_SPAN = re.compile(
    r"(20\d\d)\s*年[^\n]{0,20}?\n?\s*[（(]\s*(\d{1,2})[.．](\d{1,2})\s*[-—–~至]"
)

MATCH = 0.62  # least similarity (0 to 1) of an entry and a place that are the same article
MAX_ENTRY = 5_000  # most characters of an entry, abstract included
TITLE_LINES = 3  # most lines of a title in the body


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as listed in the contents."""

    section: str
    title: str
    source: str
    page: int | None
    abstract: str = ""


@dataclass(frozen=True, slots=True)
class _Place:
    """A place in the body where an article starts: a `来源：` line and the title above it."""

    title_at: int
    source_at: int
    title: str
    source: str
    section: str


def is_magazine(text: str) -> bool:
    """Return whether the text has a contents list followed by a body, each under its own mark."""
    lines = iter(text.splitlines())  # one iterator for both: the body comes after the contents
    return any(map(_CONTENTS.match, lines)) and any(map(_BODY.match, lines))


def issue_id(text: str, stem: str) -> str:
    """Return the issue's first day as printed above the contents list, or else the file's stem."""
    front = re.split(r"本期视点", text, maxsplit=1)[0]
    if day := _DAY.search(front):
        year, month, date = day.groups()
    elif span := _YEAR_AND_SPAN.search(re.sub(r"\n\s*\n+", "\n", front)):
        year, month, date = span.groups()
    else:
        return stem
    return f"{year}-{int(month):02}-{int(date):02}"


def read_magazine(
    text: str, stem: str, pages: Sequence[PageMarks] = ()
) -> tuple[list[Article], list[str]]:
    """Return the articles of one issue in body order, and warnings about what did not match.

    `pages` tells for each line where in it a page of the file starts; empty for plain text.
    """
    issue, lines = issue_id(text, stem), text.splitlines()
    contents_at = next(i for i, line in enumerate(lines) if _CONTENTS.match(line))
    body_at = next(i for i, line in enumerate(lines) if _BODY.match(line) and i > contents_at)
    entries = read_contents(lines[contents_at + 1 : body_at])
    body, marks = lines[body_at + 1 :], pages[body_at + 1 :]
    places = _places(body)
    pairs = _align(entries, places)
    starts = sorted(
        [(place, entries[e]) for e, place in pairs.items()]
        + [(p, None) for p in places if p not in pairs.values() and _opens(body, p)],
        key=lambda start: start[0].title_at,
    )
    articles = [
        _article(issue, n, place, entry, body, _end(body, starts, n))
        for n, (place, entry) in enumerate(starts, 1)
    ]
    if marks:
        clean = [clean_line(line) for line in body]
        articles = [
            replace(article, page_starts=page_starts(article.text, clean[at:], marks[at:]))
            for article, at in zip(articles, (p.source_at + 1 for p, _ in starts), strict=True)
        ]
    return articles, _warnings(issue, entries, pairs, starts, articles)


def read_contents(lines: Sequence[str]) -> list[Entry]:
    """Return the entries of a contents list; a line may break anywhere in an entry."""
    entries: list[Entry] = []
    section, pending = "", ""
    for line in [*lines, "·end·"]:
        heading, bullet = _SECTION.match(line), _BULLET.match(line)
        if heading or bullet:
            if pending:
                entries.append(_entry(section, pending))
            pending = strip_markup(_BULLET.sub("", line)) if bullet else ""
            section = _heading_text(heading[1]) if heading else section
        elif pending and line.strip() and not is_footer(line) and len(pending) < MAX_ENTRY:
            pending = join(pending, strip_markup(line))
    return entries


def _heading_text(text: str) -> str:
    return tidy(text.strip("*# "))


def _entry(section: str, text: str) -> Entry:
    head, _, abstract = re.sub(r"【\s*提\s*要\s*】", "【提要】", text).partition("【提要】")
    match = _ENTRY.match(head)
    if match is None:
        return Entry(section, head.strip(), "", None, tidy(abstract))
    return Entry(
        section, match["title"].strip(), match["source"], int(match["page"]), tidy(abstract)
    )


def _places(body: Sequence[str]) -> list[_Place]:
    places, section = [], ""
    for i, line in enumerate(body):
        if heading := _SECTION.match(line):
            section = _heading_text(heading[1])
        if source := _SOURCE.match(line):
            above = _title_lines(body, i)
            if above:
                title = "".join(tidy(body[j].lstrip("# ")) for j in above)
                places.append(_Place(above[0], i, title, tidy(source[1]), section))
    return places


def _title_lines(body: Sequence[str], source_at: int) -> list[int]:
    """Return the line numbers of the title above a 来源 line, as far up as a boundary or text."""
    found: list[int] = []
    for j in range(source_at - 1, -1, -1):
        line = body[j].strip()
        if not line or is_footer(line):
            continue
        boundary = _BACK.match(line) or _SECTION.match(line) or _SOURCE.match(line)
        text = line.endswith("。") or (ends_sentence(line) and len(line) > 40) or is_label(line)
        if boundary or len(found) == TITLE_LINES or (found and text):
            break
        found.insert(0, j)
    return found


def _fold(text: str) -> str:
    """Fold a title or source for comparison: width, case, punctuation."""
    return letters_and_digits(text).lower()


def _similarity(entry: Entry, place: _Place) -> float:
    """Return the similarity, 0 to 1: four fifths from the title, one fifth from the source."""
    title = fuzz.ratio(_fold(entry.title), _fold(place.title)) / 100
    if not entry.source:
        return title
    return 0.8 * title + 0.2 * fuzz.ratio(_fold(entry.source), _fold(place.source)) / 100


def _align(entries: Sequence[Entry], places: Sequence[_Place]) -> dict[int, _Place]:
    """Pair entries and places in order, at best total similarity (Needleman–Wunsch, free gaps)."""
    best = [[0.0] * (len(places) + 1) for _ in range(len(entries) + 1)]
    like = [[_similarity(e, p) for p in places] for e in entries]
    for i in range(len(entries) - 1, -1, -1):
        for j in range(len(places) - 1, -1, -1):
            pair = like[i][j] + best[i + 1][j + 1] if like[i][j] >= MATCH else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], pair)
    pairs, i, j = {}, 0, 0
    while i < len(entries) and j < len(places):
        if like[i][j] >= MATCH and best[i][j] == like[i][j] + best[i + 1][j + 1]:
            pairs[i], i, j = places[j], i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _opens(body: Sequence[str], place: _Place) -> bool:
    """Return whether a boundary stands directly above, so that an unlisted article starts here."""
    for j in range(place.title_at - 1, -1, -1):
        line = body[j].strip()
        if line and not is_footer(line):
            return bool(_BACK.match(line) or _SECTION.match(line))
    return True


def _end(body: Sequence[str], starts: Sequence[tuple[_Place, Entry | None]], n: int) -> int:
    """Return the line after article n: the next title, the last 返回目录, or the issue's tail."""
    if n < len(starts):
        return starts[n][0].title_at
    rest = range(starts[-1][0].source_at + 1, len(body))
    backs = [i for i in rest if _BACK.match(body[i])]
    tails = [i for i in rest if _TAIL.match(body[i])]
    return max(backs, default=min(tails, default=len(body)))


def _article(
    issue: str, n: int, place: _Place, entry: Entry | None, body: Sequence[str], end: int
) -> Article:
    wrap = wrap_width(body)
    lines = [
        line
        for line in body[place.source_at + 1 : end]
        if not _BACK.match(line) and not _SECTION.match(line)
    ]
    author, lines = _author(lines)
    text, blocks = structure(lines, wrap)
    return Article(
        issue=issue,
        n=n,
        date=issue if _ISO.fullmatch(issue) else "",
        region=region_of(entry.title if entry else place.title),
        title=entry.title if entry else place.title,
        text=text,
        section=entry.section if entry else place.section,
        source=(entry.source if entry else "") or place.source,
        page=entry.page if entry else None,
        author=author,
        abstract=entry.abstract if entry else "",
        blocks=blocks,
    )


def _author(lines: list[str]) -> tuple[str, list[str]]:
    """Split off the author, whose line under the source may continue in a second one."""
    filled = [i for i, line in enumerate(lines) if line.strip()]
    match = _AUTHOR.match(lines[filled[0]]) if filled else None
    if match is None:
        return "", lines
    author, rest = tidy(match[1]), filled[0] + 1
    if len(filled) > 1 and width(tidy(lines[filled[0]])) >= PRINT_WIDTH:
        second = tidy(lines[filled[1]])
        if width(second) < PRINT_WIDTH // 2 and not ends_sentence(second):
            author, rest = join(author, second), filled[1] + 1
    return author, lines[rest:]


def _warnings(
    issue: str,
    entries: Sequence[Entry],
    pairs: dict[int, _Place],
    starts: Sequence[tuple[_Place, Entry | None]],
    articles: Sequence[Article],
) -> list[str]:
    missing = [
        f"{issue}：目录中的《{entry.title}》在正文里没有找到。"
        for i, entry in enumerate(entries)
        if i not in pairs
    ]
    extra = [
        f"{issue}：正文中的《{place.title}》不在目录里，已作为单独一篇收入。"
        for place, entry in starts
        if entry is None
    ]
    empty = [f"{issue}：《{a.title}》没有正文。" for a in articles if not a.text]
    unpaged = [f"{issue}：目录中的《{e.title}》没有来源或页码。" for e in entries if e.page is None]
    return missing + extra + empty + unpaged
