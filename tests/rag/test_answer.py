from __future__ import annotations

import json
from dataclasses import replace

from index.model import Article, Passage
from rag.answer import Answer, Citation, Hit, Timings
from rag.blocks import AnswerBlock, Span

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


def test_an_answers_json_has_every_documented_field() -> None:
    found = ANSWER.to_json()
    assert set(found) >= {
        *("question", "standalone_question", "answer", "abstained", "confidence", "engine"),
        *("model", "citations", "passages", "timings"),
    }
    assert found["answer"] == f"{TEXT}[1]"
    assert found["confidence"] == 0.9123
    assert found["timings"] == {"retrieve_ms": 1.3, "answer_ms": 2.0, "total_ms": 3.3}
    assert json.loads(json.dumps(found, ensure_ascii=False)) == found


def test_a_citations_json_has_every_documented_field() -> None:
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
            "standing": None,
        }
    ]


def test_a_passages_json_has_every_documented_field() -> None:
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
            "standing": None,
        }
    ]


def test_links_are_absolute_with_a_base_url() -> None:
    found = ANSWER.to_json("https://wence.example")
    url = "https://wence.example/articles/2031-02-03/4#p2"
    assert found["citations"][0]["url"] == found["passages"][0]["url"] == url


def test_a_refusals_json_has_no_citations_and_has_suggestions() -> None:
    refusal = replace(ANSWER, abstained=True, citations=(), hits=(), suggestions=("问？",))
    found = refusal.to_json()
    assert (found["abstained"], found["citations"], found["passages"]) == (True, [], [])
    assert found["suggestions"] == ["问？"]


def test_bold_spans_are_marked_in_emphasised_and_plain_in_the_text() -> None:
    words = ("共", "30家", "，占", "75%", "。")
    spans = [Span(word, bold=word[0].isdigit()) for word in words]
    block = AnswerBlock("quote", (*spans[:-1], replace(spans[-1], cites=(1,))))
    answer = Answer("问", "问", (block,), False, 1.0, "extractive", "m")
    assert answer.emphasised == "共**30家**，占**75%**。[1]"
    assert answer.to_json()["answer"] == "共30家，占75%。[1]"
    assert answer.to_json()["highlights"] == [[1, 4], [6, 9]]
