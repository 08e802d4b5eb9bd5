from __future__ import annotations

from dataclasses import replace

from index.model import Article
from rag.blocks import (
    AnswerBlock,
    Span,
    bold_ranges,
    cited_chunks,
    embolden,
    emphasised_text,
    pieces,
    placed,
    plain_text,
)

ARTICLE = Article("办法", 1, "社区医院办法", "正文", date="2031-02-03")
ANSWER = (
    AnswerBlock("source", article=ARTICLE),
    AnswerBlock("quote", (Span("东江："), Span("建成30家，签约75%。", (1, 2)))),
    AnswerBlock("text", (Span("要点："),)),
    AnswerBlock("item", (Span("甲。", (3,)),), number=1),
    AnswerBlock("item", (Span("乙。", (1,)),), number=2),
    AnswerBlock("heading", (Span("其他"),)),
    AnswerBlock("item", (Span("丙"),)),
)
TEXT = (
    "《社区医院办法》（2031-02-03）：\n\n东江：建成30家，签约75%。[1][2]\n\n要点：\n1. 甲。[3]\n2. 乙。[1]"
    "\n\n## 其他\n\n- 丙"
)


def test_blocks_are_rendered_as_light_markdown() -> None:
    assert plain_text(ANSWER) == TEXT


def test_a_source_without_a_date_is_named_by_its_title_alone() -> None:
    undated = AnswerBlock("source", article=Article("办法", 1, "社区医院办法", "正文"))
    of_a_month = AnswerBlock("source", article=Article("2023-02", 1, "社区医院办法", "正文"))
    assert undated.words == "《社区医院办法》："
    assert of_a_month.words == "《社区医院办法》（2023-02）："


def test_every_citation_mark_has_its_offset_in_the_text() -> None:
    marks = [(start, piece.n) for start, piece in placed(ANSWER) if piece.n is not None]
    assert [n for _, n in marks] == [1, 2, 3, 1]
    assert all(TEXT.startswith(f"[{n}]", start) for start, n in marks)


def test_chunks_keep_citation_marks_and_join_to_the_whole_text() -> None:
    chunks = list(cited_chunks(ANSWER))
    assert chunks[1] == "东江：建成30家，签约75%。[1][2]\n\n"
    assert "".join(chunks) == TEXT


def test_bold_figures_leave_the_plain_text_unchanged() -> None:
    quoted = "建成30家，签约75%。"
    bold = embolden(ANSWER, [(quoted, (7, 10)), (quoted, (2, 5)), (quoted, (2, 4))])
    assert plain_text(bold) == TEXT
    assert "建成**30家**，签**约75**%。[1][2]" in emphasised_text(bold)
    assert [TEXT[start:end] for start, end in bold_ranges(bold)] == ["30家", "约75"]
    assert bold[1].cites == (1, 2)


def test_a_text_that_no_span_contains_is_not_set_in_bold() -> None:
    assert embolden(ANSWER, [("建成31家。", (2, 5))]) == ANSWER


TABLE = AnswerBlock(
    "table",
    rows=(
        ((Span("等级"),), (Span("每月"),)),
        ((Span("重度|二级"),), (Span("600元", (1,)),)),
    ),
)


def test_a_table_is_rendered_in_markdown_with_a_mark_in_each_cited_cell() -> None:
    assert plain_text([TABLE]) == "| 等级 | 每月 |\n| --- | --- |\n| 重度｜二级 | 600元[1] |"
    assert TABLE.cites == (1,)
    assert TABLE.words == "等级；每月\n重度|二级；600元"


def test_what_is_asked_for_becomes_bold_in_a_cell() -> None:
    (bold,) = embolden([TABLE], [("600元", (0, 4))])
    assert bold.rows[1][1] == (Span("600元", (1,), bold=True),)
    assert bold.to_json()["rows"][1][1] == [{"text": "600元", "cites": [1], "bold": True}]


def test_items_with_a_number_of_their_own_follow_their_lead_in_without_a_sign() -> None:
    blocks = (
        AnswerBlock("quote", (Span("应当具备下列条件：", (1,)),)),
        AnswerBlock("item", (Span("（一）有场所；", (2,)),)),
        AnswerBlock("item", (Span("（二）有人员。", (3,)),)),
    )
    assert plain_text(blocks) == "应当具备下列条件：[1]\n（一）有场所；[2]\n（二）有人员。[3]"
    marks = {"一是加强领导；": "", "1.建设；": "", "1.5万元以下；": "- ", "一般情形；": "- "}
    for text, sign in marks.items():
        assert AnswerBlock("item", (Span(text),)).sign == sign


def test_quotes_in_one_cell_are_apart() -> None:
    cell = (Span("甲句。", (1,)), Span("2031年起。", (2,)))
    assert plain_text([AnswerBlock("table", rows=((cell,),))]).startswith(
        "| 甲句。[1] 2031年起。[2] |"
    )


def test_the_pieces_of_a_secondary_block_are_secondary_and_its_json_says_so() -> None:
    first, second = AnswerBlock.paragraph("甲。", 1), AnswerBlock.paragraph("乙。", 2)
    second = replace(second, secondary=True)
    said = [(piece.text, piece.secondary) for piece in pieces([first, second])]
    assert said == [("甲。", False), ("[1]", False), ("\n\n", False), ("乙。", True), ("[2]", True)]
    assert second.to_json()["secondary"] and "secondary" not in first.to_json()
