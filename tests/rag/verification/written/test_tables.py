from __future__ import annotations

from rag.verification.written.tables import MAX_COLUMNS, MAX_ROWS, is_row, read_rows

TABLE = """| 区 | 社区医院 | 签约率 | 出处 |
|:---|---:|---|---|
| 东湖区 | 40家 | 78%[1] | [2] |
| 西山区 | 35家 | | [2] |""".splitlines()


def test_cells_know_their_row_column_and_marks() -> None:
    head, first, second = read_rows(TABLE)
    assert [cell.text for cell in head] == ["区", "社区医院", "签约率"]
    assert [(c.text, c.marks) for c in first] == [
        ("东湖区", (1, 2)), ("40家", (1, 2)), ("78%", (1,))
    ]  # fmt: skip
    assert first[1].stated == "东湖区的社区医院为40家"
    assert [cell.column for cell in second] == ["", "社区医院", ""]  # an empty cell states nothing
    assert [cell.text for cell in second] == ["西山区", "35家", ""]


def test_ragged_rows_are_made_equal_and_large_tables_cut() -> None:
    assert [len(row) for row in read_rows(["| a | b | c |", "| 1 |"])] == [1, 1]
    wide = "|" + "x|" * 40
    rows = list(read_rows([wide] * 100))
    assert len(rows) <= MAX_ROWS + 2
    assert {len(row) for row in rows} == {MAX_COLUMNS}


def test_only_lines_of_bars_are_rows() -> None:
    assert is_row("| a | b |")
    assert not is_row("a | b")
    assert not is_row("|x")
    assert list(read_rows(["|---|---|"])) == []
