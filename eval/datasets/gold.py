"""Gold labels: the articles and passages of an index that hold a question's answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eval.datasets.matching import holds, middle, squeeze
from eval.datasets.sets import Question
from index.model import Article, Passage
from index.text.characters import letters_and_digits


@dataclass(frozen=True, slots=True)
class Gold:
    """The articles and passages that retrieval ought to find for one question.

    `articles`: an article id for each source; a source that is not in the index becomes an id
    that matches nothing. `evidence`: for each piece of evidence, the ids of all passages that
    hold it, any one of which is enough; empty where no passage holds it.
    """

    articles: tuple[str, ...] = ()
    evidence: tuple[frozenset[str], ...] = ()

    @property
    def passages(self) -> frozenset[str]:
        """The ids of all passages that hold some evidence: the relevant ones for rank metrics."""
        return frozenset().union(*self.evidence)

    @property
    def absent(self) -> int:
        """How many pieces of evidence are in no passage, so that no ranking can find them."""
        return sum(not group for group in self.evidence)


class Locator:
    """A finder of gold labels in any system's passages, however it cuts its articles."""

    def __init__(self, articles: Iterable[Article], passages: Iterable[Passage]) -> None:
        self._ids = {(a.issue, letters_and_digits(a.title)): a.id for a in articles}
        self._texts: dict[str, dict[str, str]] = {}
        for passage in passages:
            article = self._texts.setdefault(passage.article_id, {})
            article[passage.id] = squeeze(passage.text)

    def gold(self, question: Question) -> Gold:
        """Locate a question's evidence, or its key points where the set has no evidence."""
        articles = tuple(
            self._ids.get((s.issue, letters_and_digits(s.title)), f"?{s.issue}/{s.title}")
            for s in question.sources
        )
        if question.evidence:
            return Gold(articles, tuple(map(self._holding, question.evidence)))
        return Gold(articles, tuple(self._cover(articles, question.key_points)))

    def text(self, gold: Gold) -> str:
        """Return the squeezed text of all passages that hold the evidence."""
        return "\n".join(
            t for texts in self._texts.values() for i, t in texts.items() if i in gold.passages
        )

    def _holding(self, quote: str) -> frozenset[str]:
        core = middle(quote)
        found = (id_ for texts in self._texts.values() for id_, t in texts.items() if core in t)
        return frozenset(found)

    def _cover(
        self, articles: Sequence[str], points: Sequence[Sequence[str]]
    ) -> Iterable[frozenset[str]]:
        """Cover the key points greedily with passages of the gold articles.

        Each round takes the passage that holds most of the key points not yet covered.
        Passages that hold the same key points count as one piece of evidence.
        """
        texts = {id_: text for a in articles for id_, text in self._texts.get(a, {}).items()}
        held = {id_: {i for i, p in enumerate(points) if holds(p, t)} for id_, t in texts.items()}
        missing = set(range(len(points)))
        while best := max((found & missing for found in held.values()), key=len, default=set()):
            yield frozenset(id_ for id_, found in held.items() if best <= found)
            missing -= best
