"""What is asked of an original is checked, limited, and kept for a while."""

import json

import pytest

from index.originals.record import OriginalBusy, OriginalRefused
from tests.data.originals import COST, everything
from ui.access.caller import Caller, current
from ui.originals.gallery import Gallery, Kept, TooManyOriginals


class Answering:
    """Viewers that answer whatever they are given, and count."""

    def __init__(self, answer=b"[[595, 842]]"):
        self.answer, self.commands = answer, []

    def ask(self, original, read, command):
        self.commands.append(command)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def pipeline(tmp_path):
    return everything(tmp_path)


@pytest.fixture
def article(pipeline):
    return pipeline.store.article("办法/1")


def test_what_was_asked_before_is_not_asked_again(pipeline, article):
    viewers = Answering()
    gallery = Gallery(viewers=viewers)
    original = gallery.of(pipeline.store, article)
    assert gallery.sizes(original) == gallery.sizes(original) == [(595, 842)]
    assert len(viewers.commands) == 1


def test_a_failure_is_not_kept(pipeline, article):
    viewers = Answering(OriginalBusy("忙"))
    gallery = Gallery(viewers=viewers)
    original = gallery.of(pipeline.store, article)
    with pytest.raises(OriginalBusy):
        gallery.sizes(original)
    viewers.answer = b"[[595, 842]]"
    assert gallery.sizes(original) == [(595, 842)]


@pytest.mark.parametrize(
    "answer", [b"", b"[]", b"[[0, 842]]", b'[["a", 1]]', b'{"x": 1}', b"[[1]]"]
)
def test_an_answer_that_makes_no_sense_is_a_damaged_file(pipeline, article, answer):
    gallery = Gallery(viewers=Answering(answer))
    with pytest.raises(OriginalRefused):
        gallery.sizes(gallery.of(pipeline.store, article))


def test_a_quote_is_looked_for_on_its_pages_with_the_text_around_it(pipeline, article):
    viewers = Answering(b'{"1": [[0.1, 0.2, 0.3, 0.04]]}')
    gallery = Gallery(viewers=viewers)
    start = article.text.index(COST)
    found = gallery.places(gallery.of(pipeline.store, article), article, start, start + len(COST))
    assert found == {1: [(0.1, 0.2, 0.3, 0.04)]}
    [command] = viewers.commands
    assert command["wanted"]["quote"] == COST
    assert article.text[:start].endswith(command["wanted"]["before"])
    assert (command["first"], command["last"]) == (1, 1)
    assert json.dumps(command)


def test_each_caller_has_so_many_new_answers_a_minute(pipeline, article):
    gallery = Gallery(per_minute=1, viewers=Answering())
    original = gallery.of(pipeline.store, article)
    gallery.sizes(original)
    gallery.sizes(original)  # kept, so free
    with pytest.raises(TooManyOriginals) as refused:
        gallery.picture(original, 1, 1000)
    assert 0 < refused.value.wait <= 60
    token = current.set(Caller(name="林知秋"))
    try:
        gallery.picture(original, 1, 1000)
    finally:
        current.reset(token)


def test_the_oldest_answers_make_room(pipeline):
    kept = Kept(10)
    kept.keep("a", b"12345")
    kept.keep("b", b"12345")
    assert kept.get("a") == b"12345"
    kept.keep("c", b"1")
    assert (kept.get("a"), kept.get("b"), kept.get("c")) == (b"12345", None, b"1")
    kept.keep("d", b"x" * 11)
    assert [kept.get(key) for key in "acd"] == [None, None, None]
    kept.keep("a", b"1")
    kept.keep("a", b"12")
    assert kept.get("a") == b"12"
