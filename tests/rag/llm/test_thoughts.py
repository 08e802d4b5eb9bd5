from __future__ import annotations

import pytest

from rag.llm.thoughts import Listener, spoken

CUT = "…"


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        (["<thi", "nk>想一想", "</th", "ink>\n\n答", "案"], "答案"),
        (["答", "案"], "答案"),
        (["<", "5 家"], "<5 家"),
        (["<think>没想完"], ""),
        ([" <think></think>答案"], "答案"),
        (["<thinking>想", "</thinking>答案"], "答案"),
        (["◁think▷想", "◁/think▷答案"], "答案"),
        (["<|channel|>analysis<|message|>想<|end|>", "<|start|>assistant<|channel|>final<|message|>答案"], "答案"),
    ],
)  # fmt: skip
def test_thoughts_are_removed_from_the_stream(pieces: list[str], text: str) -> None:
    assert "".join(Listener().heard(pieces, CUT)) == text


def test_a_model_that_thinks_silently_is_noticed_and_then_held_back() -> None:
    listener = Listener()
    assert "".join(listener.heard(["想", "一想</thi", "nk>答案"], CUT)).startswith("想")
    assert listener.thinks_silently
    held = Listener(thinks_silently=True)
    assert list(held.heard(["想", "一想</thi", "nk>答", "案"], CUT)) == ["", "", "答", "案"]


@pytest.mark.parametrize(
    ("pieces", "text"), [(["答", "案。"], "答案。"), (["想个没", "完", CUT], "")]
)
def test_what_a_silent_thinker_says_at_once_is_an_answer_unless_it_is_cut(
    pieces: list[str], text: str
) -> None:
    assert "".join(Listener(thinks_silently=True).heard(pieces, CUT)) == text


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("想一想</think>答案", "答案"),
        ("答案<think>再想", "答案"),
        ("甲<think>想</think>乙", "甲乙"),
        ("答案", "答案"),
    ],
)
def test_thoughts_are_removed_wherever_they_stand(text: str, answer: str) -> None:
    assert spoken(text) == answer
