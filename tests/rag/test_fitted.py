from __future__ import annotations

import tomllib

import numpy as np
import pytest

from rag import fitted
from rag.evidence import confidence, scoring
from rag.retrieval import ranking
from rag.verification import check

EXPECTED = {
    "passages": {*ranking.FEATURES},
    "statements": {*scoring.FEATURES},
    "selection": {"least_share"},
    "confidence": {*confidence.FEATURES, "bias", "threshold"},
    "check": {*check.COVERED_BY, *check.FAITHFUL_BY, *check.EDIT_BY, "threshold"},
}


def test_every_number_that_is_read_stands_in_the_file_and_no_other() -> None:
    sections = tomllib.loads(fitted.FILE.read_text(encoding="utf-8"))
    assert {name: {*values} for name, values in sections.items()} == EXPECTED


def test_every_number_is_finite_and_the_threshold_is_a_probability() -> None:
    for section in EXPECTED:
        assert np.isfinite([*fitted.fitted(section).values()]).all()
    assert 0 < fitted.fitted("confidence")["threshold"] < 1
    assert 0 < fitted.fitted("selection")["least_share"] < 1


@pytest.mark.parametrize(
    ("section", "module"),
    [("passages", ranking), ("statements", scoring), ("confidence", confidence)],
)
def test_weights_stand_in_the_order_of_the_features(section: str, module: object) -> None:
    features, weights = module.FEATURES, module.WEIGHTS  # type: ignore[attr-defined]
    assert weights.dtype == np.float32
    assert weights.tolist() == pytest.approx([fitted.fitted(section)[name] for name in features])


def test_weights_follow_the_order_asked_for() -> None:
    one, other = ranking.FEATURES[:2]
    assert (
        fitted.weights("passages", [other, one]).tolist()
        == fitted.weights("passages", [one, other])[::-1].tolist()
    )


def test_a_feature_without_a_number_is_an_error() -> None:
    with pytest.raises(KeyError, match="no-such-feature"):
        fitted.weights("passages", ["no-such-feature"])
