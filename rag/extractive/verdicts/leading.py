"""Put the verdict in front of the quote that says so."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import replace

from rag.blocks import AnswerBlock, Span
from rag.evidence.statements import Statement
from rag.extractive.composition import Quote
from rag.extractive.verdicts.asking import asked
from rag.extractive.verdicts.judging import verdict
from rag.extractive.verdicts.not_all import not_all
from rag.extractive.verdicts.wording import content_words, share_said
from rag.question.understanding import Question

_CASES = re.compile(r"有?(?:下列|以下)(?:情形|情况|行为)之一(?:者|的)")
_ITEM = re.compile(r"^\s*[（(][^（()）]{1,3}[)）]\s*")

MIN_CASE = 0.6  # share of the characters of an item of a list that the question says
NEAR = 2.0  # log odds below the best statement; one nearer to it must not say otherwise


def in_a_word(
    blocks: Sequence[AnswerBlock],
    question: Question,
    chosen: Sequence[Statement],
    quoted: Sequence[Quote],
    marked: Container[str] = (),
) -> tuple[AnswerBlock, ...]:
    """Put the verdict on each part of the question in front of the quote that says so.

    Articles whose ids are `marked` are not simply in force, so what they say is no verdict. A
    quote that answers another part before gets none.
    """
    words = _not_all_so(question, chosen, quoted, marked)
    if words:
        return tuple(_led(block, words) for block in blocks)
    taken: set[int] = set()
    for part in range(len(question.parts)):
        best = max(chosen, key=lambda s: (float(s.scores[part]), -s.rank), default=None)
        n = _place(quoted, best) if best else 0
        if best and n and n not in taken and best.article.id not in marked:
            words[n] = _agreed(question, part, chosen, best)
            if not words[n] and (led := _lead_in(quoted, n, best)):
                words[led[0]] = _of_item(question, part, led[1], best)
        taken.add(n)
    return tuple(_led(block, words) for block in blocks)


def _led(block: AnswerBlock, words: Mapping[int, str]) -> AnswerBlock:
    word = words.get(block.cites[0], "") if block.kind == "quote" and block.cites else ""
    return replace(block, spans=(Span(word), *block.spans)) if word else block


def _place(quoted: Sequence[Quote], best: Statement) -> int:
    """Return the number of the quote that begins with a statement, or with one before it; or 0."""
    for n, quote in enumerate(quoted, 1):
        starts = [s.start for s in quote.statements[:2]]
        if quote.article.id == best.article.id and best.start in starts:
            return n
    return 0


def _not_all_so(
    question: Question,
    chosen: Sequence[Statement],
    quoted: Sequence[Quote],
    marked: Container[str],
) -> dict[int, str]:
    """Return 不是。 for the quote that denies what the question asks of all of a kind."""
    this = asked(question.text) if len(question.parts) == 1 else None
    if this is None:
        return {}
    for statement in chosen:
        n = _place(quoted, statement)
        if n and statement.article.id not in marked and (word := not_all(this, statement)):
            return {n: word}
    return {}


def _lead_in(quoted: Sequence[Quote], n: int, item: Statement) -> tuple[int, Statement] | None:
    """Return what leads in the item of a list in the quote with number n, and its quote's number."""
    for first in range(n, 0, -1):
        quote = quoted[first - 1]
        if quote.article.id != item.article.id:
            break
        before = [s for s in quote.statements if s.start < item.start]
        if before and before[-1].text.rstrip().endswith(("：", ":")):
            return first, before[-1]
    return None


def _of_item(question: Question, part: int, lead: Statement, item: Statement) -> str:
    """Return what a list says of the case that one of its items is, '' if nothing.

    有下列情形之一的，不得参加： with the item （一）患病的 says that who is ill may not.
    """
    this, case = asked(question.asked_in(part)), _ITEM.sub("", item.text).rstrip("；;。 \n")
    said, found = _CASES.subn(lambda _: case, lead.text.rstrip("：: \n"))
    if this is None or found != 1 or not case.endswith("的"):
        return ""
    if share_said(content_words(case), this.topic + this.act) < MIN_CASE:
        return ""
    return verdict(this, replace(item, text=f"{said}。"))


def _agreed(question: Question, part: int, chosen: Sequence[Statement], best: Statement) -> str:
    """Return the verdict of the best statement on a part, '' if one nearly as good differs."""
    this = asked(question.asked_in(part))
    if this is None:
        return ""
    near = (s for s in chosen if s.scores[part] > best.scores[part] - NEAR)
    said = {verdict(this, s) for s in near} - {""}
    word = verdict(this, best)
    return word if said == {word} else ""
