from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import ValidationError

from index.model import Article, Passage
from rag.answer import Answer, Citation, Hit, Timings
from rag.blocks import AnswerBlock, Span
from rag.settings import Settings

TEXT = "海蓝市建成30家社区医院。"
ARTICLE = Article("2031-02-03", 4, "社区医院", TEXT, source="海蓝日报", page=7, date="2031-02-03")
PASSAGE = Passage("2031-02-03", 4, 2, 0, len(TEXT), TEXT, ("总体目标",), "表1")
ANSWER = Answer(
    question="那它呢？",
    standalone_question="建了多少家；那它呢？",
    blocks=(AnswerBlock("quote", (Span(TEXT, (1,)),)),),
    abstained=False,
    confidence=0.912345,
    engine="extractive",
    model="small",
    citations=(Citation(1, PASSAGE, ARTICLE, TEXT, 0, len(TEXT)),),
    hits=(Hit(1, -0.12345678, PASSAGE, ARTICLE),),
    timings=Timings(1.26, 2.0, 3.26),
)


def test_an_answer_has_every_field_of_the_contract() -> None:
    found = ANSWER.to_json()
    assert set(found) >= {
        *("question", "standalone_question", "answer", "abstained", "confidence", "engine"),
        *("model", "citations", "passages", "timings"),
    }
    assert found["answer"] == f"{TEXT}[1]"
    assert found["confidence"] == 0.9123
    assert found["timings"] == {"retrieve_ms": 1.3, "answer_ms": 2.0, "total_ms": 3.3}
    assert json.loads(json.dumps(found, ensure_ascii=False)) == found


def test_a_citation_has_every_field_of_the_contract() -> None:
    assert ANSWER.to_json()["citations"] == [
        {
            "n": 1,
            "passage_id": "2031-02-03/4#2",
            "issue": "2031-02-03",
            "article_n": 4,
            "title": "社区医院",
            "source": "海蓝日报",
            "date": "2031-02-03",
            "page": 7,
            "quote": TEXT,
            "start": 0,
            "end": len(TEXT),
            "url": "/articles/2031-02-03/4#p2",
        }
    ]


def test_a_passage_has_every_field_of_the_contract() -> None:
    assert ANSWER.to_json()["passages"] == [
        {
            "rank": 1,
            "score": -0.123457,
            "passage_id": "2031-02-03/4#2",
            "issue": "2031-02-03",
            "n": 4,
            "title": "社区医院",
            "source": "海蓝日报",
            "date": "2031-02-03",
            "page": 7,
            "headings": ["总体目标"],
            "text": TEXT,
            "start": 0,
            "end": len(TEXT),
            "url": "/articles/2031-02-03/4#p2",
        }
    ]


def test_links_are_absolute_with_a_base_url() -> None:
    found = ANSWER.to_json("https://wence.example")
    url = "https://wence.example/articles/2031-02-03/4#p2"
    assert found["citations"][0]["url"] == found["passages"][0]["url"] == url


def test_a_refusal_is_json_too() -> None:
    refusal = replace(ANSWER, abstained=True, citations=(), hits=(), suggestions=("问？",))
    found = refusal.to_json()
    assert (found["abstained"], found["citations"], found["passages"]) == (True, [], [])
    assert found["suggestions"] == ["问？"]


# Settings


@pytest.fixture
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """A folder without `.env` and an environment without `WENCE_…`."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"WENCE_{name.upper()}", raising=False)
    return monkeypatch


def test_without_an_endpoint_the_engine_is_extractive(clean: pytest.MonkeyPatch) -> None:
    assert Settings().answer_engine == "extractive"


def test_an_endpoint_makes_the_llm_the_engine_unless_another_is_asked_for(
    clean: pytest.MonkeyPatch,
) -> None:
    clean.setenv("WENCE_LLM_BASE_URL", "http://127.0.0.1:1/v1")
    assert Settings().answer_engine == "llm"
    assert Settings(engine="extractive").answer_engine == "extractive"


def test_settings_come_from_the_environment_before_the_file(
    clean: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("WENCE_PORT=9000\nWENCE_HOST=0.0.0.0\n", encoding="utf-8")
    clean.setenv("WENCE_PORT", "9001")
    assert (Settings().port, Settings().host) == (9001, "0.0.0.0")


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "70000"), ("LLM_TIMEOUT", "0"), ("LLM_TEMPERATURE", "-1"), ("ENGINE", "other")],
)
def test_settings_out_of_range_are_refused(
    clean: pytest.MonkeyPatch, name: str, value: str
) -> None:
    clean.setenv(f"WENCE_{name}", value)
    with pytest.raises(ValidationError):
        Settings()


def test_the_key_is_not_shown(clean: pytest.MonkeyPatch) -> None:
    clean.setenv("WENCE_LLM_API_KEY", "key-of-mine")
    settings = Settings()
    assert settings.llm_api_key is not None
    assert settings.llm_api_key.get_secret_value() == "key-of-mine"
    assert "key-of-mine" not in repr(settings)


def test_what_was_asked_for_is_bold_where_it_is_shown_and_plain_in_the_text() -> None:
    words = ("共", "30家", "，占", "75%", "。")
    spans = [Span(word, bold=word[0].isdigit()) for word in words]
    block = AnswerBlock("quote", (*spans[:-1], replace(spans[-1], cites=(1,))))
    answer = Answer("问", "问", (block,), False, 1.0, "extractive", "m")
    assert answer.emphasised == "共**30家**，占**75%**。[1]"
    assert answer.to_json()["answer"] == "共30家，占75%。[1]"
    assert answer.to_json()["highlights"] == [[1, 4], [6, 9]]
