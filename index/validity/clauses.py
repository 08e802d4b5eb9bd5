"""Find the clauses in which a document ends or changes others, or is ended or changed itself.

Documents named in a sentence are replaced by one sign each, so that the patterns see only the
words around them: 本办法自7月1日起施行，◆同时废止。 Only what an official document states as
done counts: no plans, conditions, quotations, drafts or reports, and no 以本办法为准.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.metadata.fields import iso_date
from index.model import Article, RelationKind
from index.text.sentences import split_sentences
from index.validity.lists import listed
from index.validity.names import Named, named_in
from index.validity.titles import ACTS, is_act

MARKERS = (
    *("废止", "失效", "作废", "停止执行", "停止施行", "停止试行", "终止执行", "不再执行"),
    *("修改", "修订", "修正", "改为", "调整为", "删去", "代替", "替代", "取代"),
)

LONGEST = 10_000  # characters of a sentence that is looked at: time grows with their square

_N = "◆"
_ENDED = re.compile(
    r"(?:废止|失效|作废|(?:停止|终止|不再)(?:执行|施行|试行))(?:执行)?(?=[，。；、：:）)！,;.]|$)"
)
_NOT_DONE = re.compile(
    "建议|(?<![模虚])拟|如果|如需|尚未|未被|不得|曾|即将|可以|需要|适时|逐步|抓紧|尽快|"
    "已于|已经|已被|已由|已(?=废止|失效|停止)|违反|符合|届满|期满|到期|期间|之前|以前"
)
_OTHER_ROLE = re.compile(
    "根据|依据|按照|依照|参照|贯彻|落实|结合|制定|为准|适用|印发给|衔接|解释|规定执行"
)
_OF_ITSELF = re.compile(f"本(?:{'|'.join(ACTS)})")
_OWN_DAY = re.compile(r"自([^，。；]{4,24}?)起(?:施行|实施|执行|生效|试行)")
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
_JUST_ISSUED = re.compile(f"(?:印发|发布|公布|出台|制定|实施|施行){_N}$")
_REPEALING = re.compile(
    rf"(?:^|[，：、]|决定|现|同时|一并|特)(?:予以|宣布)?废止[^{_N}，。；]{{0,40}}{_N}"
)
_NEXT = re.compile(
    rf"(?P<part>[^{_N}，。；]{{0,20}}?)(?:、|和|及|与|以及)[^{_N}，。；]{{0,40}}{_N}"
)
_CHANGED = re.compile(
    rf"(?<!建议)将[^{_N}，。；]{{0,40}}{_N}[^。]{{0,400}}?(?:修改为|修订为|修正为|调整为|变更为|改为)"
    rf"|{_N}的?第[^，。；]{{1,20}}[条款项章][^。]{{0,60}}?(?:修改为|改为|调整为|删去|删除|增加)"
    rf"|(?:删去|删除)[^{_N}，。；]{{0,20}}{_N}的?第[^，。；]{{1,20}}[条款项章]"
)
_REWORKED = re.compile(
    rf"对[^{_N}，。；]{{0,40}}{_N}[^。，；]{{0,40}}?"
    r"(?P<how>作出?|做出?|进行了|予以)(?:了|如下|以下|部分|相应|全面|适当){0,2}(?:修改|修订|修正|调整)"
    r"(?P<after>[^。]{0,160})"
)
_ISSUED = re.compile("现(?:予|将|重新)?.{0,40}(?:印发|发布|公布)")
_SUPERSEDING = re.compile(rf"本[^{_N}，。；]{{1,12}}(?:代替|替代|取代)[^{_N}，。；]{{0,20}}{_N}")
_BY = re.compile(
    rf"(?:[本此][^{_N}，。；]{{1,8}}?|^注[：:]?)[现已]{{0,2}}经?[被由][^{_N}，。；]{{0,30}}{_N}"
    rf"[^{_N}。；]{{0,20}}?(?P<verb>废止|失效|代替|取代|修改|修订|修正)"
)
_TITLE = re.compile(
    r"关于(?P<verb>修改|修订|修正|废止|停止执行)(?P<what>[^修废]{2,200})的(?:决定|通知|公告|通告|令)$"
)
_KINDS: dict[str, RelationKind] = {
    **dict.fromkeys(("修改", "修订", "修正"), "amends"),
    **dict.fromkeys(("代替", "取代"), "replaces"),
}


@dataclass(frozen=True, slots=True)
class Clause:
    """What `text[start:end]` of an article says of a document that it names.

    `since` is the day from which it holds where the clause tells it. `passive`: it is the
    named document that ended or changed this one. Where the title says it, start and end are 0.
    """

    kind: RelationKind
    named: Named
    start: int
    end: int
    since: str = ""
    passive: bool = False


def clauses(article: Article) -> list[Clause]:
    """Return the clauses of an article, in order; those of its title come last."""
    if not may_have_clauses(article):
        return []
    official = _is_official(article)
    found = [
        clause
        for start, end in _spans(article.text)
        for clause in _of_sentence(article, start, end, official)
    ]
    if official:
        found += [Clause("repeals", *entry) for entry in listed(article)]
        found += _of_title(article)
    return found


def may_have_clauses(article: Article) -> bool:
    """Tell quickly whether a closer look is needed."""
    return any(word in article.text or word in article.title for word in MARKERS)


def effective_day(article: Article) -> str:
    """Return the day from which an article is in force: its field, else 自……起施行 in its text."""
    if article.effective:
        return article.effective
    return _own_day(article.text)


def _own_day(text: str) -> str:
    """Return the first day of 自……起施行 in a text, quotations aside."""
    found = (m for m in _OWN_DAY.finditer(text) if not _is_quoted(text, m.start()))
    return next(filter(None, (iso_date(match[1]) for match in found)), "")


def _is_official(article: Article) -> bool:
    """Return whether an article is the document itself, not a report on it."""
    of_itself = article.issuer and _OF_ITSELF.search(article.text)
    return bool(article.number or of_itself or "第一条" in article.text) and is_act(article.title)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the sentences that hold a marker and name a document."""
    at = 0
    for line in text.split("\n"):
        if _is_telling(line):
            for start, end in split_sentences(line):
                if end - start <= LONGEST and _is_telling(line[start:end]):
                    yield at + start, at + end
        at += len(line) + 1


def _is_telling(text: str) -> bool:
    return ("《" in text or "号" in text) and any(word in text for word in MARKERS)


def _of_sentence(article: Article, start: int, end: int, official: bool) -> Iterator[Clause]:
    sentence = article.text[start:end]
    names = named_in(sentence)
    signs = _signs(sentence, names)
    places = [at for at, sign in enumerate(signs) if sign == _N]
    if len(places) != len(names):  # the text has such signs of its own
        return
    for match in _BY.finditer(signs):
        at = places.index(signs.index(_N, match.start()))
        kind = _KINDS.get(match["verb"], "repeals")
        yield Clause(kind, names[at], start, end, passive=True)
    if not official:
        return
    day = _day(article, start, end)
    for at, kind, told in (*_ended(signs), *_repealing(signs, article.title), *_changed(signs)):
        named = names[places.index(at)]
        yield Clause(kind, named, start, end, told or day)


def _signs(sentence: str, names: list[Named]) -> str:
    """Return the sentence with one sign for each document that it names."""
    parts, at = [], 0
    for name in names:
        parts += [sentence[at : name.start], _N]
        at = name.end
    return "".join([*parts, sentence[at:]])


def _day(article: Article, start: int, end: int) -> str:
    """Return the day from which the document is in force, as told nearest to a sentence."""
    above = article.text.rfind("\n", 0, start) + 1
    below = article.text.find("\n", end)
    return _own_day(article.text[above : below if below >= 0 else None])


Found = tuple[int, RelationKind, str]  # place of the sign, what befalls it, since when


def _ended(signs: str) -> Iterator[Found]:
    """Find 《…》、《…》同时废止: the documents right before a verb that ends them."""
    for verb in _ENDED.finditer(signs):
        if _is_quoted(signs, verb.start()):
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
        if _N in part:
            if last and (not part.endswith(_N) or _JUST_ISSUED.search(part)):
                return
            yield from _parts(signs, start, end, verb, last)
            last = part
        elif last or len(part) > 40 or not _FILLER.fullmatch(part):
            return
        end = start - 1


def _parts(signs: str, start: int, end: int, verb: int, last: str) -> Iterator[Found]:
    """Yield the documents of a part of a sentence, ended as a whole or in part."""
    at = signs.find(_N, start, end)
    while at >= 0:
        following = signs.find(_N, at + 1, end)
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
        if not firm or _is_quoted(signs, match.start()) or _NOT_DONE.search(before):
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
        if not _is_quoted(signs, match.start()) and not _NOT_DONE.search(signs[: match.start()]):
            yield signs.index(_N, match.start()), "amends", ""
    for match in _REWORKED.finditer(signs):
        if _is_quoted(signs, match.start()) or _NOT_DONE.search(signs[: match.end("how")]):
            continue
        if _ISSUED.search(match["after"]):
            yield signs.index(_N, match.start()), "replaces", ""
        elif match["how"] != "进行了":
            yield signs.index(_N, match.start()), "amends", ""
    for match in _SUPERSEDING.finditer(signs):
        yield match.end() - 1, "replaces", ""


def _is_quoted(text: str, at: int) -> bool:
    return text.count("“", 0, at) > text.count("”", 0, at)


def _of_title(article: Article) -> Iterator[Clause]:
    """Read a title such as 关于修改《…》的决定."""
    if not (match := _TITLE.search(article.title)):
        return
    kind = _KINDS.get(match["verb"], "repeals")
    names = named_in(match["what"]) or [Named(match["what"].strip("〈〉<>"), (), 0, 0)]
    for name in names:
        yield Clause(kind, name, 0, 0)
