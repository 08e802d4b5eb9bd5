"""Cut a question into words and tell their parts in it: noun, name, asking word, ordinal, year.

jieba's cut, but titles, years, ordinals and the name of a city or county stay whole: 江城市 is
no 江 and 城市, 2021年建 no 2021 and 年建.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.text.characters import BASIC_HAN, NUMERALS
from index.text.dictionary import dictionary, tag_of
from rag.language.proper_names import INSTITUTION, OTHER, PLACE, in_noun_phrase

_YEAR = r"(?<!\d)(?:19|20)\d\d(?!\d)(?:\s?年度|\s?年(?![均限龄制级资]))?|[今去前明后]年"
_ORDINAL = rf"第[{NUMERALS}百\d]{{1,5}}[{BASIC_HAN}]"
_WHOLE = re.compile(
    r"(?P<title>《[^《》]{1,80}》)"
    rf"|(?P<year>{_YEAR})|(?P<ordinal>{_ORDINAL})"
    rf"|(?:^|(?<=[在从对按到，,、和与]))(?P<place>[{BASIC_HAN}]{{2,3}}?(?:[省市县州盟旗]|自治区|新区))"
)
_NO_PLACE = "大小中各该哪全本我这那某每几同外跨多一二三四在对"  # first characters: 大城市, 这个省
_ASKING = re.compile(
    "[什哪谁几咋]|多[少大长久高远]|[怎如]|为何|何时|何种|何地|是否|能否|可否|^[吗呢吧么]$|有没有|能不能|是不是"
    "|可不可以|^(?:what|which|who|when|where|how|why)$",
    re.I,
)
_FUNCTION = "的了在和是由有为被与及或对把从到呢吗也都要能会可该"
_HAN = re.compile(f"[{BASIC_HAN}]")
# What jieba takes for an unknown word, and is none: 能贷, 要交, 不缴, 建了, 期到.
_NO_NOUN = re.compile("^[能要可会不没未应须已再才就都被把给一两]|[了过着到为于在至]$")
_BEFORE_ASKING = {
    "是",
    "为",
    "有",
    "在",
    "从",
    "由",
    "到",
    "约",
    "达到",
    "以",
    "被",
    "分别",
    "大约",
}
_SAID_OF = {"应当", "应该", "应", "须", "必须", "需要", "需", "要"}
_ASKED_THINGS = {"时候", "地方", "部门", "样", "年", "月", "个"}
_ACRONYM = re.compile("[A-Z][A-Z0-9-]+")
_POLITE = re.compile("请问?|麻烦|介绍|概括|总结|说明|解释|列[出举]|谈谈|告诉")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a question at the offset `start`, with its kind or the dictionary's tag."""

    text: str
    start: int
    tag: str

    @property
    def end(self) -> int:
        """Offset after the word."""
        return self.start + len(self.text)

    @property
    def asks(self) -> bool:
        """Whether the word makes a question: 多少, 什么, 吗."""
        return bool(_ASKING.search(self.text))

    @property
    def names(self) -> bool:
        """Whether the word can be in a noun phrase: a noun, a name, a title, an ordinal."""
        if self.tag in ("title", "ordinal", "place"):
            return True
        if self.asks or self.tag == "year" or self.text == "时候":
            return False
        if not self.tag and _NO_NOUN.search(self.text):
            return False
        long = self.tag == "l" and len(self.text) > 2
        return long or bool(_ACRONYM.fullmatch(self.text)) or in_noun_phrase(self.text)

    @property
    def is_place(self) -> bool:
        """Whether the word is a place."""
        return self.tag in ("place", PLACE)

    @property
    def is_name(self) -> bool:
        """Whether the word is a proper name or a title."""
        return self.is_place or self.tag in ("title", INSTITUTION, OTHER)

    @property
    def is_latin(self) -> bool:
        """Whether the word is in Latin letters, and no short function word."""
        return self.text.isascii() and self.text.isalpha() and len(self.text) > 3

    @property
    def acts(self) -> bool:
        """Whether the word is a verb of two characters or more, which can stand before a noun."""
        return self.tag.startswith("v") and len(self.text) > 1 and not self.asks


@lru_cache(maxsize=64)
def words(text: str) -> tuple[Word, ...]:
    """Cut a text into its words; punctuation and blanks are words too."""
    return tuple(_words(text))


def _words(text: str) -> Iterator[Word]:
    at = 0
    for match in _WHOLE.finditer(text):
        if match.lastgroup == "place" and not _is_place(match[0]):
            continue
        yield from _cut(text[at : match.start()], at)
        yield Word(match[0], match.start(), match.lastgroup or "")
        at = match.end()
    yield from _cut(text[at:], at)


def _cut(text: str, at: int) -> Iterator[Word]:
    """Yield jieba's words; single characters after a transcribed name belong to it (阿托伐他汀)."""
    name: Word | None = None
    for cut in _cut_off_is(dictionary().cut(text)):
        word = Word(cut, at, tag_of(cut) or "")
        at = word.end
        if name and len(cut) == 1 and _HAN.match(cut) and cut not in _FUNCTION:
            name = Word(name.text + cut, name.start, name.tag)
            continue
        if name:
            yield name
        name = word if word.tag == "nrt" else None
        if not name:
            yield word
    if name:
        yield name


def _cut_off_is(cuts: Iterable[str]) -> Iterator[str]:
    """Yield words, with 是 apart from what jieba does not know: 点数 法是."""
    for cut in cuts:
        if len(cut) > 1 and cut.endswith("是") and tag_of(cut) is None:
            yield cut[:-1]
            yield "是"
        else:
            yield cut


def _is_place(text: str) -> bool:
    """Return whether what ends like a place is one: not 全市, nor a word for other things."""
    return text[0] not in _NO_PLACE and tag_of(text) in (None, PLACE)


def runs(found: Sequence[Word]) -> Iterator[list[Word]]:
    """Yield the noun phrases among words: neighbouring nouns and names, 的 between them too.

    A verb between two nouns belongs to them (残疾人就业保障金), and so do an adverb directly before
    a noun (长期护理保险) and the verb with which a question begins (退休人员, 申请补贴).
    """
    run: list[Word] = []
    for before, word, after in zip((None, *found), found, (*found[1:], None), strict=False):
        if word.names or (run and word.text == "的"):
            if not run and before and _leads(before):
                run.append(before)
            run.append(word)
        elif run and run[-1].names and word.acts and after and after.names:
            run.append(word)
        else:
            if kept := [*run[1:], word] if _is_object(run, word, after) else trimmed(run):
                yield kept
            run = []
    if kept := trimmed(run):
        yield kept


def _is_object(run: Sequence[Word], word: Word, after: Word | None) -> bool:
    """Return whether a verb ends the object of another one: 注册 of 申请护士执业注册应当…."""
    verbs = len(run) > 1 and run[0].acts and run[-1].names and word.acts
    return bool(verbs and after and after.text in _SAID_OF)


def _leads(word: Word) -> bool:
    """Return whether a word directly before a noun is part of its phrase."""
    if len(word.text) < 2 or word.asks or _POLITE.fullmatch(word.text):
        return False
    return word.tag == "d" or (word.start == 0 and word.acts)


def trimmed(run: list[Word]) -> list[Word]:
    """Leave out what cannot end a noun phrase: 的, 里, an adjective (平均), a verb, a time."""
    while run and (run[-1].text in "的里中上" or run[-1].tag in ("a", "d", "f", "b", "v", "t")):
        run = run[:-1]
    return run


def spelled(found: Sequence[Word]) -> str:
    """Return the text of neighbouring words."""
    return "".join(word.text for word in found)


def without_asking(question: str) -> str:
    """Return what a question says: 第二批平均降价 of 第二批平均降价多少？ '' if it only asks."""
    kept: list[Word] = []
    found = words(question.strip("？?！!。，,；; "))
    for i, word in enumerate(found):
        after = found[i - 1] if i else None
        if word.asks:
            while kept and kept[-1].text in _BEFORE_ASKING:
                kept.pop()
        elif not (after and after.asks and (word.tag == "q" or word.text in _ASKED_THINGS)):
            kept.append(word)
    return spelled(kept).rstrip("是为有的在从由会要到约了 ")
