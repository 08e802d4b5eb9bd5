import pytest

from rag.verification.windows import Evidence
from rag.verification.written.held_cells import held
from rag.verification.written.tables import Cell
from tests.conftest import LINES
from tests.rag.verification.answers import hit


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return Evidence([hit("\n".join(LINES))])


@pytest.mark.parametrize(
    ("row", "column", "text", "found"),
    [
        ("东湖区", "签约率", "78%", "东湖区\t40\t78%"),
        ("东湖区", "社区医院 （家）", "40", "东湖区\t40\t78%"),
        ("东湖区", "签约率", "40", None),
        ("西山区", "社区医院（家）", "40", None),
        ("东湖区", "签约率", "7", None),
    ],
)
def test_a_cell_is_held_by_its_row_and_column(
    evidence: Evidence, row: str, column: str, text: str, found: str | None
) -> None:
    window = held(Cell(text, row=row, column=column), evidence, list(evidence.hits))
    assert (window and window.own_text) == found
