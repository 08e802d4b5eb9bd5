"""Metadata behind labels: `发文字号：江医保发〔2024〕19号`, in lines, cells or a table's rows.

A label opens its line, or follows another label, a blank or a bracket that ends with the line.
One inside a sentence, `登录系统（网址：…），填报志愿`, says nothing of the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.metadata.fields import DATES, FIELDS, Metadata, clean, iso_date
from index.metadata.numbers import doc_number
from index.metadata.offices import is_offices, offices_in

LABELLED = 160  # most characters of a line with labels
BEFORE = 40  # most characters before the first label of a line
VALUE = 60  # most characters of a value on the line below its label

_CHINESE = {alias: name for name in FIELDS for alias in FIELDS[name] if not alias.isascii()}
_BARE = re.compile(
    "状态|效力|时效|时间|日期|地区|地域|省份|题目|名称|摘要|提要|分类|类别|执行时间|实施时间|施行时间"
)  # everyday words, which label too much
_LABELS = "|".join(
    r"[\s\u3000]{0,6}".join(label)
    for label in sorted(_CHINESE, key=len, reverse=True)
    if not _BARE.fullmatch(label)
)
_LABEL = re.compile(
    rf"(?:^[\s【\[〔*·•]{{0,4}}|(?<=[\s|｜（(\]】\d日]))(?P<label>{_LABELS})\s?[\]】〕]?\s?[:：]\s*"
)
_WHOLE = re.compile(rf"[【\[〔]?\s?(?P<label>{_LABELS})\s?[\]】〕]?\s?[:：]?")
_VALUE_END = re.compile(r"[\t|｜]|\s{2,}|[）)]$")
_RUNNING = re.compile(r"[，。；！？、]")


def labelled(lines: Sequence[str]) -> Metadata:
    """Return the fields that stand behind a label, the first value of each label."""
    given: dict[str, str] = {}
    for label, value in _pairs([line.strip() for line in lines]):
        given.setdefault(label, value)
    found: Metadata = {}
    for name, aliases in FIELDS.items():
        values = (_value(name, given[alias]) for alias in aliases if alias in given)
        if name != "title" and (value := next(filter(None, values), "")):
            found[name] = value
    return found


def labelled_title(lines: Sequence[str]) -> str:
    """Return the title that stands behind a label, as in the table above a document; or ''."""
    for label, value in _pairs([line.strip() for line in lines]):
        if _CHINESE[label] == "title" and len(value) > 5:
            return value
    return ""


def has_label(line: str) -> bool:
    """Return whether a line starts with a label and its colon, or is a label alone."""
    text = line.strip()
    mark = _LABEL.match(text)
    return bool(mark) or (len(text) <= 12 and bool(_WHOLE.fullmatch(text)))


def _value(name: str, text: str) -> str:
    """Clean a value; a date must open it, and offices are told apart."""
    if name in DATES and not iso_date(text[:30]):
        return ""
    value = clean(name, text)
    if name == "number":
        return doc_number(value) or value
    return offices_in([text]) if name == "issuer" and is_offices(text) else value


def _pairs(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield labels, without blanks, and their values, in the order of the lines."""
    stacked = sum(1 for line in lines if bare_label(line)) > 1
    for line, below in zip(lines, [*lines[1:], ""], strict=False):
        if "\t" in line or "|" in line:
            yield from _of_cells(line, below)
        yield from _of_line(line)
        label, is_value = (
            bare_label(line),
            below and len(below) <= VALUE and not has_label(below),
        )
        if label and is_value and (stacked or line.endswith((":", "："))):
            yield label, below


def _of_line(line: str) -> Iterator[tuple[str, str]]:
    if len(line) > LABELLED:
        return
    marks = list(_LABEL.finditer(line))
    if not marks or _in_sentence(line, marks[0]):
        return
    for i, mark in enumerate(marks):
        label = re.sub(r"\s+", "", mark["label"])
        end = marks[i + 1].start() if i + 1 < len(marks) else len(line)
        value = _VALUE_END.split(line[mark.end() : end].strip(" \t\u3000|｜"), maxsplit=1)[0]
        opens = i == 0 and not line[: mark.start("label")].strip("（(【[〔*·• ")
        if value and (opens or _CHINESE[label] != "url"):
            yield label, value.strip()


def _in_sentence(line: str, mark: re.Match[str]) -> bool:
    before = line[: mark.start()].strip()
    if len(before) > BEFORE or _RUNNING.search(before):
        return True
    return before.endswith(("（", "(")) and len(before) > 1 and not line.endswith(("）", ")"))


def bare_label(line: str) -> str:
    """Return the label that fills a line and whose value stands below it; or ''."""
    match = _WHOLE.fullmatch(line) if len(line) <= 12 else None
    return re.sub(r"\s+", "", match["label"]) if match else ""


def _of_cells(line: str, below: str) -> Iterator[tuple[str, str]]:
    """Yield the pairs of a row: label and value by turns, or a row of labels above its values."""
    cells, under = ([c.strip() for c in re.split(r"[\t|]", row)] for row in (line, below))
    labels = [bare_label(cell) for cell in cells]
    if sum(map(bool, labels)) > 1 and all(labels[i] for i, cell in enumerate(cells) if cell):
        yield from ((a, b) for a, b in zip(labels, under, strict=False) if a and b)
        return
    for label, value, other in zip(labels, cells[1:], labels[1:], strict=False):
        if label and value and not other:
            yield label, value
