"""Find the headings among an article's parts, and their levels.

A heading is a line with a Markdown mark, a numbered line, a short line before running text,
or a speaker's turn in an interview. Markdown levels in extracted text are random, so levels
come from the order in which numbering styles first appear: a style seen for the first time
nests below the current heading.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from index.layout.parts import ANSWER, MAX_HEADING, NAV, QUESTION, QUESTION_END, Part
from index.metadata.labels import labelled
from index.metadata.numbers import doc_number, is_count
from index.metadata.recognition import stands_alone
from index.text.lines import ends_sentence, width

_DATE = re.compile(r"^\d{4}\s?年\s?\d{1,2}\s?月(\s?\d{1,2}\s?日)?$")
_SALUTATION = re.compile(r"^(各|你|贵|尊敬的).*[：:]$")
_DOC_NUMBER = re.compile(r"[〔\[]\d{4}[〕\]].{0,4}\d+\s?号$")
_LABEL_ROW = re.compile(r"[^：:，。]{2,8}[：:]\s?[^：:，。]{1,40}")  # below a label of ours
_CONTENTS = re.compile(r"[【\[]?目\s{0,8}[录次][】\]]?")

CONTENTS_WITHIN = 40  # parts at the top among which a contents list starts
MAX_CONTENTS = 300  # most entries of a contents list
MAX_NUMBERED = 100  # most columns of a numbered heading


def find_headings(parts: list[Part]) -> list[Part]:
    """Return the parts with headings and captions recognised, and the headings' levels set."""
    return _levels(_captions(_unmarked(without_contents(parts))))


def without_contents(parts: list[Part]) -> list[Part]:
    """Turn a contents list at the top into items: 目录, and the headings that recur below it."""
    at = next((i for i, p in enumerate(parts[:CONTENTS_WITHIN]) if _CONTENTS.fullmatch(p.text)), -1)
    if at < 0 or at + 1 == len(parts):
        return parts
    first = _entry(parts[at + 1].text)
    below = range(at + 2, min(len(parts), at + MAX_CONTENTS))
    end = next((i for i in below if _entry(parts[i].text) == first), at)
    if any(p.kind == "table" or width(p.text) > MAX_NUMBERED for p in parts[at:end]):
        return parts
    items = [replace(part, kind="item", marked=False, level=0) for part in parts[at:end]]
    return [*parts[:at], *items, *parts[end:]]


def _entry(text: str) -> str:
    """Return an entry of a contents list without its page."""
    return text.rstrip("0123456789").rstrip(" \t.．…·-—")


def _unmarked(parts: list[Part]) -> list[Part]:
    """Find headings that have no Markdown mark; drop marks that head nothing."""
    rules: tuple[Callable[[list[Part], int], bool], ...] = (
        _is_turn,
        _is_numbered_heading,
        _is_bare_heading,
    )
    found = list(parts)
    for i in range(len(parts) - 1, -1, -1):  # backwards: the rules look at what follows
        part = found[i]
        if part.kind == "heading" and (i + 1 == len(found) or width(part.text) > 2 * MAX_NUMBERED):
            found[i] = replace(part, kind="paragraph")
        elif part.kind == "paragraph" and any(rule(found, i) for rule in rules):
            style = "turn" if _is_turn(found, i) else part.style or "plain"
            found[i] = replace(part, kind="heading", style=style)
    return found


def _follows(parts: list[Part], i: int) -> Part | None:
    return parts[i + 1] if i + 1 < len(parts) else None


def _is_turn(parts: list[Part], i: int) -> bool:
    text, after = parts[i].text, _follows(parts, i)
    if after is None or width(text) > 3 * MAX_NUMBERED or ANSWER.match(text):
        return False
    answered = bool(ANSWER.match(after.text)) and bool(QUESTION_END.search(text))
    return answered or bool(QUESTION.match(text) and after.kind == "paragraph")


def _is_numbered_heading(parts: list[Part], i: int) -> bool:
    part, after = parts[i], _follows(parts, i)
    if not part.style or width(part.text) > MAX_NUMBERED or after is None:
        return False
    if _inner_end(part.text) or part.text[-1:] in "；;，,":
        return False
    before = parts[i - 1] if i else None
    if part.style == after.style:
        return after.kind == "heading" and before is not None and before.style != part.style
    if ends_sentence(part.text) and not QUESTION_END.search(part.text):
        alone = before is None or before.style != part.style or before.kind == "heading"
        of_list = any(p.kind == "heading" and p.style == part.style for p in parts[i + 1 : i + 5])
        return (alone or of_list) and after.kind != "heading" and _is_text(after)
    return after.kind != "caption" or i + 2 < len(parts)


def _is_bare_heading(parts: list[Part], i: int) -> bool:
    part, after = parts[i], _follows(parts, i)
    text = part.text
    if part.style or after is None or width(text) > MAX_HEADING or NAV.search(text):
        return False
    if _DATE.match(text) or _signature(parts, i) or ANSWER.match(text):
        return False
    if stands_alone(text) or labelled([text]) or doc_number(after.text) or is_count(after.text):
        return False
    if i and _LABEL_ROW.fullmatch(text) and labelled([parts[i - 1].text]):
        return False
    if NAV.search(after.text) or _DOC_NUMBER.search(text) or _DOC_NUMBER.search(after.text):
        return False
    if _SALUTATION.match(text):
        return False
    quoted = text.endswith("”") and (text.startswith("“") or "“" not in text)
    if re.search(r"[。；;，,、…!]$", text) or quoted or _inner_end(text):
        return False
    listed = after.kind == "item" or (after.kind == "paragraph" and after.style)
    if text.endswith(("：", ":")) and (width(text) > 40 or listed):
        return False
    return after.kind != "caption" or i + 2 < len(parts)


def _signature(parts: list[Part], i: int) -> bool:
    """Return whether the part is the signature of a document: an issuer's name above a date."""
    for part in parts[i + 1 : i + 4]:
        if _DATE.match(part.text):
            return True
        if width(part.text) > 40:
            return False
    return False


def _inner_end(text: str) -> bool:
    """Return whether a sentence ends inside the line, which makes it running text."""
    return "。" in text[:-1]


def _is_text(part: Part) -> bool:
    return part.kind == "table" or width(part.text) > 40


def _captions(parts: list[Part]) -> list[Part]:
    """Turn headings that name a table or a figure into captions.

    A short line just above a table names it; one with no text below it named a figure.
    """
    out: list[Part] = []
    styles: set[str] = set()  # styles of the headings so far
    for i, part in enumerate(parts):
        after = _follows(parts, i)
        bare = part.kind == "heading" and part.style == "plain" and not part.marked
        repeated = bare and any(p.text == part.text for p in out[-2:])
        orphan = (
            bare
            and after is not None
            and after.kind == "heading"
            and after.style not in ("plain", "turn")
            and after.style in styles
        )
        credit = bare and after is not None and after.kind == "caption" and i + 2 < len(parts)
        credit = credit and parts[i + 2].kind in ("heading", "caption")
        if (bare and after is not None and after.kind == "table") or repeated or orphan or credit:
            part = replace(part, kind="caption", style="")
        if part.kind == "heading":
            styles.add(part.style)
        out.append(part)
    return out


def _levels(parts: list[Part]) -> list[Part]:
    """Set the levels of headings by the order in which their styles first appear."""
    path: list[str] = []
    out = []
    for part in parts:
        if part.kind == "heading":
            if part.style in path:
                del path[path.index(part.style) + 1 :]
            else:
                path.append(part.style)
            part = replace(part, level=len(path))
        out.append(part)
    return out
