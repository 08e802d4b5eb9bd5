"""Titles of official documents, compared: wrappers, editions, kinds, the place they are of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from index.metadata.regions import region_of
from index.text.characters import BASIC_HAN, half_width, letters_and_digits

_LINES = Path(__file__).with_name("act_nouns.txt").read_text("utf-8").splitlines()
RULES = tuple(_LINES[_LINES.index("[rules]") + 1 : _LINES.index("[acts]")])
ACTS = (*RULES, *_LINES[_LINES.index("[acts]") + 1 :])

_WRAPPER = re.compile(
    r".{0,80}?关于(?:重新|修订)?(?:印发|发布|公布|颁布|颁发|下发)(?:新?修订后?的)?"
    r"(?P<inner>.+?)的?(?:通知|公告|决定|通告|令|函)"
)
_BEFORE = re.compile(r"[^《》]{2,80}?(?=关于)")  # the issuer before 关于
_PASSED_ON = re.compile("转发|批转")
_EDITION = re.compile(
    r"\((?:试行|暂行|修订版?|修正版?|修正本|(?:试行)?第[一二三四五六七八九十\d]+版(?:修订版?)?|"
    r"(?:19|20)\d\d年?(?:版|修订版?|修正版?|修正本|修改))\)$"
)
_TRIAL = re.compile(rf"(?:暂行|试行)(?=(?:{'|'.join(RULES)})$)")
_DRAFT = re.compile(r"征求意见|送审稿|草案|代拟稿|讨论稿|解读|解析|答记者问|起草说明|问答|图解")
_REVISED = re.compile(r"修订|修正|修改|版\)")

_UNIT = (
    r"省(?![级直])|自治区|特别行政区|自治州|(?<![上超])市(?![场级民政直])|(?<!联)盟|自治县|"
    r"县(?![级域])|(?<![社地辖市园学校灾山牧病片郊农库景小分禁疫])区(?!域)|旗"
)
_PLACE = re.compile(
    rf"(?:中国共产党|中共)?(?P<place>(?:[{BASIC_HAN}]{{1,3}}?州市?|[{BASIC_HAN}]{{2,7}}?(?:{_UNIT}))+)"
)
_RANK = re.compile("(?:省|市|[壮回]族自治区|维吾尔自治区|自治区|特别行政区)$")
_NOWHERE = ("国家", "全国", "中华", "全", "各", "本")
_CENTRAL = re.compile(
    f"国家|国务院|中华人民共和国|中共中央|中央|全国|最高人民|[{BASIC_HAN}]{{2,10}}(?:部|总局)$"
)
CENTRAL = "国家"


@dataclass(frozen=True, slots=True)
class Title:
    """A title made comparable.

    `exact` leaves out wrappers (关于印发《…》的通知), the issuer before 关于, 中华人民共和国,
    brackets and spaces. `base` also leaves out the edition: （试行）, （2021年版）, 暂行办法.
    """

    exact: str
    base: str
    revised: bool  # says that it is a revision or an edition
    sets_rules: bool  # 办法, 条例, …: one text of its name is in force at a time

    @classmethod
    def of(cls, title: str) -> Title:
        """Read a title; 〈〉 and 《》 are the same."""
        bare = _bare(title)
        base = without_edition(bare)
        exact, revised = letters_and_digits(bare), bool(_REVISED.search(bare[len(base) :]))
        base = _TRIAL.sub("", letters_and_digits(base))
        return cls(exact, base, revised, base.endswith(RULES))


def without_edition(title: str) -> str:
    """Cut （试行）, （2021年版） and the like from the end of a title."""
    while match := _EDITION.search(title):
        title = title[: match.start()]
    return title


def is_act(title: str) -> bool:
    """Return whether a title is one of an official document, neither draft nor commentary."""
    bare = without_edition(half_width("".join(title.split())).rstrip("》〉"))
    return bare.endswith(ACTS) and not _DRAFT.search(title)


def place_of(*names: str) -> str:
    """Return the place that the first of these names which tells it begins with.

    国家 for a central office, '' where none tells.
    """
    for name in names:
        if match := _PLACE.match(name):
            place = match["place"]
            if not place.startswith(_NOWHERE):
                return place
        if _CENTRAL.match(name.split("、")[0]):
            return CENTRAL
        if region := region_of(name):
            return region
    return ""


def same_place(one: str, other: str) -> bool:
    """Return whether two known places are the same; one may go without its province or rank."""
    bare = _RANK.sub("", one), _RANK.sub("", other)
    if bare[0] == one or bare[1] == other:
        one, other = bare
    return bool(one and other) and (one.endswith(other) or other.endswith(one))


def _bare(title: str) -> str:
    folded = half_width("".join(title.split())).translate(str.maketrans("〈〉<>", "《》《》"))
    match = _WRAPPER.fullmatch(folded)
    if match and not _PASSED_ON.search(folded):
        inner = match["inner"]
        if re.fullmatch(r"《[^《》]+》|[^《》]+", inner):
            folded = inner.strip("《》")
    if (match := _BEFORE.match(folded)) and not _PASSED_ON.search(match[0]):
        folded = folded[match.end() :]
    return folded.removeprefix("中华人民共和国")
