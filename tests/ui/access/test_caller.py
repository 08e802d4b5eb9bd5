from contextvars import copy_context
from types import SimpleNamespace

import pytest

from ui.access.caller import Caller, caller, current, network


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_addresses_that_one_person_may_choose_from_count_as_one(address, counted):
    assert network(address) == counted
    assert Caller(address=address).key == f"address {counted}"


def test_a_person_is_counted_by_name_wherever_they_are():
    assert Caller("li", address="192.0.2.7").key == "user li"


def test_a_chat_event_is_of_whoever_sent_it_whoever_started_its_task():
    from gradio.context import LocalContext

    def event() -> Caller:
        current.set(Caller("first"))  # whose request happened to start what handles events
        sent = SimpleNamespace(state=SimpleNamespace(caller=Caller("second")))
        LocalContext.request.set(sent)
        return caller()

    assert copy_context().run(event).name == "second"
