"""Check that a statement attributes words to the person who says them in the source.

「林医生认为应当涨价」 is struck where the source reads 「林医生认为不应降价。何医生说应当涨价」.
A sentence without a speaker belongs to the last one named before it in its paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.language.clauses import clauses
from rag.language.entities import OFFICES
from rag.language.ngrams import bigrams
from rag.language.quantities import fold
from rag.language.word_lists import word_list
from rag.verification.windows import Window

# What follows a verb where it doesn't report speech: 说明, 称为, 谈判.
_OTHER_SENSES = {"说": "(?![话明法服])", "称": "(?!为|作|赞|号)", "谈": "(?![判成药])"}
_VERBS = "|".join(verb + _OTHER_SENSES.get(verb, "") for verb in word_list("speech_verbs"))
_SAYS = (
    rf"(?:则|也|还|曾|又|都)?(?:{_VERBS}|发现|"
    r"[把将][^，。；]{1,16}(?:看作|视为|当作|比作|称为|归纳为|分为))(?![、和与书函])"
)
_SPEECH = re.compile(_SAYS)
_SPEAKER = re.compile(
    rf"(?![在从对据按为把将以])([\u4e00-\u9fffA-Za-z()·]{{2,24}}?)(?:在|对|把|将|就)?{_SAYS}"
)
_UNNAMED = re.compile(
    "(?:本?文章?|作者|有?专家|业内.{0,4}|其|会议|规划|意见|办法|方案|报告|文件|通知|研究者?|评析|分析|市场|"
    "院方|政策|患者|医院|国家|同时|并|最后|有人|部分|不少|记者|提案|委员|代表)+"
)
_PRONOUN = re.compile("[他她]们?")
_CLAUSE_START = re.compile(r"[^，,。；;：:\n”]*$")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_NAME_AFTER_OFFICE = re.compile(rf"(?:{OFFICES})([\u4e00-\u9fff]{{2,3}})$")
_SAME_SPEAKER = 0.75  # share of a speaker's bigrams that another mention of him must contain


def wrong_speakers(claim: str, source: str, window: Window) -> list[str]:
    """Return the speaker of a claim (folded) if another one speaks in the source."""
    found = _SPEAKER.match(claim)
    if not found or _UNNAMED.fullmatch(found[1]) or _PRONOUN.fullmatch(found[1]):
        return []
    return [] if _speaks(found, source, window) else [found[1]]


def _speaks(found: re.Match[str], source: str, window: Window) -> bool:
    """Return whether the speaker of a claim is the last one named before the words, if any is."""
    claim = found.string
    paragraph = _paragraph(claim[found.end() :], source, window)
    named = [who for who in _speakers(paragraph) if not _UNNAMED.fullmatch(who)]
    if named and _PRONOUN.fullmatch(named[-1]):
        return _same_speaker(found[1], paragraph)
    return not named or _same_speaker(found[1], named[-1])


def _paragraph(said: str, source: str, window: Window) -> str:
    """Return the source's paragraph up to the clause most similar to what is said."""
    text = window.hit.article.text
    at = window.hit.passage.start + window.start
    before = fold(text[text.rfind("\n", 0, at) + 1 : at])
    words = bigrams(said)
    likest = max(clauses(source), key=lambda c: len(words & bigrams(c)), default="")
    end = source.find(likest) + len(likest)
    return (before + source[:end]).rpartition("\n")[2]


def _speakers(text: str) -> Iterator[str]:
    """Yield who says something, in order; brackets after a name are kept with it."""
    plain = _BRACKETS.sub(lambda m: "(" + re.sub(r"[，,、；;]", " ", m[1]) + ")", text)
    for verb in _SPEECH.finditer(plain):
        start = _CLAUSE_START.search(plain[: verb.start()])
        who = start[0].strip() if start else ""
        if len(who) > 1 or _PRONOUN.match(who):
            yield who


def _same_speaker(who: str, other: str) -> bool:
    """Return whether two mentions can mean one speaker, with or without an office."""
    bare = _BRACKETS.sub("", other)
    own = bigrams(who)
    return (
        who in other
        or bare in who
        or len(own & bigrams(other)) >= _SAME_SPEAKER * max(1, len(own))
        or bool((named := _NAME_AFTER_OFFICE.search(bare)) and named[1] in who)
    )
