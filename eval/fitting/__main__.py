"""Fit the numbers of rag/fitted.toml.

    python -m eval.fitting STORE=SET.jsonl…

Each store is an index of the documents that its set asks about. The numbers are fitted on all
questions and written to rag/fitted.toml; the figures printed beside them come from five folds
of documents, each judged by numbers that were fitted without it.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from eval.extras import require_package
from eval.fitting import stages
from eval.fitting.examples import find, negatives, passage_lists, tasks
from index.errors import QuestionSetError, WenceError
from rag import fitted
from rag.evidence import confidence, scoring
from rag.pipeline import Pipeline
from rag.retrieval import ranking
from rag.settings import Settings

NEGATIVE_SHARE = 4  # of the answerable questions, one in so many is made unanswerable too
DECIMALS = 4


def main(pairs: Sequence[str]) -> None:
    """Fit, report and write; `pairs` are STORE=SET."""
    require_package("sklearn", "scikit-learn", "拟合权重")
    split = [pair.partition("=") for pair in pairs]
    if not split or not all(store and file for store, _, file in split):
        raise QuestionSetError("用法：python -m eval.fitting 索引=题集.jsonl…")
    pipelines = [Pipeline.open(Settings(store=Path(store))) for store, _, _ in split]
    asked = tasks(pipelines, [Path(file) for _, _, file in split])
    answerable = [task for task in asked if task.kind == "answerable"]

    lists = passage_lists(answerable)
    ranking.WEIGHTS[:] = stages.fit_passages(lists)  # what is found next is ranked by them
    print("passages:", stages.report_passages(lists), flush=True)

    found = [one for task in answerable if (one := find(task))]
    scoring.WEIGHTS[:] = weights = stages.fit_statements(found)
    least = stages.choose_least_share((one, weights) for one in found)
    print("statements:", stages.report_statements(found), flush=True)

    everything = [*asked, *negatives(asked, NEGATIVE_SHARE)]
    found = [one for task in everything if (one := find(task))]
    certain, bias = stages.fit_confidence(found)
    odds = stages.log_odds(found)
    threshold = stages.choose_threshold(odds)
    print("confidence:", stages.report_confidence(odds, threshold))
    _write(
        {
            "passages": dict(zip(ranking.FEATURES, ranking.WEIGHTS, strict=True)),
            "statements": dict(zip(scoring.FEATURES, weights, strict=True)),
            "selection": {"least_share": least},
            "confidence": {
                **dict(zip(confidence.FEATURES, certain, strict=True)),
                "bias": bias,
                "threshold": threshold,
            },
        }
    )


def _write(sections: Mapping[str, Mapping[str, float]]) -> None:
    lines = ["# Written by `python -m eval.fitting`; not to be edited by hand."]
    for name, values in sections.items():
        lines += ["", f"[{name}]"]
        lines += [
            f"{key} = {np.format_float_positional(value, DECIMALS, fractional=False, trim='0')}"
            for key, value in values.items()
        ]
    fitted.FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except WenceError as failure:
        sys.exit(str(failure))
