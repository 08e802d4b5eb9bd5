"""Judge one statement of a draft by the passages that a search finds for it.

The judgement itself is `rag.verification`'s, the same as of what a language model writes. A
document that the statement names is searched by itself, and comes first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.answer import Hit
from rag.drafts.naming import NamedDocuments, Source, is_named, without_source
from rag.drafts.statements import Statement
from rag.drafts.verdicts import Checked, DraftVerdict, QuotedPlace
from rag.filters import Filters
from rag.protocol import QuestionAnswering
from rag.question.understanding import MAX_CHARS
from rag.verification.answer_text import AnswerStatement
from rag.verification.check import check
from rag.verification.verifier import examine
from rag.verification.windows import Evidence, Window
from rag.verification.written.finding import Finding

FOUND = 8  # passages by which a statement is judged
IN_NAMED = 4  # passages of a document that it names
SHORT = 16  # characters of a statement that is searched with what stands before it
CONTEXT = 60  # characters of that
TOGETHER = 2  # passages, the best found, that may support a statement together


class Judge:
    """Judges the statements of drafts by one corpus, or the part of it that filters allow."""

    def __init__(self, pipeline: QuestionAnswering, filters: Filters | None = None) -> None:
        self._pipeline, self._filters = pipeline, filters or Filters()
        self._named = NamedDocuments(pipeline.store)

    def judge(self, statement: Statement, among: Sequence[str] = ()) -> Checked:
        """Return the verdict on a statement; `among` are ids of articles that it is said to be in."""
        if statement.is_own:
            return Checked(statement, "unchecked", "说的是稿件或作者自己")
        if statement.is_foreign:
            return Checked(statement, "unchecked", "只核对中文的句子")
        sources = self._named.of(statement)
        own = self._own(statement, [*among, *(a.id for s in sources for a in s.articles)])
        known = {hit.passage.id for hit in own}
        found = self._pipeline.search(_query(statement), FOUND, self._filters)
        hits = [*own, *(hit for hit in found if hit.passage.id not in known)]
        given = bool(among) or _given(sources)
        finding = _examine(statement.text, hits, own, given)
        bare = without_source(statement.text)
        if not _holds(finding) and bare != statement.text:
            alone = _examine(bare, hits, own, given)
            finding = alone if _holds(alone) else finding
        return _checked(statement, finding, sources, hits, bool(among))

    def _own(self, statement: Statement, articles: Sequence[str]) -> list[Hit]:
        """Return the passages of the documents that a statement names, as far as filters allow."""
        return [
            hit
            for id_ in dict.fromkeys(articles)
            if not self._filters.chosen or id_ in self._filters.chosen
            for hit in self._pipeline.search(
                _query(statement), IN_NAMED, replace(self._filters, article=id_, articles=())
            )
        ]


def _examine(text: str, hits: Sequence[Hit], own: Sequence[Hit], given: bool) -> Finding:
    """Judge a statement by the documents that it names, by other passages, by two together."""
    marks = tuple(range(1, len(own) + 1))
    said = AnswerStatement(text, marks, marked=bool(marks) and given)
    evidence = Evidence(hits)
    finding = examine(said, evidence)
    if _holds(finding) or marks:
        return finding
    both = check(said.plain, evidence, list(evidence.hits)[:TOGETHER])
    return Finding(said, both) if both.verdict == "supported" else finding


def _holds(finding: Finding) -> bool:
    """Return whether a statement is supported; what could not be checked is not."""
    return finding.judgement.verdict == "supported"


def _given(sources: Sequence[Source]) -> bool:
    return any(source.given for source in sources)


def _query(statement: Statement) -> str:
    """Return what is searched: the statement, with what stands before it where it is short."""
    if len(statement.text) >= SHORT:
        return statement.text[:MAX_CHARS]
    before = statement.before or "".join(statement.headings[-1:])
    return f"{before[-CONTEXT:]}{statement.text}"


def _checked(
    statement: Statement,
    finding: Finding,
    sources: Sequence[Source],
    hits: Sequence[Hit],
    among: bool,
) -> Checked:
    places = [_place(part) for part in finding.window.parts] if finding.window else []
    nearest = None if places or not hits else _whole(hits[0])
    if not _holds(finding):
        verdict: DraftVerdict = finding.judgement.verdict
        return Checked(statement, verdict, finding.judgement.reason, places, nearest)
    verdict, reason = _by_source(places, sources, finding.repaired, among)
    return Checked(statement, verdict, reason or finding.judgement.reason, places)


def _by_source(
    places: Sequence[QuotedPlace], sources: Sequence[Source], moved: bool, among: bool
) -> tuple[DraftVerdict, str]:
    """Tell whether what supports a statement is, or writes of, the source that it gives."""
    title = places[0].hit.article.title if places else ""
    for source in (one for one in sources if one.given):
        if any(is_named(source.name, place.hit.article) for place in places):
            continue
        if not source.articles:
            return "elsewhere", f"资料里没有《{source.name}》，这句话在《{title}》里"
        if moved:
            verdict: DraftVerdict = "misattributed" if source.direct else "elsewhere"
            return verdict, f"《{source.name}》里没有这样的话，它在《{title}》里"
    if among and moved:
        return "misattributed", f"所说的文章里没有这样的话，它在《{title}》里"
    outdated = [place.hit for place in places if place.is_outdated]
    labels = dict.fromkeys(
        f"《{h.article.title}》{h.standing.label}" for h in outdated if h.standing
    )
    return "supported", "；".join(labels)


def _place(window: Window) -> QuotedPlace:
    start = window.hit.passage.start
    return QuotedPlace(window.hit, start + window.start, start + window.end)


def _whole(hit: Hit) -> QuotedPlace:
    return QuotedPlace(hit, hit.passage.start, hit.passage.end)
