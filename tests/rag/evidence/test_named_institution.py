from __future__ import annotations

import pytest

from rag.evidence.named_institution import institution, of_another
from rag.evidence.scoring import score_statements
from tests.data.fixtures import article
from tests.rag.evidence.builders import character_retrieval

OWN = article("上海云江医院推行云胶片。", title="云胶片", n=1)
OTHER = article("本院占地面积35万平方米。", title="耗材管理", n=2)
SAME = article("上海云江医院占地面积35万平方米。", title="院区", n=3)


def another(asked: str, *articles: object) -> str:
    retrieval = character_retrieval(asked, *articles)  # type: ignore[arg-type]
    return of_another(retrieval, score_statements(retrieval), 0)


def test_a_statement_of_another_institution_is_noticed() -> None:
    asked = "上海云江医院占地面积多少平方米？"
    assert another(asked, OWN, OTHER) == "上海云江医院占地面积多少平方米"
    assert another(asked, OWN, OTHER, SAME) == ""


def test_an_institution_that_no_article_names_is_not_judged() -> None:
    assert another("上海云江医院占地面积多少平方米？", OTHER) == ""


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("上海云江医院占地多少？", "上海云江医院"),
        ("民营医院怎样贷款？", ""),
        ("占地面积多少？", ""),
    ],
)
def test_an_institution_has_a_name_of_its_own(asked: str, name: str) -> None:
    assert institution(asked) == name
