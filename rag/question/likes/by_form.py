"""Find by form what a follow-up's words replace in the question before: a like place, ending, amount."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.language.question_words import Word, spelled, words
from rag.question.subjects import HOW_MUCH, is_amount

LONGEST = 5  # words that are replaced
ALIKE = 0.5  # share of characters in which two stretches that end alike agree

PARTICLES = re.compile(r"[的了吗呢吧么是和与及或、]|\W+")
_DOCUMENT = re.compile("(?:条例|办法|规定|细则|法|》)$")
_ASKS_OF = re.compile(rf"{HOW_MUCH.pattern}|[由归]谁|是什么")


def like_by_form(named: str, found: Sequence[Word]) -> list[Word] | None:
    """Return the stretch of a question that is like a name by its form; None without one.

    A document for a document, words that end alike, a place, a holiday or an amount for one.
    """
    return (
        _document(named, found)
        or _ending_alike(named, list(_spans(found)))
        or _place(named, found)
        or _holiday(named, found)
        or _amount(named, found)
    )


def _spans(found: Sequence[Word]) -> Iterator[list[Word]]:
    """Yield every stretch of up to `LONGEST` words without particles and asking words."""
    for start in range(len(found)):
        for end in range(start + 1, min(start + LONGEST, len(found)) + 1):
            last = found[end - 1]
            if last.asks or last.tag == "year" or PARTICLES.fullmatch(last.text):
                break
            yield list(found[start:end])


def _ending_alike(named: str, spans: Sequence[list[Word]]) -> list[Word] | None:
    """Return the stretch that ends like a name: 三级医院 for 二级医院; the nearest in length."""
    best, most = None, (0.0, 0)
    for span in spans:
        text = spelled(span)
        if text == named or not (span[-1].names or span[-1].tag in ("m", "b") or len(span) > 1):
            continue
        end = _shared(text[::-1], named[::-1])
        start = _shared(text, named) if end < min(len(text), len(named)) else 0
        share = (end + start) / max(len(text), len(named))
        rank = (share, -abs(len(text) - len(named)))
        if end and share >= ALIKE and min(len(text), len(named)) > 1 and rank > most:
            best, most = span, rank
    return best


def _shared(one: str, other: str) -> int:
    """Return with how many of the same characters two texts begin."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))


def _place(named: str, found: Sequence[Word]) -> list[Word] | None:
    """Return the place of the question before, if the follow-up names one."""
    if not all(word.is_place for word in words(named)):
        return None
    return next(([word] for word in found if word.is_place), None)


def _document(named: str, found: Sequence[Word]) -> list[Word] | None:
    """Return the title of the question before, if the follow-up names another document."""
    if not _DOCUMENT.search(named):
        return None
    return next(([word] for word in found if word.tag == "title"), None)


def _holiday(named: str, found: Sequence[Word]) -> list[Word] | None:
    """Return the time with a name of its own, 春节, if the follow-up names another: 国庆节."""
    if not all(word.tag == "t" for word in words(named)):
        return None
    return next(([word] for word in found if word.tag == "t"), None)


def _amount(named: str, found: Sequence[Word]) -> list[Word] | None:
    """Return the amount that is asked for after 的, if the follow-up names another amount.

    蓝绿空间占比 of 雄安新区的蓝绿空间占比要达到多少 for 绿化率.
    """
    texts = [word.text for word in found]
    if "的" not in texts or not is_amount(named):
        return None
    start = len(texts) - texts[::-1].index("的")
    ends = [i for i in range(start + 1, len(found)) if _ASKS_OF.match(spelled(found[i:]))]
    kept = [*found[start : ends[0]]] if ends else []
    return kept if kept and is_amount(spelled(kept)) else None
