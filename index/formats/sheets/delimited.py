"""Read the rows of CSV in the shapes that spreadsheets write.

Cells are separated by commas, semicolons or tabs, which a first line `sep=;` may name; quoted
cells may hold line ends, and `="0012"` is a text that looks like a number.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from index.formats.sheets.sheet import Row

SEPARATORS = ",\t;"
_NAMED = re.compile(r'"?sep=(.)"?[ \t,;]*(?:\n|\Z)', re.IGNORECASE)
_FORCED = re.compile(r'\A\s*="([^"]*)"\s*\Z')
_SAMPLE = 50  # rows from which the separator is judged


def read_rows(text: str) -> list[Row]:
    """Return the rows of CSV, each with the line at which it starts; empty ones are kept."""
    start = 0
    if named := _NAMED.match(text):
        separator, start = named[1], 1
        text = text[named.end() :]
    else:
        separator = find_separator(text)
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    return list(_rows(text, separator, start))


def find_separator(text: str) -> str:
    """Return the separator by which most rows have the same number of cells, more than one."""
    sample = text[:200_000]
    header = sample.split("\n", 1)[0]

    def fitness(separator: str) -> tuple[int, int]:
        rows = islice(_rows(sample, separator, 0), _SAMPLE)
        widths = Counter(len(row.cells) for row in rows if any(row.cells))
        return max((n for width, n in widths.items() if width > 1), default=0), header.count(
            separator
        )

    return max(SEPARATORS, key=fitness)


def _rows(text: str, separator: str, start: int) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    while True:
        line = start + reader.line_num + 1
        try:
            yield Row(line, [_FORCED.sub(r"\1", cell) for cell in next(reader)])
        except StopIteration:
            return
        except csv.Error:
            yield Row(line, (), "引号或分隔符不正确")
