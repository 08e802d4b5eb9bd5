"""Recognise sentences that hang on the text around them, by how they begin and end and point.

因此， and 答： are left out without loss; 其中 and 该院 point at the sentence before, and a line
like 应当具备下列条件： at what follows it.
"""

from __future__ import annotations

import re
from pathlib import Path

from index.text.characters import NUMERALS
from index.text.dictionary import dictionary
from rag.language.quantities import number
from rag.language.word_lists import word_list

_FILE = Path(__file__).with_name("discourse.toml")


def _any_of(*names: str) -> str:
    """Return a pattern of the words of lists, the longest first."""
    words = {word for name in names for word in word_list(name, _FILE)}
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_CONNECTIVE = re.compile(rf"(?:{_any_of('connectives')})[，,]\s*")
_BARE_CONNECTIVE = re.compile(
    rf"(?!{_any_of('pointing_at_nothing')})(?:{_any_of('bare_connectives')})"
)
_AMONG = re.compile("其中[，,]")
_LABEL = re.compile(rf"(?:{_any_of('question_labels', 'answer_labels')})\d{{0,2}}\s?[：:]\s*")
_QUESTION = re.compile(rf"(?:{_any_of('question_labels')})\d{{0,2}}\s?[：:]")
_ITEM = re.compile(
    rf"(?:[{NUMERALS}]{{1,2}}(?:[是要]|来是)|(?:首先|其次|再次|最后)是)(?!否|不是)[，,]?"
)
_POINTING = re.compile(rf"(?!{_any_of('pointing_at_nothing')})(?:{_any_of('pointing')})")
_LEAD_IN = re.compile(r"(?:[：:]|(?:如下|以下|下列)[^，。；：]{0,12}[。]?)$")
_NUMBERING = re.compile(
    rf"(?:[（(]?[{NUMERALS}\d]{{1,3}}[）)、.．](?!\d)|第[{NUMERALS}百零\d]{{1,6}}[条款项章节步]|[①-⑳])\s*"
)
_HANGING = re.compile("[，,；;]其|(?<!应)该|因此")  # 该院, 该医院, not 应该
_OPENING = re.compile(_any_of("openings"))
_POINTING_INSIDE = re.compile(_any_of("pointing_inside"))
_PRONOUNS = frozenset(word_list("pronouns", _FILE))
_COUNT = re.compile(
    rf"(?<![第\d{NUMERALS}])([两{NUMERALS}]{{1,2}}|\d{{1,2}})\s?"
    r"(?:[大个项条点种类块处步件招]|方面|举措|模式|原则)"
)


def left_out(text: str) -> int:
    """Return the length of the connective or label at the start that says nothing; 0 without one.

    `因此，药价下降。` is as true without its first three characters, `答：可以。` without two.
    """
    end = 0
    while match := (_CONNECTIVE.match(text, end) or _LABEL.match(text, end)):
        end = match.end()
    return end


def bare_connective(text: str) -> int:
    """Return the length of a connective at the start without a comma, as in 同时要加强; else 0."""
    match = _BARE_CONNECTIVE.match(text)
    return match.end() if match else 0


def dangling(text: str) -> int:
    """Return the length of what begins a text that stands apart from the one it hangs on.

    其中， is left out too, since what it points at stands elsewhere in the answer or not at all.
    """
    end = left_out(text) or bare_connective(text) or item_mark(text)
    match = _AMONG.match(text, end)
    return match.end() if match else end


def item_mark(text: str) -> int:
    """Return the length of a mark like 二是 at the start of a sentence; 0 without one."""
    match = _ITEM.match(text)
    return match.end() if match else 0


def asks_in_dialogue(text: str) -> bool:
    """Return whether a sentence is the question of an interview or a list of questions: 问：…"""
    return bool(_QUESTION.match(text))


def points_back(text: str) -> bool:
    """Return whether a sentence begins with what only the sentence before explains: 其中, 该院."""
    return bool(_POINTING.match(text))


def leads_in(text: str) -> bool:
    """Return whether a line only introduces what follows it: 应当具备下列条件："""
    return bool(_LEAD_IN.search(text.rstrip()[-20:]))


def announced(text: str) -> set[int]:
    """Return the numbers of things that a sentence announces: 4 for 四种模式."""
    return {int(number(match)) for match in _COUNT.findall(text)} - {1}


def stands_alone(text: str) -> bool:
    """Return whether nothing in a sentence or a question points to what stands before it."""
    bare = without_numbering(text)
    if not bare or dangling(bare) or points_back(bare) or _opens(bare):
        return False
    if _PRONOUNS.intersection(dictionary().cut(bare)) or _HANGING.search(bare):
        return False
    return not _POINTING_INSIDE.search(bare)


def without_numbering(text: str) -> str:
    """Return a text without the number that it begins with: 第五条, （一）, 2."""
    return _NUMBERING.sub("", text.strip(), count=1)


def _opens(bare: str) -> bool:
    """Return whether a text opens as one that goes on does; a single character as a word: 更, 如."""
    match = _OPENING.match(bare)
    if match is None:
        return False
    return len(match[0]) > 1 or next(iter(dictionary().cut(bare))) == match[0]
