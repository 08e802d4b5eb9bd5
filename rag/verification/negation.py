"""Contradictions that turn a sentence round: a negation added or lost, an opposite put in."""

from __future__ import annotations

import re

from rag.language.clauses import clauses
from rag.verification.antonyms import opposes

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
    "有无|有没有|能不能|会不会|是不是|要不要|可不可以|"
    "不(?:会|得|能|宜|应|可)?(?:低于|少于|高于|超过|多于|小于|大于|晚于|迟于|早于)|"
    "不断|不同|不仅|不但|不少|不论|不管|不一|不等|不久|不过|不止|不只|不光|不断|不可或缺|不可避免|必不可少|不足(?!以)|不良|不均|不平衡|不孕|不适(?![合用宜应])|不限|"
    "不得不|不无|无论|无疑|无非|无不|无锡|无偿|无线|无缝|无创|无菌|无症状|"
    "未来|未成年|非常|非凡|非处方|非公|非营利|非遗|除非|莫非|是否|能否|否则|没落|不菲|不俗|不错|不起|不乏|不失|不妨|不免|不禁|不愧|"
    "不亚于|不惜|不遗余力|不折不扣|密不可分|不到|不满|不动产|不懈|不辞|不合理|不规范|不透明|不充分|不完善|不健全|不对等|不匹配|不便|不全|不清|不利|不力|不善|不正"
)
_NEGATIVE = re.compile(
    "[不未没无非莫勿否]|很少|极少|鲜|弃|缺|禁|免|拒|反对|取消|废止|停|除外|以外|之外|难|避|防止|杜绝|退出|失|欠|短板|滞后|弱|排除|谢绝|限制|撤|仅|只|空白"
)
_SCOPE = re.compile(
    r"(?:[只仅光单由交把]|[要曾再被会能得可予是有应须需将])?([\u4e00-\u9fff]{2})([\u4e00-\u9fff])?(?:[、和或]([\u4e00-\u9fff]{2})(?![不没未无]))?"
)


def contradicts(statement: str, source: str) -> bool:
    """Whether a clause of the statement says the contrary of the clause like it in the source.

    Both texts are folded (`rag.language.quantities.fold`).
    """
    pieces = clauses(source)
    return any(
        any(_negates(clause, p, source) and _related(p, clause, pieces) for p in pieces)
        or any(_negates(p, clause, statement) and _related(p, clause, pieces) for p in pieces)
        or any(_disowns(p, clause) for p in pieces)
        for clause in clauses(statement)
    ) or opposes(statement, source)


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
    """Whether a text has the word (a pattern), and the whole never with a negative before it."""
    places = [m for m in re.finditer(word, text) if not _NEGATIVE.search(m[0])]
    masked = _NOT_NEGATORS.sub(lambda m: "□" * len(m[0]), whole)
    return bool(places) and not any(
        _NEGATIVE.search(masked[max(0, m.start() - 6) : m.start()])
        for m in re.finditer(word, whole)
    )


def _shared(a: str, b: str) -> int:
    grams = {a[i : i + 2] for i in range(len(a) - 1)}
    return sum(b[i : i + 2] in grams for i in range(len(b) - 1))
