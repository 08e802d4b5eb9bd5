"""Find out which statutes a question for an article means, by name or by the conversation."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.model import Article
from index.text.tokenizer import simplified
from rag.about.subjects import Cited, Subjects
from rag.about.titles import is_on_topic, matching
from rag.filters import Filters
from rag.question.about.documents import quoted_names
from rag.question.about.patterns import any_of
from rag.question.article_numbers import AskedProvisions, asked_provisions, completed
from rag.question.followups import Turn
from rag.statutes.provisions import provisions
from rag.validity import Standings

Found = Callable[[str], Sequence[Article]]
"""A function that returns the articles that a search for a text finds, the best first."""

MAX_BACK = 4  # questions of the conversation that are looked at
MAX_LAWS = 3  # statutes that a name fits and that are quoted; of more, none is meant

_STATE = re.compile("^中华人民共和国")
_OF_A_KIND = re.compile(f"{any_of('kinds')}》?$")


@dataclass(frozen=True, slots=True)
class Meant:
    """The statutes that a question for articles means, in force if any of them is.

    `certain` is false where any of them could be meant.
    """

    question: AskedProvisions
    laws: tuple[Article, ...] = ()
    certain: bool = True


class Laws:
    """Finds the statutes of a store that questions mean. Safe for many threads at once."""

    def __init__(self, subjects: Subjects, standings: Standings) -> None:
        self._subjects, self._standings = subjects, standings

    def meant(
        self,
        asked: str,
        turns: Sequence[Turn],
        filters: Filters | None,
        cited: Cited,
        found: Found,
    ) -> Meant | None:
        """Return the statutes that a question for articles means; None for any other question."""
        question = asked_provisions(simplified(asked))
        if question is None:
            return None
        if not question.law:
            question = self._completed(question, turns)
        if any(one.first == (0, 0) for one in question.wanted):  # 第二款, of no article
            return None
        if question.law:
            return self._named(question, filters, found)
        return self._unnamed(question, asked, turns, filters, cited, found)

    def _completed(self, question: AskedProvisions, turns: Sequence[Turn]) -> AskedProvisions:
        """Add what the last question for articles named, where the one now leaves it out."""
        said = [turn["content"] for turn in turns if turn["role"] == "user"][-MAX_BACK:]
        for content in reversed(said):
            before = asked_provisions(simplified(content))
            if before is None:
                break
            question = completed(question, before)
            if question.law:
                break
        return question

    def _named(
        self, question: AskedProvisions, filters: Filters | None, found: Found
    ) -> Meant | None:
        laws = self._matching(question.law, filters)
        if laws:
            current = tuple(self._in_force(laws, filters))
            return Meant(question, current, certain=len(current) <= MAX_LAWS)
        if _OF_A_KIND.search(question.law):
            return Meant(question)
        likely = next((law for law in found(question.law) if provisions(law)), None)
        if likely and is_on_topic(question.law, likely):
            return Meant(question, (likely,))
        return None

    def _unnamed(
        self,
        question: AskedProvisions,
        asked: str,
        turns: Sequence[Turn],
        filters: Filters | None,
        cited: Cited,
        found: Found,
    ) -> Meant | None:
        if filters and filters.article:
            allowed = [self._subjects.whole(one.article) for one in self._subjects.allowed(filters)]
            laws = [law for law in allowed if provisions(law)]
            return Meant(question, tuple(laws)) if laws else None
        if laws := self._of_turns(turns, filters, cited):
            return Meant(question, tuple(self._in_force(laws[:1], filters)))
        distinct = {law.id: law for law in found(asked) if provisions(law)}
        laws = self._in_force(list(distinct.values()), filters)
        return Meant(question, tuple(laws), certain=len(laws) == 1) if laws else None

    def _of_turns(
        self, turns: Sequence[Turn], filters: Filters | None, cited: Cited
    ) -> list[Article]:
        """Return the statutes that the conversation is about: named there, or cited."""
        places = [at for at, turn in enumerate(turns) if turn["role"] == "user"][-MAX_BACK:]
        for at in reversed(places):
            content = turns[at]["content"]
            for name in quoted_names(content):
                if laws := self._matching(f"《{name}》", filters):
                    return laws
            distinct = {a.id: a for a in cited(content, turns[:at])}
            if laws := [law for law in distinct.values() if provisions(law)]:
                return laws
        return []

    def _matching(self, name: str, filters: Filters | None) -> list[Article]:
        """Return the statutes with the best match for a name; a law's may leave out the state."""
        allowed = self._subjects.allowed(filters)
        bare = name.strip("《》")
        short = _STATE.sub("", bare)
        tried = (name, f"《{short}》" if name != bare else short)
        articles = next(filter(None, (matching(one, allowed) for one in tried)), [])
        whole = [self._subjects.whole(one) for one in articles]
        return [one for one in whole if provisions(one)]

    def _in_force(self, laws: Sequence[Article], filters: Filters | None) -> list[Article]:
        """Return the statutes in force today or on the filter's day; all, if none is."""
        day = filters.as_of if filters else ""
        standings = [(law, self._standings.of(law, day)) for law in laws]
        current = [law for law, standing in standings if standing is None or standing.in_force]
        return current or list(laws)
