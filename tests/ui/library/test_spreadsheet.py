"""Cells that a spreadsheet would compute are text."""

import pytest

from ui.library.spreadsheet import defused


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "＝1"])
def test_a_cell_that_would_be_computed_gets_an_apostrophe(cell):
    assert defused(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "护理站", "1-2", "2031-01-01", "a=b"])
def test_other_cells_stay_as_they_are(cell):
    assert defused(cell) == cell
