import re
from dataclasses import replace

from rag.answer import Citation
from rag.blocks import AnswerBlock, Span
from rag.filters import Filters
from ui.chat.answer_view import answer_html, body_html, context_html


def cited(pipeline, n, article_id, start, end):
    article = pipeline.store.article(article_id)
    passage = next(p for p in pipeline.store.passages_of(article_id) if p.end >= end)
    return Citation(n, passage, article, article.text[start:end], start, end)


def test_each_of_several_articles_stands_under_its_linked_head(pipeline):
    first = cited(pipeline, 1, "2022-03-14/1", 7, 40)
    second = cited(pipeline, 2, "2022-03-14/2", 0, 9)
    blocks = (
        AnswerBlock("source", article=first.article),
        AnswerBlock("quote", (Span("甲句。", (1,)),)),
        AnswerBlock("source", article=second.article),
        AnswerBlock("quote", (Span("乙句。", (2,)),)),
    )
    html = body_html(blocks, (first, second))
    assert html.startswith(
        '<h3 class="head"><a class="source" href="/articles/2022-03-14/1">'
        '《社区医院三年行动方案》</a><span class="where">（2022-03-14）</span></h3><p>甲句。'
    )
    assert html.count("<h3") == 2
    assert "<img" not in html and "《&lt;img" in html


def test_a_line_that_only_looks_like_a_head_stays_text(pipeline):
    first = cited(pipeline, 1, "2022-03-14/1", 7, 40)
    line = AnswerBlock.paragraph("《别的文章》（2022-03-14）：")
    assert body_html([line], (first,)) == "<p>《别的文章》（2022-03-14）：</p>"


def test_a_document_dated_otherwise_than_its_issue_has_its_linked_head(pipeline):
    first = cited(pipeline, 1, "2022-03-14/1", 7, 40)
    dated = replace(first.article, issue="办法", date="2022-03-09")
    html = body_html([AnswerBlock("source", article=dated)], (first,))
    assert html.startswith('<h3 class="head"><a class="source" href="/articles/办法/1">')
    assert html.endswith('<span class="where">（2022-03-09）</span></h3>')


def test_context_marks_the_quote_and_sets_apart_what_is_before_it(pipeline):
    passage = pipeline.store.passages_of("2022-03-14/1")[1]
    article = pipeline.store.article("2022-03-14/1")
    start = passage.start + passage.text.index("家庭医生")
    quote = Citation(1, passage, article, article.text[start : start + 5], start, start + 5)
    assert context_html(quote) == (
        '<span class="before">到2025年，全市社区医院达到120家，</span>'
        "<mark>家庭医生签</mark>约率达到75%。"
    )


def test_refusal_offers_questions_and_the_nearest_articles(pipeline):
    found = pipeline.ask("到2025年社区医院达到多少家？")
    refused = replace(
        found,
        blocks=(AnswerBlock.paragraph("资料中没有。"),),
        abstained=True,
        citations=(),
        suggestions=("甲<b>？",),
    )
    html = answer_html(refused)
    assert '<button type="button" class="ask-this">甲&lt;b&gt;？</button>' in html
    assert "最接近的文章" in html and "复制 Markdown" not in html
    assert "更多相关文章" in answer_html(found)


def test_answer_says_where_it_was_looked_for_and_offers_everywhere(pipeline):
    found = pipeline.ask("到2025年社区医院达到多少家？")
    chosen = Filters(sections=("<b>",), since="2022")
    html = answer_html(found, chosen)
    assert "只在限定的范围内查找：" in html and "“&lt;b&gt;”栏目、2022 以来" in html
    assert "在全部文章里再问" not in html
    assert "&amp;section=%3Cb%3E&amp;since=2022" in html  # the link to share
    refused = answer_html(replace(found, abstained=True, citations=()), chosen)
    assert '<button type="button" class="ask-everywhere">在全部文章里再问</button>' in refused
    assert "限定" not in answer_html(found)


def test_further_articles_show_how_near_they_are(pipeline):
    found = pipeline.ask("到2025年社区医院达到多少家？")
    hits = [replace(hit, score=0.0 if hit.rank == 1 else -1.0) for hit in found.hits]
    html = answer_html(replace(found, hits=tuple(hits)))
    assert re.findall(r'class="score"[^>]*>(\d+)%<', html) == ["37"]


def test_every_card_shows_its_date(pipeline):
    found = pipeline.ask("到2025年社区医院达到多少家？")
    assert '<span class="date">2022-03-14</span>' in answer_html(found)
    dated = replace(found.citations[0], article=replace(found.citations[0].article, date="2030-01"))
    html = answer_html(replace(found, citations=(dated,)))
    assert '<span class="date">2030-01</span>' in html
