"""Find the documents that a question names, by their titles.

A document is known by its title and by the name inside it: 江城市公租房管理办法 of
市政府关于印发江城市公租房管理办法的通知. A question may shorten a name: 公租房办法. Its words must
stand in the title in order, and both must be of the same kind of document, so that a question
about something else names none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.model import Article
from index.text.characters import BASIC_HAN, letters_and_digits
from index.text.dictionary import dictionary, tag_of
from index.text.tokenizer import simplified
from rag.language.word_lists import word_list
from rag.question.about.patterns import WORDS, any_of

MIN_CHARS = 2  # characters of a name before its kind, at least
MIN_SHARE = 0.8  # of the characters of a name's words that must stand in a title
WINDOW = 4  # an abbreviation's characters stand within so many times its length

_KIND = re.compile(f"{any_of('kinds')}$")
_TRIAL = re.compile(r"[（(〔](?:试行|暂行|修订|修订稿|修正|\d{4}年?(?:版|修订|修正)?)[)）〕]$")
_WRAPPED = re.compile(
    "(?:印发|发布|公布|颁布|下发|转发|批转)(?P<name>《.+》|.+?)(?:的(?:通知|公告|通告|令|决定|函))$"
)
_REPORTS = re.compile("发布|出台|公布|解读|答记者问|一图|[？?！!|｜]|拟|将|来了|：")
_NUMBER = re.compile(
    rf"(?P<office>[{BASIC_HAN}]{{1,15}})\s?[〔\[［【（(]\s?(?P<year>(?:19|20)\d\d)\s?[〕\]］】）)]\s?第?\s?"
    r"(?P<count>\d{1,5})\s?号"
)
_YEAR = re.compile(
    "(?P<year>(?:19|20)\\d\\d)年(?:度|版)?(?:印发|发布|公布|出台|下发|制定|颁布|施行|实施|执行)?的?"
)
_ARTICLES = re.compile("(?:文章|报道|稿子|稿件|新闻|资料|材料)$")
_BEFORE = re.compile(f"{any_of('before_a_name')}{{1,3}}")
_FUNCTION_WORDS = frozenset(word_list("function_words", WORDS))


@dataclass(frozen=True, slots=True)
class Named:
    """An article without its text, with the folded names of its document."""

    article: Article
    names: tuple[str, ...]
    context: str  # what else its documents may be called by: issuer, region, source, title


def known(article: Article) -> Named:
    """Return what an article can be named by."""
    names = dict.fromkeys(_folded(name) for name in _names(article.title))
    around = f"{article.title}{article.issuer}{article.region}{article.source}"
    return Named(article, tuple(filter(None, names)), _folded(around))


def matching(subject: str, known_articles: Iterable[Named]) -> list[Article]:
    """Return the articles that a subject names: the best matches, all that are equally good.

    A subject is a title, with or without 《》, a part or an abbreviation of one, or a 文号. A year
    before it (2018年的…) is the document's, where no title has it.
    """
    candidates = list(known_articles)
    if numbered := _by_number(subject, candidates):
        return numbered
    if found := _best(_named(subject), candidates):
        return found
    year = _YEAR.search(subject)
    if not year:
        return []
    rest = _named(subject[: year.start()] + subject[year.end() :])
    return _best(rest, [c for c in candidates if _of_year(c.article, year["year"])])


def whole(name: str, known_articles: Iterable[Named]) -> list[Article]:
    """Return the articles of which a name is the whole title, or of the document inside it."""
    folded = _folded(name)
    return [c.article for c in known_articles if folded in c.names] if folded else []


def _by_number(subject: str, candidates: Sequence[Named]) -> list[Article]:
    """Return the articles whose 文号 a subject is, with or without the office's full name."""
    if not subject.endswith("号"):
        return []
    match = _NUMBER.search(subject)
    asked = _folded(
        f"{match['office']}{match['year']}{int(match['count'])}号" if match else subject
    )
    numbers = [(c.article, _folded(c.article.number)) for c in candidates if c.article.number]
    return [a for a, own in numbers if asked.endswith(own) or own.endswith(asked)]


def on_topic(subject: str, known_articles: Iterable[Named]) -> list[Article]:
    """Return the articles whose titles have all the words of a topic.

    Where the subject ends with 文件 or 政策, and not 文章, only official documents count.
    """
    topic = re.sub(f"(?:方面)?的?{any_of('documents')}$", "", _named(subject))
    words = _words(_folded(topic))
    if sum(map(len, words)) < MIN_CHARS:
        return []
    found = [c for c in known_articles if all(_stands(w, c.context) for w in words)]
    return [c.article for c in found if _ARTICLES.search(subject) or is_official(c.article)]


def is_on_topic(words: str, article: Article) -> bool:
    """Return whether all content words of a text stand in what an article may be called by."""
    said = _words(_folded(words))
    return bool(said) and all(_stands(word, known(article).context) for word in said)


def _named(subject: str) -> str:
    """Return a subject without the words before its name: 新出的."""
    before = _BEFORE.match(subject)
    return subject[before.end() :] if before else subject


def is_official(article: Article) -> bool:
    """Return whether an article is an official document: by its 文号, its validity, its title."""
    if article.number or article.effective or article.expires or article.status:
        return True
    titled = _KIND.search(known(article).names[-1])
    return bool(titled) and not _REPORTS.search(_unwrapped(article.title))


def _unwrapped(title: str) -> str:
    """Return a title without 印发…的通知, whose words would make it look like a report's."""
    return _WRAPPED.sub("", title)


def _names(title: str) -> Iterator[str]:
    """Yield a title, and the names of the document inside it."""
    yield title
    core = _TRIAL.sub("", title)
    yield core
    if wrapped := _WRAPPED.search(core):
        inner = wrapped["name"].strip("《》")
        yield inner
        yield _TRIAL.sub("", inner)


def _best(subject: str, candidates: Sequence[Named]) -> list[Article]:
    """Return the articles with the highest score for a subject, if any match."""
    quoted = re.fullmatch("《(.+)》", subject)
    name = _folded(_TRIAL.sub("", quoted[1] if quoted else subject))
    if len(name) < MIN_CHARS:
        return []
    scored = [(score, c.article) for c in candidates if (score := _score(name, c, bool(quoted)))]
    best = max((score for score, _ in scored), default=0.0)
    found = [article for score, article in scored if score == best]
    # words that a title lacks are let pass only where no other document could be meant
    return found if best >= 1 or len(found) == 1 else []


def _score(name: str, candidate: Named, quoted: bool) -> float:
    """Return how well a folded name fits: 3 whole, 2 the end of a title's, 1 its words, 0 not.

    Between 0 and 1: the share of its words, where only verbs are lacking.
    """
    if name in candidate.names:
        return 3.0
    kind = _KIND.search(name)
    if not kind or len(name) - len(kind[0]) < MIN_CHARS:
        inside = quoted and any(name in n and 2 * len(name) >= len(n) for n in candidate.names)
        return 1.0 if inside else 0.0
    of_kind = [n for n in candidate.names if _same_kind(n, kind[0])]
    if not of_kind or _REPORTS.search(_unwrapped(candidate.article.title)):
        return 0.0
    if any(n.endswith(name) for n in of_kind):
        return 2.0
    return _share(name.removesuffix(kind[0]), candidate.context)


def _same_kind(name: str, kind: str) -> bool:
    """Return whether a name is of a kind: a 管理办法 is a 办法, but no 法."""
    own = _KIND.search(name)
    return own is not None and _base(own[0]) == _base(kind)


@lru_cache(maxsize=256)
def _base(kind: str) -> str:
    """Return the shortest kind that a kind ends with: 方案 of 试点工作方案."""
    ends = [one for one in word_list("kinds", WORDS) if kind.endswith(one)]
    return min(ends, key=lambda one: (len(one) == 1, len(one)))


def _share(name: str, context: str) -> float:
    """Return the share of a name's words that stand in a title, 0 where a noun is lacking."""
    words = _words(name)
    missing = [word for word in words if not _stands(word, context)]
    if not words or any(not (tag_of(word) or "n").startswith("v") for word in missing):
        return 0.0
    share = 1 - sum(map(len, missing)) / sum(map(len, words))
    return share if share >= MIN_SHARE else 0.0


@lru_cache(maxsize=64)
def _words(name: str) -> tuple[str, ...]:
    return tuple(w for w in dictionary().cut(name) if w not in _FUNCTION_WORDS)


def _stands(word: str, context: str) -> bool:
    """Return whether a word, or what it abbreviates, stands in a text: 公租房 in 公共租赁住房."""
    if word in context:
        return True
    if not 2 <= len(word) <= 5 or tag_of(word) == "ns" or not word.isalpha():
        return False
    return any(_abbreviates(word, context[at:]) for at, c in enumerate(context) if c == word[0])


def _abbreviates(word: str, text: str) -> bool:
    """Return whether the characters of a word stand in the first ones of a text, in order."""
    at = 0
    for character in word:
        at = text.find(character, at, WINDOW * len(word)) + 1
        if not at:
            return False
    return True


def _of_year(article: Article, year: str) -> bool:
    days = (article.date, article.published, article.effective)
    return any(day.startswith(year) for day in days) or f"〔{year}〕" in article.number


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    return letters_and_digits(simplified(text)).lower()
