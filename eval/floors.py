"""Floors: the metric values that a run must reach, raised as quality rises."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from eval.metrics.registry import METRICS
from index.errors import QuestionSetError

FLOORS = Path(__file__).parent / "floors.toml"


def check_floors(summary: Mapping[str, Any], path: Path | str = FLOORS) -> list[str]:
    """Compare a run's summary with a floors file; return one Chinese line for each failure.

    The file's table `[metrics]` holds the lowest mean allowed for each metric, or the highest
    where lower is better. Raises QuestionSetError if the file is unreadable or malformed.
    """
    failures = []
    for name, limit in _read(path).items():
        found = summary["metrics"].get(name)
        if found is None:
            failures.append(f"{METRICS[name].label}（{name}）：这次评测没有这一项，下限为 {limit}")
        elif not _reaches(name, found["mean"], limit):
            bound = "下限" if METRICS[name].higher_is_better else "上限"
            failures.append(
                f"{METRICS[name].label}（{name}）：{found['mean']:.4g}，未达到{bound} {limit}"
            )
    return failures


def _reaches(name: str, mean: float, limit: float) -> bool:
    return mean >= limit if METRICS[name].higher_is_better else mean <= limit


def _read(path: Path | str) -> dict[str, float]:
    try:
        limits: dict[str, float] = tomllib.loads(Path(path).read_text(encoding="utf-8"))["metrics"]
    except (OSError, KeyError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise QuestionSetError(f"下限文件 {path} 不能用：应为含 [metrics] 的 TOML。") from error
    if unknown := sorted(set(limits) - set(METRICS)):
        raise QuestionSetError(f"下限文件 {path} 里有不认识的指标：{'、'.join(unknown)}。")
    return limits
