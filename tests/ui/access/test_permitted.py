"""Which part of a pipeline a caller gets."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Thread

import pytest

from rag.protocol import QuestionAnswering
from tests.conftest import FakePipeline, community_article
from ui.access.accounts import Accounts
from ui.access.caller import Caller, current
from ui.access.permitted import PermittedPipeline, visible_to

RULES = {"人事": ["人事处", "办公室"], "人事/公开": ["全体"], "": ["全体", "人事处"]}


def reader(*groups: str) -> Caller:
    return Caller("li", "reader", groups=frozenset(groups))


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        (reader("人事处"), "人事/a b"),
        (reader("全体"), "人事/公开/a b"),
        (reader("全体", "办公室"), "人事/a 人事/公开/a b"),
        (reader(), ""),
        (reader("别的"), ""),
        (Caller("wang", "administrator"), "人事/a 人事/公开/a b"),
        (Caller(), ""),  # nobody has signed in
    ],
)
def test_the_groups_of_the_nearest_folder_may_read(who, allowed):
    visible = visible_to(who, RULES)
    seen = [file for file in ("人事/a", "人事/公开/a", "b") if visible.allows(file)]
    assert seen == allowed.split()


class Seen(FakePipeline):
    """A pipeline that notes for whom it was asked."""

    def __init__(self) -> None:
        super().__init__([community_article()])
        self.asked: list[object] = []

    def visible_to(self, visible: object) -> FakePipeline:
        self.asked.append(visible)
        return FakePipeline([])


@pytest.fixture
def accounts(tmp_path):
    made = Accounts(tmp_path / "users.json")
    made.restrict("人事", ["人事处"])
    return made


@contextmanager
def as_caller(who):
    token = current.set(who)
    yield
    current.reset(token)


def test_whoever_may_read_everything_uses_the_pipeline_itself(accounts):
    whole = Seen()
    permitted = PermittedPipeline(whole, accounts)
    for who in (reader("人事处"), Caller("wang", "administrator")):
        with as_caller(who):
            assert permitted.store is whole.store
    assert whole.asked == []
    accounts.release("人事")
    with as_caller(reader()):
        assert permitted.store is whole.store and whole.asked == []


def test_a_change_of_the_rules_counts_for_the_next_call(accounts):
    permitted = PermittedPipeline(Seen(), accounts)
    with as_caller(reader("财务处")):
        assert list(permitted.store.articles()) == []
        accounts.restrict("人事", ["人事处", "财务处"])
        assert len(list(permitted.store.articles())) == 1


def test_a_thread_of_the_programs_own_sees_what_everybody_may(accounts):
    seen = []
    permitted = PermittedPipeline(Seen(), accounts)
    with as_caller(Caller("wang", "administrator")):
        thread = Thread(target=lambda: seen.append(list(permitted.store.articles())))
        thread.start()
        thread.join()
    assert seen == [[]]


@pytest.mark.parametrize("name", [n for n in vars(QuestionAnswering) if not n.startswith("_")])
def test_nothing_is_forwarded_past_the_caller(accounts, name):
    class Whole:
        """Fails at whatever is used of it but a view."""

        def visible_to(self, visible: object) -> Seen:
            return Seen()

    with as_caller(reader()):
        assert getattr(PermittedPipeline(Whole(), accounts), name)
