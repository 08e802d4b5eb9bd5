from __future__ import annotations

from dataclasses import replace

from index.model import Article, Relation
from rag.extractive.composition import Quote
from rag.extractive.contradiction import contradiction
from rag.question.asked_time import AskedTime
from rag.retrieval.in_force import UNKNOWN, InForce
from rag.validity import ArticleStanding
from tests.rag.extractive.builders import candidate, one_block_article, statement

ONE = replace(
    one_block_article(1, "备案有效期为6个月。"), number="清医保发〔2019〕1号", title="备案规定"
)
OTHER = replace(
    one_block_article(2, "备案有效期为12个月。"), number="清医保发〔2022〕3号", title="规程"
)


def said(*articles: Article, known: InForce = UNKNOWN) -> list[tuple[int, ...]]:
    """Return the citations of the block that tells of a contradiction, if there is one."""
    found = [Quote((statement(candidate(a), a.text),)) for a in articles]
    return [block.cites for block in contradiction(found, {a.id for a in articles}, known)]


def test_documents_in_force_with_other_figures_contradict_each_other() -> None:
    assert said(ONE, OTHER) == [(1, 2)]


def test_one_document_and_articles_of_a_magazine_do_not() -> None:
    assert said(ONE) == []
    assert said(replace(ONE, number=""), replace(OTHER, number="")) == []


def test_a_yearly_series_does_not() -> None:
    assert said(replace(ONE, title="2023年通知"), replace(OTHER, title="2024年通知")) == []


def test_a_document_out_of_force_or_amended_by_the_other_does_not() -> None:
    time = AskedTime("2026-01-01", "2026-01-01")
    assert said(ONE, OTHER, known=InForce(time, outdated=frozenset({ONE.id}))) == []
    amends = Relation("amends", OTHER.id, ONE.id, "", OTHER.id, 0, 4)
    standing = ArticleStanding("已修订", "", amends, OTHER)
    assert said(ONE, OTHER, known=InForce(time, shown={ONE.id: standing})) == []
