"""Put a drafted question into English, where each of its words has an English one for certain."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

from index.model import Article
from rag.english.dictionary import dictionary
from rag.english.rendering import glossary_lines
from rag.examples.draft import Draft

MAX_TERM = 8  # characters of a Chinese term of the glossary
SHORTEST_TOPIC = 3  # characters of a term that is asked about by itself
FEW, MOST = 3, 0.3  # articles that hold it, at least, and the share of all that do, at most
_DID = {"成立": "founded", "启动": "started", "上线": "launched", "发布": "published",
        "印发": "issued", "施行": "put into force", "实施": "put into force"}  # fmt: skip
_DEFINES = re.compile("什么是(?P<thing>[^，]+?)？")
_WHEN = re.compile(f"(?P<thing>[^，]+)是什么时候(?P<did>{'|'.join(_DID)})的？")
_MEASURE = re.compile("(?P<thing>[^，]+?)的?(?P<measure>[^，的]{2,5})是?(?:为|达到)?多少？")
_LATIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9/+-]*")


def in_english(made: Draft) -> Draft | None:
    """Return the same question in English; None where a word of it has no certain English."""
    asked = _asked(made.question)
    return replace(made, question=asked) if asked else None


def topics(articles: Sequence[Article], count: Callable[[str], int]) -> list[Draft]:
    """Ask in English what the documents say about terms of titles, those of most articles first.

    `count` tells how many articles hold a term: neither few do, nor so many that it tells nothing.
    """
    of: dict[str, Article] = {}
    for article in articles:
        held = [t for t in _terms() if len(t) >= SHORTEST_TOPIC and t in article.title]
        for term in held:
            if " " in _terms()[term] and not any(term in other and term != other for other in held):
                of.setdefault(term, article)
    counts = {term: count(term) for term in of}
    most = max(FEW, MOST * len(articles))
    telling = [term for term in of if FEW <= counts[term] <= most]
    telling.sort(key=lambda term: -counts[term])
    return [_of_topic(term, of[term]) for term in telling]


def _of_topic(term: str, article: Article) -> Draft:
    asked = f"What do the documents say about “{_terms()[term]}”?"
    return Draft(asked, article, 0, len(article.text), "topic")


def _asked(question: str) -> str:
    if match := _DEFINES.fullmatch(question):
        latin = re.fullmatch(f"({_LATIN.pattern})(?:系统|平台|模式|技术)", match["thing"])
        thing = latin[1] if latin else english(match["thing"])
        if latin or not thing:
            return f"What is {thing}?" if thing else ""
        return f'What does "{thing}" mean?'
    if match := _WHEN.fullmatch(question):
        thing = english(match["thing"])
        return f"When was {_the(thing)} {_DID[match['did']]}?" if thing else ""
    if match := _MEASURE.fullmatch(question):
        thing, measure = english(match["thing"]), english(match["measure"])
        return f"What is the {measure} of {_the(thing)}?" if thing and measure else ""
    return ""


def _the(thing: str) -> str:
    return thing if thing[0].isupper() else f"the {thing}"


def english(text: str) -> str:
    """Return the English of a noun phrase, term by term; '' where a term is not known."""
    found: list[str] = []
    at = 0
    while at < len(text):
        if latin := _LATIN.match(text, at):
            found.append(latin[0])
            at = latin.end()
            continue
        most = min(MAX_TERM, len(text) - at)
        length = next((n for n in range(most, 1, -1) if _term(text[at : at + n])), 0)
        if not length:
            return ""
        found.append(_term(text[at : at + length]))
        at += length
    return " ".join(found)


def _term(chinese: str) -> str:
    return _terms().get(chinese) or _places().get(chinese, "")


@cache
def _terms() -> dict[str, str]:
    """Return the first English phrase of the glossary for each Chinese term."""
    terms: dict[str, str] = {}
    for phrase, meant in glossary_lines():
        for term in meant:
            if len(term) > 1:
                terms.setdefault(term, phrase)
    return terms


@cache
def _places() -> dict[str, str]:
    """Return the names of places and people in letters: 上海 as Shanghai."""
    return {
        name: sound.capitalize() for sound, names in dictionary().names.items() for name in names
    }
