"""Drafts as Markdown with notes, and as CSV."""

import csv
from io import StringIO

from tests.ui.verify.conftest import DRAFT
from ui.verify.notes import noted
from ui.verify.remarks import Remark, RemarkQuote
from ui.verify.table import listed

QUOTE = RemarkQuote("[甲](x)", "", "<b>六十家</b>\n医院", "https://w.example/articles/a/1?q=1-2#p1")


def test_the_draft_stays_and_each_sentence_has_a_note(found):
    text = noted(DRAFT, found)
    body, _, notes = text.partition("\n\n[^wence-1]: ")
    assert body.replace("[^wence-1]", "").replace("[^wence-2]", "").replace(
        "[^wence-3]", ""
    ) == DRAFT.rstrip("\n")
    assert notes.startswith("✓ 有依据。 原文：“到2025年，全市社区医院达到120家")
    assert "(<https://wence.example/articles/2022-03-14/1?q=" in notes


def test_what_documents_say_is_no_markup_in_a_note():
    remark = Remark(0, 2, "甲乙", "contradicted", "原文没有“*”", [QUOTE])
    text = noted("甲乙", [remark])
    assert "\\<b\\>六十家\\</b\\> 医院" in text and "\\[甲\\](x)" in text


def test_cells_that_a_spreadsheet_would_compute_are_defused():
    formulas = [Remark(0, 9, sign + "1+1", "unchecked", "", []) for sign in "=+-@\t\r"]
    rows = list(csv.reader(StringIO(listed(formulas).lstrip("\ufeff"), newline="")))[1:]
    assert all(row[0].startswith("'") for row in rows) and len(rows) == 6
