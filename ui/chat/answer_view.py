"""An answer as HTML for the chat: its blocks, linked citation marks, source cards.

Everything from the corpus and from a model is escaped here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from math import exp

from markupsafe import Markup, escape

from index.model import Article
from rag.answer import Answer, Citation, Hit, by_article
from rag.blocks import AnswerBlock, Cell, Span
from rag.english.rendering import is_english
from rag.extractive.parts.comparison import HEADER
from rag.filters import Filters
from rag.llm.thoughts import spoken
from rag.validity import ArticleStanding
from ui.chat import checked_view
from ui.chat.cards import Source, cited_url, lines
from ui.chat.sharing import Link
from ui.web.templating import Templates

STEPS = ("检索", "选句", "核对")
ENGINES = {"extractive": "原文摘录", "llm": "大模型撰写，逐句核对出处"}

_CHINESE = Markup(' lang="zh-CN"')

_templates = Templates()  # an answer looks the same in every application


def answer_html(
    answer: Answer,
    filters: Filters | None = None,
    also_in: Callable[[str], Sequence[str]] = lambda article_id: (),
    share: str = "",
    follows: str = "",
    snapshot: str = "",
    template: str = "answer.html",
    within: Sequence[str] = (),
) -> str:
    """Render the whole message: text, source cards, further articles, buttons.

    `filters` are those that limited the answer; `also_in` returns the ids of an article's other
    printings; `share` is the address that asks the question again; `follows` is the question
    before, where it must be read to understand this one; `snapshot` is the answer, sealed to be kept;
    `within` are the titles of the articles that were chosen to be asked. `template` may leave parts
    out.
    """
    chosen = filters or Filters()
    return _one_line(
        _templates.render(
            template,
            answer=answer,
            body=body_html(answer.blocks, answer.citations),
            sources=[Source.of(citations) for citations in by_article(answer.citations)],
            related=[(hit, closeness(hit)) for hit in related(answer)],
            also_in=also_in,
            limits=chosen.describe(within),
            share=share or Link.to(answer).address(chosen),
            follows=follows,
            snapshot=snapshot,
            english=answer.note[:1].isascii(),  # only a remark on an English question is in English
            took=duration(answer.timings.total_ms),
            engine=ENGINES.get(answer.engine, answer.engine),
            language="en" if is_english(answer.text) else "zh-CN",
            checked=checked_view.summary_html(answer.checked),
            marked=checked_view.marks_help(answer.checked),
            rejected=checked_view.rejected(answer),
        )
    )


def draft_html(text: str) -> str:
    """Show what a language model has written so far, which nobody has checked, line by line."""
    form = Markup(
        '<div class="answer draft"><div class="text" lang="zh-CN">{}</div>'
        '<p class="checking">正在撰写，写完后逐句核对出处</p></div>'
    )
    lines = [AnswerBlock.paragraph(line) for line in spoken(text).splitlines() if line.strip()]
    return _one_line(form.format(body_html(lines, ())))


def waiting_html() -> str:
    """Show the steps of answering; they light up in turn, as how far it is is not known."""
    steps = Markup("").join(Markup("<li>{}</li>").format(step) for step in STEPS)
    return Markup(
        '<div class="answer pending"><p>正在查找出处…</p><ol class="steps">{}</ol></div>'
    ).format(steps)


def duration(ms: float) -> str:
    """Say how long an answer took, in whole seconds."""
    minutes, seconds = divmod(round(ms / 1000), 60)
    if minutes:
        return f"{minutes} 分 {seconds} 秒"
    return f"{seconds} 秒" if seconds else "不到 1 秒"


def notice_html(text: str, kind: str) -> str:
    """Render a message that is no answer; `kind` is its class, such as pending or error."""
    return Markup('<div class="answer {}"><p>{}</p></div>').format(kind, text)


def question_html(question: str) -> str:
    """Render a person's question as plain text: the heading of its answer."""
    return Markup('<h2 class="question" lang="zh-CN">{}</h2>').format(lines(question))


def body_html(blocks: Sequence[AnswerBlock], citations: Sequence[Citation]) -> Markup:
    """Render blocks: paragraphs, lists, headings, bold, the marks of known citations.

    What is quoted is marked as Chinese; what is not, our own words, can be shown in English.
    Secondary blocks are put in a box of their own.
    """
    known = {c.n: c for c in citations}
    box = Markup('<div class="secondary">{}</div>')
    parts = ((second, list(group)) for second, group in groupby(blocks, lambda b: b.secondary))
    return Markup("").join(
        box.format(_blocks(group, known)) if second else _blocks(group, known)
        for second, group in parts
    )


def _blocks(blocks: Sequence[AnswerBlock], known: Mapping[int, Citation]) -> Markup:
    groups = groupby(blocks, lambda b: (b.kind == "item", b.number is not None, b.has_own_mark))
    return Markup("").join(
        _list(list(group), known) if is_item else Markup("").join(_block(b, known) for b in group)
        for (is_item, *_), group in groups
    )


def _block(block: AnswerBlock, known: Mapping[int, Citation]) -> Markup:
    if block.article and block.standing:
        return _marked_head(block, block.article, block.standing)
    if block.article:
        return _head(block.article)
    if block.rows:
        return _table(block, known)
    return _element("h3" if block.kind == "heading" else "p", block, known)


def _element(tag: str, block: AnswerBlock, known: Mapping[int, Citation]) -> Markup:
    """Render a block as an element, marked as Chinese as far as it is not our own words.

    A paragraph may not hold the marks of a check, which unfold: then it is a box of its class.
    """
    if tag == "p" and any(span.remarks for span in block.spans):
        return Markup('<div class="p">{}</div>').format(_inline(block.spans, known))
    ours = [_is_ours(block, span, known) for span in block.spans]
    if not any(ours):
        return Markup('<{0} lang="zh-CN">{1}</{0}>').format(tag, _inline(block.spans, known))
    if len(ours) == 1:
        return Markup("<{0}>{1}</{0}>").format(tag, _inline(block.spans, known))
    parts = (
        Markup("<span{}>{}</span>").format("" if own else _CHINESE, _span(span, known))
        for span, own in zip(block.spans, ours, strict=True)
    )
    return Markup("<{0}>{1}</{0}>").format(tag, Markup("").join(parts))


def _is_ours(block: AnswerBlock, span: Span, known: Mapping[int, Citation]) -> bool:
    """Return whether a span is in our words: no quote of the block's citations holds it.

    Of quotes only a verdict in front is ours, not the name of a heading or a column.
    """
    text = _bare(span.text)
    if any(text in _bare(known[n].quote) for n in block.cites if n in known):
        return False
    tells = block.kind == "text" or (block.kind == "item" and block.words.startswith("《"))
    return tells or (span is block.spans[0] and not span.cites and text.endswith("。"))


def _bare(text: str) -> str:
    return "".join(text.split())


def _table(block: AnswerBlock, known: Mapping[int, Citation]) -> Markup:
    """Render a table, in a box of its own that scrolls where the page is narrow."""
    lines = [
        Markup("").join(_cell(tag, cell, known) for cell in row)
        for tag, row in zip(["th"] + ["td"] * len(block.rows), block.rows, strict=False)
    ]
    rows = Markup("").join(Markup("<tr>{}</tr>").format(line) for line in lines)
    return Markup('<div class="table"><table>{}</table></div>').format(rows)


def _cell(tag: str, cell: Cell, known: Mapping[int, Citation]) -> Markup:
    ours = len(cell) == 1 and cell[0].text in HEADER
    language = "" if ours else _CHINESE
    return Markup("<{0}{1}>{2}</{0}>").format(
        tag, language, Markup(" <br>").join(_quotes(cell, known))
    )


def _quotes(cell: Cell, known: Mapping[int, Citation]) -> Iterator[Markup]:
    """Yield each quote of a cell, up to its marks."""
    start = 0
    for end, span in enumerate(cell, 1):
        if span.cites or end == len(cell):
            yield _inline(cell[start:end], known)
            start = end


def _head(article: Article) -> Markup:
    """Render the line above what is quoted from one of several articles."""
    date = article.known_date
    where = Markup('<span class="where">（{}）</span>').format(date) if date else Markup("")
    return Markup(
        '<h3 class="head"><a class="source" href="/articles/{}" lang="zh-CN">《{}》</a>{}</h3>'
    ).format(article.id, article.title, where)


def _marked_head(block: AnswerBlock, article: Article, standing: ArticleStanding) -> Markup:
    """Render the line above what is quoted from a document out of force: its standing, and why."""
    before, _ = block.around_title
    reason = escape(standing.reason)
    if standing.url:
        reason = Markup('<a class="source" href="{}">{}</a>').format(standing.url, reason)
    number = f"（{article.number}）" if article.number else ""
    return Markup(
        '<h3 class="head"><span class="status">{}</span>'
        '<a class="source" href="/articles/{}" lang="zh-CN">《{}》</a>'
        '<span class="where" lang="zh-CN">{}{}：</span></h3>'
    ).format(before, article.id, article.title, number, reason)


def _list(items: Sequence[AnswerBlock], known: Mapping[int, Citation]) -> Markup:
    lines = Markup("").join(_element("li", item, known) for item in items)
    if items[0].number is None:
        marked = Markup(' class="marked"') if items[0].has_own_mark else ""
        return Markup("<ul{}>{}</ul>").format(marked, lines)
    return Markup('<ol start="{}">{}</ol>').format(items[0].number, lines)


def _inline(spans: Sequence[Span], known: Mapping[int, Citation]) -> Markup:
    return Markup("").join(_span(span, known) for span in spans)


def _span(span: Span, known: Mapping[int, Citation]) -> Markup:
    text = Markup("<strong>{}</strong>").format(span.text) if span.bold else escape(span.text)
    marks = (_mark(known[n]) if n in known else escape(f"[{n}]") for n in span.cites)
    return text + Markup("").join([*marks, *map(checked_view.mark, span.remarks)])


def _mark(citation: Citation) -> Markup:
    return Markup('<a class="cite" href="{}" aria-label="出处 {}：{}">[{}]</a>').format(
        cited_url(citation), citation.n, citation.article.title, citation.n
    )


def related(answer: Answer) -> list[Hit]:
    """Return the best hit of each article that was found but not cited."""
    seen = {c.article.id for c in answer.citations}
    best = []
    for hit in answer.hits:
        if hit.article.id not in seen:
            seen.add(hit.article.id)
            best.append(hit)
    return best


def closeness(hit: Hit) -> int:
    """Return a hit's odds as a percentage of the best hit's; its score is their log ratio."""
    return round(100 * exp(min(hit.score, 0.0)))


def _one_line(html: str) -> str:
    """Join the lines; a blank line would end the HTML block inside a chat message."""
    return " ".join(line.strip() for line in html.splitlines() if line.strip())
