"""Check an English statement about Chinese passages, as far as that can be done without a model.

Its figures must stand together in one place of a passage, the places and people that it names in
the passages; and the place must have Chinese words for enough of its own. That is
no proof: such a statement is `unchecked`, which the reader is told, and is never counted
as supported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.text.dictionary import dictionary as chinese_words
from index.text.sentences import split_sentences
from rag.english.dictionary import dictionary
from rag.english.names import names_in
from rag.english.rendering import glossary, is_english, render
from rag.english.words import FUNCTION_WORDS, forms, words
from rag.language.quantities import Quantity, fold, quantities
from rag.verification.check import Judgement, Verdict
from rag.verification.windows import Evidence, Window

LEAST_SHARED = 0.4  # share of the words for which the passage must have a Chinese one
LEAST_BESIDE_FIGURES = 0.2  # the same where the passage has the statement's figures

_SCALES = {
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
}
_FIGURE = re.compile(
    r"(?<![\w.,-])(?P<value>\d{1,15}(?:\.\d{1,6})?)(?:[ -]?(?P<scale>thousand|million|billion|trillion|per ?cent|%))?"
    r"(?![A-Za-z\d]|[.,]\d)",
    re.I,
)
_SEPARATOR = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_HAN = re.compile(r"[\u4e00-\u9fff]")


def is_foreign(statement: str, evidence: Evidence) -> bool:
    """Return whether a statement is in English and the passages are in Chinese."""
    return is_english(statement) and not all(
        is_english(hit.passage.text) for hit in evidence.hits.values()
    )


def check_english(statement: str, evidence: Evidence, numbers: Sequence[int]) -> Judgement:
    """Judge an English statement by these Chinese passages: unchecked at best."""
    plain = _SEPARATOR.sub("", statement)
    places = [place for number in numbers for place in _places(evidence, number)]
    if not places:
        return _judged("not_found", "没有可以对照的原文")
    asked = evidence.question  # its figures are taken from it, not from a passage
    said = {written: value for written, value in figures(plain) if not _has(written, value, asked)}
    meant = _content(plain)
    holding = [p for p in places if all(_has(*figure, p.known) for figure in said.items())]
    if not holding:
        absent = [
            w for w, value in said.items() if not any(_has(w, value, p.known) for p in places)
        ]
        told = "”“".join(absent or said)
        return _judged(
            "contradicted", f"原文没有“{told}”" if absent else f"原文没有一处同时有“{told}”"
        )
    if unknown := "”“".join(_absent_names(plain, [place.known for place in places])):
        return _judged("misattributed", f"原文没有提到“{unknown}”")
    best = max(holding, key=lambda p: (p.own(said.items()), p.shares(meant), -len(p.known)))
    if best.shares(meant) < (LEAST_BESIDE_FIGURES if said else LEAST_SHARED):
        return _judged("not_found", "原文里找不到对应的说法")
    return _judged("unchecked", _reason(list(said)), best.window)


def _judged(verdict: Verdict, reason: str, window: Window | None = None) -> Judgement:
    return Judgement(verdict, 0.0 if window else -1.0, {}, window, reason)


def figures(plain: str) -> Iterator[tuple[str, float]]:
    """Yield the figures of an English text as written, with their values; 1.5 million is 1500000."""
    for found in _FIGURE.finditer(plain):
        scale = _SCALES.get((found["scale"] or "").lower(), 1)
        if found["scale"] or float(found["value"]) > 1 or "." in found["value"]:
            yield found[0].strip(), round(float(found["value"]) * scale, 6)


def _reason(said: Sequence[str]) -> str:
    told = "”“".join(said)
    if not told:
        return "英文句子没有逐字核对，只对照了其中的词"
    return f"英文句子没有逐字核对；数字“{told}”原文里有"


@dataclass(frozen=True, slots=True)
class _Place:
    """Some neighbouring sentences, with their title and headings (`known`)."""

    window: Window
    known: str

    def own(self, said: Iterable[tuple[str, float]]) -> int:
        """Return how many figures stand in the sentences themselves."""
        return sum(_has(*figure, self.window.own_text) for figure in said)

    def shares(self, meant: Sequence[str]) -> float:
        """Return the share of English words that the dictionary gives for words of the place."""
        given = _english_of(self.known)
        return sum(not given.isdisjoint(forms(word)) for word in meant) / max(1, len(meant))


def _places(evidence: Evidence, number: int) -> Iterator[_Place]:
    """Yield each sentence of a passage, and each with the one after it."""
    hit = evidence.hits[number]
    about = "\n".join((hit.article.title, *hit.passage.headings, hit.passage.lead))
    spans = split_sentences(hit.passage.text)
    for i, (start, end) in enumerate(spans):
        for last in {end, spans[min(i + 1, len(spans) - 1)][1]}:
            known = f"{about}\n{hit.passage.text[start:last]}"
            yield _Place(Window(number, hit, start, last), known)


def _content(plain: str) -> list[str]:
    """Return the words of an English statement that carry its meaning."""
    return [w for w in words(plain) if w[0].isalpha() and w.lower() not in FUNCTION_WORDS]


@lru_cache(maxsize=512)
def _english_of(text: str) -> frozenset[str]:
    """Return the English words, in base form, that may stand for words of a Chinese text."""
    cut = set(chinese_words().cut_for_search(text))
    glosses = (gloss for word in cut for gloss in dictionary().glosses(word))
    terms = (phrase for phrase, known in glossary().items() if any(t in text for t in known))
    return frozenset(word for phrase in (*glosses, *terms) for word in phrase)


def _has(written: str, value: float, text: str) -> bool:
    """Return whether a text has a figure of this value; a percentage is no other figure."""
    share = written.endswith(("%", "cent"))
    return any(_same(value, one) for one in _quantities(text) if (one.kind == "percent") is share)


@lru_cache(maxsize=512)
def _quantities(text: str) -> tuple[Quantity, ...]:
    return tuple(quantities(fold(text)))


def _same(value: float, one: Quantity) -> bool:
    return abs(one.value - value) <= 1e-6 * max(1.0, abs(value))


def _absent_names(plain: str, texts: Sequence[str]) -> Iterator[str]:
    """Yield the names whose Chinese is known by their sound, and which no text has."""
    whole = "\n".join(texts)
    for name in names_in(plain):
        chinese = render(name, texts).text.replace(" ", "")
        if _HAN.match(chinese) and len(name.split()) == 1 and chinese not in whole:
            yield name
