"""Answer from what is in force: lower outdated statements, and put former figures after."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from index.metadata.fields import AMENDED, PENDING, REPEALED
from index.model import Article
from index.text.characters import NUMERALS
from rag.evidence.scoring import FEATURES
from rag.evidence.statements import Statement
from rag.extractive.composition import Mark
from rag.extractive.dated_figures import differs, likeness
from rag.question.analysis import YEAR
from rag.question.answer_type import asks_figure
from rag.question.understanding import Question
from rag.retrieval.in_force import InForce
from rag.validity import ArticleStanding

MARGIN = 3.0  # log odds by which a statement in force may score lower and still answers
LOWERED = 20.0  # log odds below it, for the outdated ones that it stands for
FORMER_GAP = 3.0  # log odds below the chosen statement, for the former figure of the same thing

WILL = {REPEALED: "废止", PENDING: "施行"}

_FIGURE = FEATURES.index("figure")
_PROVISION = re.compile(rf"第[{NUMERALS}百零〇\d]{{1,6}}条(?:之[{NUMERALS}])?")
_CHANGES = re.compile(r"修改|改为|调整为|删去|删除|废止|失效|停止执行")


class Versions:
    """The statements found for a question, and which of them are outdated at the time asked for."""

    def __init__(self, statements: Sequence[Statement], known: InForce, question: Question) -> None:
        self._statements, self._known, self._question = statements, known, question
        self._years = set(YEAR.findall(question.text))
        self._of_asked_years = {
            (s.article.title, s.article.id)
            for s in statements
            if self._years & set(YEAR.findall(s.text))
        }
        self.outdated = [self._is_outdated(s) for s in statements]

    def _is_outdated(self, statement: Statement) -> bool:
        return (
            statement.article.id in self._known.outdated
            or self._is_amended(statement)
            or self._is_of_another_year(statement)
        )

    def _is_of_another_year(self, statement: Statement) -> bool:
        """Whether an article of the same title has the year asked for, and this statement another."""
        said = set(YEAR.findall(statement.text)) if self._years else set()
        title, id_ = statement.article.title, statement.article.id
        return (
            bool(said)
            and not said & self._years
            and any(other == title and its != id_ for other, its in self._of_asked_years)
        )

    def _is_amended(self, statement: Statement) -> bool:
        """Whether the provision that holds a statement was changed by the time asked for."""
        standing = self._known.then.get(statement.article.id)
        if (
            standing is None
            or standing.status != AMENDED
            or self._known.time.versions != "in_force"
        ):
            return False
        provision = _provision_at(statement.article.text, statement.start)
        return bool(provision) and provision in _changed_provisions(standing)

    def in_force_first(self) -> list[Statement]:
        """Return the statements, outdated ones with lower scores where one in force answers.

        For each part of the question it answers if it scores nearly as high as the best outdated
        one and has a figure where that has the one asked for.
        """
        if not any(self.outdated) or all(self.outdated):
            return list(self._statements)
        scores = np.stack([s.scores for s in self._statements])  # (statements, parts)
        outdated = np.array(self.outdated)
        answered = [self._lower(scores[:, part], outdated, part) for part in range(scores.shape[1])]
        return [
            replace(s, scores=own, listed=s.listed and not (old and all(answered)))
            for s, own, old in zip(self._statements, scores, self.outdated, strict=True)
        ]

    def _lower(self, scores: np.ndarray, outdated: np.ndarray, part: int) -> bool:
        """Lower the outdated scores of a part in place, if a statement in force answers it."""
        fits = np.array([s.features[part, _FIGURE] for s in self._statements])
        best = int(np.where(outdated, scores, -np.inf).argmax())
        asked = asks_figure(self._question.asked_in(part))
        answers = ~outdated & (fits >= fits[best] if asked else True)
        current = float(np.where(answers, scores, -np.inf).max())
        if current < scores[best] - MARGIN:
            return False
        scores[outdated] = np.minimum(scores[outdated], current - LOWERED)
        return True

    def former_figures(self, chosen: Sequence[Statement]) -> list[Statement]:
        """Return the former figures of what chosen statements in force tell, the best of each article.

        Of outdated documents only those count that another document ended.
        """
        found: dict[str, Statement] = {}
        if self._known.time.versions != "in_force" or not any(self.outdated):
            return []
        taken = {(s.article.id, s.start) for s in chosen}
        if any(self._is_outdated(s) for s in chosen):
            return []
        for part in range(len(self._question.parts)):
            least = max(float(s.scores[part]) for s in chosen) - FORMER_GAP
            for s in self._ended():
                known = found.get(s.article.id)
                if s.scores[part] > (known.scores[part] if known else least) and any(
                    differs(one, s, self._question, part) for one in chosen
                ):
                    found[s.article.id] = s
        return [s for s in found.values() if (s.article.id, s.start) not in taken]

    def _ended(self) -> Iterator[Statement]:
        for statement, outdated in zip(self._statements, self.outdated, strict=True):
            standing = self._known.then.get(statement.article.id)
            if (
                outdated
                and standing
                and standing.relation
                and standing.status in (REPEALED, AMENDED)
            ):
                yield statement

    def history(self, chosen: Sequence[Statement]) -> list[Statement]:
        """Return a statement of each version of what is told, if all versions are asked for.

        It is the best one and likest to the best of all. None where only one version is found.
        A version is an article that relations link with the article of the best statement.
        """
        found: dict[tuple[str, int], Statement] = {}
        if self._known.time.versions != "all" or not self._known.shown:
            return []
        for part in range(len(self._question.parts)):
            telling = [s for s in self._statements if not self._states_relation(s)]
            best = max(telling or chosen, key=lambda s: float(s.scores[part]))
            for id_ in self._linked(best.article.id):
                near = [
                    s
                    for s in telling
                    if s.article.id == id_ and s.scores[part] > best.scores[part] - FORMER_GAP
                ]
                likest = max(
                    near,
                    key=lambda s: float(s.scores[part]) + FORMER_GAP * likeness(best, s),
                    default=None,
                )
                if likest:
                    found[id_, likest.start] = likest
        versions = {id_ for id_, _ in found}
        return list(found.values()) if len(versions) > 1 else []

    def _states_relation(self, statement: Statement) -> bool:
        """Whether a statement is the sentence that a relation comes from."""
        stated = (known.relation for known in self._known.shown.values() if known.relation)
        return any(
            r.stated_in == statement.article.id
            and r.start < statement.end
            and statement.start < r.end
            for r in stated
        )

    def _linked(self, id_: str) -> set[str]:
        """Return an article's id with those of all others that relations link with it."""
        links = [
            {known.relation.newer, known.relation.older}
            for known in self._known.shown.values()
            if known.relation
        ]
        linked = {id_}
        while grown := set().union(*(link for link in links if link & linked)) - linked:
            linked |= grown
        return linked

    def marks(self, chosen: Sequence[Statement]) -> dict[str, Mark]:
        """Return what the heads of the quoted articles say of their standing, by id."""
        articles = {s.article.id: s.article for s in chosen}
        amended = {s.article.id for s in chosen if self._is_amended(s)}
        found = ((id_, self._mark(article, id_ in amended)) for id_, article in articles.items())
        return {id_: mark for id_, mark in found if mark}

    def _mark(self, article: Article, amended: bool) -> Mark | None:
        known, time = self._known, self._known.time
        shown, then = known.shown.get(article.id), known.then.get(article.id)
        past = time.day < time.today and time.versions != "all"
        if shown and past and article.known_date > time.day:
            return Mark(f"{time.day} 尚未发布，现在{shown.status}", shown)
        if shown and (not shown.in_force or time.versions == "all"):
            held = past and then and then.in_force
            return Mark(f"{time.day} 有效，现在{shown.status}" if held else shown.status, shown)
        if then and not then.in_force and article.id in known.outdated:
            text = f"{time.day} {then.status}" if past else f"现行（将{WILL[then.status]}）"
            return Mark(text, then)
        return Mark(then.status, then) if amended and then else None

    def last(self, chosen: Sequence[Statement]) -> list[str]:
        """Return the ids of the articles that come after all others: outdated ones, the newest first."""
        outdated = {s.article.id: s.article for s in chosen if self._is_outdated(s)}
        return sorted(outdated, key=lambda id_: self._began(outdated[id_]), reverse=True)

    def in_order(self, chosen: Sequence[Statement]) -> list[str]:
        """Return the ids of the articles with a standing, the oldest first, if all are asked for."""
        if self._known.time.versions != "all":
            return []
        versions = {s.article.id: s.article for s in chosen if s.article.id in self._known.shown}
        return sorted(versions, key=lambda id_: self._began(versions[id_]))

    @staticmethod
    def _began(article: Article) -> str:
        return article.effective or article.known_date


def _provision_at(text: str, offset: int) -> str:
    """Return the number of the provision, 第五条, whose text holds an offset; '' without one."""
    start = offset
    while start >= 0:
        start = text.rfind("\n", 0, start)
        if match := _PROVISION.match(text, start + 1):
            return match[0]
        if start <= 0:
            return ""
    return ""


def _changed_provisions(standing: ArticleStanding) -> frozenset[str]:
    """Return the provisions that the amending document says it changes."""
    if not (standing.by and standing.relation):
        return frozenset()
    relation, text = standing.relation, standing.by.text
    if "修改" in standing.by.title or "修正" in standing.by.title:
        return _changed(text)
    stated = text[relation.start : relation.end] if relation.stated_in == standing.by.id else ""
    return _changed(stated)


@lru_cache(maxsize=256)
def _changed(text: str) -> frozenset[str]:
    lines = (line for line in text.split("\n") if _CHANGES.search(line))
    return frozenset(match[0] for line in lines for match in _PROVISION.finditer(line))
