"""Define the results of the pipeline: hits, citations and the cited answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from index.model import Article, Passage
from rag.blocks import AnswerBlock, bold_ranges, emphasised_text, plain_text
from rag.checked import CheckedStatement, summary
from rag.validity import ArticleStanding


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a query. Compare `score` only with other hits of the same query.

    `standing` tells whether its article is in force, None where nothing is known.
    """

    rank: int
    score: float
    passage: Passage
    article: Article
    standing: ArticleStanding | None = None

    def to_json(self, base_url: str = "") -> dict[str, Any]:
        """Return the JSON object of one hit of `wence search`."""
        return {
            "rank": self.rank,
            "score": round(self.score, 6),
            "n": self.article.n,
            **_place(self.article, self.passage, self.passage.start, self.passage.end, base_url),
            "headings": list(self.passage.headings),
            "text": self.passage.text,
            "standing": self.standing.to_json(base_url) if self.standing else None,
        }


@dataclass(frozen=True, slots=True)
class Citation:
    """The source of a statement: `quote` is `article.text[start:end]`, word for word.

    `standing` tells whether its article is in force, None where nothing is known.
    """

    n: int
    passage: Passage
    article: Article
    quote: str
    start: int
    end: int
    standing: ArticleStanding | None = None

    def to_json(self, base_url: str = "") -> dict[str, Any]:
        """Return the JSON object of one citation of `wence ask`."""
        return {
            "n": self.n,
            "article_n": self.article.n,
            **_place(self.article, self.passage, self.start, self.end, base_url),
            "quote": self.quote,
            "standing": self.standing.to_json(base_url) if self.standing else None,
        }


def by_article(citations: Sequence[Citation]) -> list[list[Citation]]:
    """Group citations by article, in the order of each article's first number."""
    groups: dict[str, list[Citation]] = {}
    for citation in citations:
        groups.setdefault(citation.article.id, []).append(citation)
    return list(groups.values())


def shared_page(citations: Sequence[Citation]) -> int | None:
    """Return the page of an article that all its citations are on, None where there are several."""
    pages = {citation.article.page_at(citation.start) for citation in citations}
    return pages.pop() if len(pages) == 1 else None


def _place(
    article: Article, passage: Passage, start: int, end: int, base_url: str
) -> dict[str, Any]:
    """Return what the JSON of a hit and of a citation say of their place in an article."""
    return {
        "passage_id": passage.id,
        "issue": article.issue,
        "title": article.title,
        "source": article.source,
        "date": article.date,
        "page": article.page_at(start),
        "start": start,
        "end": end,
        "url": base_url + passage.url,
    }


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds spent on retrieval, on the answer, and in total."""

    retrieve_ms: float = 0.0
    answer_ms: float = 0.0
    total_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class Answer:
    """A cited answer, or a refusal (`abstained`, no citations).

    All forms of its text are rendered from `blocks`. `note` is a remark to the reader outside
    the answer, for example that a language model's endpoint failed. `suggestions` are
    questions that the corpus can answer, offered with a refusal. `verification` counts what
    was checked in a language model's answer, `checked` tells it of each statement in order.
    """

    question: str
    standalone_question: str
    blocks: tuple[AnswerBlock, ...]
    abstained: bool
    confidence: float
    engine: str
    model: str
    citations: tuple[Citation, ...] = ()
    hits: tuple[Hit, ...] = ()
    timings: Timings = field(default_factory=Timings)
    note: str = ""
    suggestions: tuple[str, ...] = ()
    verification: dict[str, int] = field(default_factory=dict)
    checked: tuple[CheckedStatement, ...] = ()

    @property
    def text(self) -> str:
        """Return the answer as light Markdown: paragraphs, `- ` and `1. ` lists, `[n]` marks."""
        return plain_text(self.blocks)

    @property
    def emphasised(self) -> str:
        """Return `text` with what was asked for in `**bold**`."""
        return emphasised_text(self.blocks)

    @property
    def highlights(self) -> tuple[tuple[int, int], ...]:
        """Return the ranges of `text` that are bold: what was asked for, where that is certain."""
        return tuple(bold_ranges(self.blocks))

    def to_json(self, base_url: str = "") -> dict[str, Any]:
        """Return the JSON object of `wence ask --json`."""
        return {
            "question": self.question,
            "standalone_question": self.standalone_question,
            "answer": self.text,
            "blocks": [block.to_json(base_url) for block in self.blocks],
            "abstained": self.abstained,
            "confidence": round(self.confidence, 4),
            "engine": self.engine,
            "model": self.model,
            "citations": [c.to_json(base_url) for c in self.citations],
            "passages": [h.to_json(base_url) for h in self.hits],
            "timings": {k: round(v, 1) for k, v in asdict(self.timings).items()},
            "note": self.note,
            "suggestions": list(self.suggestions),
            "verification": self.verification,
            "checked": {
                "summary": summary(self.checked),
                "statements": [statement.to_json() for statement in self.checked],
            },
            "highlights": [list(span) for span in self.highlights],
        }
