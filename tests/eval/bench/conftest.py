"""A handful of sentences with vectors, of which benchmarks draw passages."""

import numpy as np
import pytest

from eval.bench.synthetic import Sentences

TEXTS = ["青川县药品降价。", "白水镇门诊报销提高。", "全县有三处药店。", "镇上有两位医生。"]


@pytest.fixture(scope="session")
def sentences():
    """Two articles, of one and of three sentences."""
    vectors = np.eye(4, 64, dtype=np.float32)
    return Sentences(TEXTS, vectors, np.array([[0, 1], [1, 4], [1, 4], [1, 4]]))
