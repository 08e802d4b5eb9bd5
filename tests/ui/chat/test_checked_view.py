"""The marks of a check in an answer as HTML."""

from dataclasses import replace

import pytest

from rag.blocks import AnswerBlock, Span
from rag.checked import CheckedStatement
from tests.ui.markup import DANGEROUS
from ui.chat.answer_view import answer_html, body_html
from ui.chat.checked_view import mark

STRUCK = CheckedStatement("乙院有九张床。", "struck", "not_found", "原文里找不到“乙院”")
STANDS = CheckedStatement("甲院有十张床。", "supported", "supported")
FOREIGN = CheckedStatement("It has ten beds.", "unchecked", "unchecked", "英文", (1,))


def shown(pipeline, *checked, remarks=(), **changed):
    answer = pipeline.ask("到2025年社区医院达到多少家？")
    blocks = (AnswerBlock("text", (Span("甲院有十张床。", (1,), remarks=remarks),)),)
    written = replace(answer, engine="llm", blocks=blocks, checked=checked)
    return answer_html(replace(written, **changed))


def test_what_was_struck_is_folded_at_its_place_and_counted_once(pipeline):
    html = shown(pipeline, STANDS, STRUCK, remarks=(STRUCK,))
    assert html.count('<details class="remark') == 1
    assert '<q lang="zh-CN">乙院有九张床。</q><span class="why">原文里找不到“乙院”</span>' in html
    assert '<span class="supported">1 句有据</span>，<span class="struck">1 句删去</span>' in html


def test_a_paragraph_with_a_mark_is_a_box_since_none_may_unfold_in_a_paragraph():
    html = body_html([AnswerBlock("text", (Span("甲。", remarks=(STRUCK,)),))], ())
    assert html.startswith('<div class="p">甲。<details')
    assert "<p" not in html


def test_supported_sentences_carry_no_mark(pipeline):
    html = shown(pipeline, STANDS)
    assert "remark" not in html and "1 句有据" in html


def test_where_nothing_could_be_checked_one_line_says_so(pipeline):
    html = shown(pipeline, FOREIGN, remarks=(FOREIGN,))
    assert 'class="text unmarked"' in html
    assert "1 句没有逐字核对" in html and "意思请看出处里的原文" in html
    assert 'class="text"' in shown(pipeline, FOREIGN, STRUCK, remarks=(FOREIGN, STRUCK))


def test_what_a_model_wrote_in_vain_is_folded_above_the_excerpt(pipeline):
    html = shown(pipeline, STRUCK, engine="extractive", note="改为摘录原文。")
    assert '<details class="rejected">' in html and "乙院有九张床。" in html
    assert 'class="checked"' not in html


@pytest.mark.parametrize("outcome", ["struck", "replaced", "repaired", "unchecked"])
def test_hostile_statements_stay_text(outcome):
    html = mark(CheckedStatement("<img src=x onerror=alert(1)>", outcome, "x", "<script>"))
    assert not DANGEROUS.search(html)
