"""The command line `wence`. Commands import what is slow to import, so that help is instant."""

from __future__ import annotations

import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

import typer

from index.errors import WenceError
from ui.cli.accounts import keys, users
from ui.cli.chinese_help import Command, Group, explain
from ui.cli.comparing import compare
from ui.cli.heap import share_heap
from ui.cli.options import (
    EngineOption,
    JsonOption,
    StoreOption,
    load_settings,
    open_live_pipeline,
    open_pipeline,
    service_settings,
)
from ui.cli.permissions import collections, groups
from ui.cli.questions import articles, ask, search
from ui.cli.verifying import verify

app = typer.Typer(
    name="wence",
    help="问策：向已收录的中文文章提问，每句话都有可打开、可核对的出处。",
    cls=Group,
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.add_typer(users, name="users")
app.add_typer(keys, name="keys")
app.add_typer(groups, name="groups")
app.add_typer(collections, name="collections")


@app.command(cls=Command)
def index(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="PATH", help="文章文件或文件夹；不写就用上次的")
    ] = None,
    status: Annotated[bool, typer.Option("--status", help="只看里面有什么、变了什么")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="一直跟随，文件一变就更新")] = False,
    repair: Annotated[bool, typer.Option("--repair", help="核对每个文件，修复损坏的")] = False,
    store: StoreOption = None,
    model: Annotated[
        str | None, typer.Option("--model", help="向量模型（WENCE_EMBEDDING_MODEL）")
    ] = None,
    json: JsonOption = False,
) -> None:
    """建立或更新索引；没有变化的文章不会重算。"""
    if status + watch + repair > 1:
        raise WenceError("--status、--watch、--repair 只能选一个。")
    settings = service_settings(store=store, embedding_model=model)
    from index.ingest.status import remembered
    from index.paths import default_corpus
    from ui.cli.indexing import run_build, run_repair, run_status, run_watch
    from ui.uploads.places import with_uploads

    named = paths or ([settings.corpus] if settings.corpus else remembered(settings.store))
    sources = named or [default_corpus()]
    if not paths:
        sources = with_uploads(sources, settings.store)
    if status:
        run_status(sources, settings, json)
    elif repair:
        run_repair(sources, settings, json)
    elif watch:
        run_watch(sources, settings, json, remember=bool(named))
    else:
        run_build(sources, settings, json, remember=bool(named))


@app.command(cls=Command)
def migrate(store: StoreOption = None, json: JsonOption = False) -> None:
    """把索引搬到 WENCE_VECTOR_STORE 说的地方：Milvus 或本机；不重读文章，不重算向量。"""
    settings = service_settings(store=store)
    from ui.cli.indexing import run_migrate

    run_migrate(settings, json)


for command in (articles, search, ask, verify, compare):
    app.command(cls=Command)(command)


@app.command(name="eval", cls=Command)
def evaluate(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE", help="问题集（JSON Lines、CSV、Excel）")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="结果写到哪里（run.json）")] = None,
    engine: EngineOption = None,
    html: Annotated[Path | None, typer.Option("--html", help="另写一份网页报告")] = None,
    baseline: Annotated[bool, typer.Option("--baseline", help="同时测四个基线")] = False,
    floors: Annotated[
        bool,
        typer.Option(
            "--floors", help="低于下限就逐项列出，以 1 退出；后面可跟自己的下限文件（.toml）"
        ),
    ] = False,
    compare: Annotated[
        tuple[Path, Path] | None,
        typer.Option("--compare", metavar="A.json B.json", help="对照两次结果：乙比甲"),
    ] = None,
    draft: Annotated[
        int | None, typer.Option("--draft", min=1, help="从索引起草几道题，写到 --out")
    ] = None,
    export: Annotated[
        Path | None, typer.Option("--export", help="把答案另存为别的工具认得的列（.csv 或 .jsonl）")
    ] = None,
    columns: Annotated[
        Literal["ragas", "hf"],
        typer.Option("--columns", metavar="COLUMNS", help="--export 的列：ragas，或 hf（数据集）"),
    ] = "ragas",
    judge: Annotated[
        bool, typer.Option("--judge", help="另请配置的大模型评判忠实与正确（有缓存）")
    ] = False,
    concurrency: Annotated[
        int, typer.Option("--concurrency", min=1, max=64, help="同时问大模型几题")
    ] = 4,
    store: StoreOption = None,
) -> None:
    """用问题集评测：检索、答案、引用、拒答。中断后再运行，问过大模型的题不会再问。"""
    settings = load_settings(store=store)
    # answers are cached, so that an interrupted run can resume
    cache = settings.llm_cache or settings.store / "llm-cache.sqlite"
    settings = settings.model_copy(update={"llm_cache": cache})
    from index.store.store import Store
    from ui.cli.evaluation import Evaluation
    from ui.cli.evaluation import evaluate as run

    wanted = Evaluation(
        files or (),
        out,
        html,
        engine,
        baseline,
        floors,
        compare,
        draft,
        export,
        judge,
        concurrency,
        columns,
    )
    reached = run(
        wanted,
        settings,
        lambda: Store.open_folder(settings.store),
        lambda: open_pipeline(settings),
    )
    if not reached:
        raise typer.Exit(1)


@app.command(cls=Command)
def ui(
    host: Annotated[str | None, typer.Option("--host", help="监听的地址")] = None,
    port: Annotated[int | None, typer.Option("--port", min=0, max=65535, help="监听的端口")] = None,
    store: StoreOption = None,
) -> None:
    """打开问答网页、文章页和 HTTP 接口。"""
    settings = service_settings(store=store, host=host, port=port)
    from rag.opening import open_store
    from ui.server import serve

    serve(open_store(settings), settings)


@app.command(cls=Command)
def mcp(store: StoreOption = None) -> None:
    """给大模型当工具用：MCP 服务，走标准输入输出。"""
    settings = service_settings(store=store)
    from ui.api.mcp import serve

    serve(open_live_pipeline(settings), settings)


@app.command(cls=Command)
def feedback(
    export: Annotated[bool, typer.Option("--export", help="每行一条 JSON")] = False,
    store: StoreOption = None,
) -> None:
    """网页上收到的反馈。"""
    from ui.cli.terminal import print_json
    from ui.monitoring.feedback import export as exported

    found = list(exported(load_settings(store=store).store))
    if export:
        for item in found:
            print_json(item)
    else:
        likes = sum(item["verdict"] == "like" for item in found)
        typer.echo(f"{len(found)} 条反馈：有用 {likes}，没用 {len(found) - likes}")


@app.command(cls=Command)
def bench(
    full: Annotated[bool, typer.Option("--full", help="连同最大的规模，需要很久")] = False,
    plot: Annotated[Path | None, typer.Option("--plot", help="另画成图（.svg）")] = None,
    json: JsonOption = False,
) -> None:
    """测量建索引与回答的速度。"""
    settings = load_settings()
    from rich.console import Console

    from eval.bench.measure import bench as measure
    from eval.bench.report import print_bench, to_svg
    from ui.cli.terminal import print_json

    notes = Console(stderr=True)
    result = measure(settings, full=full, on_stage=lambda what: notes.print(f"{what}…"))
    if plot:
        plot.write_text(to_svg(result), encoding="utf-8")
    if json:
        print_json(result)
    else:
        print_bench(result, Console())


@app.command(cls=Command)
def doctor(store: StoreOption = None, json: JsonOption = False) -> None:
    """检查索引、向量模型、单位账号和大模型接口是否可用。"""
    settings = load_settings(store=store)
    from ui.cli.doctor import check
    from ui.cli.terminal import print_checks, print_json

    checks = check(settings)
    if json:
        print_json([asdict(found) for found in checks])
    else:
        print_checks(checks)
    if not all(found.ok for found in checks):
        raise typer.Exit(1)


def main() -> None:
    """Run a command and exit: 0 success, 2 invalid input, 1 an internal error."""
    share_heap()
    try:
        code = _run(sys.argv[1:] or ["--help"])
        sys.stdout.flush()
    except BrokenPipeError:
        # the reader has closed the pipe; keep the interpreter from flushing into it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    sys.exit(code)


def _run(args: list[str]) -> int:
    try:
        return app(args=args, prog_name="wence", standalone_mode=False) or 0
    except WenceError as error:
        return _fail(str(error), 2)
    except typer.TyperException as error:
        return _fail(explain(error), 2)
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except BrokenPipeError:
        raise
    except Exception as error:
        if os.environ.get("WENCE_DEBUG"):
            raise
        return _fail(f"程序内部出错：{type(error).__name__}: {error}".splitlines()[0], 1)


def _fail(message: str, code: int) -> int:
    typer.echo(message, err=True)
    return code
