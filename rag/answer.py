"""What the pipeline returns: passages found, an answer with numbered citations."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from index.model import Article, Passage
from rag.blocks import AnswerBlock, bold_ranges, emphasised_text, plain_text


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a query. `score` orders hits of one query and no others."""

    rank: int
    score: float
    passage: Passage
    article: Article

    def to_json(self, base_url: str = "") -> dict[str, Any]:
        """The object of `wence search` (CONTRACT: passages)."""
        return {
            "rank": self.rank,
            "score": round(self.score, 6),
            "passage_id": self.passage.id,
            "issue": self.article.issue,
            "n": self.article.n,
            "title": self.article.title,
            "source": self.article.source,
            "date": self.article.date,
            "page": self.article.page_at(self.passage.start),
            "headings": list(self.passage.headings),
            "text": self.passage.text,
            "start": self.passage.start,
            "end": self.passage.end,
            "url": base_url + self.passage.url,
        }


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a statement comes from: `quote` is `article.text[start:end]`, verbatim."""

    n: int
    passage: Passage
    article: Article
    quote: str
    start: int
    end: int

    def to_json(self, base_url: str = "") -> dict[str, Any]:
        """The object of `wence ask` (CONTRACT: citations)."""
        return {
            "n": self.n,
            "passage_id": self.passage.id,
            "issue": self.article.issue,
            "article_n": self.article.n,
            "title": self.article.title,
            "source": self.article.source,
            "date": self.article.date,
            "page": self.article.page_at(self.start),
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
            "url": base_url + self.passage.url,
        }


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds spent."""

    retrieve_ms: float = 0.0
    answer_ms: float = 0.0
    total_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class Answer:
    """A cited answer, or a refusal (`abstained`, no citations).

    `blocks` hold what is said; all texts are rendered from them. `note` is a remark to the
    reader outside the answer (say, that an endpoint failed); `suggestions` are questions the
    corpus can answer, offered with a refusal.
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

    @property
    def text(self) -> str:
        """The answer as light Markdown: paragraphs, `- ` and `1. ` lists, `[n]` marks."""
        return plain_text(self.blocks)

    @property
    def emphasised(self) -> str:
        """`text` with what was asked for in `**bold**`."""
        return emphasised_text(self.blocks)

    @property
    def highlights(self) -> tuple[tuple[int, int], ...]:
        """Ranges of `text` that hold what was asked for, where that is certain."""
        return tuple(bold_ranges(self.blocks))

    def to_json(self, base_url: str = "") -> dict[str, Any]:
        """The object of `wence ask --json` (CONTRACT)."""
        return {
            "question": self.question,
            "standalone_question": self.standalone_question,
            "answer": self.text,
            "blocks": [block.to_json() for block in self.blocks],
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
            "highlights": [list(span) for span in self.highlights],
        }
