"""Find the articles that hold a topic, and the line of each that shows what it says on it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.model import Article
from index.text.characters import NUMERALS
from index.text.dictionary import dictionary
from index.text.sentences import split_sentences
from index.text.tokenizer import stop_words
from rag.about.titles import Named
from rag.filters import date_of
from rag.language.discourse import stands_alone
from rag.language.ngrams import bigrams
from rag.language.word_lists import word_list
from rag.overview.topic import Topic

if TYPE_CHECKING:
    from rag.protocol import ArticleStore

SHOWN = 6  # articles of an overview
READ = 24  # articles whose texts are looked at for a line
OF_ISSUE = 2  # articles of one issue, as long as there are others
SHORTEST, LONGEST = 12, 130  # characters of a line
MAX_HEADING = 40  # characters of a heading that stands for an article
_BEST_LENGTH = range(18, 80)
FIRST = 15  # characters of a sentence in which its subject stands
_NUMBERED = re.compile(rf"[（(]?(?:\d{{1,3}}|[{NUMERALS}]{{1,3}})[、.．）)](?!\d)")
_FIGURE = re.compile(r"\d")
_DEFINES = re.compile(r"是指|是一[种项个类套]|，指的?是")
_EXAMPLE = re.compile("为例|例如|比如|譬如|据报道|有媒体")
_SPOKEN = re.compile(r"[“”？?！!]")


@dataclass(frozen=True, slots=True)
class Held:
    """The articles that hold a topic, most relevant first, and the `words` to look for in them.

    `exact` tells that they are the topic's own words, all of which a line must have, and not
    longer forms of it, of which it must have one.
    """

    articles: tuple[Named, ...]
    words: tuple[str, ...]
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Theme:
    """A line of an article on a topic: its place is `text[start:end]`."""

    article: Article
    start: int
    end: int


def held(
    store: ArticleStore, topic: Topic, allowed: Sequence[Named], ranked: Sequence[str]
) -> Held | None:
    """Return the allowed articles that hold a topic; None where none does.

    `ranked` are ids of the articles that retrieval finds for it, best first. Its words are
    looked for together, then each, then what they abbreviate, in titles.
    """
    known = {one.article.id: one for one in allowed if topic.year in one.article.known_date[:4]}
    for words in dict.fromkeys([(topic.text,), topic.words]):
        found = [known[id_] for id_ in store.holding(words) if id_ in known]
        if found:
            return Held(tuple(_ordered(found, words, ranked)), words)
    spelled = {id_: full for id_, one in known.items() if (full := _spelled_out(one, topic))}
    if not spelled:
        return None
    words = tuple(dict.fromkeys(spelled.values()))
    return Held(tuple(_ordered([known[id_] for id_ in spelled], words, ranked)), words, exact=False)


def _ordered(
    found: Iterable[Named], words: Sequence[str], ranked: Sequence[str]
) -> Iterable[Named]:
    """Put articles with the words in their titles first, then by retrieval, then the newest."""
    place = {id_: rank for rank, id_ in enumerate(ranked)}
    newest = sorted(found, key=lambda one: date_of(one.article), reverse=True)
    return sorted(
        newest,
        key=lambda one: (
            not _has(one.article.title, words),
            place.get(one.article.id, len(place)),
        ),
    )


def _spelled_out(one: Named, topic: Topic) -> str:
    """Return the words of a title that a topic abbreviates: 集中采购 for 集采; else ''.

    Each of its characters must begin one of the words, which follow each other.
    """
    if not 2 <= len(topic.text) <= 4 or dictionary().FREQ.get(topic.text):
        return ""
    words = list(dictionary().cut(one.article.title))
    for at in range(len(words) - len(topic.text) + 1):
        taken = words[at : at + len(topic.text)]
        if "".join(word[0] for word in taken) == topic.text and all(len(w) > 1 for w in taken):
            return "".join(taken)
    return ""


def themes(store: ArticleStore, found: Held, outdated: Collection[str] = ()) -> list[Theme]:
    """Return a line of each of the first articles, in the order in which they are shown.

    Those with a word in their titles come first, those out of force last, else the newest first.
    """
    current = [one for one in found.articles if one.article.id not in outdated]
    chosen = _spread([*current, *(one for one in found.articles if one not in current)])
    lines: list[Theme] = []
    for one in chosen:
        article = store.article(one.article.id)
        lines += best_lines(article, found.words, every=found.exact) if article else []
        if len(lines) == SHOWN:
            break
    lines.sort(key=lambda line: date_of(line.article), reverse=True)
    lines.sort(key=lambda line: not _has(line.article.title, found.words))
    return sorted(lines, key=lambda line: line.article.id in outdated)


def _spread(articles: Sequence[Named]) -> list[Named]:
    """Return the first articles, few of one issue before the others."""
    seen = Counter[str]()
    first: list[Named] = []
    for one in articles[: 10 * READ]:
        seen[one.article.issue] += 1
        if seen[one.article.issue] <= OF_ISSUE:
            first.append(one)
    return [*first, *(one for one in articles if one not in first)][:READ]


def best_lines(
    article: Article, words: Sequence[str], count: int = 1, *, every: bool = False
) -> list[Theme]:
    """Return the sentences with one of the words that tell most by themselves, in their order.

    Without any, a heading or the title that has a word. With `every` they have all the words.
    """
    has = _has_all if every else _has
    scored = [
        (score, -start, end)
        for start, end in sentences(article)
        if has(article.text[start:end], words) and (score := _worth(article, start, end, words)) > 0
    ]
    if scored:
        best = sorted(scored, reverse=True)[:count]
        return sorted((Theme(article, -at, end) for _, at, end in best), key=lambda one: one.start)
    for block in article.blocks:
        text = article.text[block.start : block.end]
        short = len(text) <= MAX_HEADING and stands_alone(text)
        if block.kind == "heading" and short and has(text, words):
            return [Theme(article, block.start, block.end)]
    at = article.text.find(article.title)
    titled = at >= 0 and article.title and has(article.title, words)
    return [Theme(article, at, at + len(article.title))] if titled else []


def title_words(article: Article) -> list[str]:
    """Return the words of a title, those that are no function words, or the title itself."""
    words = [w for w in dictionary().cut(article.title) if len(w) > 1 and w not in stop_words()]
    return words or [article.title]


def sentences(article: Article) -> Iterator[tuple[int, int]]:
    """Yield the range of each sentence of running text, without tables, headings and captions."""
    for block in article.blocks:
        if block.kind in ("paragraph", "item"):
            for start, end in split_sentences(article.text[block.start : block.end]):
                yield block.start + start, block.start + end


def _worth(article: Article, start: int, end: int, words: Sequence[str]) -> float:
    """Return how much a sentence tells of the words by itself; 0 where it is no line.

    What is said of the topic itself, early in the article and without quoting anyone counts.
    """
    sentence = article.text[start:end]
    if not SHORTEST <= len(sentence) <= LONGEST:
        return 0.0
    if sentence[-1] == "；" and _NUMBERED.match(sentence):
        return 0.0  # an item of a list, which says nothing without the line above it
    if sentence[-1] not in "。；" or "\n" in sentence or not stands_alone(sentence):
        return 0.0
    first = min(at for word in words if (at := sentence.lower().find(word.lower())) >= 0)
    return (
        1.0
        + 1.5 * (first < FIRST)
        + 1.5 * _of_title(sentence, article.title)
        + 0.5 * (sentence[-1] == "。")
        + 1.0 * (1 - start / max(1, len(article.text)))
        + 0.5 * (len(sentence) in _BEST_LENGTH)
        + 0.5 * bool(_FIGURE.search(sentence))
        + 1.0 * bool(_DEFINES.search(sentence))
        - 1.0 * bool(_NUMBERED.match(sentence))
        - 1.5 * bool(_EXAMPLE.search(sentence))
        - 1.0 * bool(_SPOKEN.search(sentence))
        - 1.5 * any(word in sentence for word in word_list("opinion_verbs"))
    )


def _of_title(sentence: str, title: str) -> float:
    """Return the share of a title's pairs of characters that a sentence has."""
    pairs = bigrams(title)
    return len(pairs & bigrams(sentence)) / max(1, len(pairs))


def _has_all(text: str, words: Sequence[str]) -> bool:
    return all(word.lower() in text.lower() for word in words)


def _has(text: str, words: Sequence[str]) -> bool:
    return any(word.lower() in text.lower() for word in words)
