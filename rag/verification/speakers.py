"""Whether a claim lets those speak who speak in the source.

Who says something is named before it, in its paragraph: 「甲说，A。B。乙认为C」 has A and B from 甲.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.language.clauses import clauses
from rag.language.entities import OFFICE
from rag.language.ngrams import bigrams
from rag.language.quantities import fold
from rag.verification.alignment import Window

_VERB = (
    "(?:则|也|还|曾|又|都)?(?:说(?![话明法服])|表示|称(?!为|作|赞|号)|认为|介绍|指出|建议|提出|强调|透露|告诉|坦言|预计|解释|提醒|主张|"
    "呼吁|谈(?![判成药])|觉得|判断|回顾|坦承|直言|回应|补充|希望|担心|提到|力主|倡议|解读|发现|[把将][^，。；]{1,16}(?:看作|视为|当作|比作|称为|归纳为|分为))(?![、和与书函])"
)
_SAYS = re.compile(_VERB)
_SPEAKER = re.compile(
    rf"(?![在从对据按为把将以])([\u4e00-\u9fffA-Za-z()·]{{2,24}}?)(?:在|对|把|将|就)?{_VERB}"
)
_ANYONE = re.compile(
    "(?:本?文章?|作者|有?专家|业内.{0,4}|其|会议|规划|意见|办法|方案|报告|文件|通知|研究者?|评析|分析|市场|"
    "院方|政策|患者|医院|国家|同时|并|最后|有人|部分|不少|记者|提案|委员|代表)+"
)
_PRONOUN = re.compile("[他她]们?")
_START = re.compile(r"[^，,。；;：:\n”]*$")
_ASIDE = re.compile(r"\(([^()]*)\)")
_NAMED = re.compile(rf"(?:{OFFICE})([\u4e00-\u9fff]{{2,3}})$")
_ALIKE = 0.75  # share of a speaker's characters in pairs that another mention of it has


def speaker_holds(claim: str, source: str, window: Window) -> bool:
    """Whether the one whom a claim (folded) lets speak is the one who speaks in the source."""
    found = _SPEAKER.match(claim)
    if not found or _ANYONE.fullmatch(found[1]) or _PRONOUN.fullmatch(found[1]):
        return True
    paragraph = _paragraph(claim[found.end() :], source, window)
    named = [who for who in _speakers(paragraph) if not _ANYONE.fullmatch(who)]
    if named and _PRONOUN.fullmatch(named[-1]):
        return _same(found[1], paragraph)
    return not named or _same(found[1], named[-1])


def _paragraph(said: str, source: str, window: Window) -> str:
    """The paragraph of the source up to the clause most like what is said."""
    text = window.hit.article.text
    at = window.hit.passage.start + window.start
    before = fold(text[text.rfind("\n", 0, at) + 1 : at])
    words = bigrams(said)
    likest = max(clauses(source), key=lambda c: len(words & bigrams(c)), default="")
    end = source.find(likest) + len(likest)
    return (before + source[:end]).rpartition("\n")[2]


def _speakers(text: str) -> Iterator[str]:
    """Who says something, in the order of the text; what stands in brackets is part of it."""
    plain = _ASIDE.sub(lambda m: "(" + re.sub(r"[，,、；;]", " ", m[1]) + ")", text)
    for verb in _SAYS.finditer(plain):
        start = _START.search(plain[: verb.start()])
        who = start[0].strip() if start else ""
        if len(who) > 1 or _PRONOUN.match(who):
            yield who


def _same(who: str, other: str) -> bool:
    """Whether two mentions can be of one speaker, with or without an office."""
    bare = _ASIDE.sub("", other)
    own = bigrams(who)
    return (
        who in other
        or bare in who
        or len(own & bigrams(other)) >= _ALIKE * max(1, len(own))
        or bool((named := _NAMED.search(bare)) and named[1] in who)
    )
