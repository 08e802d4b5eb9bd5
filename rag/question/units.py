"""Recognise a number with the unit that a question asks for.

Shares, money and lengths of time are families: any of their units answers for any other
(婴儿死亡率是多少 with 5.0‰, 多少钱 with 3亿港元). What else is counted or measured is read
from the words after 多少 and 几, whatever they are: 多少间 is answered with 30间. All patterns
take time linear in the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from index.text.characters import BASIC_HAN, NUMERALS

_HAN_DIGITS = f"{NUMERALS}百千万亿两零〇半"
# A number as statements write it, before its unit: 1,200余, 三十, 2.5亿.
_NUMBER = (
    rf"(?:(?<!\d)(?<!\d[.,])\d[\d,.]*+|(?<![{_HAN_DIGITS}])[{_HAN_DIGITS}]++)"
    r"\s?[余多来几]?[十百千万亿]*+[余多]?\s?"
)
_CURRENCY = (
    r"(?:[美港澳欧日韩加新台泰]?[元圆]|人民币|[美港日台新]币|美金|块|英?镑|卢[布比]|法郎|马克"
    r"|克朗|泰?铢|比索|里拉)"
)
_TIME = r"个?(?:半?[年月日天周秒]|工作日|星期|礼拜|季度|世纪|小时|钟头|分钟|刻钟|学[年期])"
_SHARE = (
    rf"(?<![{_HAN_DIGITS}\d])[{_HAN_DIGITS}\d]++分之{_NUMBER}"  # 百分之四, 10万分之五
    rf"|{_NUMBER}(?:[%％‰‱]|[成折](?![立为员果功长本])|倍|个百分点|[/／]\s?\d|[比:：∶]\s?\d)"
    r"|每\s?(?:\d|[百千十]?万|[百千])"  # 每10万, 每千人
    rf"|(?<![\d.])\d++\.\d++(?![\d.{BASIC_HAN}])"  # 总和生育率1.3
)
_MONEY = rf"[¥￥$€£]\s?\d[\d,.]*+[万亿]*|{_NUMBER}{_CURRENCY}"

# Asks for a number: 多少, 几; not 好多, 哪几家, 这几年, 十几个, 几乎.
_ASKING = r"(?:(?<![好无])多少|(?<![哪这那近十数好])几(?![乎何])|how many|how much)\s?[十百千万亿]*"
# 签约率大约是多少, 签约率？, 百分之几; not 费率由谁定, 多少幅.
_SHARE_ASKED = re.compile(
    r"(?:率(?!先)|(?<![少几])幅|比例|占比|比重|百分[之比点])"
    r"(?:[^，,。；;]{0,6}[多几]|(?:各|分别)?[呢是]?[？?]?$)"
    rf"|{_ASKING}(?:[成倍折]|分之|比[例率重]|百分)|percent|share of",
    re.I,
)
_MONEY_ASKED = re.compile(
    rf"{_ASKING}(?:[{BASIC_HAN}]{{0,2}}(?:[钱费款资]|补[助贴偿]|赔偿)|(?!块(?!钱)){_CURRENCY})|金额"
    r"|(?:[费款金额资]|(?<![降涨提])价)[用格]?[是为有要约达共]{0,2}多少[？?]?$"
)
_TIME_ASKED = re.compile(rf"{_ASKING}{_TIME}|多久")
# What is counted, not a function word: 间 and 学校 of 多少间学校, 人 of 多少人.
_COUNTED = re.compile(
    rf"{_ASKING}([^\W\d_的给来时是用会能要可内才就了吗呢在为与和及或个])([{BASIC_HAN}]{{0,2}})"
    rf"|{_ASKING}(个)([{BASIC_HAN}]{{0,2}})"
)


# A number in words, of which no more than the numerals is certain: 三十, 百分之四; not 统一.
_SPELLED = re.compile(
    rf"(?<![{_HAN_DIGITS}\d])[{_HAN_DIGITS}\d]++分之[{_HAN_DIGITS}\d]++|[{_HAN_DIGITS}]{{2,}}"
)

FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
"""A number in digits, with its decimals and thousands separators."""

MONEY = re.compile(_MONEY)
"""A sum of money."""
SHARE = re.compile(_SHARE)
"""A share, rate or ratio."""
COUNT = re.compile(rf"{_NUMBER}(?!{_TIME}|[成倍分第点])[{BASIC_HAN}A-Za-z℃°㎡]")
"""A number of things or units of measure, with the first character of the unit."""

# What is measured and not counted: 公里, 平方米, 吨, 岁; a number of things doesn't answer.
_MEASURE = re.compile("[公千厘毫平立英市]|[米里尺寸克斤吨升亩顷岁度级]")
_SYMBOL = rf"{_NUMBER}[A-Za-z℃°㎡]"


@dataclass(frozen=True, slots=True)
class Units:
    """Patterns of a number with the unit asked for, and of one with a unit of its family.

    For 多少间学校 the first finds 30间 and 30所学校, the second any number of things; for
    多少公里 the second finds 30km too.
    """

    asked: re.Pattern[str]
    family: re.Pattern[str]


@lru_cache(maxsize=256)
def units(asked: str) -> Units | None:
    """Return the patterns of the unit that a question asks for, None if it asks for no unit."""
    families = [
        family
        for words, family in (
            (_SHARE_ASKED, _SHARE),
            (_MONEY_ASKED, _MONEY),
            (_TIME_ASKED, rf"{_NUMBER}{_TIME}"),
        )
        if words.search(asked)
    ]
    if families:
        pattern = re.compile("|".join(families))
        return Units(pattern, family=pattern)
    counted = [(m[1] or m[3], m[2] or m[4] or "") for m in _COUNTED.finditer(asked)]
    if not counted:
        return None
    pattern = "|".join(_counted(*one) for one in counted)
    measured = any(_MEASURE.match("".join(one)) for one in counted)
    return Units(re.compile(pattern), re.compile(f"{pattern}|{_SYMBOL}") if measured else COUNT)


def _counted(measure: str, noun: str) -> str:
    """Return a pattern of a number with the measure word or noun, or a word between: 12个品种."""
    said = rf"[{BASIC_HAN}]{{0,2}}{re.escape(measure)}"
    if len(noun) == 2:
        said += rf"|[{BASIC_HAN}]?{noun}"
    return f"{_NUMBER}(?:{said})"


def numbers_said(text: str) -> set[str]:
    """Return the numbers of a text as written, in digits and in words of two characters or more."""
    return {*FIGURE.findall(text), *_SPELLED.findall(text)}
