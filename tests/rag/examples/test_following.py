"""Questions to go on with: sure, new, like the one before, from other places than the answer."""

from dataclasses import replace

import numpy as np
import pytest

from index.model import Article, Block, Passage
from rag.answer import Answer, Citation, Timings
from rag.blocks import AnswerBlock
from rag.examples import following
from rag.examples.following import FollowUps, alike
from rag.filters import Filters
from rag.protocol import Place

LINES = (
    "智慧管理系统主要包括运行监测系统和辅助决策系统，覆盖全院各个科室和病区。",
    "智慧后勤系统主要包括安全管控和节能降耗，由后勤部门统一调度和维护保养。",
    "社区养老机构面临护理人员短缺、租金过高等难题，多数机构几年内难以收回成本。",
)
SYSTEMS, LOGISTICS, HOMES = (
    "智慧管理系统包括哪些？",
    "智慧后勤系统包括哪些？",
    "社区养老机构面临哪些难题？",
)


def article_of(*lines: str, n: int = 1) -> Article:
    blocks, text = [], ""
    for line in lines:
        blocks.append(Block("paragraph", len(text), len(text) + len(line)))
        text += line + "\n"
    return Article("2031-02-03", n, "长题目" * 20, text, blocks=tuple(blocks))


class Corpus:
    """Articles whose lines answer the drafts made of them; `unsure` questions are not."""

    def __init__(self, *articles: Article) -> None:
        self.articles = {article.id: article for article in articles}
        self.unsure, self.asked = set[str](), list[tuple[str, str]]()

    def follow_ups(self) -> FollowUps:
        return FollowUps(self.articles.get, self.ask, self.related, self.embed, lambda: {})

    def related(self, article_id: str) -> list[Article]:
        return [article for article in self.articles.values() if article.id != article_id]

    def embed(self, questions: list[str]) -> np.ndarray:
        """Give 智慧 and 养老 an axis each."""
        axes = [[0.1, float("智慧" in q), float("养老" in q)] for q in questions]
        rows = np.array(axes, np.float32).reshape(-1, 3)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    def ask(self, question: str, before: str, filters: Filters | None) -> Answer:
        self.asked.append((question, before))
        found = [
            (article, block)
            for article in self.articles.values()
            for block in article.blocks
            if article.text[block.start : block.start + 6] in question
        ]
        article, block = found[0]
        text = article.text[block.start : block.end]
        passage = Passage(article.issue, article.n, 1, block.start, block.end, text)
        cited = Citation(1, passage, article, text, block.start, block.end)
        sure = 0.5 if question in self.unsure else 0.9
        blocks = (AnswerBlock.paragraph(text, 1),)
        return Answer(
            *(question, question, blocks, False, sure, "extractive", "", (cited,), ()),
            Timings(1, 1, 2),
        )


@pytest.fixture
def corpus(monkeypatch):
    monkeypatch.setattr(following, "SAME", 2.0)  # the axes know no finer likeness
    return Corpus(article_of(*LINES))


def test_sure_questions_like_the_one_before_are_suggested(corpus):
    found = corpus.follow_ups().after(["智慧医院怎么建？"], [Place("2031-02-03/1", 9000, 9001)])
    assert found == [SYSTEMS, LOGISTICS]
    assert {before for _, before in corpus.asked} == {"智慧医院怎么建？"}


def test_unsure_questions_are_not_suggested(corpus):
    corpus.unsure.add(SYSTEMS)
    found = corpus.follow_ups().after(["智慧医院怎么建？"], [Place("2031-02-03/1", 9000, 9001)])
    assert found == [LOGISTICS]


def test_what_the_answer_shows_and_what_was_asked_is_left_out(corpus):
    shown = Place("2031-02-03/1", 0, len(LINES[0]))
    follow_ups = corpus.follow_ups()
    assert follow_ups.after(["智慧医院怎么建？"], [shown]) == [LOGISTICS]
    assert follow_ups.after(["智慧后勤系统包括哪些？", "智慧医院怎么建？"], [shown]) == []


def test_other_articles_are_asked_within_the_filters_alone():
    corpus = Corpus(article_of(LINES[2]), article_of(LINES[0], n=2))
    cited, asked = [Place("2031-02-03/1", 0, 9)], ["智慧医院怎么建？"]
    assert corpus.follow_ups().after(asked, cited) == []  # it is the same by these axes
    corpus = Corpus(article_of(LINES[2]), replace(article_of(LINES[0], n=2), region="海蓝省"))
    follow_ups = corpus.follow_ups()
    following_same = follow_ups.after(["智慧养老怎么建？"], cited)
    assert following_same == [SYSTEMS]
    assert follow_ups.after(["智慧养老怎么建？"], cited, Filters(region="江原省")) == []


def test_answers_are_checked_once(corpus):
    follow_ups = corpus.follow_ups()
    for _ in range(2):
        follow_ups.after(["智慧医院怎么建？"], [Place("2031-02-03/1", 9000, 9001)])
    assert len(corpus.asked) == 2


def test_nothing_is_suggested_without_a_known_article(corpus):
    assert corpus.follow_ups().after(["智慧医院怎么建？"], [Place("2031-02-03/9", 0, 9)]) == []
    assert corpus.follow_ups().after(["智慧医院怎么建？"], []) == []


def test_near_duplicates_are_alike():
    assert alike("离群值怎么检测？", "怎么检测离群值？")
    assert not alike(SYSTEMS, HOMES)


def test_the_pipeline_suggests_questions_that_it_answers(real_pipeline):
    asked = "社区医院要达到多少家？"
    answer = real_pipeline.ask(asked)
    cited = [Place(c.article.id, c.start, c.end) for c in answer.citations]
    for question in real_pipeline.follow_ups([asked], cited):
        again = real_pipeline.ask(question, [{"role": "user", "content": asked}])
        assert not again.abstained and again.confidence >= 0.75
