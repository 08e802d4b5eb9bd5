"""Tell which of the years that a question names the articles cover."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set

from index.model import Article
from index.text.numerals import ZEROS, read_digits
from rag.question.analysis import YEAR
from rag.retrieval.in_force import InForce

_SPELLED = re.compile(rf"[一二][一二三四五六七八九{ZEROS}]{{3}}(?=年)")  # 二〇二一年
_RANGE = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?年?\s?[-–—－~～至到]+\s?((?:19|20)\d\d)(?!\d)")
MAX_RANGE = 30  # years; what looks like a longer range is none


def years_covered(asked: Set[str], articles: Iterable[Article]) -> set[str]:
    """Return the years asked for that an article covers.

    It covers the years that its title and text name, those between two of a range
    (2016—2020年), that of its date and the one before, which it reports on.
    """
    covered: set[str] = set()
    for article in articles:
        covered |= _named(f"{article.title}\n{article.text}", asked) | _of_date(article)
    return covered & asked


def years_in_force(asked: Set[str], articles: Iterable[Article], known: InForce) -> set[str]:
    """Return the years asked for in which an article was in force, as far as is known.

    Only articles of which the end or the beginning is known count, from their beginning on.
    """
    began = [
        (article.effective or article.known_date)[:4]
        for article in articles
        if article.id in known.shown and article.id not in known.outdated
    ]
    return {year for year in asked if any(first and first <= year for first in began)}


def _of_date(article: Article) -> set[str]:
    """Return the year of an article's date and the one before; none if the date is unknown."""
    year = article.known_date[:4]
    return {year, str(int(year) - 1)} if year else set()


def _named(text: str, asked: Set[str]) -> set[str]:
    """Return the years in a text: in digits, in words, and those asked for inside a range."""
    named = set(YEAR.findall(text))
    named |= {str(read_digits(match[0])) for match in _SPELLED.finditer(text)}
    for match in _RANGE.finditer(text):
        first, last = int(match[1]), int(match[2])
        if first < last <= first + MAX_RANGE:
            named |= {year for year in asked if first <= int(year) <= last}
    return named
