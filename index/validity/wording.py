"""Tell from the words around documents that a sentence names what it says of them.

Each document is one sign: 本办法自7月1日起施行，◆同时废止。 Only what is stated as done counts:
no plans, conditions or quotations, and no 以本办法为准.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.metadata.fields import iso_date, shifted
from index.model import RelationKind

SIGN = "◆"
_ENDED = re.compile(
    r"(?:废止|失效|作废|(?:停止|终止|不再)(?:执行|施行|试行))(?:执行)?(?=[，。；、：:）)！,;.]|$)"
)
_NOT_DONE = re.compile(
    "建议|(?<![模虚])拟|如果|如需|尚未|未被|不得|曾|即将|可以|需要|适时|逐步|抓紧|尽快|"
    "已于|已经|已被|已由|已(?=废止|失效|停止)|违反|符合|届满|期满|到期|期间|之前|以前"
)
_PLANNED = re.compile(
    "建议|(?<![模虚])拟|如果|如需|不得|不再|曾|即将|可以|可继续|适时|是否|未作出|期满前|届满前|到期前"
)
_OTHER_ROLE = re.compile(
    "根据|依据|按照|依照|参照|贯彻|落实|结合|制定|为准|适用|印发给|衔接|解释|规定执行"
)
_WHOLE = re.compile(
    r"(?:等)?(?:上述|以上|前述)?(?:\d{1,3}|[一二三四五六七八九十两]{1,3})?[个件份部项]?"
    r"(?:行政)?(?:规范性)?(?:文件|规章|通知|办法|规定|法规)?[，、]?(?:均|也|亦|都)?"
    r"(?:[自从].{1,24}?[起]|于.{1,16}?|即日起|同日起?|相应|同时|一并|现|将|随之|届时|予以|即行|"
    r"自行|自动|同步|全文|宣布|[，、]){0,5}"
)
_PART = re.compile(
    "第[^，。；]{1,16}[条款项章节]|中|部分|条款|附件|附表|有关|相关|规定|内容|标准|所附"
)
_FILLER = re.compile(
    r"(?:[自从].{1,24}?起|于.{1,16}?|即日起|相应|同时|一并|均|现|将|予以|即行){0,4}"
)
_JUST_ISSUED = re.compile(f"(?:印发|发布|公布|出台|制定|实施|施行){SIGN}$")
_REPEALING = re.compile(
    rf"(?:^|[，：、]|决定|现|同时|一并|特)(?:予以|宣布)?废止[^{SIGN}，。；]{{0,40}}{SIGN}"
)
_NEXT = re.compile(
    rf"(?P<part>[^{SIGN}，。；]{{0,20}}?)(?:、|和|及|与|以及)[^{SIGN}，。；]{{0,40}}{SIGN}"
)
_CHANGED = re.compile(
    rf"(?<!建议)将[^{SIGN}，。；]{{0,40}}{SIGN}[^。]{{0,400}}?(?:修改为|修订为|修正为|调整为|变更为|改为)"
    rf"|{SIGN}的?第[^，。；]{{1,20}}[条款项章][^。]{{0,60}}?(?:修改为|改为|调整为|删去|删除|增加)"
    rf"|(?:删去|删除)[^{SIGN}，。；]{{0,20}}{SIGN}的?第[^，。；]{{1,20}}[条款项章]"
)
_REWORKED = re.compile(
    rf"对[^{SIGN}，。；]{{0,40}}{SIGN}[^。，；]{{0,40}}?"
    r"(?P<how>作出?|做出?|进行了|予以)(?:了|如下|以下|部分|相应|全面|适当){0,2}(?:修改|修订|修正|调整)"
    r"(?P<after>[^。]{0,160})"
)
_ISSUED = re.compile("现(?:予|将|重新)?.{0,40}(?:印发|发布|公布)")
_SUPERSEDING = re.compile(
    rf"本[^{SIGN}，。；]{{1,12}}(?:代替|替代|取代)[^{SIGN}，。；]{{0,20}}{SIGN}"
)

_EXTENDED = re.compile(
    rf"{SIGN}(?:的?有效期限?[^{SIGN}。；“]{{0,12}}?(?:延长|延续|顺延|延至)|[^{SIGN}。；“]{{0,16}}?继续(?:有效|执行|施行|实施))"
    rf"|(?:延长|延续){SIGN}的?(?:有效|试行|执行|施行|实施)期"
)
_NEW_END = re.compile(r"(?:延长|延续|顺延|延|有效|执行|施行|实施)[到至](?P<last>[^，。；]{6,20})")

Found = tuple[int, RelationKind, str]  # place of the sign, what befalls it, since when


def found_in(signs: str, title: str) -> Iterator[Found]:
    """Yield what a sentence of an official document says of those it names; `title` is its own."""
    yield from _ended(signs)
    yield from _repealing(signs, title)
    yield from _changed(signs)


def _ended(signs: str) -> Iterator[Found]:
    """Find 《…》、《…》同时废止: the documents right before a verb that ends them."""
    for verb in _ENDED.finditer(signs):
        if is_quoted(signs, verb.start()):
            continue
        yield from _before(signs, verb.start())


def _before(signs: str, verb: int) -> Iterator[Found]:
    """Yield the documents that a verb ends: those of its part of the sentence, then of the list.

    Going back from comma to comma, parts that end in a document belong to the same list.
    """
    last, end = "", verb
    while end > 0:
        start = max(signs.rfind(mark, 0, end) for mark in "，：；\t") + 1
        part = signs[start:end]
        if _NOT_DONE.search(signs[start:verb]) or _OTHER_ROLE.search(part):
            return
        if SIGN in part:
            if last and (not part.endswith(SIGN) or _JUST_ISSUED.search(part)):
                return
            yield from _parts(signs, start, end, verb, last)
            last = part
        elif last or len(part) > 40 or not _FILLER.fullmatch(part):
            return
        end = start - 1


def _parts(signs: str, start: int, end: int, verb: int, last: str) -> Iterator[Found]:
    """Yield the documents of a part of a sentence, ended as a whole or in part."""
    at = signs.find(SIGN, start, end)
    while at >= 0:
        following = signs.find(SIGN, at + 1, end)
        tail = signs[at + 1 : following if following >= 0 else end if last else verb]
        if following >= 0 or last:
            whole = not _PART.match(tail)
        else:
            whole = len(tail) <= 80 and bool(_WHOLE.fullmatch(tail))
        if whole:
            yield at, "repeals", iso_date(tail) if following < 0 else ""
        elif _PART.search(tail):
            yield at, "amends", ""
        at = following


def _repealing(signs: str, title: str) -> Iterator[Found]:
    """Find 决定废止《…》和《…》."""
    for match in _REPEALING.finditer(signs):
        before = signs[: match.end() - 1]
        firm = re.search("废止|失效|清理", title) or re.search("决定|同时|现|本", before)
        if not firm or is_quoted(signs, match.start()) or _NOT_DONE.search(before):
            continue
        at = match.end() - 1
        while True:
            following = _NEXT.match(signs, at + 1)
            tail = following["part"] if following else signs[at + 1 : at + 21]
            yield at, "amends" if _PART.match(tail) else "repeals", ""
            if not following:
                break
            at = following.end() - 1


def _changed(signs: str) -> Iterator[Found]:
    """Find 将《…》第五条修改为…, 对《…》作如下修改, and a revision that is issued anew."""
    for match in _CHANGED.finditer(signs):
        if not is_quoted(signs, match.start()) and not _NOT_DONE.search(signs[: match.start()]):
            yield signs.index(SIGN, match.start()), "amends", ""
    for match in _REWORKED.finditer(signs):
        if is_quoted(signs, match.start()) or _NOT_DONE.search(signs[: match.end("how")]):
            continue
        if _ISSUED.search(match["after"]):
            yield signs.index(SIGN, match.start()), "replaces", ""
        elif match["how"] != "进行了":
            yield signs.index(SIGN, match.start()), "amends", ""
    for match in _SUPERSEDING.finditer(signs):
        yield match.end() - 1, "replaces", ""


def extended_in(signs: str) -> Iterator[tuple[int, str]]:
    """Yield the documents that go on to be in force, and the first day after their new end."""
    for match in _EXTENDED.finditer(signs):
        if not is_quoted(signs, match.start()) and not _PLANNED.search(signs[: match.end()]):
            last = _NEW_END.search(signs, match.start())
            yield (
                signs.index(SIGN, match.start()),
                shifted(iso_date(last["last"]) if last else "", 1),
            )


def is_quoted(text: str, at: int) -> bool:
    """Return whether a place of a text lies within “ and ”."""
    return text.count("“", 0, at) > text.count("”", 0, at)
