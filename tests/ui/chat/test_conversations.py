"""Conversations as the browser stores them."""

import pytest

from ui.chat.conversations import MAX_CHARS, MAX_CONVERSATIONS, Conversations

TURN = {"question": "问" * 50, "standalone": "问", "text": "答", "html": "<p>答</p>"}


@pytest.mark.parametrize("stored", [None, {}, [], "x", {"items": [{"id": 5}]}, {"items": 3}])
def test_invalid_storage_is_read_as_no_conversations(stored):
    assert Conversations.read(stored) == Conversations()


def test_conversations_are_stored_opened_and_deleted():
    one = Conversations().keep([TURN])
    two = one.open("").keep([TURN, TURN])
    assert [len(c.turns) for c in two.items] == [2, 1]
    assert two.open(one.current).turns() == [TURN]
    left = two.delete()
    assert (left.current, [c.id for c in left.items]) == ("", [one.current])


def test_a_further_turn_stays_in_its_conversation():
    one = Conversations().keep([TURN])
    assert one.keep([TURN, TURN]).current == one.current
    assert len(one.keep([TURN, TURN]).items) == 1


def test_conversations_are_the_same_after_storage():
    kept = Conversations().keep([TURN])
    assert Conversations.read(kept.model_dump()) == kept


def test_titles_and_the_number_of_conversations_are_bounded():
    found = Conversations()
    for _ in range(MAX_CONVERSATIONS + 3):
        found = found.open("").keep([TURN])
    assert len(found.items) == MAX_CONVERSATIONS
    assert found.items[0].title == "问" * 30


def test_filters_stay_with_their_conversation():
    one = Conversations().keep([TURN], {"issues": ["2022-03-14"]})
    two = one.open("").keep([TURN])
    assert two.filters() == {}
    assert two.open(one.current).filters() == {"issues": ["2022-03-14"]}
    assert Conversations.read({"items": [{"id": "x", "turns": [TURN]}]}).items[0].filters == {}


def test_the_oldest_conversations_are_dropped_when_storage_is_full():
    large = TURN | {"html": "答" * (MAX_CHARS // 2)}
    found = Conversations()
    for _ in range(3):
        found = found.open("").keep([large])
    assert len(found.items) == 1
    assert len(found.keep([large] * 3).items) == 1  # the open one stays, whatever its size


def test_a_name_lasts_until_it_is_emptied():
    kept = Conversations().keep([TURN])
    other = kept.open("").keep([TURN])
    named = other.open(kept.current).rename("  月报 " + "长" * 50)
    assert [c.title for c in named.items] == ["问" * 30, "月报 " + "长" * 27]
    again = named.keep([TURN, TURN])
    assert again.items[0].title.startswith("月报")
    assert again.rename(" ").items[0].title == "问" * 30
    assert Conversations().rename("没有").items == []
