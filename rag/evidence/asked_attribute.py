"""Notice that the documents do not tell what is asked of a known thing: its head, its address.

Of a hospital of which they tell much else, nothing that they say answers 院长是谁. The kinds of
answers known here have a form: an office with its holder, a place, a web address, a company.
Where no text about the thing has that form, the documents do not tell it; in doubt they do.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from index.model import Article
from index.text.characters import BASIC_HAN
from index.text.tokenizer import normalise
from rag.evidence.statements import Statement, whole_sentences
from rag.evidence.unknown_names import PASSAGES, is_mentioned
from rag.language.entities import SURNAMES
from rag.language.proper_names import PLACE, proper_names
from rag.language.word_lists import word_list
from rag.retrieval.ranking import Candidate
from rag.retrieval.retriever import Retrieval

Kind = Literal["person", "place", "address", "contact", "maker"]

_WORDS = Path(__file__).with_suffix(".toml")
_AROUND = 80  # characters on each side of an office, in which its institution is named
_BEST = 3  # statements, of which one must name a maker


def _any(name: str) -> str:
    return "|".join(map(re.escape, word_list(name, _WORDS)))


_OFFICE = rf"副?(?:{_any('offices')}|[{''.join(word_list('heads_of', _WORDS))}]长)"
_END = r"[？?。呢啊]*$"
_WHERE = r"(?:哪里|哪儿|哪|什么地方|何处|何地|哪[个座一]?(?:城市|省|市|区|县)|哪一?[条个](?P<street>路|街)上?)"
_ADDRESS = r"(?:办公|注册|通信|通讯|详细|联系|具体)?(?:地址|地点)|具体位置"
_CONTACT = "联系方式|官网(?:地址|网址)?|官方网站|网站地址|网址|电子邮[箱件]|邮箱(?:地址)?"
_FORMS: tuple[tuple[Kind, str], ...] = (
    (
        "person",
        rf"(?P<what>{_OFFICE})(?:现在|目前|到底|究竟|的?名字|的?姓名)?"
        r"(?:[是为](?:谁|哪一?位|哪个人)|[叫姓](?:什么|啥)(?:名字)?)",
    ),
    ("person", rf"谁(?:是|担任|任|当)(?P<thing>[^，,；;。？?]{{0,40}}?)的?(?P<what>{_OFFICE})"),
    ("contact", rf"(?P<what>{_CONTACT})[是叫为](?:什么|多少|哪个)"),
    ("address", rf"(?P<what>{_ADDRESS})(?:(?:在|是|位于){_WHERE}|是(?:什么|多少))"),
    ("place", rf"(?P<what>总部)?(?:设?在|位于|设于|地处|坐落[在于]?|是在){_WHERE}"),
    (
        "maker",
        rf"[由是]?哪一?[家个]?(?:公司|企业|厂家|厂商)(?P<what>(?!的)[{BASIC_HAN}]{{2,6}}?)的?",
    ),
)
_ASKED = [(kind, re.compile(form + _END)) for kind, form in _FORMS]
INSTITUTIONS = _any("institutions")
"""Ends of the names of institutions, as alternatives for use inside a pattern."""

_INSTITUTION = re.compile(f"(?:{INSTITUTIONS})$")
_ASKING_FOR = re.compile("^(?:请问|我想知道|想问一?下|麻烦问一?下|你知道|知道)[，,]?")
_LOCATED = re.compile(_any("located"))
_STREET = re.compile(rf"[{BASIC_HAN}][路街道巷弄村镇]\s?\d+\s?[号弄]|地址|位于|地处|坐落")
_REACHED = re.compile(
    r"@|www\.|https?:|\.(?:com|cn|org)\b|\d{3,4}[-—]\d{7,8}|(?<!\d)1\d{10}(?!\d)|热线"
)
_MAKER = re.compile(f"{_any('makers')}|[A-Z][A-Za-z]{{2,}}")


@dataclass(frozen=True, slots=True)
class Attribute:
    """What a question asks of a thing: the 院长 of 某某医院; '' for what it does not name.

    `name` is what is asked in the question's words, as a refusal quotes it.
    """

    kind: Kind
    thing: str
    what: str
    name: str


@lru_cache(maxsize=64)
def asked_attribute(asked: str) -> Attribute | None:
    """Return what of a thing a question asks for by a kind of answer that has a form."""
    text = _ASKING_FOR.sub("", asked.strip())
    for kind, pattern in _ASKED:
        if not (found := pattern.search(text)):
            continue
        said = found.groupdict()
        before = re.split("[，,；;。？?]", text[: found.start()])[-1]
        thing, what = (said.get("thing") or before).removesuffix("的").strip(), said.get("what", "")
        if kind == "place" and not what and not _INSTITUTION.search(thing):
            return None
        named = f"{before}{what}" if what and kind != "maker" else before + found[0]
        named = f"{thing}的{what}" if said.get("thing") else named
        kind = "address" if said.get("street") else kind
        return Attribute(kind, thing, what or "", named.rstrip("？?。呢啊"))
    return None


def untold(retrieval: Retrieval, statements: Sequence[Statement], part: int) -> str:
    """Return what a part asks of a thing if no text about the thing tells it; else ''."""
    asked = asked_attribute(retrieval.question.asked_in(part))
    if asked is None or not statements:
        return ""
    return "" if _is_told(asked, retrieval, statements, part) else asked.name


def _is_told(
    asked: Attribute, retrieval: Retrieval, statements: Sequence[Statement], part: int
) -> bool:
    """Return whether a text has the form of the answer, beside the thing where one is named."""
    best = retrieval.candidates[:PASSAGES]
    articles = {c.article.id: c.article for c in best}.values()
    if asked.kind == "person":
        return any(_is_held(asked, article) for article in articles)
    if asked.kind == "contact":
        return any(_REACHED.search(article.text) for article in articles)
    if asked.kind == "maker":
        first = sorted(statements, key=lambda s: -float(s.scores[part]))[:_BEST]
        made = re.compile(rf"[由与和同][^，。；]{{2,25}}{re.escape(asked.what)}")
        return any(made.search(s.text) or _names_maker(s.text, retrieval) for s in first)
    known = set(proper_names(retrieval.question.text, (PLACE,), 2))
    return any(_is_placed(asked, candidate, known) for candidate in best)


def _is_placed(asked: Attribute, candidate: Candidate, known: set[str]) -> bool:
    """Return whether a passage about the thing says where it is; `known` are places asked about."""
    passage, thing = candidate.passage, normalise(asked.thing)
    about = "\n".join((candidate.article.title, *passage.headings, passage.text))
    if not is_mentioned(thing, normalise(about)):
        return False
    told = _STREET if asked.kind == "address" else _LOCATED
    sentences = (passage.text[a:b] for a, b in whole_sentences(passage.text))
    return any(
        told.search(one)
        or (asked.kind == "place" and is_mentioned(thing, normalise(one)) and _new(one, known))
        for one in sentences
        if asked.thing[-2:] in one
    )


def _new(sentence: str, known: set[str]) -> bool:
    """Return whether a sentence names a place besides known ones."""
    return bool(set(proper_names(sentence, (PLACE,), 2)) - known)


def _is_held(asked: Attribute, article: Article) -> bool:
    """Return whether an article says who holds an office, near the name of the institution."""
    thing, text = normalise(asked.thing), f"{article.title}\n{article.text}"
    named = f"{article.title}\n{article.source}\n"
    for match in _holder(asked.what).finditer(text):
        near = text[max(0, match.start() - _AROUND) : match.end() + _AROUND]
        if not thing or is_mentioned(thing, normalise(named + near)):
            return True
    return False


def _names_maker(text: str, retrieval: Retrieval) -> bool:
    """Return whether a text has the name of a company, or a Latin name that was not asked about."""
    return any(match[0] not in retrieval.question.text for match in _MAKER.finditer(text))


@lru_cache(maxsize=64)
def _holder(office: str) -> re.Pattern[str]:
    """Return a pattern of an office with its holder: 院长张三, 张三院长, 由院长任组长; a column."""
    name, word = rf"[{SURNAMES}][{BASIC_HAN}]{{1,2}}", f"(?<!副){re.escape(office)}"
    other = rf"、[^，。；\n]{{0,20}}{_OFFICE}"  # 市长、市政府党组书记张三
    return re.compile(
        rf"{word}(?:[（(][^（()）]{{0,30}}[)）]|{other})?[、：:\s]?{name}|{name}(?:同志)?{word}"
        rf"|{word}(?:[由是]|\t)|[任由为是选][^，。；\n]{{0,20}}(?:为|任|担任|是|当选|兼){word}"
        rf"|(?:担任|兼任|出任|当选){word}"
    )
