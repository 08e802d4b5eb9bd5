"""Find the documents that a statement names in 《》, and those that it gives as its source."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from index.model import Article
from index.text.characters import half_width
from rag.about.titles import known, matching
from rag.drafts.statements import WORDS, Statement
from rag.language.word_lists import word_list
from rag.protocol import ArticleStore

MAX_NAME = 80  # characters
MOST = 3  # documents that one name may mean, and names of a statement that are looked up
MOST_READ = 40  # articles with a name in them whose titles are compared
_NAME = re.compile(rf"《([^《》\n]{{2,{MAX_NAME}}})》")
_NEAR = 14  # characters after 《…》 in which a verb of saying stands: （医保发〔2022〕1号）明确提出
_NUMBER = re.compile(r"^[（(][^（）()]{0,40}[）)]")


@dataclass(frozen=True, slots=True)
class Source:
    """A document that a statement names, with the articles that it is; none where it is not held.

    `given` is true where the statement gives it as the source of what it says, `direct` where it
    does so by name, not by 该办法.
    """

    name: str
    articles: tuple[Article, ...]
    given: bool
    direct: bool = True


class NamedDocuments:
    """Looks up the documents of one store by the names that a draft gives them."""

    def __init__(self, store: ArticleStore) -> None:
        self._store = store
        self._find = cache(self._found)

    def of(self, statement: Statement) -> list[Source]:
        """Return the documents that a statement names, or else means by 该办法 and the like."""
        names = list(dict.fromkeys(_NAME.findall(statement.text)))[:MOST]
        given = set(_given(statement.text))
        if names:
            return [Source(name, self._find(name), name in given) for name in names]
        meant = _meant(statement)
        return [Source(meant, self._find(meant), True, direct=False)] if meant else []

    def _found(self, name: str) -> tuple[Article, ...]:
        held = list(self._store.holding([name]))[:MOST_READ]
        articles = [article for id_ in held if (article := self._store.article(id_))]
        found = matching(f"《{name}》", [known(one) for one in articles if _holds(one.title, name)])
        return tuple(found[:MOST])


def is_named(name: str, article: Article) -> bool:
    """Return whether an article is the document of this name, or writes of it."""
    if _holds(article.title, name) or _holds(article.text, name):
        return True
    return bool(matching(f"《{name}》", [known(article)]))


def _holds(text: str, name: str) -> bool:
    return _folded(name) in _folded(text)


def _folded(text: str) -> str:
    return "".join(half_width(text).split()).lower()


def _given(text: str) -> Iterable[str]:
    """Yield the names in a text that are given as a source: 根据《…》, 《…》提出."""
    for match in _NAME.finditer(text):
        after = _NUMBER.sub("", text[match.end() : match.end() + 60])[:_NEAR]
        before = text[: match.start()]
        says = any(verb in after for verb in word_list("says", WORDS))
        if says or before.endswith(word_list("according_to", WORDS)):
            yield match[1]


def without_source(text: str) -> str:
    """Return a statement without the source that it begins with: 《…》提出，; or as it is."""
    match = _lead().match(text)
    return text[match.end() :] if match else text


@cache
def _lead() -> re.Pattern[str]:
    according = "|".join(word_list("according_to", WORDS))
    says = "|".join(word_list("says", WORDS))
    name = (
        rf"(?:《[^《》\n]{{2,{MAX_NAME}}}》(?:[（(][^（()）\n]{{0,40}}[）)])?|{_this_document()})"
    )
    return re.compile(
        rf"(?:{according}){name}(?:的?(?:{says}|有关规定)?)[，,：:]"
        rf"|(?:{according})?{name}[^，,。；：:《》\n]{{0,6}}?(?:{says})[，,：:]?"
    )


def _meant(statement: Statement) -> str:
    """Return the name of the document that 该办法, or a heading above, means; empty if none."""
    if not _reference().match(statement.text):
        return ""
    around = "".join((*statement.headings, statement.before))
    names = _NAME.findall(around)
    return names[-1] if names else ""


@cache
def _reference() -> re.Pattern[str]:
    according = "|".join(word_list("according_to", WORDS))
    return re.compile(rf"(?:{according})?{_this_document()}")


def _this_document() -> str:
    """Return a pattern of 该办法, or of a document by its kind that says something."""
    this, kinds, says = ("|".join(word_list(name, WORDS)) for name in ("this", "kinds", "says"))
    return rf"(?:(?:{this})(?:{kinds})|(?:{kinds})(?={says}))"
