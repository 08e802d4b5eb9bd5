"""The commands `wence articles`, `wence search` and `wence ask`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.options import (
    EngineOption,
    JsonOption,
    KOption,
    StoreOption,
    load_settings,
    open_pipeline,
    read_filters,
)
from ui.web.parameters import filters_from

if TYPE_CHECKING:
    from rag.filters import Filters


def articles(
    text: Annotated[bool, typer.Option("--text", help="连同正文")] = False,
    status_table: Annotated[
        bool, typer.Option("--status-table", help="只列文件之间的废止、代替、修改，和各自的效力")
    ] = False,
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """列出索引里的文章（--json：每行一篇）。"""
    settings = load_settings(store=store)
    from index.store.store import Store
    from ui.cli.status_table import print_status_table
    from ui.cli.terminal import page_label, print_json
    from ui.web.serialize import article_json

    opened = Store.open_folder(settings.store)
    if status_table:
        print_status_table(opened, json)
        return
    for article in opened.articles():
        if json:
            print_json(article_json(article, text))
            continue
        where = "\t".join((article.id, article.section, article.title, article.source))
        typer.echo(f"{where}\t{page_label(article.page)}")
        if text:
            typer.echo(f"\n{article.text}\n")


@filters_from(read_filters)
def search(
    query: Annotated[str, typer.Argument(metavar="QUERY", help="检索词或问题")],
    *,
    k: KOption = 10,
    filters: Filters,
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """找出相关的段落。"""
    from ui.web.validation import ask_request

    query = ask_request({"question": query}).question
    settings = load_settings(store=store)
    pipeline = open_pipeline(settings)
    from ui.cli.terminal import print_hits, print_json
    from ui.web.serialize import search_json

    if json:
        print_json(search_json(pipeline, query, k, settings.base_url, filters))
    else:
        print_hits(pipeline.search(query, k, filters))


@filters_from(read_filters)
def ask(
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="问题")],
    *,
    history: Annotated[
        str, typer.Option("--history", help='此前的对话：[{"role":"user","content":"…"}, …]')
    ] = "[]",
    engine: EngineOption = None,
    filters: Filters,
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """回答一个问题，附出处。"""
    from ui.web.validation import ask_request, from_json

    request = ask_request({"question": question, "history": from_json(history), "engine": engine})
    settings = load_settings(store=store)
    answer = open_pipeline(settings).ask(
        request.question,
        request.past_messages(),
        k=request.k,
        engine=request.engine,
        filters=filters,
    )
    from ui.cli.terminal import print_answer, print_json

    if json:
        print_json(answer.to_json(settings.base_url))
    else:
        print_answer(answer, settings.base_url)
