"""A conversation to export, in the form in which requests bring it."""

import pytest

from ui.export.building import conversation, marked_article
from ui.export.checking import Places
from ui.export.request import ConversationGiven

QUOTE = "到2025年，全市社区医院达到120家，家庭医生签约率达到75%。"
COST = "资金由市和区两级财政按六比四分担。"


def given(**changed):
    """Return a request: three citations of which the third does not hold."""
    turn = {
        "question": "社区医院达到多少家？",
        "blocks": [
            {"kind": "source", "text": "《社区医院三年行动方案》（2022-03-14）"},
            {"spans": [{"text": "全市达到"}, {"text": "120家", "bold": True, "cites": [1]}]},
            {"kind": "item", "spans": [{"text": "市和区分担*", "cites": [2, 1]}]},
            {"kind": "item", "number": 1, "spans": [{"text": "别的", "cites": [3]}]},
            {"kind": "table", "rows": [[[{"text": "区"}]], [[{"text": "东|湖", "cites": [2]}]]]},
        ],
        "citations": [
            {"n": 1, "issue": "2022-03-14", "article_n": 1, "start": 7, "end": 40, "quote": QUOTE},
            {"n": 2, "issue": "2022-03-14", "article_n": 1, **place(COST), "quote": COST},
            {"n": 3, "issue": "2022-03-14", "article_n": 1, **place(COST), "quote": "别的话"},
        ],
    }
    return {"format": "docx", "turns": [turn | changed]}


def place(words):
    from tests.conftest import community_article

    start = community_article().text.index(words)
    return {"start": start, "end": start + len(words)}


@pytest.fixture
def places(pipeline):
    return Places(pipeline.store, "https://wence.example")


@pytest.fixture
def document(places):
    return conversation(ConversationGiven.model_validate(given()).turns, places)


@pytest.fixture
def article(pipeline, places):
    """Give the article with one sentence marked, and a passage that holds a table."""
    found = pipeline.store.article("2022-03-14/1")
    start = found.text.index(COST)
    return marked_article(found, [(22, 26), (start, start + len(COST))], places)


@pytest.fixture
def cite():
    return lambda source: f"见<{source.article.title}>{source.pages}"
