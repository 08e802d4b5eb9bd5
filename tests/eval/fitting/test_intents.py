from __future__ import annotations

import re
from pathlib import Path

import pytest

from eval.fake import FakeEmbedder
from eval.fitting.intents import figures
from rag.question.intents import examples


def test_each_intent_has_a_line_with_its_number_of_examples(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    lines = [re.split("[ /]", line) for line in figures(FakeEmbedder())]
    assert [intent for intent, _, _ in lines] == list(dict.fromkeys(examples().values()))
    assert sum(int(count) for _, _, count in lines) == len(examples())
    assert all(0 <= int(own) <= int(count) for _, own, count in lines)
    assert sum(int(own) for _, own, _ in lines) > len(examples()) / 2
