"""Names in a text: quoted terms, titles, Latin words, people, places, institutions.

Patterns and jieba's tagger find more or fewer of them than a reader would; what they find
on both sides of a comparison they find alike.
"""

from __future__ import annotations

import re
import threading
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Literal

from rag.language.quantities import fold

Kind = Literal["quoted", "title", "latin", "person", "place", "institution"]

_QUOTED = re.compile(r"[“「『\"]([^“”「」『』\"]{2,40})[”」』\"]")
_TITLE = re.compile(r"《([^《》]{2,80})》")
_LATIN = re.compile(r"(?<![A-Za-z])(?:\d+(?=[A-Z]))?[A-Za-z][A-Za-z0-9]*(?:[-+.&][A-Za-z0-9]+)*")
_SAYS = "(?:则|也|还|曾|又)?(?:说|表示|称|认为|介绍|指出|建议|提出|强调|透露|告诉|坦言|预计|解释|提醒|主张|呼吁|谈|觉得|判断|回顾|坦承|直言|回应|补充|希望|担心|提到|力主|倡议|解读)"
_ASIDE = re.compile(rf"[（(][^（()）]{{2,60}}[)）](?={_SAYS})")  # 某某（某院院长）说
OFFICE = "院长|主任|局长|司长|处长|部长|市长|省长|县长|书记|教授|委员|代表|会长|理事长|秘书长|经理|研究员|医生|医师|CEO|主席|总裁|院士|专家|总理|主管|总监|负责人|店员"
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
    "鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝"
    "董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房裘缪干解应宗丁宣邓单杭洪包诸左石崔吉龚程邢"
    "裴陆荣翁荀羊惠甄家封芮储靳段焦谷侯全班秋仲伊宫宁仇栾甘厉武符刘景詹束龙叶司黎薄印宿白怀蒲台从鄂索咸籍赖卓蔺屠蒙池乔阴闻党翟谭贡劳姬"
    "申扶冉宰雍桑桂牛寿通边燕尚农温别庄晏柴阎慕连茹习艾容向古易慎戈廖终居衡步都耿满弘匡国文寇广东欧阙沃利蔚越隆师巩聂晁敖融冷辛阚简饶空曾"
    "关查游竺权司马上官欧阳夏侯诸葛闫肖付代揭粟"
)
_SPEAKER = re.compile(rf"(?:{OFFICE})([\u4e00-\u9fff]{{2,3}}?)(?={_SAYS})")
_SUBJECT = re.compile(
    rf"(?:^|(?<=[，,。；;：:\n]))([{_SURNAMES}][\u4e00-\u9fff]{{1,2}}?)(?={_SAYS})"
    rf"|([{_SURNAMES}](?:女士|先生|大妈|大爷))"
)
_CALLED = re.compile(rf"(?:{OFFICE})$")
_SHORT = (
    (re.compile("卫生健康委(?:员会)?"), "卫健委"),
    (re.compile("医疗保障局"), "医保局"),
    (re.compile("药品监督管理局"), "药监局"),
    (re.compile("发展和?改革委(?:员会)?"), "发改委"),
    (re.compile("人力资源和?社会保障部"), "人社部"),
    (re.compile("中医药管理局"), "中医药局"),
)
_BODY = re.compile(
    r"(?:国家)?(?:卫健委|医保局|药监局|发改委|中医药局|疾控局|统计局)|(?:财政|人社|公安|民政|教育)部|国务院(?:办公厅)?|最高人民法院"
)
_INSTITUTION = re.compile(
    r"(?:(?![的是由向对据把被和与及或在为]|首[批家个])[\u4e00-\u9fff]){2,8}(?:医院|大学|学院|公司|集团|委员会|研究院|研究所|协会|学会|基金会|药业|制药)"
)
_TAGS: dict[str, Kind] = {"nr": "person", "ns": "place", "nt": "institution", "nz": "institution"}
_PREDICATE = re.compile("v(?!n)|[dpcury]")
_EVERYWHERE = frozenset(
    [
        "专家",
        "中国",
        "我国",
        "全国",
        "东部",
        "西部",
        "中部",
        "华夏",
        "祖国",
        "印发",
        "申报",
        "普通",
        "联网",
        "曙光",
        "人大代表",
        "真实世界",
        "中医药",
        "中成药",
        "颗粒剂",
    ]
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name as written, without its marks. `sure`: its form or place says it is one."""

    text: str
    kind: Kind
    sure: bool = True


@lru_cache(maxsize=4096)
def names(text: str) -> frozenset[Name]:
    """Names of a text."""
    text = fold(text)
    found = {Name(m[1], "title") for m in _TITLE.finditer(text)}
    found |= {Name(m[1], "quoted") for m in _QUOTED.finditer(text)}
    rest = _ASIDE.sub("", _TITLE.sub("，", text))
    found |= {Name(m[0].upper(), "latin") for m in _LATIN.finditer(rest)}
    found |= {Name(m[0], "institution") for m in _BODY.finditer(abbreviated(rest))}
    speakers = {Name(m[1], "person") for m in _SPEAKER.finditer(rest)}
    institutions = {Name(bare, "institution", sure=False) for bare in _institutions(rest)}
    return frozenset(found | speakers | institutions | _tagged(rest))


def _institutions(text: str) -> Iterator[str]:
    """What is called a hospital or the like, without the verbs and particles before its name."""
    for match in _INSTITUTION.finditer(text):
        words = words_of(match[0])
        verbs = [i for i, (_, tag) in enumerate(words) if _PREDICATE.match(tag)]
        bare = "".join(word for word, _ in words[max(verbs, default=-1) + 1 :])
        if len(bare) > 3:
            yield bare


def abbreviated(text: str) -> str:
    """Text with the short names of ministries and bureaus."""
    for long, short in _SHORT:
        text = long.sub(short, text)
    return text


def _tagged(text: str) -> set[Name]:
    words = words_of(text)
    # what the tagger knows by another tag than a name's; what it guesses says nothing
    common = {word for word, tag in words if tag != "nr" and _known(word)}
    subjects = {
        Name(m[1] or m[2], "person")
        for m in _SUBJECT.finditer(text)
        if (m[1] or m[2]) not in common | _EVERYWHERE
    }
    return subjects | {
        Name(word, _TAGS[tag], _known(word) if tag == "ns" else tag != "nr" or _called(word, text))
        for word, tag in words
        if tag in _TAGS and len(word) > 1 and word not in _EVERYWHERE and not _common(word, tag)
    }


def words_of(text: str) -> list[tuple[str, str]]:
    """Words of a text with the first two letters of their tags."""
    with _lock:
        return [(str(word.word), str(word.flag)[:2]) for word in _tagger().cut(text)]


def _known(word: str) -> bool:
    return bool(_tagger().tokenizer.FREQ.get(word))


def _common(word: str, tag: str) -> bool:
    """Whether a word is none of the names its tag stands for: 上市, 和线."""
    if tag == "nr" and word[-1] in "委局部院会厅处所":
        return True
    short_place = tag == "ns" and len(word) == 2 and word[1] in "市县区省村镇"
    return short_place or (tag != "nr" and not _known(word) and word[0] in "和与及或在的")


def _called(word: str, text: str) -> bool:
    """Whether a surname before two more, an office or saying something makes it a person."""
    at = text.find(word)
    return (
        (len(word) == 3 and word[0] in _SURNAMES)
        or bool(re.search(word + _SAYS, text))
        or bool(_CALLED.search(text[max(0, at - 4) : at]))
    )


_lock = threading.Lock()  # jieba promises nothing about threads


@cache
def _tagger() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba.posseg

    from index.text.tokenizer import new_jieba

    return jieba.posseg.POSTokenizer(new_jieba())
