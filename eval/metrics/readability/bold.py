"""The figures in bold are those that the question asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from eval.datasets.matching import squeeze
from eval.metrics.cases import Case
from eval.metrics.marks import remove_marks
from eval.metrics.readability.figures import (
    ANY,
    Kinds,
    asked_kinds,
    figures_of,
    kind_of,
    may_be_named,
)
from eval.metrics.readability.parts import excused, question_parts
from eval.metrics.readability.shown import asked, block_cites, block_spans, blocks

_LONGEST_FIGURE = 12
_ASKING = re.compile(r"[，,。；;？?、]|(?<=多少[^多，。？?]{3})(?=[^多，。？?]*多少)")


def bold_wrong(case: Case) -> list[str]:
    """Measure the share of answers in which what is bold is what was asked for, 0 to 1: a figure
    for each part that asks for one, none of another kind, and no figure where none is asked.
    Counts all questions that were not refused.

    Words of ours, such as 是, may be bold. A part without such a figure in the answer is the
    matter of `parts_unanswered`.
    """
    due = [part for part in question_parts(asked(case)) if _is_due(case, part)]
    bold = list(_bold(case))
    return [*_unasked(case, bold), *_missing(case, due, bold)]


def _is_due(case: Case, part: str) -> bool:
    """Return whether the answer has what a part asks for, so that it must be bold."""
    answer = remove_marks(case.result["answer"])
    kinds = asked_kinds(part)
    dated = "date" in kinds and kinds != ANY  # a length of time may stand for another thing
    return bool(figures_of(answer, frozenset({"date"}) if dated else kinds))


def _bold(case: Case) -> Iterator[str]:
    """Yield what is bold of the articles' words, in the order of the answer."""
    quotes = {c["n"]: squeeze(c["quote"]) for c in case.result["citations"]}
    for block in blocks(case):
        quoted = "".join(quotes.get(n, "") for n in block_cites(block))
        for span in block_spans(block):
            if span["bold"] and squeeze(span["text"]) in quoted:
                yield span["text"]


def _unasked(case: Case, bold: Sequence[str]) -> Iterator[str]:
    """Yield what is bold and of a kind that no part asks for."""
    question = asked(case)
    wanted: Kinds = frozenset().union(*map(asked_kinds, _ASKING.split(question)))
    named = may_be_named(question)
    for text in bold:
        kind = kind_of(text)
        if kind == "name" or (named and len(text) > _LONGEST_FIGURE):
            allowed = named or bool(wanted)
        else:
            allowed = kind in wanted or (kind == "number" and _fits(question, text, wanted))
        if not allowed:
            yield text


def _fits(question: str, text: str, wanted: Kinds) -> bool:
    """Return whether a number may stand for what was asked: without a unit, or items counted."""
    return bool(wanted and re.fullmatch(r"[\d.,余多万亿\s]+", text)) or bool(
        re.search(r"几[种类项条点步大个]", question)
    )


def _missing(case: Case, due: Sequence[str], bold: Sequence[str]) -> Iterator[str]:
    """Yield the parts whose figure is in the answer, but not in bold."""
    wanted = frozenset().union(*map(asked_kinds, due))
    fitting = {text for text in bold if kind_of(text) in wanted}
    unmatched = sorted(due, key=lambda part: any(kind_of(b) in asked_kinds(part) for b in bold))
    yield from unmatched[: max(0, len(due) - len(fitting) - excused(case))]
