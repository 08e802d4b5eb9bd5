"""Opposites: what goes up in a claim and down in its source, said of the same thing.

A word of one side of a pair is a term bound to the words beside it (`rag.binding`), whose rivals
are the words of the other side.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from rag.language.quantities import quantities
from rag.verification.proximity import Place, Term, misplaced, place

_UNHEARD = 0.8  # likeness of places at which an opposite counts though the word itself is missing
_END = r"(?=[的了于,，。;；、:：\n\d]|$)"
_HEDGE = "[很较更偏太过极越愈]"
_NOT = "不(?:会|得|能|宜|应|可)?"
_NOUNS = re.compile(
    "增长率|增速|增幅|涨幅|降幅|跌幅|升幅|增量|增值|增补|增设|减负|升级|降级|能不能|能否|是否|可不可以|可否|高低|多少|大小|快慢|"
    "高血压|高血脂|高血糖|高值|低值|高龄|低保|高校|高铁|高等|高新|高质量|高发|高频|多数据|多元|多方|多学科|多发|多次|多点|多家|多个|多项|多种|"
    "大型|大病|大学|大力|大量|大众|大数据|大多|大部|小型|小时|小区|小组|小程序|长期|短期护理|短信|短缺药|短视频|可能|可视|可及|可持续|"
    "外科|内科|体内|体外|老人|老年|中心|下一步|上海|上市|上线|上报|上年|上门|下称|下半年|不可或缺|不可避免|必不可少|"
    "能力|能源|功能|智能|职能|性能|节能|技能|潜能|能耗|产能|可以说|一致性|统一性|开放性|独立法人"
)
_OF_FIGURES = (
    (
        f"超过?(?=\\d)|高于|大于|多于|逾|以上|{_NOT}(?:低于|少于|小于)|至少|突破|过半|[≥>]",
        f"低于|少于|小于|不足(?=[\\d一二三四五六七八九十百两])|不到|未达|以下|以内|{_NOT}(?:超过|高于|大于|多于)|至多|未超|(?:接|将)?近(?=\\d)|[≤<]",
    ),
    ("平均|人均|均[降价]", "最[高多大低少小]"),
    ("最[高多大]", "最[低少小]"),
    ("同比", "环比"),
    ("年均|每年|一年", "月均|每月|每日|日均"),
)
_BOTH = (
    ("可控|受控", "失控|不可控|难以控制|无法控制"),
    (f"{_HEDGE}[广宽]|[广宽]{_END}|广泛", f"{_HEDGE}窄|窄{_END}|狭窄|有限"),
    (f"{_HEDGE}深|深{_END}|深入", f"{_HEDGE}浅|浅{_END}|肤浅|表面"),
    (f"{_HEDGE}重|重{_END}|沉重|严重", f"{_HEDGE}轻|轻{_END}|轻微"),
    ("先进|领先|超前", "落后|滞后|过时"),
    ("公平|公正", "不公|歧视|偏袒"),
    ("真实|可靠|准确", "虚假|失真|不实|误报"),
    ("首要|主要", "次要"),
    ("繁荣|景气|火爆|畅销|走俏|热销", "萧条|低迷|冷清|滞销|遇冷"),
    ("扩张|扩容|扩面", "收缩|缩减|缩水"),
    ("正常|完好", "异常|反常|故障"),
    ("完整|齐备", "残缺|缺失|不全"),
    ("吸引|留住", "流失|留不住|劝退"),
    ("保留|留存|保存", "删除|销毁|清除"),
    ("公开|透明|公布", "保密|隐瞒|不透明"),
    ("挂钩|相关|有关|关联", "脱钩|不挂钩|无关|没有关系|脱离"),
    ("升|增|涨|提高|提升|扩大|上调|走高|变多|变大|加大|翻番|翻倍|多(?=\\d)", "降|减|跌|缩|(?<![不很较更减缺至])少(?=\\d)|下调|下滑|走低|变少|变小|回落|收窄|萎缩"),
    ("加快|加速|提速|提前|猛增|迅速|飞快", "放缓|减缓|减速|推迟|延后|延迟|缓慢|迟缓"),
    (f"{_HEDGE}多|多{_END}|众多|增多", f"{_HEDGE}少|(?<![减缺至])少{_END}|稀少|减少"),
    (f"{_HEDGE}高|高{_END}", f"{_HEDGE}低|低{_END}|不高"),
    (f"{_HEDGE}大|大{_END}|巨大|庞大", f"{_HEDGE}小|小{_END}|微小|不大"),
    (f"{_HEDGE}强|强{_END}|强劲", f"{_HEDGE}弱|弱{_END}|薄弱|不强"),
    (f"{_HEDGE}快|快{_END}|快速|迅速", f"{_HEDGE}慢|慢{_END}|缓慢|不快"),
    (f"{_HEDGE}长|(?<![增部局院市省县处厅校会组家成专科班])长{_END}|漫长|延长|拉长", f"{_HEDGE}短|短{_END}|短暂|缩短|缩(?=[到至为])"),
    (f"{_HEDGE}好|好{_END}|良好|优良|优秀", f"{_HEDGE}差|差{_END}|糟糕|恶劣|低劣|不好"),
    (f"{_HEDGE}早|早{_END}|及早", f"{_HEDGE}晚|晚{_END}|迟{_END}"),
    (f"{_HEDGE}贵|昂贵|高昂", "便宜|廉价|低廉|不贵"),
    (f"{_HEDGE}新|新近|最新|全新", "陈旧|老旧|过时"),
    ("可以|能够|可(?!见|谓)|(?<!不)能(?![源效耗])|允许|准许|准予|有权", "不可以|不能|不可|不得|不准|不许|不允许|禁止|严禁|无权|无法"),
    ("(?<!不)愿意?|乐意|乐于", "不愿|不肯|不想|拒绝"),
    ("必须|必需|务必|一律须|强制|应当", "不必|无需|无须|不用|毋需|自愿|非必需|可不|不需要?"),
    ("维持", "撤销|推翻|改判"),
    ("支持|鼓励|赞成|倡导|提倡|推广|赞同|认同|同意", "反对|禁止|限制|否决|驳回|抵制|叫停|质疑|否定|不赞成|不支持|不认同|不同意"),
    ("纳入|列入|计入|并入|进入|归入", "剔除|排除|退出|移出|调出|不计入|不纳入|不列入|未纳入"),
    ("放宽|放开|宽松|放松", "收紧|从严|趋严|严格|收窄"),
    ("盈利|盈余|赚钱|获利|结余", "亏损|赤字|入不敷出|收不抵支|透支|赔本|亏本"),
    ("首次|首个|首家|第一次|首批", "最后一次|末次|再次|又一次|最后一批"),
    ("最高(?!采购|价)|最多|最大|最快|最早|最好|居首|第一位", "最低(?!采购|价)|最少|最小|最慢|最晚|最差|垫底|末位|倒数"),
    ("[优强好]于|胜过|超越|领先", "[劣弱差逊]于|不如|不及(?!时)|落后"),
    ("参与|参加|加入|投身", "退出|放弃|离开|弃权"),
    ("供大于求|供过于求", "供不应求|求大于供|求过于供"), ("过剩|富余", "短缺|紧缺|匮乏"),
    ("继续|持续|深化|顺利|稳步|推进", "停滞|停顿|停止|终止|中止|中断|搁置|受阻|倒退"),
    ("改善|改进|好转|完善|健全|优化", "恶化|退化|欠缺|缺失|薄弱|滞后"),
    ("充足|充分|充裕|足够|够用|齐全|完备|丰富", "不足(?!以)|不够|短缺|匮乏|缺乏|欠缺|紧张|单一|不充分"),
    ("开始|启动|开启|着手", "结束|停止|终止|收尾|停办"),
    ("制定|出台|施行|颁布|生效", "废止|作废|失效|取消"),
    ("成立|新建|组建|设立|建立", "撤销|解散|关闭|拆除"),
    ("缓解|缓和|减轻|好转", "加剧|加重|恶化"),
    ("独立|分离|割裂|脱节|各自|分开", "打通|联通|连通|衔接|融合|一体|整合|合并"),
    ("紧密|密切", "松散|松弛|疏远"),
    ("统一|一致|相同|趋同", "不一|各异|各不相同|不统一|不同|分歧|参差|差异"),
    ("集中|聚集", "分散|零散"),
    ("稳定|平稳|固定|稳健", "随机|波动|浮动|不稳|动荡"),
    ("简单|简便|简易|简洁", "复杂|繁琐|繁杂"),
    ("优势|上风|长处|强项|占先", "劣势|下风|短板|弱项|不足(?!以)|被动局面"),
    ("明确|清晰|清楚|明朗", "模糊|含糊|不明|不清|有待观察|尚待|待观察"),
    ("成功|谈成|成交|达成", "失败|没有谈成|未谈成|未果|谈崩|告吹"),
    ("容易|易于|便于|方便|便利|便捷", "困难|难以|不便|不易|繁琐|不够便利"),
    ("节约|节省|省时|省力|省下", "浪费|费时|费力|耗费|增加支出"),
    ("积极|踊跃|热情|主动", "消极|冷淡|观望|被动|不积极"),
    ("满意|称赞|好评|欢迎", "不满|抱怨|差评|批评|抵触"),
    ("乐观|看好|有信心", "悲观|看淡|不看好|担忧"),
    ("合法|合规|有效", "违法|违规|非法|无效"),
    ("胜诉|胜出", "败诉|落败"),
    ("免费|免收|不收费", "收费|付费|有偿"),
    ("全部|所有|一律|全都|全数|悉数|都(?=[有是能要可已])|普遍|多数|大多", "个别|少数|极少|部分(?=[品地省城医患药企机人病耗])|有些|鲜有"),
    ("始终|一直|从来", "偶尔|有时"),
    ("长期|永久|终身", "短期|临时|暂时|阶段性"),
    ("加强|增强|强化|巩固|提升", "削弱|弱化|减弱|淡化|松动"),
    ("下放|放权|授权", "上收|收回|集权"),
    ("重视|看重|优先|突出", "忽视|轻视|忽略|淡化"),
    ("直接(?=[结支付])", "间接"),
    ("自愿", "强制"),
    ("农村|乡村|农民", "城镇|城市|城区|市民"),
    ("职工", "居民"), ("住院", "门诊"), ("公立|公办", "民营|社会办|私立|民办"),
    ("中央", "地方"), ("国内|境内|本土", "国外|海外|境外|外资|跨国"), ("东部", "西部"), ("院内", "院外"), ("市内|省内|域内|区内", "市外|省外|域外|区外"),
    ("仿制", "原研"), ("国产", "进口|原研|外资"), ("线上|网上|在线", "线下|实体店"), ("上半年", "下半年"), ("诊前|事前|术前", "诊后|事后|术后"), ("男", "女"),
    ("中药|中成药|中医", "西药|西医|化学药"), ("收入", "支出"), ("上转", "下转"), ("初诊|首诊", "复诊"), ("广度", "深度"), ("硬件", "软件"),
    ("甲类", "乙类"), ("短期看|短期内", "长期看|长期内"), ("没变|不变|未变|没有变化|持平|照旧|依旧|保持|仍[为是]|沿用", "改变|变化|变动|升|增|涨|降|减|跌|提高|扩大|缩"),
)  # fmt: skip
_PAIRS = [(re.compile(a), re.compile(b)) for a, b in _BOTH]
_DENIED = re.compile("(?:(?:并|还|尚|从)?[不没未无]有?[会能得应法]?|难以|并非|不够|不太|不再)?$")
_FIGURE_PAIRS = [(re.compile(a), re.compile(b)) for a, b in _OF_FIGURES]
_TURN = re.compile(
    r"(?:由|从)[“\"]?([^，,。；;、“”\"]{1,8}?)[”\"]?(?:转变?|改|变|走|升|降|增|减|提高|扩大|压|缩)*"
    r"(?:为|成|到|至|向|变)[“\"]?([^，,。；;、“”\"]{1,8})"
)


def opposes(claim: str, source: str) -> bool:
    """Whether the claim has one side of a pair where the source has the other.

    Both texts are folded (`rag.language.quantities.fold`).
    """
    said, there = _places(claim), _places(source)
    return _turned(claim, source) or any(
        misplaced(one, said[kind], there.get(kind, []), _UNHEARD)
        for kind in said
        for one in said[kind]
    )


def _places(text: str) -> dict[str, list[Place]]:
    """Words of each pair in a text, by the pair."""
    masked = _NOUNS.sub(lambda m: "□" * len(m[0]), text)
    found = {str(n): list(_terms(str(n), masked, pair)) for n, pair in enumerate(_PAIRS)}
    figures = {q.start: f"{q.kind}{q.value}" for q in quantities(text)}
    places = {
        kind: [place(text, term, terms, figures) for term in terms]
        for kind, terms in found.items()
        if terms
    }
    return places | {
        f"figure{n}": [
            _of_figure(text, term, figures) for term in _terms(f"figure{n}", masked, pair)
        ]
        for n, pair in enumerate(_FIGURE_PAIRS)
    }


def _of_figure(text: str, term: Term, figures: Mapping[int, str]) -> Place:
    """The place of a word like 至少: only the figure beside it tells what it is said of."""
    found = place(text, term, (), figures)
    known = set(figures.values())
    setting = {key: weight for key, weight in found.setting.items() if key[0] in known}
    return replace(found, setting=setting)


def _terms(kind: str, text: str, pair: tuple[re.Pattern[str], re.Pattern[str]]) -> Iterator[Term]:
    """Words of a pair; what lies within another one is none."""
    terms = [
        Term(m.start() - len(denied), m.end(), kind, 1 - value if denied else value)
        for value, side in enumerate(pair)
        for m in side.finditer(text)
        for denied in [_DENIED.search(text[: m.start()])[0]]  # type: ignore[index]
    ]
    for term in terms:
        size = term.end - term.start
        if not any(
            o.start <= term.start and term.end <= o.end and o.end - o.start > size for o in terms
        ):
            yield term


def _turned(claim: str, source: str) -> bool:
    """Whether what turns from one thing into another turns the other way round in the source."""
    ways = {(m[1][:4], m[2][:4]) for m in _TURN.finditer(source)}
    back = {(m[2][:4], m[1][:4]) for m in _TURN.finditer(claim)}
    return any(one != other for one, other in ways & back)
