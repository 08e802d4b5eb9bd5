from __future__ import annotations

from eval.fake import FakeEmbedder
from index.model import Article
from rag.about.newest import newest, pending
from tests.rag.about import library

STORE = library.Library(library.ARTICLES, FakeEmbedder())
VERSIONS = (library.CLINIC_OLD, library.CLINIC, library.CLINIC_ELSEWHERE)


def test_the_newest_in_force_is_chosen_for_each_name():
    assert newest(STORE, VERSIONS, "2031-01-01") == (library.CLINIC, library.CLINIC_ELSEWHERE)
    assert newest(STORE, VERSIONS[:2], "2029-07-31") == (library.CLINIC_OLD,)


def test_on_a_topic_one_is_chosen():
    assert newest(STORE, VERSIONS, "2031-01-01", topic=True) == (library.CLINIC_ELSEWHERE,)


def test_where_none_is_in_force_the_newest_is_chosen():
    assert newest(STORE, [library.EXPIRED], "2031-01-01") == (library.EXPIRED,)


def test_what_is_not_yet_in_force_is_pending():
    assert pending(STORE, VERSIONS, "2029-07-31") == [library.CLINIC]


def test_yearly_documents_are_versions_of_each_other():
    yearly = [
        Article(y, 1, f"云江市{y}年工作要点", "", date=f"{y}-01-05") for y in ("2029", "2030")
    ]
    assert newest(STORE, yearly, "2031-01-01") == (yearly[1],)
