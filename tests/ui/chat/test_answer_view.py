"""An answer as HTML: marks, source cards, further articles, hostile texts."""

import re
from dataclasses import replace

import pytest

from index.model import Article, Relation
from rag.answer import Citation
from rag.blocks import AnswerBlock, Span
from rag.filters import Filters
from rag.validity import ArticleStanding
from tests.ui.markup import DANGEROUS, plain
from ui.chat.answer_view import answer_html, body_html, duration, question_html
from ui.chat.cards import context_html


def cited(pipeline, n, article_id, start, end):
    article = pipeline.store.article(article_id)
    passage = next(p for p in pipeline.store.passages_of(article_id) if p.end >= end)
    return Citation(n, passage, article, article.text[start:end], start, end)


def test_each_of_several_articles_has_a_linked_heading(pipeline):
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
        '<h3 class="head"><a class="source" href="/articles/2022-03-14/1" '
        'lang="zh-CN">《社区医院三年行动方案》</a><span class="where">（2022-03-14）</span></h3>'
        '<p lang="zh-CN">甲句。'
    )
    assert html.count("<h3") == 2
    assert "<img" not in html and "《&lt;img" in html


def repealed(article):
    relation = Relation("repeals", "新办法/1", article.id, "2023-07-01", "新办法/1", 3, 9)
    newer = Article("新办法", 1, "<i>新办法", "正文", number="东政发〔2023〕1号")
    return ArticleStanding("已废止", "2023-07-01", relation, newer)


def test_a_document_out_of_force_says_so_above_its_quotes_and_on_its_card(pipeline):
    citation = cited(pipeline, 1, "2022-03-14/1", 7, 40)
    standing = repealed(citation.article)
    citation = replace(citation, standing=standing)
    head = AnswerBlock("source", article=citation.article, standing=standing, mark="已废止")
    html = body_html([head], (citation,))
    assert html == (
        '<h3 class="head"><span class="status">已废止：</span><a class="source" '
        'href="/articles/2022-03-14/1" lang="zh-CN">《社区医院三年行动方案》</a>'
        '<span class="where" lang="zh-CN">'
        '<a class="source" href="/articles/新办法/1?q=3-9">自2023-07-01起，被《&lt;i&gt;新办法》'
        "（东政发〔2023〕1号）废止</a>：</span></h3>"
    )
    answer = replace(pipeline.ask("社区医院达到多少家？"), citations=(citation,))
    card = answer_html(answer).partition('<ol class="cards">')[2].partition("</ol>")[0]
    assert "已废止（2023-07-01 起，见《&lt;i&gt;新办法》）" in card
    assert 'href="/articles/新办法/1?q=3-9"' in card


def test_a_line_that_only_looks_like_a_heading_stays_text(pipeline):
    first = cited(pipeline, 1, "2022-03-14/1", 7, 40)
    line = AnswerBlock.paragraph("《别的文章》（2022-03-14）：")
    assert body_html([line], (first,)) == "<p>《别的文章》（2022-03-14）：</p>"


def test_a_document_dated_otherwise_than_its_issue_has_its_linked_head(pipeline):
    first = cited(pipeline, 1, "2022-03-14/1", 7, 40)
    dated = replace(first.article, issue="办法", date="2022-03-09")
    html = body_html([AnswerBlock("source", article=dated)], (first,))
    assert html.startswith('<h3 class="head"><a class="source" href="/articles/办法/1" lang')
    assert html.endswith('<span class="where">（2022-03-09）</span></h3>')


def test_context_marks_the_quote_and_separates_the_text_before_it(pipeline):
    passage = pipeline.store.passages_of("2022-03-14/1")[1]
    article = pipeline.store.article("2022-03-14/1")
    start = passage.start + passage.text.index("家庭医生")
    quote = Citation(1, passage, article, article.text[start : start + 5], start, start + 5)
    assert context_html(quote) == (
        '<span class="before">到2025年，全市社区医院达到120家，</span>'
        '<mark>家庭医生签</mark><span class="after">约率达到75%。</span>'
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
    assert '<button type="button" class="ask-this" lang="zh-CN">甲&lt;b&gt;？</button>' in html
    assert "最接近的文章" in html and "导出" not in html
    assert "更多相关文章" in answer_html(found)


def test_an_answer_that_a_model_wrote_is_marked_by_its_class_which_gradio_keeps(pipeline):
    found = pipeline.ask("到2025年社区医院达到多少家？")
    assert ' written">' in answer_html(replace(found, engine="llm"))
    assert ' written">' not in answer_html(found)


def test_a_limited_answer_names_its_filters_and_a_refusal_offers_all_articles(pipeline):
    found = pipeline.ask("到2025年社区医院达到多少家？")
    chosen = Filters(sections=("<b>",), since="2022")
    html = answer_html(found, chosen)
    assert "只在限定的范围内查找：" in html and "“&lt;b&gt;”栏目、2022 以来" in html
    assert "在全部文章里再问" not in html
    assert "&amp;section=%3Cb%3E&amp;since=2022" in html  # the link to share
    refused = answer_html(replace(found, abstained=True, citations=()), chosen)
    assert '<button type="button" class="ask-everywhere">在全部文章里再问</button>' in refused
    assert "限定" not in answer_html(found)


def test_further_articles_show_their_score_relative_to_the_best(pipeline):
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


def test_answer_shows_marks_cards_and_related(pipeline):
    answer = pipeline.ask("到2025年社区医院达到多少家？")
    html = answer_html(answer)
    assert html.count('class="cite"') == 1
    assert 'href="/articles/2022-03-14/1?q=7-40#p2"' in html
    assert "社区医院三年行动方案" in html
    assert "东江市卫生健康委 · 2022-03-14 · 第 8 页" in plain(html)
    assert "更多相关文章（1）" in plain(html)
    assert "\n" not in html


def test_answer_text_is_light_markdown(pipeline):
    citations = pipeline.ask("到2025年社区医院达到多少家？").citations
    blocks = (
        AnswerBlock("text", (Span("目标", bold=True), Span("："))),
        AnswerBlock("item", (Span("甲", (1,)),)),
        AnswerBlock("item", (Span("乙", (7,)),)),
        AnswerBlock("item", (Span("子"),), number=1),
        AnswerBlock("item", (Span("丑"),), number=2),
    )
    html = body_html(blocks, citations)
    assert html.startswith("<p><span><strong>目标</strong></span><span>：</span></p>")
    assert '<ul><li lang="zh-CN">甲<a ' in html
    assert '<li lang="zh-CN">乙[7]</li></ul><ol start="1"><li lang="zh-CN">子</li>' in html


def test_hostile_answer_and_question_stay_text(pipeline):
    answer = pipeline.ask("疫苗冷链记录保存几年")
    hostile = replace(
        answer,
        blocks=(
            AnswerBlock.paragraph("<script>x</script>![a](http://evil.example)"),
            AnswerBlock("heading", (Span("<img src=x onerror=y>", bold=True),)),
            AnswerBlock("item", (Span("<img src=x onerror=y>", (1,)),)),
        ),
        standalone_question="<svg onload=x>",
        note="<iframe>",
        suggestions=("<form>",),
    )
    assert not DANGEROUS.search(answer_html(answer))
    assert not DANGEROUS.search(answer_html(hostile))
    assert question_html("<script>\nx") == (
        '<h2 class="question" lang="zh-CN">&lt;script&gt;<br>x</h2>'
    )


def test_a_card_links_to_the_other_printings_of_its_article(pipeline):
    answer = pipeline.ask("到2025年社区医院达到多少家？")
    printings = {"2022-03-14/1": ["2021-11-01/7"]}
    link = '<a class="printing" href="/articles/2021-11-01/7" lang="zh-CN">2021-11-01</a>'
    assert link in answer_html(answer, None, lambda article_id: printings.get(article_id, []))
    assert "也刊于" not in answer_html(answer)


def test_a_table_is_in_a_box_that_scrolls_with_a_linked_mark_in_its_cell(pipeline):
    found = pipeline.ask("到2025年社区医院达到多少家？")
    rows = (
        ((Span("<b>街道"),), (Span("电话"),)),
        ((Span("青禾街"),), (Span("5550101", (1,), bold=True),)),
    )
    html = body_html([AnswerBlock("table", rows=rows)], found.citations)
    assert html.startswith('<div class="table"><table><tr><th lang="zh-CN">&lt;b&gt;街道</th>')
    assert (
        '<td lang="zh-CN">青禾街</td><td lang="zh-CN"><strong>5550101</strong><a class="cite"'
        in html
    )


def test_words_of_ours_are_not_marked_as_chinese_and_quotes_are(pipeline):
    found = pipeline.ask("到2025年社区医院达到多少家？")
    quoted = found.citations[0].quote
    blocks = (
        AnswerBlock("quote", (Span("可以。"), Span(quoted[:9]), Span(quoted[9:], (1,)))),
        AnswerBlock("quote", (Span("第二条第二款："), Span(quoted, (1,)))),
        AnswerBlock.paragraph("资料中没有提到“电话”。"),
    )
    html = body_html(blocks, found.citations)
    assert html.startswith(f'<p><span>可以。</span><span lang="zh-CN">{quoted[:9]}</span>')
    assert '<p lang="zh-CN">第二条第二款：' in html
    assert html.endswith("<p>资料中没有提到“电话”。</p>")


def test_items_with_a_number_of_their_own_have_no_bullet(pipeline):
    citations = pipeline.ask("到2025年社区医院达到多少家？").citations
    own = [AnswerBlock("item", (Span(text),)) for text in ("（一）建设；", "（二）验收。")]
    assert body_html(own, citations).startswith('<ul class="marked"><li')
    assert "marked" not in body_html([AnswerBlock("item", (Span("建设"),))], citations)


def test_an_english_remark_stands_above_the_quotes(pipeline):
    found = pipeline.ask("到2025年社区医院达到多少家？")
    html = answer_html(replace(found, note="Quoted from 《社区医院》."))
    assert '<p class="note" lang="en">Quoted' in html.partition('<div class="text"')[0]
    assert '<p class="note">接口出错，以下改为摘录原文。' in answer_html(
        replace(found, note="接口出错，以下改为摘录原文。")
    )


def test_each_quote_in_a_cell_has_a_line_of_its_own(pipeline):
    citations = pipeline.ask("到2025年社区医院达到多少家？").citations
    cell = (Span("甲"), Span("句。", (1,)), Span("乙句。", (7,)))
    html = body_html([AnswerBlock("table", rows=((cell,),))], citations)
    assert "甲句。<a" in html and "</a> <br>乙句。[7]</th>" in html


def test_secondary_blocks_have_a_box_of_their_own(pipeline):
    citations = pipeline.ask("社区医院达到多少家？").citations
    line = replace(AnswerBlock.paragraph("另见："), secondary=True)
    item = replace(AnswerBlock("item", (Span("丙。"),)), secondary=True)
    html = body_html([AnswerBlock.paragraph("甲。"), line, item], citations)
    assert html == ('<p>甲。</p><div class="secondary"><p>另见：</p><ul><li>丙。</li></ul></div>')


@pytest.mark.parametrize(
    ("ms", "said"),
    [
        (0, "不到 1 秒"),
        (499, "不到 1 秒"),
        (14_200, "14 秒"),
        (59_600, "1 分 0 秒"),
        (65_000, "1 分 5 秒"),
    ],
)
def test_how_long_an_answer_took_is_told_as_people_say_it(ms, said):
    assert duration(ms) == said


def test_what_an_answer_took_is_told_where_it_is_asked_for(pipeline):
    html = answer_html(pipeline.ask("到2025年社区医院达到多少家？"))
    about = html[
        html.index('<details class="took">') : html.index("</details>", html.index("took"))
    ]
    assert "fake" in about and "不到 1 秒" in about
    assert "毫秒" not in html
