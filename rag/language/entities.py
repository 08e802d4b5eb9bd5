"""Find the names in a text: quoted terms, titles, Latin words, people, places, institutions.

Patterns and jieba's tagger miss some names and invent others. That does little harm where two
texts are compared, since both are read in the same way.
"""

from __future__ import annotations

import re
import threading
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Literal

from index.text.dictionary import LazyTokenizer
from rag.language.quantities import fold
from rag.language.word_lists import word_list

NameKind = Literal["quoted", "title", "latin", "person", "place", "institution"]

_QUOTED = re.compile(r"[“「『\"]([^“”「」『』\"]{2,40})[”」』\"]")
_TITLE = re.compile(r"《([^《》]{2,80})》")
_LATIN = re.compile(
    r"(?<![A-Za-z])(?:(?<!\d)\d++(?=[A-Z]))?[A-Za-z][A-Za-z0-9]*(?:[-+.&][A-Za-z0-9]+)*"
)
_SAYS = f"(?:则|也|还|曾|又)?(?:{'|'.join(word_list('speech_verbs'))})"
_ASIDE = re.compile(rf"[（(][^（()）]{{2,60}}[)）](?={_SAYS})")  # 某某（某院院长）说
OFFICES = "|".join(word_list("offices"))
"""Offices, as alternatives for use inside a pattern."""

SURNAMES = "".join(word_list("surnames"))
"""Characters with which surnames begin, for use inside a character class."""

_SPEAKER = re.compile(rf"(?:{OFFICES})([\u4e00-\u9fff]{{2,3}}?)(?={_SAYS})")
_SUBJECT = re.compile(
    rf"(?:^|(?<=[，,。；;：:\n]))([{SURNAMES}][\u4e00-\u9fff]{{1,2}}?)(?={_SAYS})"
    rf"|([{SURNAMES}](?:女士|先生|大妈|大爷))"
)
_OFFICE_BEFORE = re.compile(rf"(?:{OFFICES})$")
_SHORT_NAMES = (
    (re.compile("卫生健康委(?:员会)?"), "卫健委"),
    (re.compile("医疗保障局"), "医保局"),
    (re.compile("药品监督管理局"), "药监局"),
    (re.compile("发展和?改革委(?:员会)?"), "发改委"),
    (re.compile("人力资源和?社会保障部"), "人社部"),
    (re.compile("中医药管理局"), "中医药局"),
)
_MINISTRY = re.compile(
    r"(?:国家)?(?:卫健委|医保局|药监局|发改委|中医药局|疾控局|统计局)|(?:财政|人社|公安|民政|教育)部|国务院(?:办公厅)?|最高人民法院"
)
_INSTITUTION = re.compile(
    r"(?:(?![的是由向对据把被和与及或在为]|首[批家个])[\u4e00-\u9fff]){2,8}(?:医院|大学|学院|公司|集团|委员会|研究院|研究所|协会|学会|基金会|药业|制药)"
)
_TAGS: dict[str, NameKind] = {
    "nr": "person",
    "ns": "place",
    "nt": "institution",
    "nz": "institution",
}
_PREDICATE = re.compile("v(?!n)|[dpcury]")
_EVERYDAY = frozenset(word_list("everyday_words"))


@dataclass(frozen=True, slots=True)
class Name:
    """A name without its quotation marks.

    `sure` is false where neither the form of the word nor its context proves that it is a name.
    """

    text: str
    kind: NameKind
    sure: bool = True


@lru_cache(maxsize=4096)
def names(text: str) -> frozenset[Name]:
    """Return the names in a text."""
    text = fold(text)
    found = {Name(m[1], "title") for m in _TITLE.finditer(text)}
    found |= {Name(m[1], "quoted") for m in _QUOTED.finditer(text)}
    rest = _ASIDE.sub("", _TITLE.sub("，", text))
    found |= {Name(m[0].upper(), "latin") for m in _LATIN.finditer(rest)}
    found |= {Name(m[0], "institution") for m in _MINISTRY.finditer(shorten_ministries(rest))}
    speakers = {Name(m[1], "person") for m in _SPEAKER.finditer(rest)}
    institutions = {Name(bare, "institution", sure=False) for bare in _institutions(rest)}
    return frozenset(found | speakers | institutions | _tagged(rest))


def _institutions(text: str) -> Iterator[str]:
    """Yield hospitals, companies and the like, without the verbs and particles before the name."""
    for match in _INSTITUTION.finditer(text):
        words = tagged_words(match[0])
        verbs = [i for i, (_, tag) in enumerate(words) if _PREDICATE.match(tag)]
        bare = "".join(word for word, _ in words[max(verbs, default=-1) + 1 :])
        if len(bare) > 3:
            yield bare


def shorten_ministries(text: str) -> str:
    """Replace the long names of ministries and bureaus by the short ones."""
    for long, short in _SHORT_NAMES:
        text = long.sub(short, text)
    return text


def _tagged(text: str) -> set[Name]:
    """Return the names that the tagger knows, and subjects of speech verbs with a surname."""
    words = tagged_words(text)
    # A dictionary word that isn't tagged as a person is none; the tag of any other word is a guess.
    common = {word for word, tag in words if tag != "nr" and _known(word)}
    subjects = {
        Name(m[1] or m[2], "person")
        for m in _SUBJECT.finditer(text)
        if (m[1] or m[2]) not in common | _EVERYDAY
    }
    return subjects | {
        Name(
            word, _TAGS[tag], _known(word) if tag == "ns" else tag != "nr" or _is_person(word, text)
        )
        for word, tag in words
        if tag in _TAGS
        and len(word) > 1
        and word not in _EVERYDAY
        and not _is_common_word(word, tag)
    }


def tagged_words(text: str) -> list[tuple[str, str]]:
    """Return the words of a text with the first two letters of their part-of-speech tags."""
    with _lock:
        return [(str(word.word), str(word.flag)[:2]) for word in _tagger().cut(text)]


def _known(word: str) -> bool:
    """Return whether the tagger's dictionary has the word."""
    return bool(_tagger().tokenizer.FREQ.get(word))


def _is_common_word(word: str, tag: str) -> bool:
    """Return whether a word is not a name in spite of its tag: 上市, 和线."""
    if tag == "nr" and word[-1] in "委局部院会厅处所":
        return True
    short_place = tag == "ns" and len(word) == 2 and word[1] in "市县区省村镇"
    return short_place or (tag != "nr" and not _known(word) and word[0] in "和与及或在的")


def _is_person(word: str, text: str) -> bool:
    """Return whether a surname, an office or a speech verb beside it shows that it is a person."""
    at = text.find(word)
    return (
        (len(word) == 3 and word[0] in SURNAMES)
        or bool(re.search(word + _SAYS, text))
        or bool(_OFFICE_BEFORE.search(text[max(0, at - 4) : at]))
    )


_lock = threading.Lock()  # jieba does not promise to be thread-safe


@cache
def _tagger() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba.posseg

    return jieba.posseg.POSTokenizer(LazyTokenizer())
