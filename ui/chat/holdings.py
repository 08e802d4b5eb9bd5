"""What the articles are, in one line and a few themes, for the page before the first question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from index.model import Article
from ui.library.own import is_own

THEMES = 8
FEWEST = 2  # articles of a theme


@dataclass(frozen=True, slots=True)
class Holdings:
    """Counts of the articles, the years they are of, and themes as (name, address) pairs."""

    articles: int
    issues: int
    years: str
    themes: tuple[tuple[str, str], ...]


def holdings(articles: Sequence[Article]) -> Holdings:
    """Describe articles; `issues` is 0 where they are not published several at once."""
    published = [article for article in articles if not is_own(article)]
    issues = Counter(article.issue for article in published)
    years = sorted({article.known_date[:4] for article in articles if article.known_date})
    return Holdings(
        articles=len(articles),
        issues=len(issues) if len(issues) * FEWEST <= len(published) else 0,
        years="—".join(dict.fromkeys((*years[:1], *years[-1:]))),
        themes=_themes(articles),
    )


def _themes(articles: Sequence[Article]) -> tuple[tuple[str, str], ...]:
    """Return the commonest sections, or sources where there are no sections."""
    for name in ("section", "source"):
        counts = Counter(value for a in articles if (value := str(getattr(a, name))))
        common = [value for value, count in counts.most_common(THEMES) if count >= FEWEST]
        if common:
            return tuple((v, f"/articles?{urlencode({name: v})}") for v in common)
    return ()
