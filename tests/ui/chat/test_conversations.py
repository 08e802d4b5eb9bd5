"""Conversations as the page hands them over, and as former versions stored them."""

import pytest

from ui.chat.conversations import Conversation, OlderLayout

TURN = {"question": "问" * 50, "standalone": "问", "text": "答", "html": "<p>答</p>"}


@pytest.mark.parametrize("stored", [None, {}, [], "x", {"turns": [{"text": "答"}]}, {"turns": 3}])
def test_an_invalid_conversation_is_read_as_an_empty_one(stored):
    assert Conversation.read(stored) == Conversation()


def test_turns_and_filters_are_read_as_they_were_stored():
    read = Conversation.read({"turns": [TURN, TURN], "filters": {"issues": ["2022-03-14"]}})
    assert read.history() == [TURN, TURN]
    assert read.filters == {"issues": ["2022-03-14"]}


@pytest.mark.parametrize("stored", [None, {}, [], "x", {"items": [{"id": 5}]}, {"items": 3}])
def test_an_invalid_older_layout_holds_nothing(stored):
    assert OlderLayout.read(stored) == OlderLayout()
    assert OlderLayout.read(stored).opened() == Conversation()


def test_the_open_conversation_of_an_older_layout_is_found():
    items = [{"id": "a", "turns": [TURN]}, {"id": "b", "name": "月报", "turns": [TURN, TURN]}]
    former = OlderLayout.read({"current": "b", "items": items})
    assert [one.id for one in former.items] == ["a", "b"]
    assert (former.opened().name, len(former.opened().turns)) == ("月报", 2)
    assert OlderLayout.read({"current": "c", "items": items}).opened() == Conversation()
