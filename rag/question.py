"""What is asked: the standalone form, its parts, the kind of answer expected, dates.

Rules only, so that they cost nothing and can be read; each is gated to leave a question
alone that needs no help.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from index.errors import QuestionError

MAX_CHARS = 2000
MAX_TURNS = 50

Kind = Literal["amount", "percent", "date", "count", "person", "list", "reason", "compare",
               "summary", "fact"]  # fmt: skip
Turn = Mapping[str, str]

_BROAD: frozenset[Kind] = frozenset({"list", "reason", "compare"})
_NARROW: frozenset[Kind] = frozenset({"amount", "percent", "date", "count", "person"})


@dataclass(frozen=True, slots=True)
class Question:
    """A question understood. `parts` are character ranges of `text` that each ask something.

    `text` is the standalone form: what is searched for. `context_end` is where the turn
    before, taken up for a follow-up, ends in it; 0 when there is none.
    """

    asked: str
    text: str
    kinds: frozenset[Kind]
    parts: tuple[tuple[int, int], ...]
    context_end: int = 0

    @property
    def wide(self) -> bool:
        """Whether an enumeration, a reason or a summary is asked for, and no figure or name."""
        return "summary" in self.kinds or (self.broad and not self.kinds & _NARROW)

    @property
    def broad(self) -> bool:
        """Whether several things, a reason or a comparison is asked for."""
        return bool(self.kinds & _BROAD)


def understand(asked: str, history: Sequence[Turn] = ()) -> Question:
    """Understand a question, with the conversation before it.

    Raises:
        QuestionError: empty, too long, or a broken history.
    """
    asked = clean(asked)
    text, context_end = standalone(asked, _checked(history))
    return Question(asked, text, kinds(asked), split_parts(text, context_end), context_end)


def clean(asked: str) -> str:
    """NFC, without control characters and doubled spaces.

    Raises:
        QuestionError: nothing is left, or it is too long.
    """
    if not isinstance(asked, str):
        raise QuestionError("问题应当是一段文字。")
    text = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in asked)
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()
    if not text:
        raise QuestionError("问题是空的，请输入想问的内容。")
    if len(text) > MAX_CHARS:
        raise QuestionError(f"问题太长（{len(text)}字），请控制在{MAX_CHARS}字以内。")
    return text


def _checked(history: Sequence[Turn]) -> list[Turn]:
    if isinstance(history, str | bytes) or not isinstance(history, Sequence):
        raise QuestionError('对话历史的格式不对，应为 [{"role": …, "content": …}] 的列表。')
    for turn in history:
        if (
            not isinstance(turn, Mapping)
            or turn.get("role") not in ("user", "assistant")
            or not isinstance(turn.get("content"), str)
        ):
            raise QuestionError(
                "对话历史的格式不对：每一轮都要有 role（user 或 assistant）和 content。"
            )
    return list(history[-MAX_TURNS:])


_ANAPHORA = re.compile(
    r"^(那(?!曲)|然后|接着|还有|另外|另|再(?!生|次|保险|制造|融资)|又|至于|对此|为此)(?!个省|些省)"
    r"|(?<!其)它|他们|她|(?<!其)他(?=[的是说在有也又还对，,？?]|[这那怎什]|认为|建议|提出|$)"  # not 他汀
    r"|这(个|些|一|项|种|里|家|篇|次|份|边|样|[两三几](?!年))|那(个|些|项|种|家|篇|次|份|边|里|两|几)"
    r"|其中|上述|前者|后者|刚才|前面说|该(院|省|市|区|项|政策|办法|规划|机构|公司|文件)"
)
_FILLER = re.compile(r"[的了呢吗吧啊呀么，,。？?！!、；;：:\s]")
_SELF_CONTAINED = 16  # characters; a shorter question with no anaphora may still be a fragment

_EARLY = 6  # characters; later in a question, 其中 points back within it


def standalone(asked: str, history: Sequence[Turn]) -> tuple[str, int]:
    """Question with the turn it follows, and where that turn ends in it.

    Gated: only where it points back (它、那、其中…) or is a fragment; and the turn taken is
    the last one by the user that asked something. A self-contained question stays as it is.
    """
    said = [turn["content"].strip() for turn in history if turn["role"] == "user"]
    before = [content for content in said if content and not smalltalk(content)]
    if not before or not _depends(asked):
        return asked, 0
    subject = _swapped(_subject(before), asked)
    return f"{subject}；{asked}", len(subject) + 1


def _swapped(subject: str, asked: str) -> str:
    """The turn before, asked of another batch or year where the follow-up names one."""
    for unit, numbers in ordinals(asked).items():
        if len(numbers) == 1 and len(ordinals(subject).get(unit, ())) == 1:
            subject = re.sub(
                rf"第[一二三四五六七八九十百\d]+{unit}", f"第{min(numbers)}{unit}", subject
            )
    years, before = set(_YEAR.findall(asked)), set(_YEAR.findall(subject))
    if len(years) == len(before) == 1:
        subject = subject.replace(min(before), min(years))
    return subject


def _depends(asked: str) -> bool:
    if smalltalk(asked):
        return False
    pointing = _ANAPHORA.search(asked)
    if pointing and (pointing[0] != "其中" or pointing.start() < _EARLY):
        return True
    return not key_terms(asked) and len(_FILLER.sub("", asked)) < _SELF_CONTAINED // 2


def _subject(before: Sequence[str]) -> str:
    """Last question that stands by itself, and the follow-ups after it."""
    chain: list[str] = []
    for content in reversed(before[-4:]):
        chain.insert(0, re.sub(r"\s+", " ", content).strip().rstrip("？?。！! "))
        if not _depends(content):
            break
    return "；".join(chain)[-300:]


_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("percent", re.compile(r"百分之|百分比|百分点|比例|占比|几成|多少成|[率幅](?!先)|percent|rate|share", re.I)),
    ("amount", re.compile(r"多少钱|几[块元]|多少.{0,2}元|花了?多少|金额|费用是?多少|价格?.{0,3}多少|cost|how much", re.I)),
    ("date", re.compile(r"什么时候|何时|哪[一]?[年月日天]|几月|几号|哪个月|多久|日期|时间是|when|what date", re.I)),
    ("count", re.compile(r"多少|(?<!哪)几[个家种项件次人位批条款类级天年岁]|how many|number of", re.I)),
    ("person", re.compile(r"[谁]|哪[一几]?位|哪个人|叫什么|who", re.I)),
    (
        "list",
        re.compile(
            r"哪[些几两三四五六七八九十]|哪.{0,3}(方面|几条|几点|步|环节|机制|问题|困难|措施|举措|部门|品种|任务|板块)"
            r"|几(个|大|条|项|类|种)?(方面|层面|点|步|阶段|部分)|有什么(要求|措施|规定|好处|变化|内容|特点|任务)"
            r"|包括什么|分别是|都有|列(出|举)|列一下|which|what are",
            re.I,
        ),
    ),
    (
        "reason",
        re.compile(r"为什么|为啥|为何|原因|怎么(?!样$)|怎样|如何|咋|凭什么|靠什么|what.*reason|why|how(?! many| much)", re.I),
    ),
    ("compare", re.compile(r"区别|差别|不同|对比|相比|比较|哪个更|谁更|差在|异同|各自?[有是多]|分别|compare|differ", re.I)),
    (
        "summary",
        re.compile(
            r"概括|总结|归纳|主要(讲|说|内容|观点|意思)|介绍|讲了?(什么|啥|哪)|说了?(什么|啥|哪)|什么(看法|观点|建议|态度|意见|判断|好处|影响|作用)"
            r"|怎么(看|说|评价)|谈谈|大意|要点|summar|main point",
            re.I,
        ),
    ),
)  # fmt: skip


def kinds(asked: str) -> frozenset[Kind]:
    """Kinds of answer expected; `fact` where nothing tells."""
    found = {kind for kind, pattern in _KINDS if pattern.search(asked)}
    return frozenset(found or {"fact"})


_ASKS = re.compile(
    r"[什哪谁几何]|多少|怎么|怎样|如何|为啥|咋|是否|有没有|[吗呢][？?]?$|多[大高长久远]|分别|各[自是有]?"
    r"|what|which|who|when|where|how|why",
    re.I,
)


def split_parts(text: str, start: int = 0) -> tuple[tuple[int, int], ...]:
    """Ranges of a question that each ask something, from `start` on.

    Cut after question marks and semicolons, and at commas where both sides ask; a stretch
    that asks nothing belongs to what follows it.
    """
    parts: list[tuple[int, int]] = []
    begin = start
    for match in re.finditer(r"[？?；;。，,]\s*|$", text[start:]):
        end = start + match.end()
        stretch = text[begin:end]
        if not stretch.strip() or not _ASKS.search(stretch):
            continue
        if len(_FILLER.sub("", stretch)) < 4 and parts:
            parts[-1] = (parts[-1][0], end)
        else:
            parts.append((begin, end))
        begin = end
    if not parts:
        return ((start, len(text)),)
    parts[-1] = (parts[-1][0], len(text))
    return tuple(parts)


_TERMS = re.compile(
    r"第[一二三四五六七八九十百\d]+[批轮次届版期个代]"  # ordinals
    r"|(?:19|20)\d\d(?=年|\D|$)"  # years
    r"|(?<=[“「『《])[^”」』》]{2,20}(?=[”」』》])"  # what the question itself sets off
    r"|[A-Za-z][A-Za-z0-9+.-]*[A-Za-z0-9+]"
    r"|\d+(?:\.\d+)?(?=[\u4e00-\u9fff%])"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_ORDINAL = re.compile(r"第([一二三四五六七八九十百\d]+)([批轮届版期])")


def key_terms(text: str) -> frozenset[str]:
    """Terms that must match to the letter: ordinals, years, quoted and Latin words, figures."""
    return frozenset(match[0].lower() for match in _TERMS.finditer(text))


def ordinals(text: str) -> dict[str, set[str]]:
    """Ordinals by their unit: `第二批` gives `{"批": {"二"}}`."""
    found: dict[str, set[str]] = {}
    for number, unit in _ORDINAL.findall(text):
        found.setdefault(unit, set()).add(number)
    return found


_ISSUE_HINT = re.compile(r"(20\d\d)年|(1[0-2]|0?[1-9])月(?:[上中下]旬|初|底)?[那这]一?[期篇]")


def issue_hints(text: str) -> list[str]:
    """Issues that a question names by their month: `2022年1月那期和3月那期` → 2022-01, 2022-03."""
    found: dict[str, None] = {}
    year = ""
    for match in _ISSUE_HINT.finditer(text):
        year = match[1] or year
        if match[2] and year:
            found[f"{year}-{int(match[2]):02d}"] = None
    return list(found)


def asks_of_a_time(text: str) -> bool:
    """Whether a question names the year or the issue that it means."""
    return bool(_YEAR.search(text) or issue_hints(text))


_GREETING = re.compile(
    r"^(你好|您好|hi|hello|嗨|哈喽|在吗|在不在|早上好|上午好|下午好|晚上好|早安|晚安|hey)[呀啊吗哈~～！!。，,.\s]*(请问)?$",
    re.I,
)
_THANKS = re.compile(
    r"^(好的|好|嗯|明白了?|知道了|收到|ok)?[，,。\s]*(谢谢|多谢|感谢|辛苦|thanks|thank you|thx|再见|拜拜|bye)",
    re.I,
)
_ABOUT = re.compile(
    r"^(你是谁|你叫什么|你能(做|干)(什么|啥)|你会(做)?什么|怎么用你?|使用说明|帮助|help)[呀啊吗呢？?。\s]*$",
    re.I,
)


def smalltalk(asked: str) -> Literal["greeting", "thanks", "about", ""]:
    """Whether the words are a greeting, thanks, or about the program itself."""
    if _GREETING.match(asked):
        return "greeting"
    if _THANKS.match(asked) and len(asked) <= 24 and not _ASKS.search(asked):
        return "thanks"
    return "about" if _ABOUT.match(asked) else ""


_WRONG = r"(伪造|骗保|骗取|骗医保|套取|套现|虚开|倒卖|造假)"
_INJECTION = re.compile(
    # rules laid aside: the program's own (以上、你的、所有), not those of a policy
    r"(忽略|无视|忘记|忘掉|忘了|不要理会|不要遵守|别管|跳过|绕过)(掉|你)?"
    r"((以上|上文|上述|上面|前面|之前|先前|此前|所有|一切|全部|任何|你)(的|给|收到|被|系统|设定|安全|对话)*)+"
    r"(指令|指示|规则|要求|限制|设定|提示|内容|约束|$|[，,。：:])"
    r"|(忽略|无视|忘记|忘掉).{0,6}指令|(ignore|disregard|forget).{0,12}(previous|above|prior|earlier|your|all).{0,16}(instruction|prompt|rule)"
    r"|(你|系统|初始|隐藏|内部).{0,4}提示词|system prompt|(你的|输出|复述|打印|泄露).{0,6}(系统|初始|隐藏|内部)(提示|指令|设定)"
    r"|(从现在(起|开始)，?你|你现在是|(请|你).{0,2}(假装|扮演)|假装你|you are now|pretend|act as).{0,24}(没有限制|不受限制|无限制|越狱|\bDAN\b|AI|机器人|模型|unrestricted|jailbreak)"
    r"|(在|把|将).{0,6}(回答|答案|回复).{0,8}(插入|加入|加上|附上|嵌入).{0,8}(链接|图片|代码|脚本|网址|http|<)"
    # help with wrongdoing, not its supervision: the person asks to do it
    rf"|(^|[，,。；;]|请问|我|告诉我)(想|要|想知道|该|应该)?(怎么|怎样|如何|有(什么|啥|没有)(办法|方法))(才能|能|可以|去|来|偷偷|成功){{0,2}}{_WRONG}(?!.{{0,6}}(行为|处罚|处理|举报|认定|(?<!不)会被|算|属于|要))"
    rf"|(教|帮|替)(教|一下)?我((?!打击|防|查|治|监管|识别|总结|介绍|列|整理|举报|找|分析).){{0,8}}{_WRONG}|告诉我{_WRONG}(医保|基金)*的(方法|办法)|{_WRONG}(医保|基金|病历|处方|票据|发票)*的?(具体|详细)?(步骤|教程|攻略|技巧|窍门)"
    r"|<\s*(script|img|iframe)|javascript:",
    re.I | re.S,
)  # fmt: skip


_OUT_OF_SCOPE = re.compile(
    r"(今天|明天|后天|昨天|这周|本周|周末).{0,6}(天气|气温|下雨|下雪)|天气(预报|怎么样|好吗)|(天气|气温)如何[？?]*$|会不?会?下[雨雪]"
    r"|(世界杯|奥运会?|欧洲杯|亚运会?|NBA|球赛).{0,8}(冠军|夺冠|金牌|奖牌|比分|谁赢|赢了|赛程|进球)"
    r"|(彩票|双色球|大乐透).{0,8}(号码|中奖|怎么买|预测|开奖|买哪)|星座|运势|菜谱|歌词|(推荐|好看).{0,6}电影|电影.{0,4}(推荐|好看|票房|主演)"
    r"|(股票|个股|比特币|哪[只支]基金).{0,8}(买|卖|推荐|会涨|会跌|能涨|好)|股价.{0,4}会|(推荐|买|炒)(一|几|哪|点|些|下|只|支|个|医药|医疗)*(股票|个股|基金(?!会)|比特币)|基金.{0,4}(怎么买|值得买|能买|赚钱)"
    r"|(帮我|给我|替我)?(写|作|编|画|翻译|润色)(一|个|首|篇|封|段|份|幅|下)+.{0,12}(诗|歌|小说|故事|情书|邮件|作文|代码|程序|笑话)|(讲|说)一?个(笑话|故事)"
    r"|(python|java|javascript|c\+\+|excel|sql)(?!.*(医|药|试验)).{0,12}(怎么|如何|反转|写|排序|报错|代码)",
    re.I,
)  # fmt: skip


def is_out_of_scope(asked: str) -> bool:
    """Whether the words ask for what no policy article answers: verse, weather, stock tips."""
    return bool(_OUT_OF_SCOPE.search(asked))


def is_injection(asked: str) -> bool:
    """Whether the words give the program orders, or ask for help with wrongdoing."""
    return bool(_INJECTION.search(asked))
