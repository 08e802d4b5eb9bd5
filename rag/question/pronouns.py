"""Put what a pronoun stands for into a follow-up: 海蓝市 for 该市, the subject for 它."""

from __future__ import annotations

import re

from index.text.characters import BASIC_HAN
from index.text.dictionary import dictionary
from rag.language.proper_names import in_noun_phrase
from rag.language.question_words import runs, spelled, words
from rag.question.subjects import names_a_subject

_EARLY = 6  # characters; further into a question, 其中 points back within the question itself
_LONGEST = 4  # characters of the noun after 该 or 这个

_PRONOUN = re.compile(
    # 它的签约率, 他认为; not 其他, nor the drug 他汀
    r"(?<!其)[它她]们?|他们|(?<!其)他(?=[的是说在有也又还对，,？?]|[这那怎什]|认为|建议|提出|$)"
    r"|^其(?![中他它余实次间后])"
    # 这个目标, 那家医院; not 这两年, 那个省 in a question that names others
    r"|(?P<points>[这那](?:个|些|一|项|种|里|家|篇|次|份|批|部|类|条|[两三四几](?!年|个?月|天|周)[个类种项家批款]?)|(?<![应活本都不也])该|此|上述|前述)"
    rf"(?P<noun>[{BASIC_HAN}]{{0,{_LONGEST}}})"
    r"|对此|为此|[这那](?=是|[属算]|要|能|会|有)|(?P<within>其中|当中)[，,]?"
)

# 这 for all that was said: 这对医院有什么影响？ 甲认为这会怎样？ Not 这两年, 这样的医院.
_ALL_SAID = re.compile(
    "[这那](?=[是属算要能会有对给让使将]|意味|说明|可以|应该)|[这那](?:样|么)[做一说]"
)


def tells_of_said(asked: str) -> bool:
    """Return whether a question speaks of all that was said before, by 这 alone."""
    return _ALL_SAID.search(asked) is not None


def points_back(asked: str) -> bool:
    """Return whether a question points to what was said before it."""
    return _pronoun(asked) is not None


def _pronoun(asked: str) -> re.Match[str] | None:
    """Return the first pronoun, unless what it stands for is named before it in the question."""
    found = _PRONOUN.search(asked)
    if not found or (found["within"] and found.start() >= _EARLY):
        return None
    if found["points"] in ("该", "此") and not _first_noun(found["noun"]):
        return None
    return None if names_a_subject(asked[: found.start()]) else found


def with_referent(asked: str, before: str, subject: str) -> str:
    """Return a question with the pronoun replaced by what it stands for; unchanged without."""
    found = _pronoun(asked)
    if not found or not subject:
        return asked
    head, rest = asked[: found.start()], asked[found.end() :]
    if found["within"]:
        return f"{head}{subject}中{rest}"
    if not found["noun"]:
        return head + subject + rest
    noun = _first_noun(found["noun"])
    return head + _called(noun, before, subject) + found["noun"][len(noun) :] + rest


def _first_noun(text: str) -> str:
    """Return the noun with which a text begins, '' without one."""
    first = next(iter(dictionary().cut(text, HMM=False)), "")
    return first if in_noun_phrase(first) else ""


def _called(noun: str, before: str, subject: str) -> str:
    """Return what 该… or 这个… with a noun stands for: a title, a name that ends so, the subject's."""
    if not noun or subject.startswith("《") or subject.endswith(noun):
        return subject
    texts = (word.text for run in runs(words(before)) for word in run)
    named = [text for text in texts if text.endswith(noun) and text != noun]
    phrases = [spelled(run) for run in runs(words(before))]
    named += [text for text in phrases if text.endswith(noun) and text != noun]
    return named[0] if named else f"{subject}的{noun}"
