"""What may be exported, as a request says it: validated, and limited in size.

Turns have the form of `wence ask --json`, so that an answer of `/api/ask` can be sent back.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from index.errors import QuestionError
from rag.checked import Outcome
from ui.export.references import Style
from ui.web.validation import Text

MAX_TURNS = 200
MAX_CITATIONS = 1000  # in one request: each is looked up and checked
MAX_STATEMENTS = 1000  # of one answer
MAX_PIECES = 10_000  # blocks, cells and spans in one request

Format = Literal["docx", "md", "txt", "html"]


Number = Annotated[int, Field(ge=1, le=9999)]
Offset = Annotated[int, Field(ge=0, le=10**9)]

TABLE_PIECES = 20  # a table takes as long to write as so many paragraphs


class Given(BaseModel):
    """A part of a request: values have the types named, and other fields are ignored."""

    model_config = ConfigDict(extra="ignore", strict=True)


class Form(Given):
    """How to write it: the file's format, and the style of its references."""

    format: Format
    references: Style = "gbt7714"


class SpanGiven(Given):
    """A stretch of text, with the numbers of the citations that support it."""

    text: Text
    cites: list[Number] = Field(default_factory=list, max_length=100)
    bold: bool = False


class BlockGiven(Given):
    """A block of an answer; `text` counts where there are no spans."""

    kind: Literal["source", "heading", "quote", "row", "item", "table", "text"] = "text"
    text: Text = ""
    spans: list[SpanGiven] = Field(default_factory=list)
    number: int | None = Field(default=None, ge=0, le=99_999)
    rows: list[list[list[SpanGiven]]] = Field(default_factory=list)

    @property
    def pieces(self) -> int:
        """Return how many parts the block has: itself, spans, cells (of rows made equal)."""
        cells = len(self.rows) * max(map(len, self.rows), default=0)
        inside = sum(len(cell) for row in self.rows for cell in row)
        return 1 + len(self.spans) + TABLE_PIECES * bool(self.rows) + cells + inside


class CitationGiven(Given):
    """A quote of an article, at its place in the article's text."""

    n: Number
    issue: Text = Field(max_length=500)
    article_n: Number
    start: Offset
    end: Offset
    quote: Text


class StatementGiven(Given):
    """A statement of a language model, and what its check found."""

    outcome: Outcome
    text: Text = ""
    reason: Text = ""
    cites: list[Number] = Field(default_factory=list, max_length=100)


class CheckedGiven(Given):
    """What the check of an answer found."""

    statements: list[StatementGiven] = Field(default_factory=list, max_length=MAX_STATEMENTS)


class TurnGiven(Given):
    """A question and its answer."""

    question: Text
    blocks: list[BlockGiven]
    citations: list[CitationGiven] = Field(default_factory=list)
    engine: Text = ""
    checked: CheckedGiven = Field(default_factory=CheckedGiven)


class ConversationGiven(Form):
    """The body of `POST /api/export`."""

    turns: list[TurnGiven] = Field(min_length=1, max_length=MAX_TURNS)

    def check_size(self) -> None:
        """Check that there is no more of it than a file is made of.

        Raises:
            QuestionError: there is too much.
        """
        pieces = sum(block.pieces for turn in self.turns for block in turn.blocks)
        citations = sum(len(turn.citations) for turn in self.turns)
        if pieces > MAX_PIECES or citations > MAX_CITATIONS:
            raise QuestionError("内容太多，请分几次导出。")


class ArticleGiven(Form):
    """The body of `POST /api/articles/<issue>/<n>/export`: what is marked in the article."""

    marks: list[Annotated[tuple[Offset, Offset], Field(strict=False)]] = Field(
        default_factory=list, max_length=200
    )
    passages: list[Number] = Field(default_factory=list, max_length=200)
