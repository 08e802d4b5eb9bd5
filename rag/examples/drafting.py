"""Draft questions from an article: headings that ask, definitions, lead-ins, figures, tasks.

Each draft reads as a person would type it and is clear without the article; whether the corpus
answers it is for `rag.examples.checking` to find out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from index.model import Article
from index.text.characters import BASIC_HAN, NUMERALS
from index.text.dictionary import dictionary, tag_of
from rag.examples.circumstances import of_dates, of_offices
from rag.examples.draft import Draft, sections, sentences, words_of
from rag.examples.figures import of_figures
from rag.language.discourse import stands_alone, without_numbering
from rag.language.proper_names import in_noun_phrase
from rag.language.word_lists import word_list
from rag.question.analysis import ASKS
from rag.question.subjects import names_a_subject

SHORTEST, LONGEST = 8, 38  # characters of a question
LIST_CHARS = 600  # after a lead-in, in which its items stand
MAX_OF_KIND = 3  # drafts of a kind from one article

_ENDS_ASKING = re.compile(r"[？?]$|(?:如何|怎样|怎么|为何|为什么|哪些|多少)")
_UNCLEAR = re.compile(
    r"[\t“”\"《》<>|｜…—_=]|\d[、.．]|如下|之一|[：:；;]|^.{0,3}[，,]|[？?]|新政|^\d{1,2}月|受到|我(?!国)|本[行市省区县级单院部机年次]|^(?:有关|部分|[市省县区州](?![场级域]))|[，,].*[，,]|另外|等$|[今去明当]年|本月|上月|昨[天日]"
)
_LABEL = re.compile(r"^[^|｜丨：:]{1,12}(?:[|｜丨]|[：:])\s*")
_ITEM = re.compile(rf"^(?:[QＱ问][：:.]?|[{NUMERALS}]是)\s*")
_TASK = re.compile(f"(?:(?!的)[{BASIC_HAN}A-Za-z])+")
_OF_LAW = re.compile(r"^本(?:法|条例|办法|规定|规则|细则|意见|方案|通知)(?:所称的?|中的?)")
_DEFINED = re.compile(
    rf"^(?P<term>[{BASIC_HAN}A-Za-z0-9/-]{{3,12}}?)(?:（[^（）]{{1,40}}）|\([^()]{{1,40}}\))?"
    r"(?:，?是指|，指的是|，指|是一[种项个类套](?!重要|关键|大)|是[^，。]{2,20}的(?:英文)?(?:缩写|简称))"
)
_LEADS_IN = re.compile(
    rf"^(?P<before>[{BASIC_HAN}A-Za-z，、]{{4,24}}?)"
    rf"(?:(?:下列|以下)(?:几|[{NUMERALS}]{{1,2}})?[个项条种类点大]?(?:方?面(?:的))?|(?:[{NUMERALS}]{{1,2}}|几)[个项条种类大])"
    rf"(?P<noun>[{BASIC_HAN}]{{2,6}})[：:]$"
)
_JOINED = re.compile("，(?:并|且|同时|.{0,2}$)")
_POINT = re.compile(
    rf"^(?P<of>[{BASIC_HAN}A-Za-z]{{4,20}}?的)(?P<noun>(?:主要|根本|重要|核心|直接)?(?:原因|目的|目标|原则|依据|方针|职责|任务))"
    r"(?:是|在于|包括)(?![否不])"
)
_GAP = re.compile(rf"(?<=[{BASIC_HAN}])\s(?=\d)|(?<=\d)\s(?=[{BASIC_HAN}])")


def drafts(article: Article) -> Iterator[Draft]:
    """Yield the questions that can be made from an article, the best kinds first, each once."""
    said: set[str] = set()
    makers = (
        *(_of_title, _of_headings, _of_definitions, _of_lists, _of_points, of_offices),
        *(of_figures, of_dates, of_tasks),
    )
    for make in makers:
        most = 1 if make is of_tasks else MAX_OF_KIND
        good = (one for one in make(article) if one.question not in said)
        for one in islice(filter(lambda made: reads_well(made.question), good), most):
            said.add(one.question)
            yield one


def summary(article: Article) -> Draft | None:
    """Return the question what an article is about, if its title is short: the last resort."""
    asked = f"《{article.title}》主要讲了什么？"
    fits = article.title and len(asked) <= LONGEST and "《" not in article.title
    return Draft(asked, article, 0, len(article.text), "summary") if fits else None


def reads_well(asked: str) -> bool:
    """Return whether a question is short, clear by itself and names what it is about."""
    if not SHORTEST <= len(asked) <= LONGEST or _UNCLEAR.search(asked[:-1]):
        return False
    if any(verb in asked for verb in word_list("opinion_verbs")):
        return False
    return stands_alone(asked) and names_a_subject(asked)


def _of_title(article: Article) -> Iterator[Draft]:
    if asked := _asking(article.title):
        yield Draft(asked, article, 0, len(article.text), "heading")


def _of_headings(article: Article) -> Iterator[Draft]:
    for heading, (start, end) in sections(article):
        if asked := _asking(heading):
            yield Draft(asked, article, start, end, "heading")


def of_tasks(article: Article) -> Iterator[Draft]:
    """Ask how to do what a heading names: 完善药品供应保障体系."""
    for heading, (start, end) in sections(article):
        bare = without_numbering(heading).rstrip("：:。")
        words = list(dictionary().cut(bare))
        if len(bare) >= SHORTEST and words[0] in words_of("does") and not ASKS.search(bare):
            last = tag_of(words[-1]) or "n"
            if _TASK.fullmatch(bare) and last[0] in "nv" and not words_of("no_task") & {*words}:
                yield Draft(f"如何{bare}？", article, start, end, "task")


def _of_definitions(article: Article) -> Iterator[Draft]:
    """Ask what a term is that a sentence defines: 门诊统筹，是指…."""
    for start, end in sentences(article):
        sentence = _OF_LAW.sub("", without_numbering(article.text[start:end]))
        match = _DEFINED.match(sentence)
        if match and _is_term(match["term"]):
            yield Draft(f"什么是{match['term']}？", article, start, end, "definition")


def _is_term(text: str) -> bool:
    """Return whether a text is a noun phrase that can be defined by itself."""
    words = list(dictionary().cut(text))
    nouns = all(in_noun_phrase(word) or word.isascii() for word in words)
    return nouns and words[-1] not in words_of("no_term") and words[0] not in ("有关", "主要")


def _of_lists(article: Article) -> Iterator[Draft]:
    """Ask for the items that a sentence leads in: 应当具备下列条件：."""
    for start, end in sentences(article):
        match = _LEADS_IN.match(without_numbering(article.text[start:end]))
        if match and not _JOINED.search(match["before"]) and _listed(match["noun"]):
            asked = f"{match['before'].rstrip('的')}哪些{match['noun']}？"
            yield Draft(asked, article, start, min(end + LIST_CHARS, len(article.text)), "list")


def _listed(noun: str) -> bool:
    """Return whether people ask for what a lead-in names: 条件, 职责; not 规定."""
    return noun[:2] not in words_of("no_items")


def _of_points(article: Article) -> Iterator[Draft]:
    """Ask for what a sentence says is the reason, aim or key of something."""
    for start, end in sentences(article):
        if match := _POINT.match(without_numbering(article.text[start:end])):
            yield Draft(f"{match['of']}{match['noun']}是什么？", article, start, end, "point")


def _asking(heading: str) -> str:
    """Return a title or heading that asks something as a question; '' for any other."""
    bare = _GAP.sub("", _ITEM.sub("", without_numbering(heading)))
    label = _LABEL.match(bare)
    if label and len(bare) - label.end() >= SHORTEST:
        bare = bare[label.end() :]
    bare = bare.rstrip("？?。 ")
    asks = _ENDS_ASKING.search(heading.strip()) and ASKS.search(bare + "？")
    return f"{bare}？" if asks else ""
