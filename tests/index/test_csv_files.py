"""Cells that a spreadsheet would compute are text, in whatever the program writes."""

import ast

import pytest

from index.csv_files import as_written, csv_text, defused
from tests.paths import ROOT

WRITERS = {"csv.writer", "csv.DictWriter", "to_csv", "xlsxwriter"}


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "＝1"])
def test_a_cell_that_would_be_computed_gets_an_apostrophe(cell):
    assert defused(cell) == f"'{cell}"
    assert as_written(defused(cell)) == cell


@pytest.mark.parametrize("cell", ["", "护理站", "1-2", "2031-01-01", "a=b", "'quoted'"])
def test_other_cells_stay_as_they_are(cell):
    assert defused(cell) == cell and as_written(cell) == cell


def test_numbers_stay_numbers():
    assert csv_text([["a", "-1"], [-1, 2.5]]) == "\ufeffa,'-1\r\n-1,2.5\r\n"


def uses(file):
    """Yield the names by which a file could write a table."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute):
            yield node.attr
            yield ast.unparse(node)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_all_that_write_csv_do_it_here():
    found = {
        str(file.relative_to(ROOT))
        for package in ("index", "rag", "eval", "ui")
        for file in (ROOT / package).rglob("*.py")
        if WRITERS & set(uses(file))
    }
    assert found == {"index/csv_files.py"}
