"""Quotes are marked in the runs of a formatted document."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from index.originals.blocks import Block, Cell, Formatted, Run, mark
from index.originals.matching import Wanted


def marked(blocks: list[Block]) -> list[str]:
    inside = [c for b in blocks for row in b.rows for cell in row for c in cell.blocks]
    return [run.text for block in [*blocks, *inside] for run in block.runs if run.marked]


def test_a_quote_is_marked_over_runs_and_blocks_and_keeps_their_look() -> None:
    blocks = [
        Block(kind="paragraph", runs=[Run(text="别的话。")]),
        Block(kind="paragraph", runs=[Run(text="到2030年，"), Run(text="社区医院", bold=True)]),
        Block(kind="item", mark="一、", runs=[Run(text="达到120家，以后再说。")]),
    ]
    assert mark(blocks, Wanted("社区医院\n一、达到120家")) == 1
    assert marked(blocks) == ["社区医院", "达到120家"]
    assert blocks[1].runs[1].bold and blocks[1].text == "到2030年，社区医院"
    assert blocks[2].text == "达到120家，以后再说。"


def test_a_quote_in_the_cells_of_a_table_is_of_the_block_that_is_the_table() -> None:
    cells = [Cell(blocks=[Block(kind="paragraph", runs=[Run(text=t)])]) for t in ("东湖区", "35")]
    blocks = [Block(kind="paragraph", runs=[Run(text="表")]), Block(kind="table", rows=[cells])]
    assert mark(blocks, Wanted("东湖区\t35")) == 1
    assert marked(blocks) == ["东湖区", "35"]


def test_what_is_not_there_marks_nothing() -> None:
    blocks = [Block(kind="paragraph", runs=[Run(text="社区医院达到120家。")])]
    assert mark(blocks, Wanted("疫苗冷链记录保存五年以上")) is None
    assert marked(blocks) == []


@pytest.mark.parametrize(
    "answer",
    [
        b'{"blocks": [{"kind": "script"}]}',
        b'{"blocks": [{"kind": "table", "rows": [[{"across": 100000}]]}]}',
        b'{"blocks": [{"kind": "paragraph", "runs": [{"text": "x", "script": "svg"}]}]}',
    ],
)
def test_an_answer_that_no_reader_of_ours_gives_is_not_taken(answer: bytes) -> None:
    with pytest.raises(ValidationError):
        Formatted.model_validate_json(answer)
