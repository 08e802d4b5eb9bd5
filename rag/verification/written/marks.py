"""Citation marks as models write them, brought to one form: `[1]`, `[1][3]`.

Models have habits of their own: [citation:1] (DeepSeek), [^1^] (Kimi), [ref_1] (Qwen), 【1†来源】
and 【1】 (GPT, GLM), [[1]], （资料1）, [2-4].
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_NUMBER = r"(?:资料|文献|来源|编号)?\s?\d{1,3}"
_LISTED = rf"{_NUMBER}(?:\s?[,，、;；\-–~至]\s?{_NUMBER})*"
_NAME = r"(?:(?:citation|ref|source|doc)\s?[:：_ ]\s?|\^)?"
_MARKS = re.compile(
    rf"[ \t]?(?:(?:见|参见)?\s?(?:资料|文献|来源)?[\[【［〔]{{1,2}}\s?{_NAME}(?P<listed>{_LISTED})"
    rf"(?:\^|†[^\]】\n]{{0,30}})?\s?[\]】］〕]{{1,2}}"
    rf"|[（(](?:见|参见)?\s?(?:资料|文献|来源|编号)\s?(?P<named>{_LISTED})\s?[）)])",
    re.I,
)
_LEADING = re.compile(
    r"(?P<start>^\W{0,4}|[。；;！？!?])(?=根|依|按|据|从|由|[\[])(?P<by>根据|依据|按照|据|从|由)?\s?(?P<marks>(?:\[\d{1,3}\](?:(?:以?及|和|与|、)(?=\[))?){1,9})"
    r"(?:中|里)?的?(?:内容)?(?P<says>显示|可知|所述|提到|指出|来看|介绍|写明|说明|规定|明确)?[，,：:]?\s?"
    r"(?P<rest>[^。；;！？!?\n]{1,400})",
    re.M,
)  # 根据[1]，…; [1]显示：…


def plain_marks(text: str) -> str:
    """Write every form of citation mark as `[n]`, behind what it belongs to."""
    return _LEADING.sub(_behind, _one_form(text))


def _behind(found: re.Match[str]) -> str:
    if not (found["by"] or found["says"]):
        return found[0]
    return found["start"] + found["rest"] + re.sub(r"[^\[\]\d]", "", found["marks"])


def _one_form(text: str) -> str:
    return _MARKS.sub(lambda m: "".join(f"[{n}]" for n in numbers(m["listed"] or m["named"])), text)


def numbers(listed: str) -> Iterator[int]:
    """Yield the numbers of `1`, `1,3` and `2-4`; a range has ten at most."""
    for part in re.split(r"[,，、;；]", listed):
        ends = [int(n) for n in re.findall(r"\d+", part)]
        yield from range(ends[0], min(ends[-1], ends[0] + 9) + 1)
