"""Every route, as users of two groups and of none: nobody sees what only others may read.

Each mark of a hidden document is looked for in all that comes back, but for requests that hold it
themselves. A user of the group does see every mark, which shows that the requests would find it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import count

import pytest

from rag.answering import QuestionAnswerer
from rag.filters import Filters
from rag.settings import Settings
from tests.data import folders
from tests.data.folders import MONEY, STAFF, marks
from tests.serving import opened
from tests.stores import index_files
from tests.ui.fishing import Fisher, Try, called, events, found_marks, routes, rpc
from ui.access.accounts import Accounts
from ui.app import create_app
from ui.snapshots.seal import Seal
from ui.snapshots.shelf import Shelf
from ui.snapshots.taking import snapshot_of

PASSWORD = "a good password"
READERS = {"staffer": [STAFF], "treasurer": [MONEY], "nobody": []}
# routes that are not asked, each with the reason
EXCUSED = {
    "/logout": "ends the session",
    "/login": "knows accounts alone",
    "/login/": "Gradio's own, without accounts",
    "/password": "knows accounts alone",
    "/gradio_api/heartbeat/{session_hash}": "stays open, tells nothing",
    "/gradio_api/dev/reload": "stays open, for Gradio's own developers",
    "/gradio_api/queue/data": "read for each event of the chat below",
    "/gradio_api/queue/join": "asked for each event of the chat below",
    "/mcp": "asked for each tool below",
    "/api/verify/read": "reads what it is sent alone",
}


class World:
    """An application with a document for each of two groups, and one user of each."""

    def __init__(self, client, app, pipeline, accounts):
        self.client, self.app, self.pipeline = client, app, pipeline
        self.accounts = accounts
        self.keys = {name: accounts.add_key(name) for name in (*READERS, "boss")}
        self.shelf = Shelf(pipeline.settings.store)
        self.sessions = count()
        self.sent = Counter()

    def ask(self, who, tried):
        """Send a request as a user; return all that came back as text."""
        headers = {"authorization": f"Bearer {self.keys[who]}", **tried.headers}
        response = self.client.request(
            tried.method,
            tried.path,
            params=tried.params,
            json=None if tried.form else tried.body,
            data=tried.body if tried.form else None,
            headers=headers,
            follow_redirects=False,
        )
        self.sent[who] += 1
        heads = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
        return response.status_code, f"{heads}\n{self.unsealed(response.text)}"

    def event(self, who, id, data):
        """Send an event of the chat; return all that it sends."""
        session = {"session_hash": f"s{next(self.sessions)}"}
        join = Try("POST", "/gradio_api/queue/join", body={"fn_index": id, "data": data, **session})
        status, told = self.ask(who, join)
        assert status == 200, told
        _, streamed = self.ask(who, Try("GET", "/gradio_api/queue/data", session))
        assert '"process_completed"' in streamed
        return streamed

    def events(self):
        """Return the names of the chat's events by their ids."""
        _, config = self.ask("boss", Try("GET", "/config"))
        found = json.loads(config.rpartition("\n")[2])["dependencies"]
        return {one["id"]: one["api_name"] for one in found if one["backend_fn"]}

    def tools(self):
        """Return the tools for language models, as they are described."""
        _, listed = self.ask("boss", rpc("tools/list"))
        return json.loads(listed.rpartition("\n")[2])["result"]["tools"]

    def unsealed(self, text):
        """Return a text with the answers that are sealed in it."""
        sealed = re.findall(r"[\w.-]{200,}", text)
        opened = (Seal(self.shelf).open(one) for one in sealed)
        return "\n".join([text, *(one.model_dump_json() for one in opened if one)])


@pytest.fixture(scope="module")
def world(embedder, tmp_path_factory):
    root = tmp_path_factory.mktemp("world")
    index_files([folders.write(root / "corpus")], root / "store", embedder)
    accounts = Accounts(root / "users.json")
    accounts.add_user("boss", PASSWORD, "administrator")
    for name, groups in READERS.items():
        accounts.add_user(name, PASSWORD, groups=groups)
    for folder in (STAFF, MONEY):
        accounts.restrict(folder, [folder])
    settings = Settings(
        _env_file=None,
        store=root / "store",
        users=accounts.path,
        llm_base_url="",
        engine=None,
        rate_limit=0,
        embed_origins="https://oa.example",
        embed_rate_limit=10_000,
    )
    pipeline = QuestionAnswerer.open(settings)
    pipeline.checked_examples.check()
    app = create_app(pipeline, settings)
    with opened(app, raise_server_exceptions=False) as client:
        yield World(client, app, pipeline, accounts)


@pytest.fixture(scope="module")
def fishers(world):
    """Return who fishes for each document, with a snapshot that an administrator made of it."""
    return [Fisher(folder, snapshot_of_secret(world, folder)) for folder in (STAFF, MONEY)]


def snapshot_of_secret(world, folder):
    """Let an administrator keep an answer that cites a folder's document; return its id."""
    answer = world.pipeline.ask(Fisher(folder, "").questions[0])
    assert answer.citations and not answer.abstained
    sealed = Seal(world.shelf).close(snapshot_of(answer, "v", "/?q=a", Filters()))
    _, kept = world.ask("boss", Try("POST", "/api/snapshots", body={"answer": sealed}))
    return re.search(r"/s/([\w-]+)", kept)[1]


def tries(world, fish):
    """Yield a request after the other to every route, tool and event, and who must answer it."""
    for route in routes(world.app.routes):
        if route.path not in EXCUSED and not route.path.startswith("/gradio_api/stream/"):
            for one in fish.tries(route):
                yield lambda who, one=one: (one, *world.ask(who, one))
    for one in called(fish, world.tools()):
        yield lambda who, one=one: (one, *world.ask(who, one))
    known = events(fish)
    for id, event in world.events().items():
        for data in known[event]:
            one = Try("EVENT", event, body=data)
            yield lambda who, one=one, id=id, data=data: (one, 200, world.event(who, id, data))


def test_what_is_open_to_all_tells_nothing(world, fishers):
    marked = marks(STAFF) | marks(MONEY)
    for path in ("/readyz", "/healthz", "/login", "/embed", "/embed.js"):
        response = world.client.get(path)
        assert response.status_code == 200
        assert found_marks(response.text, marked, "") == set()


def told_of(world, one, name):
    """Return status and text of a response to `nobody`, with a document's name left out."""
    status, told = world.ask("nobody", one)
    differs = f"{name}|x-request-id: .*|content-length: .*|_ms\\W+[0-9.]+"
    return status, re.sub(differs, "", told)


def test_a_hidden_document_answers_as_one_that_is_not_there(world, fishers):
    fish, other = fishers[0], "zqotherfile"
    asked = [
        one
        for route in routes(world.app.routes)
        if route.path.startswith(("/api/a", "/api/c", "/api/e", "/articles"))
        for one in fish.tries(route)
    ]
    compared = [one for one in [*asked, *called(fish, world.tools())] if fish.issue in one.said]
    for one in compared:
        said = [one.method, one.path, one.params, one.body]
        renamed = Try(*json.loads(json.dumps(said).replace(fish.issue, other)), one.headers)
        assert told_of(world, one, fish.issue) == told_of(world, renamed, other), one
    assert len(compared) > 20


@pytest.mark.parametrize("who", READERS)
def test_no_route_tells_a_user_what_only_others_may_read(world, fishers, who):
    leaked, seen = [], set()
    for fish in fishers:
        if fish.folder in READERS[who] and who != "staffer":
            continue  # one user's own document shows well enough that it would be found
        for send in tries(world, fish):
            one, status, told = send(who)
            assert status != 500, one
            # what nobody has written down must be closed to readers
            assert not one.blind or status in (403, 404, 405), one
            found = found_marks(told, marks(fish.folder), one.said)
            if fish.folder in READERS[who]:
                seen |= found
            elif found:
                leaked.append((one, sorted(found)))
    print(f"{who}: {world.sent[who]} requests, {len(leaked)} leaks")
    assert leaked == []
    if who == "staffer":
        assert marks(STAFF) - seen == set()  # what is there to be found is found
    assert world.sent[who] > 200
