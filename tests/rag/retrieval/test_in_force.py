from __future__ import annotations

from datetime import date

import pytest

from index.model import Article, Relation
from rag.question.asked_time import AskedTime
from rag.retrieval.in_force import PENALTY, in_force, order_in_force
from rag.validity import Standings

NOW = "2026-01-01"
OLD = Article(
    "旧", 1, "门诊统筹暂行办法", "一。", number="清政发〔2018〕6号", effective="2018-07-01"
)
NEW = Article("新", 1, "门诊统筹办法", "二。", effective="2023-07-01")
NEXT = Article("将", 1, "门诊统筹条例", "三。", effective="2030-01-01")
OTHER = Article("周刊", 1, "综述", "四。")
ENDS = Relation("repeals", NEW.id, OLD.id, "2023-07-01", NEW.id, 0, 2)
WILL_END = Relation("repeals", NEXT.id, NEW.id, "2030-01-01", NEXT.id, 0, 2)
ALL = {a.id: a for a in (OLD, NEW, NEXT, OTHER)}


class Documents:
    def article(self, article_id: str, /) -> Article | None:
        return ALL.get(article_id)

    def relations_of(self, article_id: str, /) -> list[Relation]:
        return [r for r in (ENDS, WILL_END) if article_id in (r.newer, r.older)]


def outdated(day: str = NOW, versions: str = "in_force", asked: str = "限额是多少？") -> set[str]:
    standings = Standings(Documents(), lambda: date.fromisoformat(NOW))
    time = AskedTime(day, NOW, versions)  # type: ignore[arg-type]
    found = in_force(ALL.values(), standings, time, asked)
    return {id_.removesuffix("/1") for id_ in found.outdated}


@pytest.mark.parametrize(
    ("day", "ids"),
    [
        (NOW, {"旧", "将"}),
        ("2020-12-31", {"新", "将"}),
        ("2023-06-30", {"新", "将"}),
        ("2023-07-01", {"旧", "将"}),
        ("2031-12-31", {"旧", "新"}),
    ],
)
def test_what_is_not_in_force_on_the_day_is_outdated(day: str, ids: set[str]) -> None:
    assert outdated(day) == ids


def test_former_rules_outdate_their_successor_and_a_history_none() -> None:
    assert outdated(versions="former") == {"新"}
    assert outdated(versions="all") == set()


def test_a_document_that_the_question_names_is_asked_for_in_place_of_its_successor() -> None:
    assert outdated(asked="清政发〔2018〕6号的限额是多少？") == {"新", "将"}
    assert outdated(asked="《门诊统筹暂行办法》的限额是多少？") == {"新", "将"}
    assert outdated(asked="门诊统筹办法的限额是多少？") == {"旧", "将"}


def test_articles_of_which_nothing_is_known_change_nothing() -> None:
    standings = Standings(Documents())
    assert in_force([OTHER], standings, AskedTime(NOW, NOW), "限额？").shown == {}


def test_outdated_articles_rank_lower_by_the_penalty() -> None:
    order, scores = order_in_force(
        [0.0, -1.0, -9.0], ["旧/1", "新/1", "周刊/1"], frozenset({"旧/1"})
    )
    assert order == [1, 0, 2]
    assert scores == [0.0, 1 - PENALTY, -8.0]
