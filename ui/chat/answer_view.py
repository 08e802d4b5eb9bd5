"""An answer as HTML for the chat: light Markdown, linked citation marks, source cards.

Everything from the corpus and from a model is escaped here; only the few marks that
`Answer.text` may contain become elements.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from math import exp

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape

from index.model import Article
from rag.answer import Answer, Citation, Hit
from rag.filters import Filters
from ui.web.query_params import query_string
from ui.web.templating import HERE

INLINE = re.compile(r"\*\*(.+?)\*\*|\[(\d+)\]")
ITEM = re.compile(r"\s*(?:[-*•]|(\d+)[.、])\s+")
ENGINES = {"extractive": "原文摘录", "llm": "大模型撰写，逐句核对出处"}

_templates = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True)


def cited_url(citation: Citation) -> str:
    """Return the address of the article's page at the passage, with the quote marked."""
    path, _, fragment = citation.passage.url.partition("#")
    return f"{path}?q={citation.start}-{citation.end}#{fragment}"


def answer_html(
    answer: Answer,
    filters: Filters | None = None,
    also_in: Callable[[str], Sequence[str]] = lambda article_id: (),
) -> str:
    """Render the whole message: text, source cards, further articles, buttons.

    `filters` are those that limited the answer; `also_in` returns the ids of an article's other
    printings.
    """
    chosen = filters or Filters()
    return _one_line(
        _templates.get_template("answer.html").render(
            answer=answer,
            body=body_html(answer.emphasised, answer.citations),
            citations=[(c, cited_url(c), context_html(c)) for c in answer.citations],
            related=[(hit, closeness(hit)) for hit in related(answer)],
            also_in=also_in,
            limits=chosen.describe(),
            share="/?" + query_string(chosen, q=answer.question),
            engine=ENGINES.get(answer.engine, answer.engine),
        )
    )


def draft_html(text: str) -> str:
    """What a language model has written so far, which nobody has checked."""
    form = Markup(
        '<div class="answer draft"><div class="text" lang="zh-CN">{}</div>'
        '<p class="checking">正在撰写，写完后逐句核对出处</p></div>'
    )
    return _one_line(form.format(body_html(text, ())))


def notice_html(text: str, kind: str) -> str:
    """Render a message that is no answer; `kind` is its class, such as pending or error."""
    return Markup('<div class="answer {}"><p>{}</p></div>').format(kind, text)


def question_html(question: str) -> str:
    """Render a person's question as plain text."""
    return Markup('<div class="question" lang="zh-CN">{}</div>').format(_lines(question))


def body_html(text: str, citations: tuple[Citation, ...]) -> Markup:
    """Light Markdown: paragraphs, lists, bold, `[n]` of known citations, heads of articles."""
    known = {c.n: c for c in citations}
    heads = {f"《{c.article.title}》（{c.article.issue}）：": c.article for c in citations}
    lines = [line for line in text.splitlines() if line.strip()]
    return Markup("").join(
        Markup("").join(_head(heads[line]) for line in group)
        if kind == "head"
        else _group(kind, list(group), known)
        for kind, group in groupby(lines, lambda x: "head" if x in heads else _kind(x))
    )


def _head(article: Article) -> Markup:
    """The line above what is quoted from one of several articles."""
    return Markup(
        '<h3 class="head"><a class="source" href="/articles/{}">《{}》</a>'
        '<span class="where">（{}）</span></h3>'
    ).format(article.id, article.title, article.dated)


def _kind(line: str) -> str:
    match = ITEM.match(line)
    return "p" if not match else "ol" if match[1] else "ul"


def _group(kind: str, lines: list[str], known: dict[int, Citation]) -> Markup:
    if kind == "p":
        return Markup("").join(Markup("<p>{}</p>").format(_inline(x, known)) for x in lines)
    items = Markup("").join(
        Markup("<li>{}</li>").format(_inline(ITEM.sub("", x, count=1), known)) for x in lines
    )
    first = ITEM.match(lines[0])
    start = Markup(' start="{}"').format(first[1]) if first and kind == "ol" else Markup("")
    return Markup("<{0}{1}>{2}</{0}>").format(kind, start, items)


def _inline(text: str, known: dict[int, Citation]) -> Markup:
    return Markup("").join(_pieces(text, known))


def _pieces(text: str, known: dict[int, Citation]) -> Iterator[Markup]:
    position = 0
    for match in INLINE.finditer(text):
        yield escape(text[position : match.start()])
        position = match.end()
        if match[1]:
            yield Markup("<strong>{}</strong>").format(_inline(match[1], known))
        elif citation := known.get(int(match[2])):
            yield _mark(citation)
        else:
            yield escape(match[0])
    yield escape(text[position:])


def _mark(citation: Citation) -> Markup:
    return Markup('<a class="cite" href="{}" aria-label="出处 {}：{}">[{}]</a>').format(
        cited_url(citation), citation.n, citation.article.title, citation.n
    )


def context_html(citation: Citation) -> Markup:
    """Render the cited passage with the quote marked in it."""
    passage = citation.passage
    start, end = citation.start - passage.start, citation.end - passage.start
    if not 0 <= start < end <= len(passage.text):
        return Markup("<mark>{}</mark>").format(_lines(citation.quote))
    pieces = passage.text[:start], passage.text[start:end], passage.text[end:]
    form = Markup('<span class="before">{}</span><mark>{}</mark>{}')
    return form.format(*map(_lines, pieces))


def _lines(text: str) -> Markup:
    """Escape text, keeping its line ends, and a table's tabs as bars."""
    return Markup("<br>").join(line.replace("\t", " ｜ ") for line in text.split("\n"))


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
