"""Fit the check of statements: `python -m eval.fitting.check FILE.jsonl… [FOLDER]`.

A line of a file is a statement with what it cites. Two formats are known: that of CiteCheck
(`query`, `statement`, `quote`, `label`), and that of tests/data/statements.jsonl, whose
statements cite passages of the sample corpus. From a folder of documents statements are made by
rule (`made.py`). The weights are written to rag/fitted.toml; the
figures printed beside them come from folds that were left out: documents of CiteCheck, and
whole sets of ours.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import index
from eval.extras import require_package
from eval.fitting.linear import FOLDS, SEED
from eval.fitting.made import made
from eval.fitting.product import Product, Windows, fit_product
from eval.fitting.writing import write_section
from index.errors import QuestionSetError, WenceError
from index.loading.loader import read_documents
from index.model import Article, Passage
from index.passages import split_article
from rag.answer import Hit
from rag.verification.check import COVERED_BY, EDIT_BY, FAITHFUL_BY, SECTION, measure
from rag.verification.coverage import Content
from rag.verification.windows import Evidence

if TYPE_CHECKING:
    from numpy.typing import NDArray

PUBLIC, OURS, LITERAL = "CiteCheck", "ours", "literal"
MADE = "made"
MADE_COUNT, MADE_WEIGHT = 1000, 0.1  # statements made by rule, and what each of them weighs
STRUCK = 0.034  # of our true statements, at most
_SAMPLE = Path(index.__file__).parent / "sample"
_MARK = re.compile(r"(?:^|\s)\[\d+\]\s?")


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled statement: the features of its windows (n, F), and those of each one's edits.

    `set` is left out as a whole, or where it is CiteCheck, the examples of one `group`. `error`
    is the kind of a false statement's error, empty where it is true.
    """

    set: str
    group: str
    error: str
    windows: NDArray[np.float64]
    edits: list[NDArray[np.float64]]


def main(files: Sequence[str]) -> None:
    """Fit, report and write."""
    require_package("scipy", "scipy", "拟合权重")
    if not files:
        raise QuestionSetError("用法：python -m eval.fitting.check 句子.jsonl… [文件夹]")
    examples = [one for file in files for one in read(Path(file))]
    judged = list(left_out(examples))
    threshold = choose_threshold(judged)
    for line in report(judged, threshold):
        print(line, flush=True)
    found = fit(examples)
    names = (*COVERED_BY, *FAITHFUL_BY, *EDIT_BY)
    weights = np.concatenate([found.covered, found.faithful, found.edit])
    write_section(SECTION, {**dict(zip(names, weights, strict=True)), "threshold": threshold})


def read(file: Path) -> Iterator[Example]:
    """Yield the examples of a file, or those made from a folder of documents."""
    if file.is_dir():
        for one in islice(made(file), MADE_COUNT):
            features, edits = _features(one.statement, Evidence([one.hit]))
            if len(edits):
                yield Example(MADE, "", one.error, features, edits)
        return
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    yield from _public(rows) if rows and "quote" in rows[0] else _own(rows)


def _public(rows: Sequence[Mapping[str, Any]]) -> Iterator[Example]:
    groups = _groups(rows)
    for row, group in zip(rows, groups, strict=True):
        texts = [text.strip() for text in _MARK.split(row["quote"]) if text.strip()]
        evidence = Evidence([_hit(text, n) for n, text in enumerate(texts, 1)], row["query"])
        statement = re.sub(r"\[\d+\]", "", row["statement"]).replace("\n", " ")
        error = "" if row["label"] else "unsupported"
        yield Example(PUBLIC, group, error, *_features(statement, evidence))


def _hit(text: str, number: int) -> Hit:
    article = Article(str(number), 1, "", text)
    return Hit(number, 1.0, Passage(article.id, 1, 1, 0, len(text), text), article)


def _groups(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return a name for each row that it has in common with rows of its question or documents."""
    found: dict[str, str] = {}
    groups: list[str] = []
    for number, row in enumerate(rows):
        keys = [row["query"], *(text[:60] for text in _MARK.split(row["quote"]) if text.strip())]
        own = next((found[key] for key in keys if key in found), str(number))
        found.update(dict.fromkeys(keys, own))
        groups.append(own)
    return groups


def _own(rows: Sequence[Mapping[str, Any]]) -> Iterator[Example]:
    pairs = [
        (passage, article)
        for article in read_documents([_SAMPLE]).articles
        for passage in split_article(article)
    ]
    for row in rows:
        at = next(n for n, (passage, _) in enumerate(pairs) if row["passage"] in passage.text)
        right = Evidence([Hit(1, 1.0, *pairs[at])])
        if row["error"] != "citation":
            yield Example(row["set"], "", row["error"], *_features(row["statement"], right))
            continue
        wrong = Evidence([Hit(1, 1.0, *pairs[(at + 1) % len(pairs)])])
        yield Example(row["set"], "", "", *_features(row["statement"], right))
        yield Example(row["set"], "", "citation", *_features(row["statement"], wrong))


def _features(
    statement: str, evidence: Evidence
) -> tuple[NDArray[np.float64], list[NDArray[np.float64]]]:
    measured = measure(statement, Content.of(statement), evidence, list(evidence.hits))
    features = np.array([list(one.features.values()) for one in measured])
    return features, [one.rows for one in measured]


def _windows(examples: Sequence[Example]) -> Windows:
    return Windows.of([(one.windows, one.edits) for one in examples])


def fit(examples: Sequence[Example]) -> Product:
    """Fit the probability that a statement's best window supports it."""
    right = np.array([not one.error for one in examples])
    importance = np.array([MADE_WEIGHT if one.set == MADE else 1.0 for one in examples])
    return fit_product(_windows(examples), right, importance)


def log_odds(examples: Sequence[Example], found: Product) -> list[float]:
    """Return the log odds of each example's best window."""
    windows = _windows(examples)
    odds = found.log_odds(windows)
    best: list[float] = odds[windows.best(odds)].tolist()
    return best


def choose_threshold(judged: Sequence[tuple[Example, float]]) -> float:
    """Return the log odds below which STRUCK of our true statements lie."""
    true = [odds for one, odds in judged if _is_own(one) and not one.error]
    return float(np.quantile(true, STRUCK)) if true else 0.0


def report(judged: Sequence[tuple[Example, float]], threshold: float) -> Iterator[str]:
    """Yield a line for each set: how much was kept of the true and caught of the false."""
    names = list(dict.fromkeys(one.set for one, _ in judged))
    for name in [*names, OURS]:
        own = [(o, s) for o, s in judged if o.set == name or (name == OURS and _is_own(o))]
        kinds = dict.fromkeys(one.error for one, _ in own)
        shares = {
            kind: np.mean(
                [(odds >= threshold) is not bool(kind) for one, odds in own if one.error == kind]
            )
            for kind in kinds
        }
        true = shares.get("", 0.0)
        false = np.mean([odds < threshold for one, odds in own if one.error])
        figures = ", ".join(f"{kind} {share:.3f}" for kind, share in shares.items() if kind)
        yield (
            f"{name}: kept {true:.3f}, caught {false:.3f} ({figures}), "
            f"balanced accuracy {(true + false) / 2:.4f}"
        )


def _is_own(one: Example) -> bool:
    return one.set not in (PUBLIC, LITERAL, MADE)


def left_out(examples: Sequence[Example]) -> Iterator[tuple[Example, float]]:
    """Yield each example with the log odds by weights that were fitted without its part.

    Those that are made by rule take part in every fit, and are not judged.
    """
    groups = sorted({one.group for one in examples if one.set == PUBLIC})
    np.random.default_rng(SEED).shuffle(groups)
    fold = {group: f"{PUBLIC} {n % FOLDS}" for n, group in enumerate(groups)}
    parts = [fold[one.group] if one.set == PUBLIC else one.set for one in examples]
    for part in dict.fromkeys(part for part in parts if part != MADE):
        held = [one for one, own in zip(examples, parts, strict=True) if own == part]
        found = fit([one for one, own in zip(examples, parts, strict=True) if own != part])
        yield from zip(held, log_odds(held, found), strict=True)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except WenceError as failure:
        sys.exit(str(failure))
