"""Requests that fish for a document that one may not see, to every route of an application."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from fastapi.dependencies.models import Dependant
from starlette.routing import BaseRoute, Mount

from tests.data.folders import DATES, STAFF, article_id, mark

HANDLES = {True: "后备名单", False: "账外资金"}
STREAMS = {"accept": "text/event-stream"}
MCP = {"accept": "application/json, text/event-stream"}
# of what a route of ours may be asked in its address, by the names of the parameters
FREE = ("format", "kind", "page", "sort", "view", "embed", "k", "n", "verdict", "next", "run", "w")


@dataclass(frozen=True)
class Try:
    """A request; marks that it holds itself may come back."""

    method: str
    path: str
    params: dict[str, Any] = field(default_factory=dict)
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    form: bool = False  # sent as a page's form, else as JSON
    blind: bool = False  # nobody has written down what the route could be asked

    @property
    def said(self) -> str:
        return json.dumps([self.path, self.params, self.body], ensure_ascii=False)


@dataclass(frozen=True)
class Asked:
    """A route of an application, by one method; `params` may stand in its address."""

    method: str
    path: str
    params: tuple[str, ...]
    ours: bool


def routes(found: list[BaseRoute], prefix: str = "", ours: bool = True) -> Iterator[Asked]:
    """Yield everything that an application answers; what is mounted at / is Gradio's."""
    for route in found:
        if isinstance(route, Mount):
            yield from routes(route.routes, prefix + route.path, ours and bool(route.path))
        elif hasattr(route, "original_router"):
            yield from routes(route.original_router.routes, prefix, ours)
        else:
            path: str = prefix + getattr(route, "path", "")
            dependant = getattr(route, "dependant", None)
            params = tuple(parameters(dependant)) if dependant else ()
            for method in getattr(route, "methods", None) or ("POST", "GET"):
                yield Asked(method, path, params, ours)


def parameters(dependant: Dependant) -> list[str]:
    """Return the names of what may stand in the address of a route."""
    inside = (name for one in dependant.dependencies for name in parameters(one))
    return [*(one.alias for one in dependant.query_params), *inside]


class Fisher:
    """What is tried to get at a folder's document; `snapshot` is the id of one that holds it."""

    def __init__(self, folder: str, snapshot: str) -> None:
        self.folder, self.snapshot = folder, snapshot
        self.handle = HANDLES[folder == STAFF]
        self.issue = mark(folder, "file")
        self.words = (f'"{mark(folder, "text")}"', f"{self.handle}由谁管理？")
        self.questions = (
            f"{self.handle}一共有多少？",
            self.handle,
            f"《{self.handle}管理办法》是什么时候印发的？",
            "值班办法还有效吗？",
        )

    def tries(self, route: Asked) -> Iterator[Try]:
        """Yield requests to a route."""
        method, path = route.method, self._filled(route, self.issue)
        if method in ("GET", "HEAD"):
            yield from (Try(method, path, one) for one in self._queries(route))
            if "{issue}" in route.path:  # what is open may tell of what is not
                yield from (Try(method, self._filled(route, issue)) for issue in ("值班", "食堂"))
        elif route.path in BODIES:
            for body, headers in BODIES[route.path](self):
                yield Try(method, path, body=body, headers=headers, form=path in FORMS)
        else:
            yield Try(method, path, body={}, blind=route.ours)

    def _filled(self, route: Asked, issue: str) -> str:
        """Return the path of a route with an issue, and with the document's values in it."""
        values = {
            "issue": issue,
            "n": "1",
            "page": "1",
            "id": self.snapshot,
            "name": f"{self.issue}.txt",
            "rest": self.issue,
        }
        names = set(re.findall(r"\{(\w+)", route.path))
        assert not route.ours or names <= values.keys(), f"{route.path}: what could stand there?"
        return re.sub(r"\{(\w+)(?::\w+)?\}", lambda m: values.get(m[1], "x"), route.path)

    def _queries(self, route: Asked) -> Iterator[dict[str, Any]]:
        """Yield what may stand in the address, by the route's own parameters."""
        yield {}
        names, fish = route.params, self.addresses()
        if not route.ours:
            return
        unknown = set(names) - fish.keys() - set(FREE)
        assert not unknown, f"{route.path}: what could {unknown} be asked?"
        yield from ({name: value} for name in names for value in fish.get(name, ()))
        if "q" in names:
            yield from ({"q": word} for word in (self.handle, *self.words))
            yield {"q": self.handle, "folder": self.folder}
        if "a" in names:
            yield {"a": "值班/1", "b": article_id(self.folder)}
            yield {"a": "值班/1", "find": self.handle}
        if "view" in names:
            yield from ({"view": view} for view in ("compact", "original"))

    def addresses(self) -> dict[str, tuple[str, ...]]:
        """Return the values of each parameter of an address."""
        return {
            "q": (),
            "issue": (self.issue,),
            "section": (mark(self.folder, "section"),),
            "source": (mark(self.folder, "source"),),
            "folder": (self.folder,),
            "article": (article_id(self.folder),),
            "since": (DATES[self.folder],),
            "until": (DATES[self.folder],),
            "as_of": (DATES[self.folder],),
            "in_force": ("true",),
            "region": (),
            "status": ("现行",),
            "a": (article_id(self.folder), f"{self.handle}管理办法"),
            "b": (article_id(self.folder),),
            "find": (self.handle,),
        }

    def filters(self) -> Iterator[dict[str, Any]]:
        """Yield filters as programs send them."""
        yield {"folders": [self.folder]}
        yield {"article": article_id(self.folder)}

    def place(self) -> dict[str, Any]:
        """Return the place of the document's words, as a browser names it."""
        return {"issue": self.issue, "article_n": 1, "start": 0, "end": 60}


Sent = Iterator[tuple[Any, dict[str, str]]]
BODIES: dict[str, Callable[[Fisher], Sent]] = {}
"""What is sent to each path: bodies, each with its headers."""
FORMS = ("/api/verify/export",)


def bodies_of(*paths: str) -> Callable[[Any], Any]:
    """Register what is sent to paths."""

    def registered(make: Any) -> Any:
        BODIES.update(dict.fromkeys(paths, make))
        return make

    return registered


@bodies_of("/api/ask")
def _asked(fish: Fisher) -> Sent:
    for question in fish.questions:
        yield {"question": question}, {}
    for filters in fish.filters():
        yield {"question": fish.questions[0], "filters": filters}, STREAMS
    history = [{"role": "user", "content": fish.questions[0]}]
    yield {"question": "文号是多少？", "history": history}, {}


@bodies_of("/embed/ask")
def _embedded(fish: Fisher) -> Sent:
    yield {"question": fish.questions[0]}, {}


@bodies_of("/v1/chat/completions")
def _completed(fish: Fisher) -> Sent:
    for stream in (False, True):
        messages = [{"role": "user", "content": fish.questions[0]}]
        yield {"model": "wence", "messages": messages, "stream": stream}, {}


@bodies_of("/api/feedback")
def _judged(fish: Fisher) -> Sent:
    yield {"verdict": "like", "question": fish.handle, "answer": "好"}, {}


@bodies_of("/api/followups")
def _followed(fish: Fisher) -> Sent:
    cited = [{"article": article_id(fish.folder), "start": 0, "end": 5}]
    yield {"asked": [f"{fish.handle}是什么？"], "cited": cited}, {}
    cited = [{"article": "值班/1", "start": 0, "end": 5}]
    yield {"asked": [f"{fish.handle}和值班有什么关系？"], "cited": cited}, {}


@bodies_of("/api/clips/find")
def _clipped(fish: Fisher) -> Sent:
    yield {"places": [fish.place()]}, {}
    yield {"places": [{**fish.place(), "quote": "第一条"}]}, {}


@bodies_of("/api/clips/export")
def _booked(fish: Fisher) -> Sent:
    clip = {**fish.place(), "quote": "第一条", "start": 0, "end": 3}
    yield {"format": "md", "clips": [clip]}, {}


@bodies_of("/api/export")
def _exported(fish: Fisher) -> Sent:
    cited = {**fish.place(), "n": 1, "quote": "第一条"}
    turn = {"question": "问", "blocks": [{"text": "答", "spans": []}], "citations": [cited]}
    for kind in ("md", "html", "txt"):
        yield {"format": kind, "turns": [turn]}, {}


@bodies_of("/api/articles/{issue}/{n}/export")
def _marked(fish: Fisher) -> Sent:
    yield {"format": "md", "marks": [[0, 20]], "passages": [1]}, {}


@bodies_of("/api/verify")
def _checked(fish: Fisher) -> Sent:
    text = "。".join(question.rstrip("？") for question in fish.questions)
    yield {"text": text}, {}
    yield {"text": f"《{fish.handle}管理办法》规定，后备名单由值班的人管理。"}, STREAMS
    for filters in fish.filters():
        yield {"text": "后备名单由值班的人管理。", "filters": filters}, {}


@bodies_of("/api/verify/export")
def _commented(fish: Fisher) -> Sent:
    found = {"start": 0, "end": 4, "verdict": "contradicted", "evidence": [fish.place()]}
    for kind in ("md", "csv"):
        result = {"format": kind, "text": "名单一份。", "statements": [found]}
        yield {"result": json.dumps(result)}, {}


@bodies_of("/api/compare")
def _compared(fish: Fisher) -> Sent:
    yield {"a": article_id(fish.folder), "b": "值班/1"}, {}
    yield {"a": "值班/1", "b": f"{fish.handle}管理办法"}, {}


@bodies_of("/api/snapshots")
def _kept(fish: Fisher) -> Sent:
    yield {"answer": fish.snapshot}, {}


def called(fish: Fisher, tools: list[dict[str, Any]]) -> Iterator[Try]:
    """Yield calls of every tool for language models, by its own parameters."""
    known = {
        "query": fish.words,
        "question": fish.questions[:2],
        "article_id": (article_id(fish.folder), ""),
        "text": (f"{fish.handle}管理办法规定，后备名单由值班的人管理。",),
        "quote": (f"{fish.handle}一共有", f"{fish.handle}管理办法", "后备名单由谁牵头管理"),
        "k": (),
        "issues": ([fish.issue],),
        "sections": ([mark(fish.folder, "section")],),
        "sources": ([mark(fish.folder, "source")],),
        "since": (DATES[fish.folder],),
        "until": (),
        "in_force": (),
        "as_of": (),
    }
    for tool in tools:
        schema = tool["inputSchema"]
        unknown = schema["properties"].keys() - known.keys()
        assert not unknown, f"{tool['name']}: what could {unknown} be asked?"
        needed = {name: known[name][0] for name in schema.get("required", ())}
        for name in schema["properties"]:
            for value in known[name]:
                yield rpc("tools/call", name=tool["name"], arguments={**needed, name: value})


def rpc(method: str, **params: Any) -> Try:
    """Return a request to the tools."""
    body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    return Try("POST", "/mcp", body=body, headers=MCP)


def events(fish: Fisher) -> dict[str, list[list[Any]]]:
    """Return what is sent to each event of the chat, by its name."""
    turn = {"question": fish.questions[0], "text": "好", "html": "好"}
    conversation = {"id": "a", "name": "", "turns": [turn], "filters": {}}
    return {
        "respond": [
            [fish.questions[0], [], {}, -1],
            ["文号是多少？", [turn], {"folders": [fish.folder]}, -1],
            ["食堂早餐从几点开始供应？", [], {}, -1],
        ],
        "_settle": [[[turn], {}]],
        "arrive": [[None, None], [None, conversation]],
        "answer_link": [[None, {}]],
        "_settle_shared": [[[turn], {}, False]],
        "_open": [[conversation]],
    }


def found_marks(text: str, marks: set[str], said: str) -> set[str]:
    """Return the marks in a response that its request did not hold."""
    unescaped = re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), text)
    return {one for one in marks if one not in said and (one in text or one in unescaped)}
