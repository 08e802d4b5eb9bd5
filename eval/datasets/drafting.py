"""Draft evaluation questions from the corpus, for a person to edit.

Drafted questions copy the wording of the text, which makes keyword search look better than it
is: a person should reword each one and then remove its `draft` mark. eval.datasets.overlap
measures how much wording is still copied.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from eval.datasets.matching import squeeze
from eval.datasets.sets import Question, Source
from eval.system import PassageStore
from index.model import Article
from index.text.characters import NUMERALS, character_pairs, letters_and_digits
from index.text.sentences import split_sentences

QUESTION_CHARS = (8, 45)
HEADING_CHARS = 9  # a shorter heading names no topic: 推进高质量发展
MAX_POINTS = 4
ANSWER_CHARS = 200

_UNITS = (
    "个百分点|人次|剂次|例次|万元|亿元|个|家|人|名|种|项|件|例|所|张|场|户|元|吨|公里|平方米"
    "|床|批|套|款|处|倍|剂|份|篇|天|小时|分钟|%|％"
)
_FIGURE = re.compile(
    r"(?:近|约|逾)?(?<![\d.第－—~～至\-A-Za-z])(?P<number>\d[\d,]*(?:\.\d+)?(?:余|多)?)"
    rf"(?P<unit>(?:[十百千]?[万亿])?(?:余|多)?(?:{_UNITS}))"
)
# openings of a sentence that a question about it does without
_OPENER = re.compile(
    r"^(?:(?:[但而]?同时|[但而]|目前|此外|另外|首先|其次|最后|因此|经查|据[^，]{1,6}"
    rf"|[^，]{{0,8}}(?:显示|表示|指出|介绍)|第[{NUMERALS}]|[答AＡ])[，,：:]"
    rf"|[{NUMERALS}]是|[但而如](?=[\u4e00-\u9fff]))+"
)
# signs that a question is unclear outside its text
_UNCLEAR = re.compile(
    r"其中|上述|新政|资料来源|该|[这此他她它您你]|我(?!国)|本[院市省县区次年]|[前后]者|的多少|[\t“”<>]"
    r"|多少[^？]*\d|(?<!以)[上中下后时前]？"
)
# numbering, speaker or column name before a heading
_NUMBERING = re.compile(
    rf"^(?:[（(]?[{NUMERALS}\d.]+(?:[）)、|．]|\.(?!\d)|(?<=\d)(?=[^\d年月日]))\s*"
    rf"|第[{NUMERALS}]步[：:]?|(?:[QＱ问]|《[^》]+》)[：:]|\w{{2,8}}\s*[|丨｜]"
    r"|■\s*|STEP\s*\d+[：:]|\s+)+"
)
# a heading that asks a question
_ASKS = re.compile(r"[？?]$|如何|怎样|怎么|为何|为什么|哪些|什么(?!样的)|多少")
# a heading that names a task
_DOES = re.compile(
    r"(?:加强|完善|推[进动行]|提[升高]|建[立设]|健全|优化|强化|深化|加[快大]|扩大|落实|实[施现]|开展"
    r"|构[建筑]|打造|规范|创新(?![药与])|促进|改[革善进]|发挥|让|为(?!了|何|什么|解决)|做好|保障|破解|解决|降低"
    r"|缓解|引导|鼓励)[^\d：:了]*$"
)
# quoted terms too common to be a key point
_COMMON = re.compile(r"十[一二三四五]五|互联网")
# an enumerated item
_ITEM = re.compile(r"[一二三四五六七八九]是([^，。；：,;\s]{4,24})")
# a quoted term
_TERM = re.compile(r"“([^”\s]{4,12})”")


def draft_questions(store: PassageStore, n: int = 30, seed: int = 0) -> list[Question]:
    """Draft n questions from titles, headings and figures, about a third from each.

    Returns fewer if the corpus offers fewer. The same store and seed give the same questions.
    """
    articles = sorted(store.articles(), key=lambda article: article.id)
    rng = random.Random(seed)  # noqa: S311 - a sample, not a secret
    chosen: list[Question] = []
    pools = [list(_unique(propose(articles))) for propose in (_titles, _headings, _figures)]
    for left, pool in zip((3, 2, 1), sorted(pools, key=len), strict=True):
        share = (n - len(chosen)) // left
        chosen += rng.sample(pool, min(share, len(pool)))
    return [replace(question, id=f"draft-{i:03}") for i, question in enumerate(chosen, 1)]


def _unique(questions: Iterable[Question]) -> Iterable[Question]:
    return {question.question: question for question in questions}.values()


def _titles(articles: Iterable[Article]) -> Iterator[Question]:
    """Ask what an article is about, if text and abstract share at least two key points."""
    for article in articles:
        text = squeeze(article.text)
        asked = _asking(article.title) or f"《{article.title}》主要讲了什么？"
        points = [point for point in _points(article.abstract, asked) if squeeze(point) in text]
        if len(points) > 1:
            yield _question(article, asked, "summary", article.abstract, points)


def _headings(articles: Iterable[Article]) -> Iterator[Question]:
    """Ask what a section says, if its heading is a question or names a task."""
    for article in articles:
        for heading, body in _sections(article):
            asked = _asking(heading) or _how(heading)
            points = _points(body, asked)
            if asked and points:
                evidence = [s for s in _sentences(body) if any(point in s for point in points)]
                kind = "list" if "哪些" in asked else "why_how"
                answer = "".join(evidence)[:ANSWER_CHARS]
                yield _question(article, asked, kind, answer, points, evidence)


def _figures(articles: Iterable[Article]) -> Iterator[Question]:
    """Ask for the figure in a sentence that is clear by itself and shares words with the title."""
    for article in articles:
        for sentence in _sentences(article.text):
            for figure in islice(_numbers(sentence), 1):
                asked = _masked(sentence, figure)
                if asked and _shared_pairs(asked, article.title) > 1:
                    point = figure["number"] + figure["unit"]
                    yield _question(article, asked, "number", sentence, [point], [sentence])


def _masked(sentence: str, figure: re.Match[str]) -> str:
    """Turn the clause around a figure into a question for it; "" if that would be unclear."""
    before = _OPENER.sub("", sentence[: figure.start()])
    after = re.split(r"[，。；：！？,;:、（(]", sentence[figure.end() :])[0]
    unit = re.sub(r"^[十百千]?[万亿]?(?:余|多)?(?=.)|[%％]", "", figure["unit"])
    return _clear(f"{before}多少{unit}{after}？") if len(before) > 5 else ""


def _asking(title: str) -> str:
    """Return a title or heading that asks something as a question; "" for any other."""
    bare = _NUMBERING.sub("", title.strip()).rpartition("：")[2].rstrip("？?。")
    return _clear(bare + "？") if _ASKS.search(title) else ""


def _how(heading: str) -> str:
    """Ask how to do the task that a heading names; "" if it names none."""
    bare = _NUMBERING.sub("", heading.strip()).rstrip("：:。")
    does = _DOES.match(bare) and not _ASKS.search(bare) and len(bare) >= HEADING_CHARS
    return _clear(f"怎样{bare}？") if does else ""


def _clear(asked: str) -> str:
    """Return a question of suitable length that is clear without its context, otherwise ""."""
    low, high = QUESTION_CHARS
    return asked if low <= len(asked) <= high and not _UNCLEAR.search(asked) else ""


def _points(text: str, asked: str) -> list[str]:
    """Find the key points of an answer: enumerated items, figures and quoted terms.

    Points that the question itself contains are left out.
    """
    found = [*_ITEM.findall(text), *(match[0] for match in _numbers(text))]
    found += [term for term in _TERM.findall(text) if not _COMMON.search(term)]
    return [point for point in dict.fromkeys(found) if point not in asked][:MAX_POINTS]


def _numbers(text: str) -> Iterator[re.Match[str]]:
    """Find figures with a unit; a single digit is left out, since any answer may contain it."""
    for match in _FIGURE.finditer(text):
        if len(re.sub(r"\D", "", match["number"])) > 1:
            yield match


def _sections(article: Article) -> Iterator[tuple[str, str]]:
    """Yield each heading with the text below it."""
    headings = [block for block in article.blocks if block.kind == "heading"]
    for i, block in enumerate(headings):
        end = headings[i + 1].start if i + 1 < len(headings) else len(article.text)
        yield article.text[block.start : block.end], article.text[block.end : end]


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


def _shared_pairs(asked: str, title: str) -> int:
    pairs = (set(character_pairs(letters_and_digits(text))) for text in (asked, title))
    return len(set.intersection(*pairs))


def _question(
    article: Article,
    text: str,
    type: str,
    answer: str,
    points: Sequence[str],
    evidence: Sequence[str] = (),
) -> Question:
    source = Source(article.issue, article.title)
    key_points = tuple((point,) for point in points)
    return Question("", text, type, answer, key_points, (source,), tuple(evidence), draft=True)
