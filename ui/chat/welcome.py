"""What the chat shows before the first question: what it does, and questions to start with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from index.model import Article
from ui.chat.holdings import holdings
from ui.library.catalogue import Catalogue
from ui.web.templating import Templates

if TYPE_CHECKING:
    from rag.protocol import QuestionAnswering

EXAMPLES = 6
COOKIE = "wence-lang"  # set by language.js


def reads_english(cookies: Mapping[str, str]) -> bool:
    """Return whether a browser shows the interface in English."""
    return cookies.get(COOKIE) == "en"


def welcome(
    pipeline: QuestionAnswering,
    catalogue: Catalogue,
    templates: Templates,
    english: bool = False,
) -> str:
    """Render what there is and questions to start with; in English as far as there are any."""
    examples = [(text, "en") for text in pipeline.examples("en")] if english else []
    examples += [(text, "zh-CN") for text in pipeline.examples()]
    return _rendered(templates, catalogue.articles(), examples[:EXAMPLES])


def welcome_to_nobody(templates: Templates) -> str:
    """Render what is laid out for all alike, before it is known who may read what."""
    return _rendered(templates, (), ())


def _rendered(
    templates: Templates, articles: Sequence[Article], examples: Sequence[tuple[str, str]]
) -> str:
    html = templates.render("welcome.html", examples=examples, holdings=holdings(articles))
    return " ".join(line.strip() for line in html.splitlines() if line.strip())
