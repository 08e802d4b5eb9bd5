"""An archive, and an application, that run a set of three questions on the fake pipeline."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from eval.run import Run, run
from rag.settings import Settings
from tests.ui.evaluation.steps import client_of
from ui.app import create_app
from ui.evaluation.archive import Archive

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

    from tests.conftest import FakePipeline

QUESTIONS: list[dict[str, Any]] = [
    {
        "id": "q1",
        "type": "number",
        "question": "到2025年社区医院达到多少家？",
        "key_points": [["120家"]],
        "sources": [{"issue": "2022-03-14", "title": "社区医院三年行动方案"}],
    },
    {
        "id": "q2",
        "type": "fact",
        "question": "家庭医生签约率达到多少？",
        "key_points": [["75%"], ["每年体检"]],
    },
    {"id": "q3", "type": "off_topic", "question": "火星上有几座火山？"},
]


def lines(questions: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in questions)


@pytest.fixture(scope="session")
def set_text() -> str:
    return lines(QUESTIONS)


@pytest.fixture(scope="session")
def set_file(tmp_path_factory: pytest.TempPathFactory, set_text: str) -> Path:
    file = tmp_path_factory.mktemp("sets") / "own.jsonl"
    file.write_text(set_text, encoding="utf-8")
    return file


@pytest.fixture(scope="session")
def first_run(set_file: Path, pipeline: FakePipeline) -> Run:
    return run([set_file], pipeline)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(_env_file=None, store=tmp_path, llm_base_url="", engine=None)


@pytest.fixture
def client(pipeline: FakePipeline, settings: Settings) -> TestClient:
    return client_of(create_app(pipeline, settings))
