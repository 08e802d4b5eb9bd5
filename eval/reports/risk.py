"""Draw the risk-coverage curves of one or several runs.

    python -m eval.reports.risk OUT.svg NAME=RUN.json...

writes them as one SVG file. A run of `wence eval` is named in the legend by NAME, or by its file
where NAME= is left out, and by the area under its curve.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup

from eval.reports.charts import SHARES, Axis, line_chart, round_ticks, svg_file
from eval.run import Run
from index.errors import QuestionSetError, WenceError

USAGE = "用法：python -m eval.reports.risk OUT.svg 名称=RUN.json…"


def risk_chart(found: Mapping[str, Mapping[str, Any]]) -> Markup:
    """Draw the `risk_coverage` of runs' summaries, by name; at least one must have a curve."""
    curves = {name: coverage["curve"] for name, coverage in found.items()}
    ticks = round_ticks(max(0.1, *(risk for curve in curves.values() for _, risk in curve)))
    x = Axis("覆盖率（按置信度从高到低作答的比例）", 0, 1, SHARES)
    return line_chart("风险–覆盖曲线", curves, x, Axis("风险", 0, ticks[-1], ticks))


def risk_svg(named: Sequence[str]) -> str:
    """Return the SVG file of the curves of `NAME=RUN.json` or `RUN.json` arguments.

    Raises QuestionSetError for a file that is no run, or that has no curve.
    """
    return svg_file(risk_chart(dict(map(_read, named))))


def _read(named: str) -> tuple[str, dict[str, Any]]:
    name, _, path = named.rpartition("=")
    found: dict[str, Any] = Run.load(path).summary["risk_coverage"]
    if not found["curve"]:
        raise QuestionSetError(f"{path} 里没有风险–覆盖曲线：没有一题有要点、证据或资料未载。")
    return f"{name or Path(path).stem}（面积 {found['aurc']:.3f}）", found


def main() -> None:
    """Write the file named first on the command line."""
    if len(sys.argv) < 3:
        sys.exit(USAGE)
    Path(sys.argv[1]).write_text(risk_svg(sys.argv[2:]), encoding="utf-8")


if __name__ == "__main__":
    try:
        main()
    except WenceError as failure:
        sys.exit(str(failure))
