"""The output of `wence index` and `wence migrate`: builds, status, repair, watching."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from signal import SIGINT, signal
from threading import Event
from typing import TYPE_CHECKING

import typer

from index.embedding.embedder import Embedder
from index.errors import WenceError
from index.ingest.build import BuildReport, build
from index.ingest.migrate import migrate
from index.ingest.priority import yield_to_questions
from index.ingest.repair import repair
from index.ingest.status import Status
from index.ingest.watch import Follower
from index.store.files import printable
from index.store.spec import shown_prompt
from index.store.store import Store
from rag.answering import QuestionAnswerer
from rag.question.example_vectors import example_vectors
from rag.question.intents import example_texts
from ui.cli.permissions import warn_of_unmatched
from ui.cli.terminal import print_json, progress_bar

if TYPE_CHECKING:
    from index.embedding.engine import EngineName
    from rag.settings import Settings

_log = logging.getLogger("wence")

BUILT = (
    "{articles} 篇文章，{passages} 段；新算 {embedded} 段，沿用 {reused} 段，"
    "移除 {removed} 段；用时 {took_s:.1f} 秒"
)


def run_build(paths: Sequence[Path], settings: Settings, json: bool, remember: bool) -> BuildReport:
    """Build or refresh the index with a progress bar, and print the report."""
    yield_to_questions()
    models = _Models()
    with progress_bar() as advance:
        report = build(
            paths,
            settings.store_spec,
            advance,
            remember=remember,
            load_embedder=models.load,
        )
    models.check_examples(settings)
    _print_report(report, json)
    warn_of_unmatched(settings)
    return report


class _Models:
    """The model of a build, loaded where the build needs it, and used again afterwards."""

    def __init__(self) -> None:
        self._loaded: Embedder | None = None

    def load(
        self, name: str, passage_prompt: str | None, query_prompt: str | None, engine: EngineName
    ) -> Embedder:
        """Load the model; a second call returns the same one."""
        if self._loaded is None:
            self._loaded = _load_embedder(name, passage_prompt, query_prompt, engine)
        return self._loaded

    def check_examples(self, settings: Settings) -> None:
        """Check the questions to start with, so that a server finds them; seconds at most.

        Without a loaded model nothing has changed, or a server will do it. A build has
        succeeded even where this fails.
        """
        if self._loaded is None:
            return
        try:
            store = Store.open(settings.store_spec)
            QuestionAnswerer(store, self._loaded, settings).checked_examples.check()
        except Exception as error:
            _log.warning("示例问题没有核对完：%s", error)


def _load_embedder(
    name: str, passage_prompt: str | None, query_prompt: str | None, engine: EngineName
) -> Embedder:
    """Load a model, and have the intents' examples encoded too, for the first question."""
    embedder = Embedder.load(name, passage_prompt, query_prompt, engine)
    example_vectors(embedder, example_texts())  # kept in the user's cache
    return embedder


def run_migrate(settings: Settings, json: bool) -> None:
    """Move the index to where the settings have it searched, and print what was done."""
    with progress_bar() as advance:
        report = migrate(settings.store_spec, advance)
    if json:
        print_json(report.to_json())
        return
    milvus = settings.milvus
    where = f" Milvus（{milvus.place}）的集合 {milvus.collection} " if milvus else "本机"
    typer.echo(f"{report.passages} 段，现在由{where}检索；用时 {report.took_s:.1f} 秒。")


def run_watch(paths: Sequence[Path], settings: Settings, json: bool, remember: bool) -> None:
    """Refresh now and after every change, until interrupted; print each report or error."""
    yield_to_questions()
    models = _Models()  # one model, however often it refreshes

    def refresh() -> BuildReport:
        spec = settings.store_spec
        report = build(paths, spec, remember=remember, load_embedder=models.load)
        models.check_examples(settings)
        return report

    def tell(result: BuildReport | WenceError) -> None:
        if isinstance(result, WenceError):
            typer.echo(str(result), err=True)
        else:
            _print_report(result, json)

    typer.echo(f"跟随 {'、'.join(map(str, paths))}，按 Ctrl-C 结束。", err=True)
    stop = Event()

    def interrupt(*_: object) -> None:
        stop.set()  # an exception alone can be lost, say in a destructor
        raise KeyboardInterrupt

    signal(SIGINT, interrupt)
    with suppress(KeyboardInterrupt):
        Follower(paths, refresh, tell).run(stop)
    typer.echo("已停止跟随。", err=True)


def run_repair(paths: Sequence[Path], settings: Settings, json: bool) -> None:
    """Check every file of the store, rebuild the damaged ones, and print what was done."""
    yield_to_questions()
    with progress_bar() as advance:
        found = repair(settings.store_spec, paths, advance, load_embedder=Embedder.load)
    if json:
        print_json(found.to_json())
        return
    for sentence in found.damaged:
        typer.echo(sentence)
    typer.echo(found.done or "索引完好，不需要修复。")


def run_status(default: Sequence[Path], settings: Settings, json: bool) -> None:
    """Print what the store holds, what would change, and what failed."""
    status = Status.read(settings.store, default)
    query_prompt = settings.embedding_query_prompt
    if json:
        print_json({**status.to_json(), "query_prompt": query_prompt})
        return
    manifest = status.manifest
    typer.echo(
        f"索引 {settings.store}：版本 {status.version}，建于 {manifest.created}，"
        f"占 {status.bytes / 1e6:.1f} MB"
    )
    again = f"，其中 {status.duplicates} 篇重复刊登" if status.duplicates else ""
    typer.echo(
        f"{manifest.articles} 篇文章{again}，{manifest.passages} 段；向量模型 {manifest.model}"
        f"；提示词：问题{shown_prompt(query_prompt)}，段落{shown_prompt(manifest.passage_prompt)}"
    )
    for file in status.sources.files:
        what = f"{file.articles} 篇，{status.passages(file)} 段"
        note = f"；{'沿用旧内容' if file.kept else '未读取'}：{file.error}" if file.error else ""
        typer.echo(printable(f"  {file.name}\t{file.date}\t{what}{note}"))
    failed = {file.path for file in status.sources.files if file.error}
    for one in status.sources.unread:
        if one.path not in failed:  # these are told above
            typer.echo(printable(f"  {one.path}\t未读取：{one.reason}"))
    another = manifest.model != settings.embedding_model
    if another:
        typer.echo(f"设置的向量模型是 {settings.embedding_model}，下次会重算全部向量。")
    _print_changes(status, another)


def _print_changes(status: Status, another_model: bool) -> None:
    changes = status.changes
    if changes.missing:
        typer.echo(f"无法与原文件比较：{changes.missing}")
        return
    for word, paths in (
        ("新增", changes.new),
        ("改动", changes.changed),
        ("已删除", changes.removed),
    ):
        for path in paths:
            typer.echo(printable(f"{word}：{path}"))
    if changes.stale:
        typer.echo("程序更新过，下次会重新读取全部文件（向量沿用）。")
    typer.echo("运行 wence index 更新。" if changes or another_model else "索引与原文件一致。")


def _print_report(report: BuildReport, json: bool) -> None:
    for old, new in report.renamed.items():
        typer.echo(f"文件改名：{old} → {new}；编号取自文件名的文章，编号和链接随之改变。", err=True)
    for warning in report.warnings:
        typer.echo(f"注意：{printable(warning)}", err=True)
    if json:
        print_json(report.to_json())
    else:
        typer.echo(BUILT.format(**report.to_json()))
