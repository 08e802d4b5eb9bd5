"""Tell whether a question names what it is about, and what that is.

学院有多少位教师？ could be asked of any college: all its words are common, and none is a name.
The subject of a question is its first noun phrase: 海蓝市 of 海蓝市建了多少家社区医院. The whole
question in front of the next one would find its own answer again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from index.text.characters import BASIC_HAN
from index.text.dictionary import dictionary
from rag.language.proper_names import PLACE, certain_names, proper_names
from rag.language.question_words import Word, runs, spelled, trimmed, words
from rag.question.analysis import FILLER, YEAR, key_terms

COMMON = 300  # frequency in jieba's dictionary from which a word names nothing in particular
SHORT = 12  # characters of content; a longer question without a name has a subject of its own
OWNER = 3  # characters of a noun that says of what the next one is: 化妆品广告
ELLIPTIC = 15  # characters of a question that may leave out its subject
MAX_SUBJECT, MIN_SUBJECT = 20, 3  # characters of a subject

# What follows a noun that is asked for itself: 是多少？ 有多久？ 呢？
HOW_MUCH = re.compile(
    r"(?:要|应当?|需要?|必须)?[是为有达约到]{0,2}(?:大约|大概|分别|各)?(?:多少|多[久高长大]|几)[^，,]{0,3}$|呢[？?]?$"
)

_AMOUNT = re.compile(
    "(?:率|额|数|量|比|价|价格|金|费|费用|比例|占比|幅度?|年龄|面积|规模|[薪工]资|收入|强度|津贴|补[贴助])$"
)

_YEAR_FIRST = re.compile(rf"^{YEAR.pattern}\s?年?的?")
_IS_WHAT = re.compile("[是有](?:什么|谁|哪些?)")

AskedFor = Callable[[str], bool]
"""A function that tells whether a noun is asked of things (费用) and is no thing itself."""

_WORD = re.compile(f"[{BASIC_HAN}]{{2,}}")


_KEYWORDS = re.compile(r"[^\s，,。；;、？?！!] +[^\s]")
_DEFINES = re.compile("什么[是叫]|何[谓为]|我国|全国|世界|各[地省级]")
# What a question without a subject begins with: 由谁负责, 什么时候开始, 有多少名教师.
_ASKS_FIRST = re.compile("怎么|如何|怎样|为什么|为何|谁|哪")
_NO_SUBJECT = re.compile(
    "由[谁哪什]|被|有[多几哪什没]|是[由从在什谁哪否不几多]|[位属]于|什么时候|啥时候|何时|多[久少长大]|几[个年月天]|哪[年天一]"
    "|[在从][哪什何]|[会能](?!力)|可以|需要|必须|应当|[要可].{0,2}[不否多什怎哪几]|还|又|都|也|共|一共|总共|目前|现在"
    "|主要|最|曾|原|具体"
)


def names_a_subject(asked: str, said: str = "") -> bool:
    """Return whether a question has a name, a term or an uncommon word of its own.

    Words that were `said` before are not its own. A long question that shares no word with what
    was said is about something else, however common its words are.
    """
    if key_terms(asked) or certain_names(asked, shortest=3):
        return True
    if any(place not in said for place in proper_names(asked, (PLACE,), 2)):
        return True
    own = [word for word in dictionary().cut(asked) if _WORD.fullmatch(word)]
    if any(is_uncommon(word) and word not in said for word in own):
        return True
    return len(FILLER.sub("", asked)) > SHORT and not any(word in said for word in own)


def is_uncommon(word: str) -> bool:
    """Return whether a word is too rare to be said of many things."""
    return (dictionary().FREQ.get(word) or 0) < COMMON


def subject_of(question: str, asked_for: AskedFor | None = None) -> str:
    """Return what a question is about, for a follow-up to be asked of it; '' if nothing is named.

    A document's title; else the first noun phrase of three characters or more, with the place
    before it (海蓝市社区医院 of 海蓝市建了多少家社区医院), and without what is `asked_for` of a thing
    (文学院 of 文学院的学费是多少).
    """
    found = words(question)
    if title := next((word.text for word in found if word.tag == "title"), ""):
        return title
    place = ""
    for phrase in runs(found):
        if not place and len(phrase) == 1 and phrase[0].is_place:
            place = phrase[0].text
            continue
        kept = spelled(_without_asked(phrase, found, asked_for))[:MAX_SUBJECT]
        if len(place + kept) >= MIN_SUBJECT and len(kept) > 1:
            return place + kept
    return place or _first_of_two(found)


def _without_last(phrase: list[Word]) -> list[Word]:
    """Leave out the last noun; a verb before it is a noun itself: 护士执业注册 of 护士执业注册有效期."""
    rest = phrase[:-1]
    noun = rest and rest[-1].acts and not is_amount(phrase[-1].text)  # not 支付比例
    return rest if noun else trimmed(rest)


def is_amount(noun: str) -> bool:
    """Return whether a noun is called like an amount: 签约率, 补助金, 费用."""
    return bool(_AMOUNT.search(noun))


def _first_of_two(found: Sequence[Word]) -> str:
    """Return the first noun or verb of two characters, where a question has nothing longer."""
    two = (word.text for word in found if len(word.text) == 2 and (word.names or word.acts))
    return next(two, "")


def _without_asked(
    phrase: list[Word], found: Sequence[Word], asked_for: AskedFor | None
) -> list[Word]:
    """Leave out the end of a phrase that is asked for: 的资金, and 比例 where 是多少 follows."""
    rest = "".join(word.text for word in found if word.start >= phrase[-1].end)
    texts = [word.text for word in phrase]
    of = len(texts) - 1 - texts[::-1].index("的") if "的" in texts else 0
    how_much = bool(HOW_MUCH.match(rest))
    if of and (
        how_much or _IS_WHAT.match(rest) or (asked_for and asked_for("".join(texts[of + 1 :])))
    ):
        kept = trimmed(phrase[:of])
    else:
        kept = _without_last(phrase) if how_much and not of else phrase
    return kept if len(spelled(kept)) >= MIN_SUBJECT else phrase


def defines(bare: str) -> bool:
    """Return whether a question asks what something is, or of all the land: 什么是…, 全国…."""
    return _DEFINES.match(bare) is not None


def lacks_subject(
    bare: str, before: str, asked_for: AskedFor | None = None, joined: bool = False
) -> bool:
    """Return whether a question does not say what it is about.

    It begins without a subject (由谁负责？), or with a noun for what is asked of things (费用由谁
    出？), or has no name and no uncommon word. One of keywords, 护士 工资 规定, says it all.
    """
    rest = _YEAR_FIRST.sub("", bare)
    if rest != bare and asked_for:  # 2025年目标是什么, but not 2024年第十批集采降价多少
        noun = next(runs(words(rest)), [])
        lacks = bool(noun) and not noun[0].start and asked_for(spelled(noun))
        return lacks and not key_terms(rest)
    if _KEYWORDS.search(bare) or key_terms(bare) or defines(bare):
        return False
    found = words(bare)
    if any(word.is_name and len(word.text) > 2 and word.text not in before for word in found):
        return False
    if len(bare) > ELLIPTIC and not joined:
        return False
    first = next(runs(found), [])
    if _ASKS_FIRST.match(bare):
        return not _names_a_thing(found, before, asked_for, OWNER)
    done = first and len(spelled(first)) <= OWNER and bare[first[-1].end :].startswith(("了", "过"))
    if _NO_SUBJECT.match(bare) or done:
        return True
    if not first or first[0].start:
        return not _names_a_thing(found, before, asked_for)
    return _lacks_owner(first, bare, before, asked_for)


def _names_a_thing(
    found: Sequence[Word], before: str, asked_for: AskedFor | None, shortest: int = 2
) -> bool:
    """Return whether a question that begins with no noun names a thing: 申请居住证要什么材料？"""
    nouns = [spelled(run).split("的")[0] for run in runs(found)]
    new = [noun for noun in nouns if len(noun) >= shortest and noun not in before]
    if found[0].acts and is_uncommon(found[0].text) and found[1:] and found[1].asks:
        new.append(found[0].text)
    return any(not asked_for or not asked_for(noun) for noun in new)


def _lacks_owner(first: list[Word], bare: str, before: str, asked_for: AskedFor | None) -> bool:
    """Return whether a question begins with a noun that is of something: 费用, 学院."""
    texts = [word.text for word in first]
    if "的" in texts:
        owner = spelled(first[: texts.index("的")])
        common = not asked_for or asked_for(owner) or not names_a_subject(bare, before)
        return owner in before or (len(owner) < OWNER and common)
    if (
        asked_for
        and len(first) <= 2
        and all(word.tag and word.tag[:2] != "nr" for word in first)
        and asked_for("".join(texts))
    ):
        owner = texts[0] if len(texts) > 1 else ""
        return len(owner) < OWNER or owner in before or asked_for(owner)
    return len(first) == 1 and not names_a_subject(bare, before)
