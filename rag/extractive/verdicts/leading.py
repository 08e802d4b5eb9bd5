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
from rag.question.understanding import Question

_CASES = re.compile(r"有?(?:下列|以下)(?:情形|情况|行为)之一(?:者|的)")
_ITEM = re.compile(r"^\s*[（(][^（()）]{1,3}[)）]\s*")

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
    words: dict[int, str] = {}
    taken: set[int] = set()
    for part in range(len(question.parts)):
        best = max(chosen, key=lambda s: (float(s.scores[part]), -s.rank), default=None)
        n = _place(quoted, best) if best else 0
        if best and n and n not in taken and best.article.id not in marked:
            words[n] = _agreed(question, part, chosen, best)
            if not words[n] and (first := _lead_in(quoted, n)):
                words[first] = _of_item(question, part, quoted[first - 1], best)
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


def _lead_in(quoted: Sequence[Quote], n: int) -> int:
    """Return the number of the quote that leads in the item of a list with number n, or 0."""
    article = quoted[n - 1].article.id
    for first in range(n - 1, 0, -1):
        if quoted[first - 1].article.id != article:
            break
        if quoted[first - 1].statements[-1].text.rstrip().endswith(("：", ":")):
            return first
    return 0


def _of_item(question: Question, part: int, lead: Quote, item: Statement) -> str:
    """Return what a list says of the case that one of its items is, '' if nothing.

    有下列情形之一的，不得参加： with the item （一）患病的 says that who is ill may not.
    """
    this, case = asked(question.asked_in(part)), _ITEM.sub("", item.text).rstrip("；;。 \n")
    said, found = _CASES.subn(lambda _: case, lead.statements[-1].text.rstrip("：: \n"))
    if this is None or found != 1 or not case.endswith("的"):
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
