"""The command `wence eval`: run question sets, compare two runs, or draft a question set."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from eval.compare import compare
from eval.datasets import sets
from eval.datasets.drafting import draft_questions
from eval.datasets.gold import Locator
from eval.datasets.overlap import set_overlap
from eval.export import Style, export_run
from eval.floors import FLOORS, check_floors
from eval.metrics.judge import Judge
from eval.reports.html import to_html
from eval.reports.terminal import print_comparison, print_table
from eval.run import Run, run
from index.errors import WenceError
from ui.cli.terminal import progress_bar

if TYPE_CHECKING:
    from index.store.store import Store
    from rag.answering import QuestionAnswerer
    from rag.settings import Engine, Settings

DRAFTED = "起草 {n} 题，写入 {out}；题面与证据的字面重合 {overlap}。题目要逐条改过才好用。"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The options of the command. Raises WenceError if they contradict each other."""

    files: Sequence[Path] = ()
    out: Path | None = None
    html: Path | None = None
    engine: Engine | None = None
    baseline: bool = False
    floors: bool = False
    compare: tuple[Path, Path] | None = None
    draft: int | None = None
    export: Path | None = None
    judge: bool = False
    concurrency: int = 4
    columns: Style = "ragas"

    def __post_init__(self) -> None:
        running = [self.files, self.engine, self.baseline, self.floors, self.export, self.judge]
        if self.compare and any([*running, self.out, self.draft]):
            raise WenceError("--compare 只能和 --html 一起用。")
        if self.draft and any([*running, self.html]):
            raise WenceError("--draft 只能和 --out、--store 一起用。")
        if not self.compare and not self.draft and not self.sets:
            raise WenceError("缺少 FILE；用法见 wence eval --help。")
        if not self.compare and not self.out:
            raise WenceError("缺少 --out；用法见 wence eval --help。")
        if len(self.limits) > self.floors:
            raise WenceError("下限文件（.toml）要跟在 --floors 后面，只能有一个。")
        for path in (self.out, self.html, self.export):
            if path and (path.is_dir() or not path.parent.is_dir()):
                raise WenceError(f"不能写入 {path}：它是文件夹，或所在的文件夹不存在。")

    @property
    def sets(self) -> list[Path]:
        """The question sets among the files."""
        return [path for path in self.files if path.suffix != ".toml"]

    @property
    def limits(self) -> list[Path]:
        """The floors file among the files, if one follows `--floors`."""
        return [path for path in self.files if path.suffix == ".toml"]


def evaluate(
    wanted: Evaluation,
    settings: Settings,
    store: Callable[[], Store],
    pipeline: Callable[[], QuestionAnswerer],
) -> bool:
    """Execute the command, opening store or pipeline only if needed.

    Returns False if a run does not reach its floors, otherwise True.
    """
    if wanted.compare:
        _compare(*wanted.compare, wanted.html)
    elif wanted.draft:
        assert wanted.out
        _draft(store(), wanted.draft, wanted.out)
    else:
        judge = Judge.from_settings(settings, wanted.concurrency) if wanted.judge else None
        written = (wanted.engine or settings.answer_engine) == "llm"
        # extractive answers are computed here, and do not get faster by sharing the cores
        return _run(wanted, pipeline(), judge, wanted.concurrency if written else 1)
    return True


def _run(wanted: Evaluation, pipeline: QuestionAnswerer, judge: Judge | None, at_once: int) -> bool:
    assert wanted.out
    with progress_bar() as advance:
        result = run(
            wanted.sets,
            pipeline,
            engine=wanted.engine,
            baselines=wanted.baseline,
            judge=judge,
            on_question=lambda done, total, what: advance(what, done, total),
            at_once=at_once,
        )
    result.save(wanted.out)
    print_table(result, Console())
    if wanted.html:
        wanted.html.write_text(to_html(result), encoding="utf-8")
    if wanted.export:
        export_run(result, wanted.export, wanted.columns)
    return not wanted.floors or _reaches(result, *wanted.limits)


def _reaches(result: Run, floors: Path = FLOORS) -> bool:
    failures = check_floors(result.summary, floors)
    for line in failures:
        print(line)
    return not failures


def _compare(before: Path, after: Path, html: Path | None) -> None:
    a, b = Run.load(before), Run.load(after)
    print_comparison(compare(a, b), Console())
    if html:
        html.write_text(to_html(b, against=a), encoding="utf-8")


def _draft(store: Store, n: int, out: Path) -> None:
    questions = draft_questions(store, n)
    sets.save(questions, out)
    overlap = set_overlap(questions, Locator(store.articles(), store.passages()))["mean"]
    shown = "无法计算" if overlap is None else f"{overlap:.0%}"
    print(DRAFTED.format(n=len(questions), out=out, overlap=shown))
