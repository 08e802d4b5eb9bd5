"""A client of an application that has two versions of a rule."""

import pytest
from fastapi.testclient import TestClient

from rag.settings import Settings
from tests.conftest import FakePipeline, hostile_article
from tests.rag.comparing.versions import plans, versions
from ui.app import create_app


@pytest.fixture(scope="package")
def client():
    pipeline = FakePipeline([*versions(), *plans(), hostile_article()])
    return TestClient(create_app(pipeline, Settings(_env_file=None)))
