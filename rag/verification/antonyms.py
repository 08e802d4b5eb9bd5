"""Check that a statement does not use the opposite of a word of its source: up for down.

「挂号费上涨」 is struck where the source reads 「挂号费下降」. The words of a pair of opposites are
terms of `rag.verification.proximity`: each is compared by the words around it, and the words of
the other side are its rivals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from rag.language.quantities import quantities
from rag.language.word_lists import read_lists, word_list
from rag.verification.proximity import Neighbourhood, Term, misattributed, neighbourhood

_WORDS = Path(__file__).with_name("antonyms.toml")
_MISSING = 0.8  # similarity from which an opposite counts though the source lacks the word itself
_END = r"(?=[的了于,，。;；、:：\n\d]|$)"
_DEGREE = "[很较更偏太过极越愈]"
_NOT = "不(?:会|得|能|宜|应|可)?"
_COMPOUNDS = re.compile("|".join(word_list("compounds", _WORDS)))
# Pairs that qualify a figure.
_FIGURE_PATTERNS = (
    (
        f"超过?(?=\\d)|高于|大于|多于|逾|以上|{_NOT}(?:低于|少于|小于)|至少|突破|过半|[≥>]",
        f"低于|少于|小于|不足(?=[\\d一二三四五六七八九十百两])|不到|未达|以下|以内|{_NOT}(?:超过|高于|大于|多于)|至多|未超|(?:接|将)?近(?=\\d)|[≤<]",
    ),
    ("平均|人均|均[降价]", "最[高多大低少小]"),
    ("最[高多大]", "最[低少小]"),
    ("同比", "环比"),
    ("年均|每年|一年", "月均|每月|每日|日均"),
)
# Pairs with words that need a pattern; antonyms.toml lists all others.
_PATTERNS = (
    (f"{_DEGREE}[广宽]|[广宽]{_END}|广泛", f"{_DEGREE}窄|窄{_END}|狭窄|有限"),
    (f"{_DEGREE}深|深{_END}|深入", f"{_DEGREE}浅|浅{_END}|肤浅|表面"),
    (f"{_DEGREE}重|重{_END}|沉重|严重", f"{_DEGREE}轻|轻{_END}|轻微"),
    ("升|增|涨|提高|提升|扩大|上调|走高|变多|变大|加大|翻番|翻倍|多(?=\\d)", "降|减|跌|缩|(?<![不很较更减缺至])少(?=\\d)|下调|下滑|走低|变少|变小|回落|收窄|萎缩"),
    (f"{_DEGREE}多|多{_END}|众多|增多", f"{_DEGREE}少|(?<![减缺至])少{_END}|稀少|减少"),
    (f"{_DEGREE}高|高{_END}", f"{_DEGREE}低|低{_END}|不高"),
    (f"{_DEGREE}大|大{_END}|巨大|庞大", f"{_DEGREE}小|小{_END}|微小|不大"),
    (f"{_DEGREE}强|强{_END}|强劲", f"{_DEGREE}弱|弱{_END}|薄弱|不强"),
    (f"{_DEGREE}快|快{_END}|快速|迅速", f"{_DEGREE}慢|慢{_END}|缓慢|不快"),
    (f"{_DEGREE}长|(?<![增部局院市省县处厅校会组家成专科班])长{_END}|漫长|延长|拉长", f"{_DEGREE}短|短{_END}|短暂|缩短|缩(?=[到至为])"),
    (f"{_DEGREE}好|好{_END}|良好|优良|优秀", f"{_DEGREE}差|差{_END}|糟糕|恶劣|低劣|不好"),
    (f"{_DEGREE}早|早{_END}|及早", f"{_DEGREE}晚|晚{_END}|迟{_END}"),
    (f"{_DEGREE}贵|昂贵|高昂", "便宜|廉价|低廉|不贵"),
    (f"{_DEGREE}新|新近|最新|全新", "陈旧|老旧|过时"),
    ("可以|能够|可(?!见|谓)|(?<!不)能(?![源效耗])|允许|准许|准予|有权", "不可以|不能|不可|不得|不准|不许|不允许|禁止|严禁|无权|无法"),
    ("(?<!不)愿意?|乐意|乐于", "不愿|不肯|不想|拒绝"),
    ("必须|必需|务必|一律须|强制|应当", "不必|无需|无须|不用|毋需|自愿|非必需|可不|不需要?"),
    ("最高(?!采购|价)|最多|最大|最快|最早|最好|居首|第一位", "最低(?!采购|价)|最少|最小|最慢|最晚|最差|垫底|末位|倒数"),
    ("[优强好]于|胜过|超越|领先", "[劣弱差逊]于|不如|不及(?!时)|落后"),
    ("充足|充分|充裕|足够|够用|齐全|完备|丰富", "不足(?!以)|不够|短缺|匮乏|缺乏|欠缺|紧张|单一|不充分"),
    ("优势|上风|长处|强项|占先", "劣势|下风|短板|弱项|不足(?!以)|被动局面"),
    ("全部|所有|一律|全都|全数|悉数|都(?=[有是能要可已])|普遍|多数|大多", "个别|少数|极少|部分(?=[品地省城医患药企机人病耗])|有些|鲜有"),
    ("直接(?=[结支付])", "间接"),
    ("没变|不变|未变|没有变化|持平|照旧|依旧|保持|仍[为是]|沿用", "改变|变化|变动|升|增|涨|降|减|跌|提高|扩大|缩"),
)  # fmt: skip
_PLAIN_PAIRS = [[side.replace(" ", "|") for side in pair] for pair in read_lists(_WORDS)["pairs"]]
_PAIRS = [(re.compile(a), re.compile(b)) for a, b in [*_PATTERNS, *_PLAIN_PAIRS]]
_DENIED = re.compile("(?:(?:并|还|尚|从)?[不没未无]有?[会能得应法]?|难以|并非|不够|不太|不再)?$")
_FIGURE_PAIRS = [(re.compile(a), re.compile(b)) for a, b in _FIGURE_PATTERNS]
_ALL = {
    **{str(n): pair for n, pair in enumerate(_PAIRS)},
    **{f"figure{n}": pair for n, pair in enumerate(_FIGURE_PAIRS)},
}


def opposed(claim: str, source: str) -> list[str]:
    """Return the words of a claim that stand where the source has the other side of their pair.

    Both texts are folded (`rag.language.quantities.fold`).
    """
    said = _neighbourhoods(claim, tuple(_ALL))
    found = _neighbourhoods(source, tuple(said))
    return [
        claim[one.term.start : one.term.end]
        for kind in said
        for one in said[kind]
        if misattributed(one, said[kind], found.get(kind, []), _MISSING)
    ]


@lru_cache(maxsize=64)
def _neighbourhoods(text: str, kinds: tuple[str, ...]) -> dict[str, list[Neighbourhood]]:
    """Return the words of these pairs in a text, by the pair."""
    masked = _COMPOUNDS.sub(lambda m: "□" * len(m[0]), text)
    found = {kind: terms for kind in kinds if (terms := list(_terms(kind, masked, _ALL[kind])))}
    figures = {q.start: f"{q.kind}{q.value}" for q in quantities(text)}
    return {
        kind: [
            _beside_figure(text, term, figures)
            if kind.startswith("figure")
            else neighbourhood(text, term, terms, figures)
            for term in terms
        ]
        for kind, terms in found.items()
    }


def _beside_figure(text: str, term: Term, figures: Mapping[int, str]) -> Neighbourhood:
    """Weigh only the figures around a word like 至少, which qualifies a figure."""
    found = neighbourhood(text, term, (), figures)
    known = set(figures.values())
    weights = {key: weight for key, weight in found.weights.items() if key[0] in known}
    return replace(found, weights=weights)


def _terms(kind: str, text: str, pair: tuple[re.Pattern[str], re.Pattern[str]]) -> Iterator[Term]:
    """Yield the words of a pair, except those inside a longer one; a negated word changes sides."""
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
