"""Names in a text: quoted terms, titles, Latin words, people, places, institutions.

Patterns and jieba's tagger find more or fewer of them than a reader would; what they find
on both sides of a comparison they find alike.
"""

from __future__ import annotations

import re
import threading
import warnings
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Literal

from rag.quantities import fold

Kind = Literal["quoted", "title", "latin", "person", "place", "institution"]

_QUOTED = re.compile(r"[“「『\"]([^“”「」『』\"]{2,40})[”」』\"]")
_TITLE = re.compile(r"《([^《》]{2,80})》")
_LATIN = re.compile(r"(?<![A-Za-z])(?:\d+(?=[A-Z]))?[A-Za-z][A-Za-z0-9]*(?:[-+.&][A-Za-z0-9]+)*")
_SAYS = "(?:则|也|还|曾|又)?(?:说|表示|称|认为|介绍|指出|建议|提出|强调|透露|告诉|坦言|预计|解释|提醒|主张|呼吁|谈)"
_OFFICE = "院长|主任|局长|司长|处长|部长|市长|省长|县长|书记|教授|委员|代表|会长|理事长|秘书长|经理|研究员|医生|医师|CEO|主席|总裁|院士|专家|总理"
_SPEAKER = re.compile(rf"(?:{_OFFICE})([\u4e00-\u9fff]{{2,3}}?)(?={_SAYS})")
_SUBJECT = re.compile(rf"(?:^|(?<=[，,。；;：:\n]))([\u4e00-\u9fff]{{2,3}}?)(?={_SAYS})")
_INSTITUTION = re.compile(
    r"(?:(?![的是由向对据把被和与及或在为])[\u4e00-\u9fff]){2,8}(?:医院|大学|学院|公司|集团|委员会|研究院|研究所|协会|学会|基金会|药业|制药)"
)
_TAGS: dict[str, Kind] = {"nr": "person", "ns": "place", "nt": "institution", "nz": "institution"}
_EVERYWHERE = frozenset({"专家", "中国", "我国", "全国", "东部", "西部", "中部", "华夏", "祖国"})


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
    rest = _TITLE.sub("，", text)
    found |= {Name(m[0].upper(), "latin") for m in _LATIN.finditer(rest)}
    speakers = {Name(m[1], "person") for m in _SPEAKER.finditer(rest)}
    institutions = {Name(m[0], "institution", sure=False) for m in _INSTITUTION.finditer(rest)}
    return frozenset(found | speakers | institutions | _tagged(rest))


def _tagged(text: str) -> set[Name]:
    with _lock:
        words = [(str(word.word), str(word.flag)[:2]) for word in _tagger().cut(text)]
    common = {word for word, tag in words if tag != "nr"}
    subjects = {
        Name(m[1], "person") for m in _SUBJECT.finditer(text) if m[1] not in common | _EVERYWHERE
    }
    return subjects | {
        Name(word, _TAGS[tag], tag != "nr" or bool(re.search(word + _SAYS, text)))
        for word, tag in words
        if tag in _TAGS and len(word) > 1 and word not in _EVERYWHERE
    }


_lock = threading.Lock()  # jieba promises nothing about threads


@cache
def _tagger() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba.posseg

    from index.lexical import _new_jieba

    return jieba.posseg.POSTokenizer(_new_jieba())
