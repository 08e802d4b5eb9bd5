"""The default answerer: the exact sentences that answer, chosen from the evidence.

Sentences are taken greedily for their score and for what they add to the coverage of the
question's tokens, as in budgeted submodular summarisation (Lin & Bilmes 2010), until the
budget of the kind of question is used up. They are quoted verbatim, grouped by article.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.model import Article
from rag.evidence import Sentence
from rag.retrieve import Retrieval

SHORT, WIDE = 180, 420  # characters of an answer: a fact or figure, or an enumeration and the like
ENOUGH = 0.8  # of the budget; no further sentence is looked for that would only just fit
COVERAGE = 20.0  # worth of covering all of the question's tokens, in log odds
ADJACENT = 0.3  # worth of standing next to a chosen sentence
LEAST_SCORE = -3.0  # log odds below which a further sentence isn't worth its length


@dataclass(frozen=True, slots=True)
class Quote:
    """Chosen neighbouring sentences of one passage."""

    sentences: tuple[Sentence, ...]

    @property
    def start(self) -> int:
        """Offset in the article's text."""
        return self.sentences[0].start

    @property
    def end(self) -> int:
        """Offset in the article's text."""
        return self.sentences[-1].end


def choose(retrieval: Retrieval, sentences: Sequence[Sentence]) -> list[Sentence]:
    """Sentences that answer together, in the order of `sentences`."""
    budget = WIDE if retrieval.question.wide else SHORT
    weights = retrieval.query.weights
    covered = np.zeros_like(weights)
    chosen: list[int] = []
    left = set(range(len(sentences)))
    used = 0
    while left and used < budget * ENOUGH:
        gains = {i: _gain(sentences, i, chosen, covered, weights) for i in left}
        best = max(left, key=lambda i: (gains[i], -i))
        left.discard(best)
        if chosen and gains[best] < LEAST_SCORE:
            break
        if chosen and used + len(sentences[best].text) > budget:
            continue
        chosen.append(best)
        used += len(sentences[best].text)
        covered = np.maximum(covered, sentences[best].similarity)
    return [sentences[i] for i in sorted(chosen)]


def _gain(
    sentences: Sequence[Sentence],
    i: int,
    chosen: Sequence[int],
    covered: np.ndarray,
    weights: np.ndarray,
) -> float:
    sentence = sentences[i]
    if not chosen:
        return sentence.score
    new = float(np.maximum(sentence.similarity - covered, 0) @ weights)
    beside = any(abs(i - j) == 1 and sentences[j].candidate is sentence.candidate for j in chosen)
    return sentence.score + COVERAGE * new + ADJACENT * beside


def quotes(chosen: Sequence[Sentence]) -> list[Quote]:
    """Join sentences that follow each other; articles in order of rank, text in its order."""
    articles = {s.candidate.passage.article_id: s.rank for s in reversed(chosen)}
    ordered = sorted(chosen, key=lambda s: (articles[s.candidate.passage.article_id], s.start))
    groups: list[list[Sentence]] = []
    for sentence in ordered:
        last = groups[-1][-1] if groups else None
        if last and last.candidate is sentence.candidate and _touch(last, sentence):
            groups[-1].append(sentence)
        else:
            groups.append([sentence])
    return [Quote(tuple(group)) for group in groups]


def _touch(last: Sentence, sentence: Sentence) -> bool:
    text = last.candidate.passage.text
    offset = last.candidate.passage.start
    between = text[last.end - offset : sentence.start - offset]
    return "\t" not in last.text + sentence.text and between.strip() == ""


def compose(found: Sequence[Quote], articles: dict[str, Article]) -> str:
    """Write the answer: quotes with their marks, under their articles where there are several."""
    lines: list[str] = []
    several = len({q.sentences[0].candidate.passage.article_id for q in found}) > 1
    shown = ""
    for n, quote in enumerate(found, 1):
        article = articles[quote.sentences[0].candidate.passage.article_id]
        lead = ""
        if several and article.id != shown:
            lead = f"《{article.title}》："
        shown = article.id
        lines.append(f"{lead}{_spoken(quote, article)}[{n}]")
    return "\n\n".join(lines)


def _spoken(quote: Quote, article: Article) -> str:
    text = article.text[quote.start : quote.end]
    if "\t" in text:
        return _row(text, quote, article)
    return re.sub(r"\s*\n\s*", " ", text).strip()


def _row(text: str, quote: Quote, article: Article) -> str:
    """Read a table row out with its column names, where one header row names them."""
    cells = [cell.strip() for cell in text.split("\t")]
    header = _header(quote, article)
    if len(header) != len(cells) or any(re.search(r"\d", name) for name in header):
        return "，".join(cell for cell in cells if cell)
    named = [
        f"{name}{cell}" if not name else f"{name}：{cell}"
        for name, cell in zip(header[1:], cells[1:], strict=True)
        if cell
    ]
    return f"{cells[0]}（{'，'.join(named)}）" if named else cells[0]


def _header(quote: Quote, article: Article) -> list[str]:
    for block in article.blocks:
        if block.kind == "table" and block.start <= quote.start < block.end:
            rows = article.text[block.start : block.end].split("\n")
            if block.header_rows == 1 and not article.text.startswith(rows[0], quote.start):
                return rows[0].split("\t")
    return []
