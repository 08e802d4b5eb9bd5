"""A pipeline that has two versions of a rule, and two cities' plans."""

import pytest

from tests.conftest import FakePipeline
from tests.rag.comparing.versions import plans, versions


@pytest.fixture(scope="session")
def archive():
    return FakePipeline([*versions(), *plans()])
