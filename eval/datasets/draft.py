"""Propose questions from the corpus for a person to edit.

A draft copies the text's wording, which flatters lexical search: reword it, then drop its
`draft` mark. `eval.overlap` tells how much is still copied.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice, pairwise

from eval.datasets.matching import squeeze, title_key
from eval.datasets.sets import Question, Source
from eval.system import Store
from index.model import Article
from index.text.sentences import split_sentences

QUESTION_CHARS = (8, 45)
HEADING_CHARS = 9  # what is shorter names no topic: 推进高质量发展
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
_OPENER = re.compile(
    r"^(?:(?:[但而]?同时|[但而]|目前|此外|另外|首先|其次|最后|因此|经查|据[^，]{1,6}"
    r"|[^，]{0,8}(?:显示|表示|指出|介绍)|第[一二三四五六七八九十]|[答AＡ])[，,：:]"
    r"|[一二三四五六七八九十]是|[但而如](?=[\u4e00-\u9fff]))+"
)
_UNCLEAR = re.compile(
    r"其中|上述|新政|资料来源|该|[这此他她它您你]|我(?!国)|本[院市省县区次年]|[前后]者|的多少|[\t“”<>]"
    r"|多少[^？]*\d|(?<!以)[上中下后时前]？"
)
_NUMBERING = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十\d.]+(?:[）)、|．]|\.(?!\d)|(?<=\d)(?=[^\d年月日]))\s*"
    r"|第[一二三四五六七八九十]步[：:]?|(?:[QＱ问]|《[^》]+》)[：:]|\w{2,8}\s*[|丨｜]"
    r"|■\s*|STEP\s*\d+[：:]|\s+)+"
)
_ASKS = re.compile(r"[？?]$|如何|怎样|怎么|为何|为什么|哪些|什么(?!样的)|多少")
_DOES = re.compile(
    r"(?:加强|完善|推[进动行]|提[升高]|建[立设]|健全|优化|强化|深化|加[快大]|扩大|落实|实[施现]|开展"
    r"|构[建筑]|打造|规范|创新(?![药与])|促进|改[革善进]|发挥|让|为(?!了|何|什么|解决)|做好|保障|破解|解决|降低"
    r"|缓解|引导|鼓励)[^\d：:了]*$"
)
_COMMON = re.compile(r"十[一二三四五]五|互联网")
_ITEM = re.compile(r"[一二三四五六七八九]是([^，。；：,;\s]{4,24})")
_TERM = re.compile(r"“([^”\s]{4,12})”")


def draft(store: Store, n: int = 30, seed: int = 0) -> list[Question]:
    """Propose n questions from titles, headings and figures, as evenly as these allow.

    Fewer where the corpus has fewer; the same store and seed give the same drafts.
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
    """What an article is about, where its abstract holds points that its text has too."""
    for article in articles:
        text = squeeze(article.text)
        asked = _asking(article.title) or f"《{article.title}》主要讲了什么？"
        points = [point for point in _points(article.abstract, asked) if squeeze(point) in text]
        if len(points) > 1:
            yield _question(article, asked, "summary", article.abstract, points)


def _headings(articles: Iterable[Article]) -> Iterator[Question]:
    """What a section says, where its heading asks or names something to do."""
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
    """How many, of a sentence that shares words with its article's title and stands alone."""
    for article in articles:
        for sentence in _sentences(article.text):
            for figure in islice(_numbers(sentence), 1):
                asked = _masked(sentence, figure)
                if asked and _shared_pairs(asked, article.title) > 1:
                    point = figure["number"] + figure["unit"]
                    yield _question(article, asked, "number", sentence, [point], [sentence])


def _masked(sentence: str, figure: re.Match[str]) -> str:
    """Ask for a figure in the words before it and of its own clause; "" where unclear."""
    before = _OPENER.sub("", sentence[: figure.start()])
    after = re.split(r"[，。；：！？,;:、（(]", sentence[figure.end() :])[0]
    unit = re.sub(r"^[十百千]?[万亿]?(?:余|多)?(?=.)|[%％]", "", figure["unit"])
    return _clear(f"{before}多少{unit}{after}？") if len(before) > 5 else ""


def _asking(title: str) -> str:
    """A title or heading that asks, as a question; "" for any other."""
    bare = _NUMBERING.sub("", title.strip()).rpartition("：")[2].rstrip("？?。")
    return _clear(bare + "？") if _ASKS.search(title) else ""


def _how(heading: str) -> str:
    """Ask how to do what a heading says is to be done; "" for any other."""
    bare = _NUMBERING.sub("", heading.strip()).rstrip("：:。")
    does = _DOES.match(bare) and not _ASKS.search(bare) and len(bare) >= HEADING_CHARS
    return _clear(f"怎样{bare}？") if does else ""


def _clear(asked: str) -> str:
    """The question, if it is neither too short nor too long and stands alone."""
    low, high = QUESTION_CHARS
    return asked if low <= len(asked) <= high and not _UNCLEAR.search(asked) else ""


def _points(text: str, asked: str) -> list[str]:
    """What an answer ought to hold: items counted off, figures, quoted terms; none given away."""
    found = [*_ITEM.findall(text), *(match[0] for match in _numbers(text))]
    found += [term for term in _TERM.findall(text) if not _COMMON.search(term)]
    return [point for point in dict.fromkeys(found) if point not in asked][:MAX_POINTS]


def _numbers(text: str) -> Iterator[re.Match[str]]:
    """Figures with a unit, of two digits at least: one digit occurs in any answer."""
    for match in _FIGURE.finditer(text):
        if len(re.sub(r"\D", "", match["number"])) > 1:
            yield match


def _sections(article: Article) -> Iterator[tuple[str, str]]:
    """Headings with the text below them."""
    headings = [block for block in article.blocks if block.kind == "heading"]
    for i, block in enumerate(headings):
        end = headings[i + 1].start if i + 1 < len(headings) else len(article.text)
        yield article.text[block.start : block.end], article.text[block.end : end]


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


def _shared_pairs(asked: str, title: str) -> int:
    pairs = ({a + b for a, b in pairwise(title_key(text))} for text in (asked, title))
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
