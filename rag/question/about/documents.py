"""Recognise questions about a document itself: its date, number, issuer, standing, source.

《…》是什么时候印发的？ asks what is known of a document; 第五批什么时候开始试点？ asks what a
document says, and is none of these. A question counts only if its words are used up by one or
more patterns (`rag/question/about/patterns.py`) and by what names the document. Whether there
is such a document is for `rag.about` to find out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.text.tokenizer import simplified
from rag.language.word_lists import word_list
from rag.question.about.patterns import (
    WORDS,
    Field,
    Pattern,
    any_of,
    beginnings,
    endings,
    english,
)

MAX_CHARS = 160  # characters of such a question; a longer one tells more than a document's name

_NEWEST_ASKED = re.compile(
    "(?:是|有|叫|为)?(?:的是)?(?:哪一?(?:份|个|版|部|篇|项|件)|什么文件)(?:文件|通知|办法|规定)?$"
)
_NEWEST = re.compile(
    "(?:目前|现在|当前|如今|现行的?)?(?:最新|最近|最晚)(?:的一[份个版部篇项]|一[份个版部篇项]的?|一次的?"
    "|发布的|印发的|出台的|公布的|修订的|版本的?|版的?|的)?"
    "|(?:现行(?:有效)?|(?:现在|目前|正在|当前)(?:执行|有效|适用))的|^新(?:出台的|出的|发布的|印发的|版的?|的)"
)
_POINTING = re.compile(
    "(?:(?:这|那|该|此|本|上述|上面|刚才|前面)(?:说的|提到的)?的?一?[个份篇部项件则]?"
    f"(?:{any_of('documents')}|{any_of('kinds')})|它|其|本文|此件|文件|文章|原文|全文)"
)
_ARTICLE = re.compile("[篇稿]|文章|报道|新闻|[原本]文")
_SHARED = re.compile(  # 由谁 of 由谁在什么时候发布
    f"(?:又是|是由|是在|是|由|在|于)?(?:(?P<when>{any_of('when')})|{any_of('who')})(?:在|于|由|、|，)?$"
)
_LEADING = re.compile(
    "(?:(?:请问|问一下|想问|问问|想知道|想了解|我想|我要|你好|您好|麻烦|请|帮我|帮忙|查一下|查查|查|告诉我|说说"
    "|那么|那(?!曲)|另外|还有(?=[，, ])|一下|能不能|能否|知道|你知道|谁知道|有谁知道|关于(?=\\{))[，, ]?){1,6}"
)
_JOINTS = " \t，,、；;。？?！!：:"
_JOINING = re.compile(
    "(?:和|与|以及|及|还有|并且|而且|又|它|其|另外|呢|啊|呀|吧|哦|嘛|分别|各自|各|都|的|了|那)$"
)
_INSTEAD = re.compile(
    "(?:那么?|还有)?(?:(?P<year>(?:19|20)\\d\\d年)(?:版|度)?的?(?:那[份个部])?|(?P<other>.{2,60}?))呢[？?]?"
)
_QUOTED = re.compile("《[^《》]{2,100}(?:《[^《》]{2,100}》[^《》]{0,100})?》")
_DAY = re.compile(
    "(?:在|到|截至|截止到|截止)?(?P<year>(?:19|20)\\d\\d)年(?:(?P<month>1[0-2]|0?[1-9])月"
    "(?:(?P<date>3[01]|[12]\\d|0?[1-9])[日号])?)?[底末初]?(?:的时候|那时|当时|时)?，?[还仍]?$"
)


@dataclass(frozen=True, slots=True)
class AboutDocument:
    """A question about a document itself.

    `subject` names the document as far as the question does. Where it is empty, the document is
    that of the conversation; `points` says that the question points to it (这份文件), `of_article`
    that it does so to an article, which need be no document (这篇文章). `certain`
    is false where the words could ask about something other than a document: 什么时候公布的.
    `newest` asks for the newest of several. `day` is the ISO day for which validity is asked,
    empty for today. `verb` is the word for the issuing: 印发, 发布.
    """

    subject: str
    fields: tuple[Field, ...]
    certain: bool = True
    points: bool = False
    of_article: bool = False
    newest: bool = False
    day: str = ""
    verb: str = ""

    @property
    def loose(self) -> bool:
        """Whether the verb is said of money or certificates as well: 什么时候发的."""
        return not self.certain and self.verb in word_list("hands_out", WORDS)


def about_document(asked: str) -> AboutDocument | None:
    """Return what a question asks about a document itself, or None where it asks anything else."""
    text = simplified(asked).strip()
    if len(text) > MAX_CHARS:
        return None
    return _in_english(text) or _asked_last(text) or _asked_first(text)


def inherited(asked: str, before: AboutDocument) -> AboutDocument | None:
    """Return the question before, asked of another document: 那《…》呢？; None for another form.

    那2024年的呢？ asks of the same document's version of that year.
    """
    match = _INSTEAD.fullmatch(simplified(asked).strip())
    if not match:
        return None
    subject = f"{match['year']}的{before.subject}" if match["year"] else match["other"]
    return replace(before, subject=subject, points=False)


def quoted_names(text: str) -> list[str]:
    """Return the titles that a text names in 《》, without these."""
    return [name[1:-1] for name in _QUOTED.findall(simplified(text))]


def _asked_last(text: str) -> AboutDocument | None:
    """Read a question that names the document first."""
    masked, names = _mask(text)
    rest, asked = _used_up(_LEADING.sub("", masked, count=1) if _leads(masked) else masked)
    newest = bool(_NEWEST.search(rest))
    if newest and not asked and (match := _NEWEST_ASKED.search(rest)):
        asked, rest = [(Pattern("title", _NEWEST), "")], rest[: match.start()]
    if not asked:
        return None
    fields: list[Field] = [pattern.field for pattern, _ in asked]
    if shared := _SHARED.search(rest):
        fields.insert(0, "issued" if shared["when"] else "issuer")
        rest = _without_joints(rest[: shared.start()])
    day, rest = _day(rest) if "standing" in fields else ("", rest)
    question = AboutDocument(
        "",
        tuple(dict.fromkeys(fields)),
        any(pattern.certain for pattern, _ in asked),
        newest=newest,
        day=day,
        verb=next((verb for _, verb in asked if verb), ""),
    )
    rest = _without_joints(_NEWEST.sub("", rest, count=1) if newest else rest)
    return _named(question, rest, names)


def _asked_first(text: str) -> AboutDocument | None:
    """Read a question that names the document last: 谁印发了《…》."""
    rest = _LEADING.sub("", text, count=1) if _leads(text) else text
    for pattern in beginnings():
        if match := pattern.regex.match(rest):
            return AboutDocument(match["subject"], (pattern.field,), certain=False)
    return None


def _in_english(text: str) -> AboutDocument | None:
    for pattern in english():
        if match := pattern.regex.fullmatch(text):
            subject = re.sub(r"^the\s", "", match["subject"], flags=re.I)
            points = bool(re.fullmatch("it|this (?:document|article|notice)", subject, re.I))
            return AboutDocument("" if points else subject, (pattern.field,), points, points)
    return None


def _leads(text: str) -> bool:
    return bool(_LEADING.match(text))


def _named(question: AboutDocument, rest: str, names: Sequence[str]) -> AboutDocument:
    """Add to a question what is left of it: the name of a document, or a word that points."""
    if not rest or _POINTING.fullmatch(rest):
        return replace(
            question,
            points=bool(rest),
            certain=question.certain or bool(rest),
            of_article=bool(_ARTICLE.search(rest)),
        )
    after = re.match(r"\{\d\}(?P<after>.+)", rest)
    if after and _POINTING.fullmatch(after["after"]):  # 《…》这份文件
        rest = rest[:3]
    return replace(question, subject=_unmask(rest, names))


def _used_up(text: str) -> tuple[str, list[tuple[Pattern, str]]]:
    """Return a text without the patterns that it ends with, and these, each with its verb."""
    asked: list[tuple[Pattern, str]] = []
    while True:
        text = _without_joints(text)
        found = [(m.start(), m, p) for p in endings() if (m := p.regex.search(text))]
        if not found:
            return text, asked
        start, match, pattern = min(found, key=lambda one: one[0])
        asked.insert(0, (pattern, match.groupdict().get("verb") or ""))
        text = text[:start]


def _without_joints(text: str) -> str:
    """Return a text without punctuation around it, nor joining words at its end."""
    while True:
        shorter = _JOINING.sub("", text.rstrip(_JOINTS))
        if shorter == text:
            return text.lstrip(_JOINTS)
        text = shorter


def _day(text: str) -> tuple[str, str]:
    """Return the last day of the year, month or day that a text ends with, and the text before."""
    match = _DAY.search(text)
    if not match:
        return "", text
    month, date = int(match["month"] or 12), int(match["date"] or 31)
    return f"{match['year']}-{month:02d}-{date:02d}", text[: match.start()]


def _mask(text: str) -> tuple[str, list[str]]:
    """Replace each quoted title by `{n}`, so that no word in it counts."""
    names = list(_QUOTED.findall(text))[:9]
    masked = text.replace("{", "（").replace("}", "）")
    for n, name in enumerate(names):
        masked = masked.replace(name, f"{{{n}}}", 1)
    return masked, names


def _unmask(text: str, names: Sequence[str]) -> str:
    return re.sub(r"\{(\d)\}", lambda match: names[int(match[1])], text)
