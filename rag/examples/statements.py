"""Draft questions from what sentences and headings say of a thing: its problems, purpose, parts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.model import Article
from index.text.characters import BASIC_HAN
from index.text.dictionary import dictionary, tag_of
from rag.examples.draft import Draft, sections, sentences, words_of
from rag.language.discourse import left_out, without_numbering
from rag.language.proper_names import in_noun_phrase

_THING = rf"(?P<thing>[{BASIC_HAN}A-Za-z]{{4,20}}?)"
_TROUBLE = "问题|困难|挑战|不足|短板|难题|风险|瓶颈"
_MADE = "制度|机制|体系|平台|模式|措施|政策|服务|系统|方案"
_FORMS = tuple(
    (re.compile(pattern), asked)
    for pattern, asked in (
        (
            rf"^{_THING}(?:目前|普遍|仍然?|还|也|均|都)*(?P<does>存在|面临|遇到)着?[^。？！]{{0,80}}?(?P<noun>{_TROUBLE})",
            "{thing}{does}哪些{noun}？",
        ),
        (rf"^{_THING}(?:将|能够?|可以?|也|都)*(?:有利于|有助于)", "{thing}有什么作用？"),
        (rf"^{_THING}旨在", "{thing}的目的是什么？"),
        (
            rf"^{_THING}(?:主要|大致|一般)?(?P<does>包括|包含|涵盖|分为)(?!在)",
            "{thing}{does}哪些？",
        ),
        (
            rf"^{_THING}(?:已经?|还|先后|率先|积极|逐步|全面)*(?P<does>建立|推出|出台|实行|采取|采用|建成|打造|开展)了?[^。，；？！]{{4,40}}(?P<noun>{_MADE})[，。；]",
            "{thing}{does}了什么{noun}？",
        ),
        (
            rf"^{_THING}(?:也|已经?|均|都|有效|大幅|明显|显著|进一步)*(?:降低|减轻|减少|节约|节省|提高|缩短|缓解|提升)了",
            "{thing}取得了哪些成效？",
        ),
        (
            rf"^(?P<year>到20\d\d年)，{_THING}(?:将|要|应)?(?:达到|实现|建成|建立|形成|完成|覆盖|普及|健全|完善|更加|基本|显著|明显|稳步|全面|进一步)",
            "{year}，{thing}的目标是什么？",
        ),
        (
            rf"^(?:对于|针对){_THING}，[^。？！]{{0,60}}?(?:应|要|须|不得|可|需)",
            "对{thing}有什么要求？",
        ),
        (rf"^为了?(?P<task>[{BASIC_HAN}A-Za-z]{{6,20}})，", "如何{task}？"),
    )
)
_SAID_BEFORE = re.compile(
    r"^(?:据[^，]{1,10}|数据显示|统计显示|(?:截至)?目前|总体来看|近年来|近几年|同时|此外|当前|现阶段|但|然而|[^，。]{1,8}[年月日])，"
)
_HEADING = re.compile(
    rf"^(?P<thing>[{BASIC_HAN}A-Za-z+/-]{{2,20}}?)的?(?:主要|重要|核心)?"
    r"(?P<noun>问题|意义|原因|影响|作用|挑战|优势|特点|阻力|成效|难点|建议|现状|背景|亮点|功能|好处|目标|任务"
    r"|流程|架构|设计|模式|机制|体系|平台|办法|标准|制度|路径|策略|算法|激励机制)(?:发现|分析)?$"
)
_HOW = frozenset(
    [
        "流程",
        "架构",
        "设计",
        "模式",
        "机制",
        "体系",
        "平台",
        "办法",
        "标准",
        "制度",
        "路径",
        "策略",
        "算法",
    ]
)
_CLAIM = re.compile(
    rf"^[{BASIC_HAN}A-Za-z/“”]{{3,14}}是(?![否不什谁多怎])[{BASIC_HAN}A-Za-z/“”]{{4,16}}$"
)
_DO = re.compile(rf"^[{BASIC_HAN}A-Za-z+/“”]{{7,24}}$")
_HAVE = frozenset(
    [
        "问题",
        "影响",
        "挑战",
        "优势",
        "特点",
        "阻力",
        "成效",
        "难点",
        "建议",
        "亮点",
        "功能",
        "好处",
        "作用",
        "任务",
    ]
)
_UNFINISHED = re.compile("[和与及、]的?$|[也有]|存在|面临|主要")
_BY_PLACE = re.compile("^(?:在|从|以|对|基于|根据|将|把|被|由|自|因|若|如|当|而|并|且|也|即)")


def of_statements(article: Article) -> Iterator[Draft]:
    """Ask for what a sentence says of the thing that it begins with."""
    for start, end in sentences(article):
        sentence = without_numbering(article.text[start:end])
        sentence = _SAID_BEFORE.sub("", sentence[left_out(sentence) :])
        if asked := _asked(sentence):
            yield Draft(asked, article, start, end, "statement")


def of_noun_headings(article: Article) -> Iterator[Draft]:
    """Ask for what a heading names: 实行临床路径的意义."""
    for heading, (start, end) in sections(article):
        match = _HEADING.match(without_numbering(heading).rstrip("：:。"))
        if (
            match
            and _is_named(match["thing"], match["noun"])
            and ("的" in heading or match["noun"] != "影响")
        ):
            thing, noun = match["thing"].rstrip("的"), match["noun"]
            yield Draft(_of_noun(thing, noun), article, start, end, "statement")


def of_claims(article: Article) -> Iterator[Draft]:
    """Ask for the reasons of what a heading claims: 医养结合是必由之路."""
    for heading, (start, end) in sections(article):
        claim = without_numbering(heading).rstrip("：:。")
        if _CLAIM.match(claim):
            yield Draft(f"为什么说{claim}？", article, start, end, "statement")


def of_task_headings(article: Article) -> Iterator[Draft]:
    """Ask how to do what a heading names: 建立统一的质量标准."""
    for heading, (start, end) in sections(article):
        task = without_numbering(heading).rstrip("：:。")
        if _DO.match(task) and _is_asked_of(task=task):
            yield Draft(f"如何{task}？", article, start, end, "statement")


def _of_noun(thing: str, noun: str) -> str:
    if noun in _HOW:
        return f"{thing}{noun}是怎样的？"
    return f"{thing}有哪些{noun}？" if noun in _HAVE else f"{thing}的{noun}是什么？"


def _is_named(thing: str, noun: str) -> bool:
    """Return whether a noun can be asked of what stands before it: a noun phrase, or a task."""
    first = next(iter(dictionary().cut(thing)))
    starts = noun not in _HOW or in_noun_phrase(first) or first.isascii()
    return starts and not _BY_PLACE.match(thing) and not _UNFINISHED.search(thing)


def _asked(sentence: str) -> str:
    for pattern, form in _FORMS:
        match = pattern.match(sentence)
        if match and _is_asked_of(**match.groupdict()):
            return form.format(**match.groupdict())
    return ""


def _is_asked_of(thing: str = "", task: str = "", **others: str) -> bool:
    """Return whether the words are a noun phrase, or a task such as 加强基金监管."""
    words = list(dictionary().cut(thing or task))
    if task:
        ends = (tag_of(words[-1]) or "n")[0] in "nv" and words[-1] not in words_of("no_task")
        return words[0] in words_of("does") and ends
    nouns = all(in_noun_phrase(word) or word.isascii() or word in "的与和" for word in words)
    return nouns and words[-1] not in words_of("no_term") and not _BY_PLACE.match(thing)
