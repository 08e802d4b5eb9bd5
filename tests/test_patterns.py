"""No regular expression of the packages takes long, whatever the text is."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from time import thread_time
from typing import Any

import pytest

from rag.question.understanding import MAX_CHARS
from tests.paths import ROOT
from tests.patterns import attacks, grown, used_patterns

# a question of the largest length may take 50 ms; a shorter one, where twice the length takes four
# times as long, less
LENGTH = 600
ALLOWED_S = 0.05 * (LENGTH / MAX_CHARS) ** 2
GIVEN_UP_S = 0.3
TRIES = 4  # the machine may be busy


class _GivenUpError(Exception):
    pass


def give_up(*_: object) -> None:
    raise _GivenUpError


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Let a timer of this process's own computing interrupt a search."""
    signal.signal(signal.SIGVTALRM, give_up)
    yield
    signal.signal(signal.SIGVTALRM, signal.SIG_IGN)  # by default, one that is late ends the process


def use(pattern: re.Pattern[Any], method: str, text: str | bytes) -> Callable[[], object]:
    """Return a function that applies a pattern as the packages do."""
    if method in ("search", "match", "fullmatch"):
        return lambda: getattr(pattern, method)(text)
    return lambda: sum(1 for _ in pattern.finditer(text))


def seconds(pattern: re.Pattern[Any], method: str, attack: str) -> float:
    """Return the shortest time of a few tries, or of the first that is short enough."""
    grown_text = grown(attack, LENGTH)
    text = grown_text.encode() if isinstance(pattern.pattern, bytes) else grown_text
    apply, shortest = use(pattern, method, text), float("inf")
    for _ in range(TRIES):
        signal.setitimer(signal.ITIMER_VIRTUAL, GIVEN_UP_S)
        began = thread_time()
        try:
            apply()
        except _GivenUpError:
            return shortest
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        shortest = min(shortest, thread_time() - began)
        if shortest <= ALLOWED_S:
            break
    return shortest


def slow(pattern: re.Pattern[Any], methods: frozenset[str]) -> str:
    """Return the attack that takes too long, and by which method; '' if none does."""
    ways = {m if m in ("search", "match", "fullmatch") else "finditer" for m in methods}
    for attack in attacks(pattern):
        for method in sorted(ways):
            if seconds(pattern, method, attack) > ALLOWED_S:
                return f"{method} of {attack!r}"
    return ""


@pytest.mark.usefixtures("interruptible")
def test_every_pattern_is_fast_on_what_it_is_made_of() -> None:
    used = used_patterns()
    assert len(used) > 1000
    found = {one.where: why for one in used if (why := slow(one.pattern, one.methods))}
    assert found == {}


BACKTRACKING = (
    (r"\n\n出处：\n(?:\[\d+\] 《.*\n?)+\Z", "sub"),
    (r"\d+(?:\.\d+)?(?=[一-鿿%])", "finditer"),
    (r"^(.+?)\s*[（(]\s*来源(.+?)\s*[）)]", "match"),
    (r"(?:共|约|共约)+$", "search"),
    (r"[^，。]+分为[^，。]+。", "search"),
)


def test_patterns_that_backtrack_are_found() -> None:
    # other tests' threads are not in its way in a process of its own
    found = subprocess.run(
        [sys.executable, "-m", "tests.test_patterns"], cwd=ROOT, capture_output=True, check=True
    )
    assert json.loads(found.stdout) == [True] * len(BACKTRACKING)


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize(
    "pattern", [r"(?<!\d)\d++(?=[一-鿿%])", r"(?:(?<!\s)\s++)?[（(]章[）)]", r"[^，。]{0,40}分为"]
)
def test_a_pattern_that_does_not_backtrack_is_none(pattern: str) -> None:
    assert not slow(re.compile(pattern), frozenset({"finditer"}))


if __name__ == "__main__":
    signal.signal(signal.SIGVTALRM, give_up)
    print(json.dumps([bool(slow(re.compile(p), frozenset({m}))) for p, m in BACKTRACKING]))
