"""Check an English statement about Chinese passages, as far as that can be done without a model.

Its figures and the places and people that it names must stand in the passage; of its other words,
put into Chinese by the dictionary, so many must that the passage is about the matter. What is
left is no proof: such a statement is `unchecked`, which the reader is told, and is never counted
as supported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.text.sentences import split_sentences
from rag.english.names import names_in
from rag.english.rendering import is_english, render
from rag.language.quantities import Quantity, fold, quantities
from rag.verification.check import Judgement
from rag.verification.windows import Evidence, Window

LEAST_SHARED = 0.34  # share of the words with a Chinese equivalent that the passage must have

_SCALES = {
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
}
_FIGURE = re.compile(
    r"(?<![\w.,-])(?P<value>\d{1,15}(?:\.\d{1,6})?)(?:[ -]?(?P<scale>thousand|million|billion|trillion|per ?cent|%))?"
    r"(?![\w]|[.,]\d)",
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
    texts = [_whole(evidence, number) for number in numbers]
    if not texts:
        return Judgement("not_found", -9.0, {}, None, "没有可以对照的原文")
    if absent := [written for written, value in figures(plain) if not _has(value, texts)]:
        return Judgement("contradicted", -1.0, {}, None, f"原文没有“{'”“'.join(absent)}”")
    if unknown := list(_absent_names(plain, texts)):
        return Judgement("misattributed", -1.0, {}, None, f"原文没有提到“{'”“'.join(unknown)}”")
    words = [word for word in render(plain, texts).text.split() if _HAN.match(word)]
    window, shared = _best(words, dict(figures(plain)), evidence, numbers)
    if window is None or shared < LEAST_SHARED:
        return Judgement("not_found", -1.0, {}, None, "原文里找不到对应的说法")
    return Judgement("unchecked", 0.0, {}, window, _reason(plain))


def figures(plain: str) -> Iterator[tuple[str, float]]:
    """Yield the figures of an English text as written, with their values; 1.5 million is 1500000."""
    for found in _FIGURE.finditer(plain):
        scale = _SCALES.get((found["scale"] or "").lower(), 1)
        if found["scale"] or float(found["value"]) > 1 or "." in found["value"]:
            yield found[0].strip(), round(float(found["value"]) * scale, 6)


def _reason(plain: str) -> str:
    told = "”“".join(written for written, _ in figures(plain))
    if not told:
        return "英文句子没有逐字核对，只对照了其中的词"
    return f"英文句子没有逐字核对；数字“{told}”原文里有"


def _whole(evidence: Evidence, number: int) -> str:
    hit = evidence.hits[number]
    known = (hit.article.title, hit.article.source, *hit.passage.headings, hit.passage.lead)
    return "\n".join((*known, hit.passage.text))


def _has(value: float, texts: Sequence[str]) -> bool:
    return any(_same(value, one) for text in texts for one in quantities(fold(text)))


def _same(value: float, one: Quantity) -> bool:
    return abs(one.value - value) <= 1e-6 * max(1.0, abs(value))


def _absent_names(plain: str, texts: Sequence[str]) -> Iterator[str]:
    """Yield the names whose Chinese is known by their sound, and which no text has."""
    whole = "\n".join(texts)
    for name in names_in(plain):
        chinese = render(name, texts).text.replace(" ", "")
        if _HAN.match(chinese) and len(name.split()) == 1 and chinese not in whole:
            yield name


def _best(
    words: Sequence[str], said: dict[str, float], evidence: Evidence, numbers: Sequence[int]
) -> tuple[Window | None, float]:
    """Return the sentence that has most of the words and figures, and the passage's share of words."""
    best, most = None, 0.0
    for number in numbers:
        text = evidence.hits[number].passage.text
        for start, end in split_sentences(text):
            sentence = text[start:end]
            score = sum(word in sentence for word in words)
            score += 2 * sum(_has(value, [sentence]) for value in said.values())
            if score > most:
                best, most = Window(number, evidence.hits[number], start, end), float(score)
    if best is None:
        return None, 0.0
    whole = _whole(evidence, best.number)
    return best, sum(word in whole for word in words) / max(1, len(words))
