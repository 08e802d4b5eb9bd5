"""Find the organisation that a question asks for: who decides, who pays, whom to ask.

A name is certain by its form: 由…制定, 向…申请, …负责. What is no such form is left alone.
"""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

from rag.language.modality import alternatives
from rag.language.word_lists import word_list

_words = partial(word_list, file=Path(__file__).with_name("asked_names.toml"))

_ASKS = re.compile(alternatives(*_words("asks")))
_ENDING = f"(?:{alternatives(*_words('endings'))})"
_PLACE = r"(?:所在地的?)?(?:(?:所在地)?省、自治区、直辖市(?:和设区的市)?)?"
_NAME = (
    rf"{_PLACE}(?:(?!{_ENDING}(?:会同|和|、))[^，,；;。：:、由向经报要()（）\s]){{0,24}}?{_ENDING}"
    r"(?:负责[^，,；;。]{1,14}的部门)?"
)
_NAMES = rf"{_NAME}(?:[、和及或]{_NAME}|会同{_NAME}){{0,3}}"
_MANNER = "(?:应当|可以|应|须|统一|具体|另行|依法|共同|分别)*"
_DOES = rf"(?={_MANNER}(?P<verb>{alternatives(*_words('does'))}))(?!主管(?:领导|部门|机关|人)|负责[^，,；;。]{{1,14}}的部门)"
_LED = re.compile(rf"(?<=[由向经报])(?P<names>{_NAMES}){_DOES}")
_FIRST = re.compile(
    rf"(?:(?<=[，,；;。）)])|^(?:第[^\s条]{{1,6}}条)?)\s*(?P<names>{_NAMES}){_DOES}"
)
_NO_NAME = re.compile(r"应当|规定|按照|指定|负责指|可以|不得|^[送商]")
_ROLES = {
    preposition: re.compile(alternatives(*_words(name)))
    for preposition, name in (("向", "told"), ("报", "told"), ("经", "asked_for_leave"))
}
_ROLES["报"] = re.compile(f"{_ROLES['报'].pattern}|{_ROLES['经'].pattern}")
_IN_CHARGE = ("负责", "主管")


def asks_for_a_name(asked: str) -> bool:
    """Return whether a part of a question asks for an organisation or person."""
    return bool(_ASKS.search(asked))


def asks_for_several(asked: str) -> bool:
    """Return whether a part asks for more than one organisation: 谁提名、谁聘任."""
    return len(_ASKS.findall(asked)) > 1


def names_given(text: str, asked: str) -> list[tuple[int, int]]:
    """Return the ranges of the organisations of a text that a part of a question asks for.

    Those that do what the question says count alone, if there are any. Who is told or asked
    for leave counts only where the question is about that.
    """
    led = [m for m in _LED.finditer(text) if _is_role_asked(text[m.start() - 1], asked)]
    first = [m for m in _FIRST.finditer(text) if m["verb"] in _IN_CHARGE or m["verb"] in asked]
    found = sorted(
        {(m.span("names"), m["verb"]) for m in (*led, *first) if not _NO_NAME.search(m["names"])}
    )
    doing = [span for span, verb in found if verb in asked]
    return [
        span for span in doing or [span for span, _ in found] if text[slice(*span)] not in asked
    ]


def _is_role_asked(preposition: str, asked: str) -> bool:
    role = _ROLES.get(preposition)
    return role is None or bool(role.search(asked))
