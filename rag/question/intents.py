"""Recognise what is no question of policy: small talk, injections, other topics."""

from __future__ import annotations

import re
from typing import Literal

from rag.question.analysis import ASKS
from rag.replies import ABOUT, GREETING, INJECTION, NOT_FOUND, OUT_OF_SCOPE, THANKS

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
    if _THANKS.match(asked) and len(asked) <= 24 and not ASKS.search(asked):
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


def reply_without_search(asked: str) -> str:
    """Reply to what needs no search; an empty string for a question that does."""
    talk = smalltalk(asked)
    if talk:
        return {"greeting": GREETING, "thanks": THANKS, "about": ABOUT}[talk]
    if is_injection(asked):
        return INJECTION
    if is_out_of_scope(asked):
        return OUT_OF_SCOPE
    return "" if any(c.isalnum() for c in asked) else NOT_FOUND
