"""Recognise metadata in the text of an official document: 文号, issuer, dates, validity.

Only values in their usual places count: behind a label, on a line of their own above or below
the text, in the title, in the history of a statute, or in the sentence in which the document
says from when to when it is in force. A 文号 or date inside any other sentence belongs to another
document.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import takewhile
from typing import Any

from index.metadata.fields import REPEALED, Metadata
from index.metadata.history import first_published, history, is_history
from index.metadata.in_force import Issued, days_in_force
from index.metadata.labels import has_label, labelled
from index.metadata.numbers import doc_number, is_count, issuer_of, number_among
from index.metadata.offices import titled_offices
from index.metadata.regions import region_of
from index.metadata.signature import date_line, signature, signed_line
from index.model import Article

HEAD, TAIL = 12, 8  # lines at the top and the bottom that may hold metadata
LABELS = 40  # most lines at the top, if they are labels and their values
LATE = 60  # most days between the day of a document and that of its publication

_LETTERHEAD = re.compile(r"(?!.*关于).*文\s?件$")
_REPEALED_MARK = re.compile(
    r"[（(【\[［〔]\s?(?:本文件|此件|本文)?(?:已|全文)?(?:废止|失效)\s?[）)】\]］〕]"
)
_REPEALED_LINE = re.compile(r"(?:本文件|此件|本文|该文件)?(?:已|全文)(?:废止|失效)[。！!]?")


def recognise(
    title: str, lines: Sequence[str], text: Sequence[str] = (), given: Metadata | None = None
) -> Metadata:
    """Return the fields that the title and the lines state with certainty.

    `text` holds the lines as paragraphs, if those given are broken by print. `given` is what
    the file's own metadata say: the days count for 自印发之日起施行.
    """
    bare = [line.strip() for line in lines]
    head, tail = bare[:HEAD], bare[HEAD:][-TAIL:]
    labels, signed, past = labelled([*_head(bare), *tail]), signature(bare), history(bare)
    number = number_among([*head[:8], *tail], title)
    issuers = (titled_offices(title), signed.get("issuer"), past.get("issuer"), issuer_of(number))
    guesses = {
        "number": number or past.get("number", ""),
        "issuer": next(filter(None, issuers), ""),
        "date": _day(signed, past) or next(filter(None, map(date_line, head[:5])), ""),
        "published": past.get("published", ""),
        "status": REPEALED if _is_repealed(title, head) else "",
    }
    found = {**{name: value for name, value in guesses.items() if value}, **labels}
    if _only_published(labels) and guesses["date"]:
        found["date"] = guesses["date"]
    issued = _issued(bare, past, {**found, **(given or {})}, _day(signed, {}))
    stated = days_in_force(title, text or bare, issued)
    for name in ("effective", "expires"):
        if value := labels.get(name) or past.get(name) or stated.get(name):
            found[name] = value
    if region := region_of(title) or region_of(found.get("issuer", "")):
        found["region"] = region
    return found


def is_letterhead(line: str) -> bool:
    """Return whether the line is a letterhead such as 某某委员会文件, printed above the title."""
    return bool(_LETTERHEAD.fullmatch(line))


def stands_alone(line: str) -> bool:
    """Return whether a line is whole by itself: a 文号, a date, a signature, a history."""
    number = doc_number(line) or is_count(line)
    return bool(number or date_line(line) or signed_line(line) or is_history(line))


def _head(lines: Sequence[str]) -> list[str]:
    """Return the lines at the top, and those that go on with labels and their values."""
    more = takewhile(lambda at: any(map(has_label, lines[at - 1 : at + 1])), range(HEAD, LABELS))
    return [*lines[:HEAD], *(lines[at] for at in more if at < len(lines))]


def _day(signed: Metadata, past: Metadata) -> str:
    """Return the day of a document: the last one of a statute's history, or the signature's."""
    return past.get("date") or signed.get("date", "")


def _only_published(values: Metadata) -> bool:
    """Return whether the date of these values is nothing but the day of publication."""
    return bool(values.get("published")) and values.get("date") == values["published"]


def _issued(lines: Sequence[str], past: Metadata, known: Metadata, signed: str) -> Issued:
    """Return the days of issue and publication, those of a statute by its history.

    A day counts only in the year of the 文号, or early in the next: sites date old documents
    by the day on which they put them up.
    """
    if past:
        return Issued("", first_published(lines))
    issued = signed or known.get("date", "")
    year = re.search(r"〔(\d{4})〕", known.get("number", ""))
    if not issued or (year and not f"{year[1]}-01-01" <= issued < f"{int(year[1]) + 1}-04-01"):
        return Issued()
    late = _days_between(issued, known.get("published", ""))
    return Issued(issued, known["published"] if 0 <= late <= LATE else issued)


def _days_between(first: str, second: str) -> int:
    if not first or not second:
        return -1
    return (date.fromisoformat(second) - date.fromisoformat(first)).days


def _is_repealed(title: str, head: Sequence[str]) -> bool:
    lines = any(p.fullmatch(line) for p in (_REPEALED_MARK, _REPEALED_LINE) for line in head)
    return lines or bool(_REPEALED_MARK.search(title))


def describe(
    article: Article, lines: Sequence[str], metadata: Metadata, text: Sequence[str] = ()
) -> Article:
    """Add metadata to an article: the given fields first, then those recognised in its text.

    A given date that is only the day of publication gives way to the day of the document.
    """
    title = metadata.get("title") or article.title
    own = recognise(title, lines, text, metadata)
    known: dict[str, Any] = {**own, **metadata, "title": title}
    if own.get("published", "") < metadata.get("date", "") and "published" not in metadata:
        known.pop("published", "")  # of the text as it was before the given day
    if _only_published(metadata) and own.get("date", "9999") <= metadata["published"]:
        known["date"] = own["date"]
    return replace(article, **known)
