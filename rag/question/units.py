"""Recognise a number with the unit that a question asks for.

Shares, money, lengths of time and dates are families: any of their units answers for any other
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
# A number as statements write it, before its unit: 1,200余, 三十, 2.5亿; not the 二 of 第二条,
# nor the 6 of 〔2018〕6号.
_NUMBER = (
    rf"(?:(?<![\d第〕])(?<!\d[.,])\d[\d,.]*+|(?<![{_HAN_DIGITS}第])[{_HAN_DIGITS}]++)"
    r"\s?[余多来几]?[十百千万亿]*+[余多]?\s?"
)
_CURRENCY = (
    r"(?:[美港澳欧日韩加新台泰]?[元圆]|人民币|[美港日台新]币|美金|块|英?镑|卢[布比]|法郎|马克"
    r"|克朗|泰?铢|比索|里拉)"
)
_TIME = (
    r"个?(?:自然|周)?(?:半?[年月日天周秒]|工作日|星期|礼拜|季度|世纪|小时|钟头|分钟|刻钟|学[年期])"
)
# A number that is not one of a date: not 2021年, nor the 15 of 3月15日.
_LENGTH = rf"(?<!年)(?<!月)(?!(?:19|20)\d\d\s?年){_NUMBER}"
_DURATION = rf"{_LENGTH}{_TIME}|每半?[年月周日天季]|半年|当[年月日天]"
_SHARE = (
    rf"(?<![{_HAN_DIGITS}\d])[{_HAN_DIGITS}\d]++分之{_NUMBER}(?:点[{_HAN_DIGITS}]++)?"  # 百分之四, 百分之五点五
    rf"|{_NUMBER}(?:[%％‰‱]|[成折](?![立为员果功长本])|倍|个百分点|[/／]\s?\d|[比:：∶]\s?\d)"
    r"|每\s?(?:\d|[百千十]?万|[百千])"  # 每10万, 每千人
    rf"|(?<![\d.])\d++\.\d++(?![\d.{BASIC_HAN}])"  # 总和生育率1.3
)
_MONEY = (
    rf"[¥￥$€£]\s?\d[\d,.]*+[万亿]*|{_NUMBER}{_CURRENCY}"
    r"|(?<![\d.,])\d[\d,.]*+[余多]?千?[万亿][余多]?(?=[，,。；;、）)])"  # 节省5000多万。
)

# Asks for a number: 多少, 几; not 好多, 哪几家, 这几年, 十几个, 几十, 几乎; nor what may be
# answered by naming it: 第几次, 几种, 几个方面.
_ASKING = (
    r"(?:(?<![好无])多少|(?<![哪这那近十数好第])(?<!今后)几(?![乎何十百千种类项条]|个?[大方阶情条部环步])"
    r"|how many|how much)\s?[十百千万亿]*"
)
# What makes 几 indefinite, as in 用了几年有漏洞，怎么办.
_ASKS_ELSE = re.compile(r"什么|怎么|咋|如何|吗|能不能|可不可以|是不是|能否|是否|哪|为何|谁")
_OF_WHOM = re.compile(
    r"(?<![是为])多少[^，,是为]*[，,][由归][^，,。？?]{0,8}[谁哪什何]"
)  # 享受多少，由谁定
# 签约率大约是多少, 签约率？, 百分之几; not 费率由谁定, 多少幅.
_SHARE_ASKED = re.compile(
    r"(?:(?<!效)率(?!先)|(?<![少几])幅|比例|占比|比重|百分[之比点])"
    r"(?:[^，,。；;]{0,6}[多几]|(?:各|分别)?[呢是]?[？?]?$)"
    rf"|{_ASKING}(?:[成倍折]|分之|比[例率重]|百分)|percent|share of",
    re.I,
)
_MONEY_ASKED = re.compile(
    rf"{_ASKING}(?:(?![起次项家])[{BASIC_HAN}]{{0,2}}(?:[钱费款资]|补[助贴偿]|赔偿)|(?!块(?!钱)){_CURRENCY})|金额"
    r"|(?:[费款金额资]|资[本产]|(?<![降涨提])价)[用格]?[是为有要约达共]{0,2}多少[？?]?$"
)
# What is paid, in money or as a share: 最高奖多少, 少报多少, 罚多少; not 交多少材料.
_PAID = "罚款?|奖励?|扣除?|抵扣|节省|省下?|亏损?|花费?|补[助贴偿]?|赔偿?|缴纳?费?|交|收费?|报销?|领取?|支?付|返还|退|减免|免|捐|拨付?|资助|救助"
_PAID_ASKED = re.compile(rf"(?:{_PAID})(?:给|到|了|得|出)?(?<![好无])多少(?![{BASIC_HAN}])")
# 几天, 多久, 有效期是多少
_TIME_ASKED = re.compile(
    rf"{_ASKING}(?P<unit>{_TIME})|多久|多长时间|(?:期限?|时间|[年时]限)[是为有]?多长"
    r"|(?:(?<!分)期限?|[时年]限|时[间长])[是为有要约达共]{0,2}多少(?:呢|啊)?[？?，,。；;]?$"
)
# Units of the same length of time: 几天 is answered with 5日.
_SAME_TIME = ("[日天]|自然日", "个?(?:自然)?月", "[周]?年", "周|星期|礼拜", "小时|钟头")
_DATE_ASKED = re.compile(
    r"哪一?个?[年月日天]|几月(?!份?薪)|几号|日期[是为]|(?:which|what) (?:year|month|day|date)", re.I
)
# 什么时候 and 从哪天起 may be answered with an event: 期满时, 受理后, 次日.
_WHEN_ASKED = re.compile(
    r"从哪一?[天日]|哪一?[天日]起|从哪一?个?月|什么时候|啥时候|何时|(?:^|[,.;] )when\b",
    re.I,
)
_EVENT = r"[时后前](?=[，,。；;、内起止])|之[日时前后]|期[满内]|届满|以[前后]|次[日月年]|第[一二三两\d]个自然月"
DATE = re.compile(
    rf"(?:\d{{4}}\s?年)?\d{{1,2}}\s?月(?:\d{{1,2}}\s?日|[上中下]旬|[初底末])?|\d{{4}}\s?年(?:[初底末])?"
    rf"|[{_HAN_DIGITS}]++[年月日][{_HAN_DIGITS}]*+[月日]?[{_HAN_DIGITS}]*+日?"
)
"""A date, in digits or words: 2021年3月, 年 and month alone too."""
TIME = re.compile(f"{DATE.pattern}|{_DURATION}")
"""A date or length of time."""
# What is counted, not a function word: 间 and 学校 of 多少间学校, 人 of 多少人.
_COUNTED = re.compile(
    rf"{_ASKING}([^\W\d_的给来时是用会能要可内才就了吗呢在为与和及或算])([{BASIC_HAN}]{{0,2}})"
)

# A number in words, of which no more than the numerals is certain: 三十, 百分之四; not 统一.
_SPELLED = re.compile(
    rf"(?<![{_HAN_DIGITS}\d])[{_HAN_DIGITS}\d]++分之[{_HAN_DIGITS}\d]++|[{_HAN_DIGITS}]{{2,}}"
)

FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
"""A number in digits, with its decimals and thousands separators."""

_NO_ARTICLE = rf"(?!一[^{_HAN_DIGITS}\d])"  # 一 is no number in 一批, 一般

COUNT = re.compile(rf"{_NO_ARTICLE}{_NUMBER}(?!{_TIME}|[成倍分第点])[{BASIC_HAN}A-Za-z℃°㎡]")
"""A number of things or units of measure, with the first character of the unit; not 一定, 一般."""

# Numbers that tell things apart and measure nothing: 国办发〔2019〕3号, 010-12345678.
_IDENTIFIERS = tuple(
    (re.compile(rf"(?:{words})[是为有]{{0,2}}(?:多少|几号)"), re.compile(number))
    for words, number in (
        (
            "文号|文件号|发文字号|案号|编号|批号",
            r"[〔\[【（(]\s?\d{4}\s?[〕\]】）)]\s?第?\s?\d++\s?号|第\s?\d++\s?号",
        ),
        (
            "电话|热线|号码|手机号?|传真",
            r"(?<!\d)(?:\d{3,4}\s?[-—－]\s?)?\d{5,8}(?!\d)|(?<!\d)1\d{10}(?!\d)|(?<!\d)[1-9]\d{2,4}(?!\d)(?=热线|电话)",
        ),
        ("邮编|邮政编码", r"(?<!\d)\d{6}(?!\d)"),
    )
)

# What is measured in units of its own, though the question names none: 占地面积是多少.
_BY_NOUN = tuple(
    (re.compile(rf"{noun}[是为有约达]{{0,2}}多[少大]"), re.compile(_NUMBER + unit))
    for noun, unit in (
        ("面积", "(?:平方[公千]?米|平方公里|平米|㎡|m²|公顷|亩)"),
        ("床位数?", "张"),
        ("(?:人口|人数|[员职]工总?数)", "(?:人|名|位)"),
    )
)

_ANY_ASKED = re.compile(r"(?<![好无])多少")  # of no unit: 建成多少？
ANY = re.compile(f"{_MONEY}|{_SHARE}|{COUNT.pattern}")
"""A figure of any unit."""

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


def asks_when(asked: str) -> bool:
    """Return whether a question may be answered with an event: 期满时, 从受理之日起."""
    return bool(_WHEN_ASKED.search(asked))


MAX_COUNTED = 8  # kinds of things whose number one question asks for


@lru_cache(maxsize=256)
def units(asked: str) -> Units | None:
    """Return the patterns of the figure that a question asks for, None if it asks for none."""
    if _OF_WHOM.search(asked) or ("几" in asked and "多" not in asked and _ASKS_ELSE.search(asked)):
        return None
    families = [
        family
        for words, family in ((_SHARE_ASKED, _SHARE), (_MONEY_ASKED, _MONEY))
        if words.search(asked)
    ]
    if families:
        same = re.compile("|".join(families))
        return Units(same, family=same)
    if _PAID_ASKED.search(asked):
        return Units(re.compile(f"{_MONEY}|{_SHARE}"), family=ANY)
    if time := _TIME_ASKED.search(asked):
        return Units(_length(time["unit"]), re.compile(_DURATION))
    if asks_when(asked):
        return Units(TIME, re.compile(f"{TIME.pattern}|{_EVENT}"))
    if _DATE_ASKED.search(asked):
        return Units(DATE, family=DATE)
    for words, number in _IDENTIFIERS:
        if words.search(asked):
            return Units(number, family=number)
    for words, number in _BY_NOUN:
        if words.search(asked):
            return Units(number, family=number)
    counted = list(dict.fromkeys(_COUNTED.findall(asked)))[:MAX_COUNTED]
    if not counted:
        return Units(ANY, ANY) if _ANY_ASKED.search(asked) else None
    pattern = "|".join(_counted(*one) for one in counted)
    measured = any(_MEASURE.match("".join(one)) for one in counted)
    return Units(re.compile(pattern), re.compile(f"{pattern}|{_SYMBOL}") if measured else COUNT)


def _length(unit: str | None) -> re.Pattern[str]:
    """Return a pattern of a length of time in a unit or one of its names, any without a unit."""
    if not unit:
        return re.compile(_DURATION)
    bare = unit.removeprefix("个")
    same = next((names for names in _SAME_TIME if re.fullmatch(names, bare)), re.escape(bare))
    return re.compile(rf"{_LENGTH}个?(?:{same})")


def _counted(measure: str, noun: str) -> str:
    """Return a pattern of a number with the measure word or noun, or a word between: 12个品种."""
    said = rf"{_NUMBER}[{BASIC_HAN}]{{0,2}}{re.escape(measure)}"
    if len(noun) == 2:
        said += rf"|{_NO_ARTICLE}{_NUMBER}[{BASIC_HAN}]?{noun}"
    return said


def numbers_said(text: str) -> set[str]:
    """Return the numbers of a text as written, in digits and in words of two characters or more."""
    return {*FIGURE.findall(text), *_SPELLED.findall(text)}
