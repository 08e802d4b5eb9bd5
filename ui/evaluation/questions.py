"""The question sets that can be run: those shipped with the program, and uploaded ones."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from eval.datasets import sets
from eval.datasets.tables import SUFFIXES
from index.errors import QuestionSetError
from ui.evaluation.archive import Chosen

MAX_QUESTIONS = 1000
MAX_FILES = 20
MAX_NAME_CHARS = 80
LABELS = {"dev_cross": "跨期", "dev_refuse": "该拒答的"}


@dataclass(frozen=True, slots=True)
class ShippedSet:
    """A set that comes with the program; `fits` says whether the index holds its articles."""

    name: str
    label: str
    questions: int
    fits: bool


def shipped_sets(issues: Collection[str]) -> list[ShippedSet]:
    """Return the shipped sets, for an index of these issues."""
    return [
        ShippedSet(name, label(name), count, not wanted or not wanted.isdisjoint(issues))
        for name, (count, wanted) in _shipped().items()
    ]


def label(name: str) -> str:
    """Return how a set is called: a shipped one by its date or subject, others by their file."""
    stem = name.removesuffix(".jsonl")
    return LABELS.get(stem, stem.removeprefix("dev_") if stem in _shipped() else name)


def chosen_sets(
    shipped: Collection[str], uploads: Collection[tuple[str, bytes]], baselines: bool
) -> Chosen:
    """Return what a person chose, checked.

    Raises:
        QuestionSetError: a set is not valid, or there are none, or too many questions.
    """
    known = tuple(name for name in _shipped() if name in shipped)
    chosen = Chosen(known, tuple((_safe(name), data) for name, data in uploads), baselines)
    if not known and not chosen.uploads:
        raise QuestionSetError("请先选择或上传一个题集。")
    if len(chosen.uploads) > MAX_FILES:
        raise QuestionSetError(f"一次最多上传 {MAX_FILES} 个题集。")
    with files_of(chosen) as files:
        count = len(sets.load(files))
    if count > MAX_QUESTIONS:
        raise QuestionSetError(f"题集共 {count} 题，网页上一次最多 {MAX_QUESTIONS} 题。")
    return chosen


@contextmanager
def files_of(chosen: Chosen) -> Iterator[list[Path]]:
    """Yield the files of the chosen sets; the uploaded ones are there as long as that lasts."""
    with tempfile.TemporaryDirectory(prefix="wence-eval-") as folder:
        files = [sets.SHIPPED / f"{name}.jsonl" for name in chosen.shipped]
        for n, (name, data) in enumerate(chosen.uploads):
            file = Path(folder, str(n), name)  # two may have one name
            file.parent.mkdir()
            file.write_bytes(data)
            files.append(file)
        yield files


@cache
def _shipped() -> dict[str, tuple[int, frozenset[str]]]:
    """Return for each shipped set the number of its questions, and the issues that they are on."""
    found = {}
    for path in sorted(sets.SHIPPED.glob("*.jsonl")):
        questions = sets.load([path])
        issues = frozenset(source.issue for q in questions for source in q.sources)
        found[path.stem] = (len(questions), issues)
    return found


def _safe(name: str) -> str:
    """Return any name that was sent as that of a visible file of a kind that can be read."""
    last = "".join(c for c in name.replace("\\", "/").rpartition("/")[2] if c.isprintable())
    stem, _, suffix = last.rpartition(".")
    if f".{suffix.lower()}" not in SUFFIXES:
        raise QuestionSetError("题集要是 JSON Lines、JSON、CSV 或 Excel 文件。")
    return f"{stem[:MAX_NAME_CHARS].strip(' .') or 'questions'}.{suffix.lower()}"
