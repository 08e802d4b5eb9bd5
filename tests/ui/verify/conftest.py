"""A draft with its findings, as the page sends them back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from rag.drafts.checking import check_draft
from ui.verify.remarks import Remark, remarks
from ui.verify.request import ResultGiven, StatementGiven

if TYPE_CHECKING:
    from tests.conftest import FakePipeline

TRUE = "到2025年，全市社区医院达到120家。"
WRONG = "家庭医生签约率达到95%。"
NOWHERE = "宇航局宣布**火星**移民名额开放报名。"
DRAFT = f"# 社区医院\n\n{TRUE}{WRONG}\n\n1. {NOWHERE}\n"


@pytest.fixture(scope="session")
def result(pipeline: FakePipeline) -> dict[str, Any]:
    told = check_draft(pipeline, DRAFT).to_json()
    return {"format": "md", "text": DRAFT, "name": "稿.md", "statements": told["statements"]}


@pytest.fixture(scope="session")
def found(pipeline: FakePipeline, result: dict[str, Any]) -> list[Remark]:
    statements = [StatementGiven.model_validate(one) for one in result["statements"]]
    given = ResultGiven(format="md", text=DRAFT, statements=statements)
    return remarks(given, pipeline.store, "https://wence.example")
