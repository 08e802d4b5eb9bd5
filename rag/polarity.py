"""Contradictions that turn a sentence round: a negation added or lost, an opposite put in."""

from __future__ import annotations

import re
from re import Pattern

_NEGATOR = re.compile(
    r"(?:无法|无从|难以|并不|并未|并没有|并非|从未|尚未|还未|没有|不再|不会|不能|不得|不可|不宜|不应|不需|无需|无须|毋需|不必|不准|不许|不予|严禁|禁止|不是|暂不|未能|未曾|绝不|不足以|很少(?!数)|极少(?!数)|鲜有|鲜少|放弃|拒绝|未|不|没|无|非|莫|勿)"
)
# 满足不了, 享受不到: what is denied stands before.
_UNABLE = re.compile(r"([\u4e00-\u9fff]{2})不(?:了|起|上|到(?!\d))")
# What follows is denied by the one who speaks, or thought by others: 不赞成…, 不少人以为….
_DISOWNED = re.compile(
    r"(?:不赞成|不赞同|不认同|不同意|不认为|不支持|反对|否认|否定|驳斥|驳回|误认为|(?<![可所加足难予])以为)(.{4,})"
)
_ELLIPSIS = re.compile(r"(.{4,}?)[则却就并也]*(?:不算|不是|不行|不会|不能|不可以|没有|不然|否)$")
_NOT_NEGATORS = re.compile(
    "不断|不同|不仅|不但|不少|不论|不管|不一|不等|不久|不过|不止|不只|不光|不断|不可或缺|不可避免|必不可少|不足(?!以)|不良|不均|不平衡|不孕|不适(?![合用宜应])|不限|"
    "不低于|不少于|不高于|不超过|不多于|不小于|不大于|不晚于|不迟于|不得不|不无|无论|无疑|无非|无不|无锡|无偿|无线|无缝|无创|无菌|无症状|"
    "未来|未成年|非常|非凡|非处方|非公|非营利|非遗|除非|莫非|是否|能否|否则|没落|不菲|不俗|不错|不起|不乏|不失|不妨|不免|不禁|不愧|"
    "不亚于|不惜|不遗余力|不折不扣|密不可分|不到|不满|不动产|不懈|不辞|不合理|不规范|不透明|不充分|不完善|不健全|不对等|不匹配|不便|不全|不清|不利|不力|不善|不正"
)
_NEGATIVE = re.compile(
    "[不未没无非莫勿否]|很少|极少|鲜|弃|缺|禁|免|拒|反对|取消|废止|停|除外|以外|之外|难|避|防止|杜绝|退出|失|欠|短板|滞后|弱|排除|谢绝|限制|撤|仅|只|空白"
)
_SCOPE = re.compile(
    r"[要曾再被会能得可予是有应须需再将]?([\u4e00-\u9fff]{2})([\u4e00-\u9fff])?(?:[、和或]([\u4e00-\u9fff]{2}))?"
)

# Either side of a pair said of the same thing excludes the other.
_OPPOSITES: tuple[tuple[str, str], ...] = (
    (
        "升(?![级降])|增(?![值补设])|涨|提高|扩大|上调|走高|变多|多(?=[了\\d])|变大|加大|延长|[+](?=\\d)",
        "降|减|跌|缩|下调|下滑|走低|变少|少(?=[了\\d])|变小|回落|收窄|(?<![\\d~-])-(?=\\d)",
    ),
    (
        "(?<!不)(?:高于|超过|大于|多于|超)|逾|以上|不低于|不少于|不小于|至少|突破|过半",
        "(?<!不)(?:低于|少于|小于)|不足|不到|未达|以下|不超过|不高于|不大于|至多|未超",
    ),
    ("[很较更偏太过最极越](?:高|多|大|强|快|好)", "[很较更偏太最极越](?:低|少|小|弱|慢|差)|不[高多大强快好]"),
    (
        "(?<![不未无])(?:可以|能够|可(?![能见谓])|(?<![智功职性可节技潜效])能(?![力源效耗])|允许|准许)",
        "不(?:可以|能|可|得|准|允许)(?!不)|禁止|严禁",
    ),
    ("(?<!不)愿", "不愿"),
    ("维持|保留", "撤销|推翻|改判|取消"),
    ("最高|最多|最大|最快|最早|居首", "最低|最少|最小|最慢|最晚|垫底|末位"),
    ("支持|鼓励|赞成|倡导|推广|纳入", "反对|禁止|严禁|限制|否决|驳回|抵制|叫停|剔除|排除"),
    ("加快|加速|提速|提前", "放缓|减缓|减速|推迟|延后|延迟"),
    ("放宽|放开|简化", "收紧|从严"),
    ("盈利|结余(?!耗尽)|盈余", "亏损|赤字|入不敷出|收不抵支|透支"),
    ("之前|以前|事前|诊前", "之后|以后|事后|诊后"),
    ("强制", "自愿"),
    ("首次|首个|首家|第一次", "最后一次|末次|再次"),
    ("更好|[优强好]于", "更差|[劣弱差逊]于|不如|不及(?!时)"),
    ("参与|参加|加入", "退出|放弃"),
    ("供大于求|供过于求", "供不应求|求大于供"),
    ("继续|持续|深化|顺利", "停滞|停顿|中断|搁置|受阻"),
    ("全力|有力|得力|大力", "不力|乏力"),
    ("改善|完善|健全|充足", "欠缺|短缺|匮乏|薄弱|不足(?!以)"),
    ("开始|启动|新增|成立", "结束|停止|终止|撤销|废止"),
    ("缓解|缓和|改善|好转", "加剧|加重|恶化"),
    ("充足|充分|过剩", "不足|短缺|匮乏|紧缺|不充分"),
    ("农村|乡村", "城镇|城市|城区"),
    ("下降|降低|减少|上升|提高|增加|改变", "没变|不变|未变|没有变化|持平"),
    ("职工", "居民"),
    ("住院", "门诊"),
    ("公立", "民营|社会办|私立|民办"),
    ("中央", "地方"),
    ("国内", "国外|海外|境外"),
    ("东部", "西部"),
    ("仿制药", "原研药"),
    ("线上", "线下"),
    ("上半年", "下半年"),
    ("男", "女"),
    ("中药|中成药|中医", "西药|西医"),
    ("收入", "支出"),
)  # fmt: skip
_OBJECT = re.compile(r"[了着过]?([\u4e00-\u9fff]{2})")
_PAIRS = [(re.compile(a), re.compile(b)) for x, y in _OPPOSITES for a, b in ((x, y), (y, x))]
_HARD_FIGURE = re.compile(r"\d+(?:\.\d+)?(?=[%‰亿万倍])|\d+\.\d+|\d{3,}(?!\d|年)")
_CLAUSE = re.compile(r"[，,。；;！？!?：:\n]")


def clauses(text: str) -> list[str]:
    """Pieces between punctuation marks."""
    return [piece for piece in map(str.strip, _CLAUSE.split(text)) if piece]


def contradicts(statement: str, source: str) -> bool:
    """Whether a clause of the statement says the contrary of the clause like it in the source.

    Both texts are folded (`rag.quantities.fold`).
    """
    pieces = clauses(source)
    return any(
        _negates(clause, source)
        or any(_negates(p, clause, statement) and _related(p, clause, pieces) for p in pieces)
        or any(_disowns(p, clause) for p in pieces)
        or _opposes(clause, pieces)
        for clause in clauses(statement)
    )


def _negates(denying: str, other: str, whole: str = "") -> bool:
    """Whether `denying` denies what `other` says without any negative word of its own."""
    masked = _NOT_NEGATORS.sub(lambda m: "□" * len(m[0]), denying)
    denied = _UNABLE.findall(denying)
    for negator in _NEGATOR.finditer(masked):
        denied += _denied(negator[0], masked[negator.end() :])
    return any(_affirms(whole or other, other, word) for word in denied)


def _denied(negator: str, after: str) -> list[str]:
    """Patterns of what a negator denies: 不占总额 denies 占用总额 too, 不得冒用、替代 denies both."""
    scope = _SCOPE.match(after)
    if not scope:
        return []
    word, third, second = scope.groups()
    apart = [f"{word[0]}.{{1,4}}{word[1]}{third}"] if third else []
    return [word, *apart, *([second] if second and len(negator) > 1 else [])]


def _related(piece: str, clause: str, pieces: list[str]) -> bool:
    """Whether a piece of the source is about what a clause says, as much as any other piece."""
    shared = _shared(clause, piece)
    most = max(_shared(clause, other) for other in pieces)
    return shared > 1 and (shared >= 0.7 * most or shared >= 0.6 * (len(piece) - 1))


def _disowns(piece: str, clause: str) -> bool:
    """Whether a clause of the source disowns what the claim's clause says as its own."""
    return any(
        not form.search(clause)
        and bool(_NEGATIVE.search(clause)) <= bool(_NEGATIVE.search(disowned[1]))
        and _shared(clause, disowned[1]) >= max(3, 0.5 * (len(disowned[1]) - 1))
        for form in (_DISOWNED, _ELLIPSIS)
        if (disowned := form.search(piece))
    )


def _affirms(whole: str, text: str, word: str) -> bool:
    """Whether a text has the word (a pattern), and never with a negative just before it."""
    places = [m.start() for m in re.finditer(word, text)]
    masked = _NOT_NEGATORS.sub(lambda m: "□" * len(m[0]), text)
    return bool(places) and not any(_NEGATIVE.search(masked[max(0, at - 6) : at]) for at in places)


def _opposes(clause: str, pieces: list[str]) -> bool:
    """Whether the clause has one side of a pair, and what is like it in the source the other."""
    close = _close(clause, pieces)
    near = close or _nearest(clause, pieces)
    own = [piece for piece in pieces if _topical(piece, clause, near)]
    return any(
        side.search(clause)
        and not other.search(clause)
        and other.search(like)
        and not side.search(like if close or like in own else "，".join(pieces))
        for like in [*near, *own]
        for side, other in _PAIRS
    ) or any(_swapped(clause, pieces, side, other) for side, other in _PAIRS)


def _topical(piece: str, clause: str, near: list[str]) -> bool:
    """Whether a short piece begins with a word of the clause that what is like it doesn't have.

    金额少3.6% is about 金额, though what stands before says more of the same.
    """
    topic = piece[:2]
    return len(piece) <= 10 and topic in clause and not any(topic in like for like in near)


def _swapped(clause: str, pieces: list[str], side: Pattern[str], other: Pattern[str]) -> bool:
    """Whether the source has the other side of a pair before the very words that follow this one."""
    own, theirs = _followed(side, [clause]), _followed(other, pieces)
    return bool(own & theirs - _followed(side, pieces) - _followed(other, [clause]))


def _followed(side: Pattern[str], pieces: list[str]) -> set[str]:
    after = (piece[m.end() :] for piece in pieces for m in side.finditer(piece))
    return {found[1] for rest in after if (found := _OBJECT.match(rest))}


def _close(clause: str, pieces: list[str]) -> list[str]:
    """Pieces that say so much of the same, or of the same figure, that they alone count."""
    figures = set(_HARD_FIGURE.findall(clause))
    same = [piece for piece in pieces if figures & set(_HARD_FIGURE.findall(piece))]
    return same or [
        _told(pieces, i)
        for i, piece in enumerate(pieces)
        if _shared(clause, piece) >= max(3, 0.6 * (min(len(clause), len(piece)) - 1))
    ]


def _nearest(clause: str, pieces: list[str]) -> list[str]:
    """The piece most like the clause."""
    if not pieces:
        return []
    at = max(range(len(pieces)), key=lambda i: _shared(clause, pieces[i]))
    return [_told(pieces, at)] if _shared(clause, pieces[at]) >= 3 else []


def _told(pieces: list[str], at: int) -> str:
    """A piece, with the next one where that says which way things go."""
    tells = any(side.search(pieces[at]) for side, _ in _PAIRS)
    return pieces[at] if tells else "，".join(pieces[at : at + 2])


def _shared(a: str, b: str) -> int:
    grams = {a[i : i + 2] for i in range(len(a) - 1)}
    return sum(b[i : i + 2] in grams for i in range(len(b) - 1))
