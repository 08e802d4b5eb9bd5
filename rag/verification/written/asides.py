"""Sentences of a written answer that state nothing of the matter.

A sentence that says what the sources lack (资料中没有提到资金来源。) cannot be found in them: it
is kept as it is, and counts neither as checked nor as wrong. Only a sentence that says nothing
else is one; a figure or another clause makes it a statement. Phrases of courtesy are left out.
"""

from __future__ import annotations

import re

_GIVEN = r"(?:根据|从|在)?(?:所给|所|已|目前|现有|以上|上述|这些|该|给定|提供|给出|的){0,4}"
_SOURCES = (
    rf"(?:{_GIVEN}(?:资料|文献|文档|原文|文中|文章|上文)(?:里|中|内|来看)?(?:的?信息)?[，,]?"
    r"|(?:根据|从|在)?(?:(?:所给|所提供|现有|以上|上述|这些|给定|提供|给出)的?(?:材料|信息|内容)(?:里|中|内|来看)?"
    r"|(?:材料|信息|内容)(?:里|中|内))[，,]?|我)"
)
_LACK = (
    r"(?:(?:均|都|也|并|暂|尚|还|仍|我){0,2}(?:没有|没|未|无法|不能|不足以|不包含|不含|不涉及|找不到|查不到|并无|无)"
    r"(?:明确|具体|直接|详细|专门|任何|进一步){0,2}地?)"
)
_TELL = (
    r"(?:提及|提到|提供|包含|涉及|说明|写明|给出|列出|回答|找到|确定|判断|得知|介绍|记载|相关|有关)"
)
_ABOUT = r"(?:(?:但是?|不过|然而|此外|另外|其中|至于|关于|对于|抱歉|对不起|很抱歉|很遗憾)[^，,。；;]{0,40}[，,])?"
_SO = r"(?:[，,](?:所以|因此|故|因而)?我?(?:也?无法|不能)(?:直接|准确|给出)?(?:回答|确定|判断|作答|得知|提供)[^，,。；;]{0,20})?"
_LACKS = re.compile(
    rf"{_ABOUT}(?:但|不过|然而)?{_SOURCES}[^，,。；;]{{0,6}}{_LACK}{_TELL}"
    rf"(?!.{{0,60}}(?:不予|应当|必须|不得|可以|予以|一律))(?P<what>[^，,。；;]{{0,60}}){_SO}[。.！!]?"
    r"|(?:未|没有)(?:找到|查到|检索到)?(?:任何)?相关的?(?:信息|内容|资料|答案)[。.！!]?"
)
_RELATED = re.compile(
    r"^(?:了|到|过|任何|具体|明确|关于|有关|相关|对于|该|这一|的)+|的?(?:相关|具体|有关)?(?:的|信息|内容|情况|数据|说明)*$"
)
_SORRY = re.compile(
    r"(?:(?:很?抱歉|对不起|很遗憾)[，,]?)?(?:我)?(?:不知道|不清楚|不确定|无法回答|不能回答|无法确定)"
    r"(?:这个|该|此|您的|你的)?(?:问题|答案)?[^，,。；;]{0,20}[。.！!]?"
)
_ENGLISH = re.compile(
    r"(?:(?:i'?m |i am )?(?:sorry|unfortunately)[, ]+(?:but )?)?"
    r"(?:i (?:do not|don't|cannot|can't|am unable to|could not|couldn't) (?:answer|find|know|determine|see|have)\b"
    r"|(?:the |these |your )?(?:provided |given |available |supplied |above )*"
    r"(?:documents?|sources?|passages?|materials?|texts?|information|context) "
    r"(?:provided |given |available )?(?:do(?:es)? not|don't|doesn't|did not|didn't|cannot|can't) "
    r"(?:explicitly |specifically |directly |clearly )?"
    r"(?:mention|provide|contain|say|state|include|specify|give|cover|answer|address)\b"
    r"|there is no (?:information|mention|data|answer)\b)[^.,;!?]{0,120}[.!]?",
    re.I,
)
_COURTESY = re.compile(
    r"(?:以上(?:内容|信息|回答|资料)?(?:仅供参考|由.{0,12}生成)|仅供参考|希望(?:以上|这些|对您|对你|能).{0,20}"
    r"|如(?:果)?(?:您|你|有(?:任何|其他|更多)?(?:疑问|问题)|需要?(?:更多|进一步|了解)).{0,20}(?:请|欢迎|可以|可).{0,20}"
    r"(?:咨询|告诉|提问|联系|查阅).{0,20}"
    r"|(?:具体|详情|详细(?:信息|内容)?|更多信息)?请?(?:以|参考|参阅|查阅|查看).{0,12}(?:官方|原文|最新|出处).{0,16}"
    r"|作为(?:一个|一名)?(?:AI|人工智能).{0,30})[。.！!]?",
    re.I,
)
_LEAD = re.compile(
    r"(?:综上(?:所述)?|总之|总的来说|总体来看|"
    r"(?:根据|依据|按照|从|基于|结合)?(?:所给|所|已|以上|上述|这些|该|给定|提供|给出|现有|的){0,4}(?:资料|文档|材料)"
    r"(?:显示|可知|来看|所述|表明|中?提到|中)?)[，,：:]\s?"
)


def tells_lack(text: str) -> bool:
    """Return whether a sentence says that the sources lack something, and nothing else."""
    bare = text.strip(" *_")
    return any(pattern.fullmatch(bare) for pattern in (_LACKS, _SORRY, _ENGLISH))


def lacked(text: str) -> str:
    """Return what a sentence says that the sources lack, as it names it; empty where it doesn't."""
    found = _LACKS.fullmatch(text.strip(" *_"))
    return _RELATED.sub("", (found and found["what"]) or "")


def is_courtesy(text: str) -> bool:
    """Return whether a sentence only speaks to the reader: 以上内容仅供参考。"""
    return bool(_COURTESY.fullmatch(text.strip(" *_")))


def without_lead(text: str) -> str:
    """Return a statement without words that only refer to the sources: 根据所给的资料，"""
    return _LEAD.sub("", text, count=1) if _LEAD.match(text) else text
