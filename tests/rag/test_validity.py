from __future__ import annotations

from datetime import date

from index.model import Article, Relation
from rag.validity import OWN, ArticleStanding, Standings

OLD = Article(
    "旧办法", 1, "门诊办法", "第一条。", number="清政发〔2018〕6号", effective="2018-07-01"
)
NEW = Article("新办法", 1, "门诊新办法", "旧办法同时废止。", number="清政发〔2023〕9号")
ENDS = Relation("repeals", NEW.id, OLD.id, "2023-07-01", NEW.id, 0, 8)


class Pair:
    def article(self, article_id: str, /) -> Article | None:
        return {OLD.id: OLD, NEW.id: NEW}.get(article_id)

    def relations_of(self, article_id: str, /) -> list[Relation]:
        return [ENDS]


def known(article: Article, day: str = "") -> ArticleStanding:
    found = Standings(Pair(), lambda: date(2026, 1, 1)).of(article, day)
    assert found
    return found


def test_a_repealed_document_has_a_badge_a_reason_and_the_sentence_that_says_so() -> None:
    assert known(OLD).label == "已废止（2023-07-01 起，见《门诊新办法》）"
    assert known(OLD).to_json("https://w") == {
        "status": "已废止",
        "since": "2023-07-01",
        "reason": "自2023-07-01起，被《门诊新办法》（清政发〔2023〕9号）废止",
        "by": "新办法/1",
        "by_url": "https://w/articles/新办法/1?q=0-8",
    }
    assert not known(OLD).in_force


def test_the_day_decides() -> None:
    assert known(OLD, "2020-01-01").label == "现行"
    assert known(OLD, "2018-01-01").label == "尚未施行（2018-07-01 起）"
    assert known(OLD, "2018-01-01").reason == "自2018-07-01起施行"
    assert known(OLD, "2018-01-01").url == ""


def test_nothing_is_known_of_a_document_that_says_nothing_of_itself() -> None:
    assert Standings(Pair()).of(NEW) is None
    assert OWN.of(Article("通知", 1, "通知", "正文")) is None


def test_which_documents_one_ends_and_whether_it_came_later() -> None:
    standings = Standings(Pair())
    assert standings.ended(NEW.id) == {OLD.id}
    assert standings.ended(OLD.id) == set()
    assert standings.is_later(NEW.id, "2020-01-01")
    assert not standings.is_later(NEW.id, "2024-01-01")
