"""The real pipeline's store, of whose sentences benchmarks make documents."""

import pytest

from eval.bench.synthetic import Sentences


@pytest.fixture(scope="session")
def sentences(real_pipeline):
    return Sentences(real_pipeline.store)
