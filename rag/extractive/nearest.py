"""Find what a refusal may name: articles on the question's subject, the nearest batch or year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.model import Article
from index.text.characters import half_width
from index.text.dictionary import dictionary
from index.text.numerals import read_below_hundred
from index.text.tokenizer import stop_words
from rag.evidence.years import years_covered
from rag.question.analysis import ASKS, YEAR, ordinals
from rag.retrieval.ranking import Candidate
from rag.retrieval.retriever import Retrieval

PASSAGES = 10  # the best, whose articles may be near
NEAR = 0.5  # share of the question's words that a near article's best passages have
UNCOMMON = 1000  # frequency in jieba's dictionary below which a word tells a subject
FAR_YEARS = 15  # years further apart than this are not told as near


@dataclass(frozen=True, slots=True)
class StandIn:
    """What the corpus has in place of the `asked` batch or year: `found`, in `article`."""

    asked: str
    found: str
    article: Article


def near_articles(retrieval: Retrieval) -> list[Article]:
    """Return the articles on a question's subject, best first.

    Their best passages have half of its words, or one of the uncommon ones.
    """
    words = _subject(retrieval.question.text)
    texts: dict[str, str] = {}
    articles: dict[str, Article] = {}
    for one in retrieval.candidates[:PASSAGES]:
        articles[one.article.id] = one.article
        texts.setdefault(one.article.id, one.article.title)
        texts[one.article.id] += "\n" + _text(one)
    rare = [word for word in words if (dictionary().FREQ.get(word) or 0) < UNCOMMON]
    return [
        a
        for id_, a in articles.items()
        if _share(words, texts[id_]) >= NEAR or _share(rare, texts[id_]) > 0
    ]


def stand_in(retrieval: Retrieval) -> StandIn | None:
    """Return the nearest batch, or else the nearest year, to one that the corpus lacks."""
    return _other_ordinal(retrieval) or _other_year(retrieval)


def lacking(retrieval: Retrieval) -> str:
    """Return the batch that a question names and no passage found for it has; '' without one."""
    held = "".join(map(_text, retrieval.candidates))
    asked = ordinals(retrieval.question.text)
    missing = (f"第{n}{unit}" for unit, numbers in asked.items() for n in sorted(numbers))
    return next((term for term in missing if term not in held), "")


def _other_ordinal(retrieval: Retrieval) -> StandIn | None:
    """Return the nearest ordinal of the missing one's unit, in a passage on the same subject."""
    asked = lacking(retrieval)
    if not asked:
        return None
    unit, number = asked[-1], _value(asked[1:-1])
    words = [w for w in _subject(retrieval.question.text) if w not in asked]
    found = [
        (abs(_value(other) - number), rank, other, one.article)
        for rank, one in enumerate(retrieval.candidates)
        if not words or _share(words, _text(one)) > 0
        for other in ordinals(_text(one)).get(unit, ())
    ]
    if not found:
        return None
    _, _, other, article = min(found, key=lambda one: one[:2])
    return StandIn(asked, f"第{other}{unit}", article)


def _other_year(retrieval: Retrieval) -> StandIn | None:
    """Return the year of the near article that is dated nearest to a year that is not covered."""
    years = set(YEAR.findall(retrieval.question.asked))
    near = [a for a in near_articles(retrieval) if a.known_date]
    missing = sorted(years - years_covered(years, near))
    if not missing or not near:
        return None
    article = min(near, key=lambda a: abs(int(a.known_date[:4]) - int(missing[0])))
    year = article.known_date[:4]
    if abs(int(year) - int(missing[0])) > FAR_YEARS:
        return None
    return StandIn(f"{missing[0]}年", f"{year}年", article)


def _subject(question: str) -> list[str]:
    """Return the words that tell what a question is about: no question words, years or ordinals."""
    words = dictionary().cut(half_width(question))
    return [w for w in dict.fromkeys(words) if len(w) > 1 and _tells(w)]


def _tells(word: str) -> bool:
    if word in stop_words() or ASKS.search(word) or YEAR.search(word):
        return False
    return not word.startswith("第") and not word.isdigit() and word.isalnum()


def _share(words: Sequence[str], text: str) -> float:
    return sum(word in text for word in words) / max(1, len(words))


def _text(one: Candidate) -> str:
    """Return a passage with its article's title and its headings."""
    return "\n".join(_parts(one))


def _parts(one: Candidate) -> Iterator[str]:
    yield one.article.title
    yield from one.passage.headings
    yield one.passage.text


def _value(number: str) -> int:
    return int(number) if number.isdigit() else read_below_hundred(number)
