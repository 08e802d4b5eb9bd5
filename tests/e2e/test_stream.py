"""The stream of results, where the server closes it just as another event is sent."""

import pytest

from tests.paths import ROOT

pytestmark = pytest.mark.browser

SERVER = """() => {
  const streams = [["a"], ["b"]], line = (said) => `data: ${JSON.stringify(said)}\\n\\n`;
  window.opened = 0;
  window.fetch = async (request) => {
    const address = String(request.url ?? request);
    if (address.includes("join")) {
      const id = new URL(address, "http://x").searchParams.get("id");
      await new Promise((done) => { if (id === "b") window.answerB = done; else done(); });
      return new Response(JSON.stringify({ event_id: id }));
    }
    window.opened += 1;
    const ended = streams.shift().map((id) => line({ msg: "process_completed", event_id: id }));
    return new Response(ended.join("") + line({ msg: "close_stream" }));
  };
}"""
LISTEN = """async () => {
  await fetch("http://x/queue/join?id=a");
  const late = fetch("http://x/queue/join?id=b");
  const stream = await fetch("http://x/queue/data");
  const text = stream.text();
  await new Promise((done) => setTimeout(done));
  window.answerB();
  await late;
  return (await text).trim().split("\\n\\n").map((each) => JSON.parse(each.slice(6)))
    .map(({ msg, event_id: id }) => id ? `${msg} ${id}` : msg);
}"""


def test_the_results_of_an_event_sent_while_the_stream_closes_are_read(page):
    page.evaluate(SERVER)
    page.add_script_tag(path=ROOT / "ui/static/stream.js")
    assert page.evaluate(LISTEN) == ["process_completed a", "process_completed b", "close_stream"]
    assert page.evaluate("window.opened") == 2


def test_a_stream_whose_events_have_all_ended_is_closed(page):
    page.evaluate(SERVER)
    page.add_script_tag(path=ROOT / "ui/static/stream.js")
    listened = LISTEN.replace('fetch("http://x/queue/join?id=b")', "null").replace(
        "window.answerB();", ""
    )
    assert page.evaluate(listened) == ["process_completed a", "close_stream"]
    assert page.evaluate("window.opened") == 1
