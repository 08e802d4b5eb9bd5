"""Where in an index the answer to a question stands: its gold articles and passages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eval.datasets.matching import holds, middle, squeeze, title_key
from eval.datasets.sets import Question
from index.model import Article, Passage


@dataclass(frozen=True, slots=True)
class Gold:
    """What ought to be found for one question.

    `articles`: ids, one for each source; a source the index lacks is kept as an id that
    nothing can match. `evidence`: for each piece of evidence, the ids of the passages that
    hold it, any of which will do; an empty set where no passage holds it.
    """

    articles: tuple[str, ...] = ()
    evidence: tuple[frozenset[str], ...] = ()

    @property
    def passages(self) -> frozenset[str]:
        """Every passage that holds some evidence: what rank metrics call relevant."""
        return frozenset().union(*self.evidence)

    @property
    def absent(self) -> int:
        """Pieces of evidence that stand in no passage, so that no ranking can find them."""
        return sum(not group for group in self.evidence)


class Locator:
    """Finds the gold of questions in one system's passages, whichever way they were cut."""

    def __init__(self, articles: Iterable[Article], passages: Iterable[Passage]) -> None:
        self._ids = {(a.issue, title_key(a.title)): a.id for a in articles}
        self._texts: dict[str, dict[str, str]] = {}
        for passage in passages:
            article = self._texts.setdefault(passage.article_id, {})
            article[passage.id] = squeeze(passage.text)

    def gold(self, question: Question) -> Gold:
        """Locate by verbatim evidence or, where a set ships none, by key points."""
        articles = tuple(
            self._ids.get((s.issue, title_key(s.title)), f"?{s.issue}/{s.title}")
            for s in question.sources
        )
        if question.evidence:
            return Gold(articles, tuple(map(self._holding, question.evidence)))
        return Gold(articles, tuple(self._cover(articles, question.key_points)))

    def text(self, gold: Gold) -> str:
        """The squeezed text of every passage that holds the evidence."""
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
        """Greedy cover of the key points by passages of the gold articles.

        Each round takes the passage that holds most of the points still missing; passages
        that hold the same ones stand for the same piece of evidence.
        """
        texts = {id_: text for a in articles for id_, text in self._texts.get(a, {}).items()}
        held = {id_: {i for i, p in enumerate(points) if holds(p, t)} for id_, t in texts.items()}
        missing = set(range(len(points)))
        while best := max((found & missing for found in held.values()), key=len, default=set()):
            yield frozenset(id_ for id_, found in held.items() if best <= found)
            missing -= best
