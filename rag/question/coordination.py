"""Find the things that a question asks about one by one: A和B分别是多少, A与B有什么区别.

Form alone decides: a word that asks of each (分别, 各) or compares (区别, 不一样), and things
joined by a conjunction before it; or like names (济南和淄博, 第二批和第三批) of which the same is
asked. Where the form leaves it open what is joined, nothing is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from index.text.dictionary import dictionary
from rag.question.answer_type import asks_figure
from rag.question.likes.like_names import like_names

Range = tuple[int, int]

MAX_JOINTS = 24  # conjunctions of a stretch; with more it lists what nobody asks one by one
MAX_SIDES = 4
MAX_SIDE = 24  # characters; a longer stretch is no name of a thing
MAX_ASPECT = 8  # characters of a thing that is asked for without a word that says so

_UNLIKE = r"(?:不同|区别|差[别异距]|不一样|两样|异同)(?:之处|点)?"
_COMPARES = re.compile(
    rf"[有存]?在?(?:什么|何|啥|哪些|多大|没有)的?{_UNLIKE}"  # 有何不同, 有没有区别
    rf"|{_UNLIKE}(?:有|在|是)?(?:哪里?|什么|啥|何处|哪儿|哪些|多大|吗|么|呢)?(?=[？?。\s]*$)"
    r"|差(?:多少|几|在哪)|一样(?:吗|么|不|多|长|高|大)|(?:是不?是?|算)一回事|(?:哪一?个|谁|哪一?[边家种])的?[^，,。？?；;]{0,6}更"
)
_COMPARED_BEFORE = re.compile(r"^\s*(?:请|帮我|麻烦|试)*(?:比较|对比)(?:一下|下)?")  # 比较A和B
_MORE = re.compile(r"(?:[多高大长久少低小短快慢贵早晚]|便宜)(?:出|了)?(?:多少|几|吗)")  # A比B多多少
_EACH = re.compile(
    r"分别|各自|各(?![地级类部种个项界方市县区省单位科国行族大式异路人家乡镇村])|respectively"
)
_BOTH = re.compile(
    r"(?:(?P<asked>[是为](?:多少|什么|啥|谁|几[^\W\d_]))呢?|呢|(?<![？?\s]))[？?\s]*+$"
)  # A和B是多少
_ASKED_OF_ONE = re.compile(
    r"[什怎咋哪谁几何啥]|多少|吗|还是|有没有|是否|能不|概括|归纳|总结|梳理|说说|介绍"
)
_RELATES = re.compile(
    "关系|之间|合作|联合|协[同议商作]|配合|联动|衔接|相互|互[相认联通]|共[同享有计]|一起|合计|总共|加起来|结合"
    "|相同|都|(?<!平)均(?!价)|是否|吗[？?]?$|哪个|哪一|谁更|为什么|为何"
)
_WHY = re.compile(r"为什么|为何|为啥|怎么会")

_STRONG, _WEAK = ("与", "和", "跟", "同"), ("及", "以及", "、")
_QUOTED = re.compile(r"《[^《》]*》|“[^“”]*”|（[^（）]*）|「[^「」]*」")
_CLAUSE_END = "，,。；;：:？?！!"
_OPENING = re.compile(r"(?:我|请问|请|想要?|知道|了解|问|说说|一下|关于|那么)*")
_NOUN_PHRASE_ENDS = re.compile(r"[的在，,；;：:？?]|分别|各自|方面|之间|[这那]?两[者个种起]")


@dataclass(frozen=True, slots=True)
class Coordination:
    """The `sides` that are asked about, and what is asked of all of them, as ranges of the text.

    `compares` is true where the sides are things that are compared with each other, or of which
    the same is asked; false where they are what is asked of one thing.
    """

    sides: tuple[Range, ...]
    shared: tuple[Range, ...]
    compares: bool


def divide(text: str, parts: Sequence[Range]) -> list[tuple[Range, tuple[Range, ...]]]:
    """Divide the parts of a question into those of each thing that they ask about.

    Each comes with the ranges that it shares with others, none if it was one part before.
    """
    found: list[tuple[Range, tuple[Range, ...]]] = []
    for part in parts:
        joined = coordination(text, *part)
        found += [(side, joined.shared) for side in joined.sides] if joined else [(part, ())]
    return found


@lru_cache(maxsize=256)
def coordination(text: str, start: int = 0, end: int | None = None) -> Coordination | None:
    """Return what a stretch of a question asks about one by one; None where it is one thing."""
    end = len(text) if end is None else end
    return _compared(text, start, end) or _asked_of_each(text, start, end)


def _compared(text: str, start: int, end: int) -> Coordination | None:
    """Find two sides that are compared; why they differ is another question."""
    before = _COMPARED_BEFORE.match(text[start:end])
    cue = _COMPARES.search(text, start, end)
    if _WHY.search(text, start, end):
        return None
    if not before and not cue:
        return _compared_by_degree(text, start, end)
    begin = start + before.end() if before else start
    until = cue.start() if cue else end
    joints = list(_words(text, begin, until, _STRONG))
    for word in _STRONG:
        if joint := next((j for j in joints if text[slice(*j)] == word), None):
            sides = [_left(text, begin, joint[0]), _right(text, joint, until)]
            return _of(sides, start, end, text)
    return None


def _compared_by_degree(text: str, start: int, end: int) -> Coordination | None:
    """Find the two sides of A比B多多少."""
    more = _MORE.search(text, start, end)
    if not more:
        return None
    joint = next(_words(text, start, more.start(), ("比",)), None)
    if joint is None:
        return None
    sides = [_left(text, start, joint[0]), _right(text, joint, more.start())]
    return _of(sides, start, end, text)


def _asked_of_each(text: str, start: int, end: int) -> Coordination | None:
    """Find the sides of A、B和C分别是多少, or of two words at the end: 范围和期限是什么."""
    if likes := _asked_of_likes(text, start, end):
        return likes
    cue = _EACH.search(text, start, end)
    if cue is None:
        return _asked_of_both(text, start, end)
    sides = _listed(text, start, cue.start())
    if len(sides) > 2 and any("的" in text[a:b] for a, b in sides):
        return None
    return _of(sides, start, end, text, compares=False)


def _asked_of_both(text: str, start: int, end: int) -> Coordination | None:
    """Find short nouns at the end of a question, of which no other word asks anything."""
    cue = _BOTH.search(text, start, end)
    if cue is None or _ASKED_OF_ONE.search(text, start, cue.start()):
        return None
    sides = _listed(text, start, cue.start())
    if not sides or sides[-1][1] != cue.start():
        return None
    sides[0] = (_after_owner(text, *sides[0]), sides[0][1])
    if any(b - a > MAX_ASPECT for a, b in sides):
        return None
    return _of(sides, start, end, text, compares=False)


def _asked_of_likes(text: str, start: int, end: int) -> Coordination | None:
    """Find like names at the start of a clause, of which the rest asks: 济南和淄博的120多久派车."""
    joints = list(_words(text, start, end, (*_STRONG, *_WEAK)))
    if not 0 < len(joints) <= MAX_JOINTS or _RELATES.search(text, start, end):
        return None
    joints = [j for j in joints if not any(c in _CLAUSE_END for c in text[joints[0][0] : j[0]])]
    begin = _left(text, start, joints[0][0])[0]
    figure = asks_figure(text[joints[-1][1] : end])
    for last in range(len(joints), 0, -1):
        inner = [text[a[1] : b[0]] for a, b in pairwise(joints[:last])]
        found = like_names(
            text[begin : joints[0][0]], inner, text[joints[last - 1][1] : end], figure
        )
        if found:
            first, after = found
            at = joints[last - 1][1]
            if _BOTH.match(text, at + after, end):
                return None  # 范围和期限是多少: no things but what is asked of one
            sides = [(begin + first, joints[0][0])]
            sides += [(a[1], b[0]) for a, b in pairwise(joints[:last])]
            return _of([*sides, (at, at + after)], start, end, text)
    return None


def _listed(text: str, start: int, until: int) -> list[Range]:
    """Return the things that conjunctions join in the last clause before `until` that has any."""
    joints = _last_clause(text, list(_words(text, start, until, (*_STRONG, *_WEAK))))
    if not joints:
        return []
    starts = [_left(text, start, joints[0][0])[0], *(j[1] for j in joints)]
    ends = [*(j[0] for j in joints), _right(text, joints[-1], until)[1]]
    return list(zip(starts, ends, strict=True))


def _of(
    sides: Sequence[Range], start: int, end: int, text: str, *, compares: bool = True
) -> Coordination | None:
    """Return sides with the rest of the stretch, if all of them can be names of things."""
    own = [text[a:b].strip() for a, b in sides]
    if not 2 <= len(own) <= MAX_SIDES or len(set(own)) < len(own):
        return None
    if any(not 1 < len(name) <= MAX_SIDE or re.search("[什哪谁几何]|多少", name) for name in own):
        return None
    rest = ((start, sides[0][0]), (sides[-1][1], end))
    return Coordination(tuple(sides), tuple(r for r in rest if r[0] < r[1]), compares)


def _words(text: str, start: int, end: int, wanted: Sequence[str]) -> Iterator[Range]:
    """Yield the ranges of words of a stretch, those in quotation marks and brackets left out.

    In what the dictionary does not know, as 检查和, each character counts as a word.
    """
    hidden = [match.span() for match in _QUOTED.finditer(text)]
    at = start
    for word in dictionary().cut(text[start:end]):
        known = word in wanted or dictionary().FREQ.get(word)
        for piece in (word,) if known else word:
            if piece in wanted and at > start and not any(a <= at < b for a, b in hidden):
                yield at, at + len(piece)
            at += len(piece)


def _last_clause(text: str, joints: Sequence[Range]) -> Sequence[Range]:
    """Return the joints of the last clause that has any."""
    for place in range(len(joints) - 1, 0, -1):
        if any(c in _CLAUSE_END for c in text[joints[place - 1][1] : joints[place][0]]):
            return joints[place:]
    return joints


def _left(text: str, start: int, joint: int) -> Range:
    """Return the range of the thing before a conjunction: from its clause's start."""
    begin = max((text.rfind(mark, start, joint) + 1 for mark in _CLAUSE_END), default=start)
    begin = max(begin, start)
    opening = _OPENING.match(text, begin, joint)
    return (opening.end() if opening and opening.end() < joint else begin), joint


def _right(text: str, joint: Range, until: int) -> Range:
    """Return the range of the thing after a conjunction: to 的, 在 or the end of its clause.

    Where the thing before it has 的 of its own, so has this one, and ends with its clause.
    """
    left = _left(text, 0, joint[0])
    owns = "的" in text[slice(*left)]
    for match in _NOUN_PHRASE_ENDS.finditer(text, joint[1], until):
        if match.start() > joint[1] and not (owns and match[0] == "的"):
            return joint[1], match.start()
    return joint[1], until


def _after_owner(text: str, begin: int, end: int) -> int:
    """Return where the last word of a noun phrase begins, after 的: 范围 of 条例的范围."""
    return max(begin, text.rfind("的", begin, end - 1) + 1)
