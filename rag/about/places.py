"""Find the place in a document's text where something that is known of it stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice

from index.metadata.fields import iso_date
from index.metadata.numbers import doc_number
from index.model import Article
from index.text.sentences import split_sentences

Place = tuple[int, int]
"""The range `text[start:end]` of an article's text."""

MAX_LINE = 200  # characters of a line that is quoted whole
SIGNATURE = 40  # characters of a line that holds a date or an issuer and no more
LABEL = 12  # characters around a value in a line that is about it alone
HEAD = 12  # lines at the top that tell how a statute was made
MAX_SIGNATURE = 400  # characters of the signature of several issuers

_OWN = r"本(?:条例|办法|规定|细则|通知|意见|决定|方案|规划|公告|通告|法|规则|规程|规范|标准|目录|制度|文件|通报|预案)"
_PROCLAIMED = re.compile(
    r"[（(]?(?P<day>\d{4}年\d{1,2}月\d{1,2}日)[^。；;\n]{2,70}(?P<how>公布|发布|通过|批准)[）)]?"
)
_ONLY_DAY = re.compile(r"[\d〇○ＯO零一二三四五六七八九十]{4}年.{1,3}月.{1,3}日")
_FROM = r"(?:自|从|于)[^。；;，,\n]{0,30}(?:起|日)[^。；;，,\n]{0,8}(?:施行|实施|执行|生效)"
_STARTS = re.compile("施行|实施|执行|生效")
_MAY_TELL = {
    "effective": re.compile("[起日](?:正式|开始)?(?:施行|实施|执行|生效)"),
    "expires": re.compile("有效期"),
}
_OWN_START = (
    re.compile(  # 本办法由某局解释，自…起施行; 现予公布，自…; 自… at the start; a date and 施行
        rf"{_OWN}(?:（[^（）]{{1,10}}）)?(?:由[^。；;\n]{{2,40}}解释)?[，,]?{_FROM}"
        rf"|(?:现予(?:公布|发布|印发)|解释|通过)[，,]{_FROM}"
        rf"|^(?:第[一二三四五六七八九十百零\d]{{1,7}}条\s?)?{_FROM}"
        r"|^[（(]?\d{4}年\d{1,2}月\d{1,2}日起?(?:施行|实施|执行|生效)"
    )
)
_OWN_PERIOD = re.compile(rf"{_OWN}(?:（[^（）]{{1,10}}）)?的?有效期|^有效期限?自本")


def lines(article: Article) -> Iterator[Place]:
    """Yield the range of each line that is not blank, without blanks around it."""
    return (m.span() for m in re.finditer(r"[^\s\n](?:[^\n]*[^\s\n])?", article.text))


def opening(article: Article) -> Place:
    """Return the title in the text, or else the first line: a place that opens the article."""
    at = article.text.find(article.title)
    if at >= 0 and article.title:
        return at, at + len(article.title)
    start, end = next(lines(article), (0, 0))
    return start, min(end, start + MAX_LINE)


def of_number(article: Article) -> Place:
    """Return the line of a document's 文号, or the opening where there is none."""
    number = article.number
    own = _line(article, lambda line: doc_number(line) == number or line == number)
    return (
        own
        or _line(article, lambda line: number in line and len(line) < MAX_LINE)
        or opening(article)
    )


def of_day(article: Article, day: str) -> Place | None:
    """Return the line that holds a day and little else: a signature or an imprint."""
    return _line(article, lambda line: len(line) <= SIGNATURE and iso_date(line) == day)


def of_issuer(article: Article) -> Place:
    """Return the signature: the lines of a document's issuers alone, the last ones; else the opening."""
    names = [name for name in article.issuer.split("、") if name]
    signed = [place for place in lines(article) if _only(article.text[slice(*place)], names)]
    for at in range(len(signed) - 1, -1, -1):
        whole = signed[at][0], signed[-1][1]
        text = article.text[slice(*whole)]
        if len(text) > MAX_SIGNATURE:
            break
        if all(name in text for name in names):
            return whole
    return signed[-1] if signed else opening(article)


def of_labelled(article: Article, value: str) -> Place:
    """Return the first line that holds a value and little else, or the opening."""
    most = len(value) + LABEL
    return _line(article, lambda line: value in line and len(line) <= most) or opening(article)


def imprint(article: Article) -> tuple[str, Place] | None:
    """Return the day on which a document was printed (…2024年7月29日印发), and its line."""
    for start, end in reversed(list(lines(article))):
        line = article.text[start:end]
        if len(line) <= SIGNATURE + 20 and line.endswith("印发") and (day := iso_date(line)):
            return day, (start, end)
    return None


def signed(article: Article) -> tuple[str, Place] | None:
    """Return the day of the signature, the first line that is a date alone, and that line."""
    for start, end in lines(article):
        line = article.text[start:end]
        bare = re.sub(r"[（(）)\s]", "", line)
        if len(line) <= 20 and _ONLY_DAY.fullmatch(bare) and (day := iso_date(bare)):
            return day, (start, end)
    return None


def proclaimed(article: Article) -> Iterator[tuple[str, str, Place]]:
    """Yield from the head of a statute how, and on which day, it was made: 公布, 发布, 通过 or 批准."""
    for start, end in islice(lines(article), HEAD):
        match = _PROCLAIMED.fullmatch(article.text[start:end])
        if match and (day := iso_date(match["day"])):
            yield match["how"], day, (start, end)


def starting(article: Article) -> list[Place]:
    """Return the sentences that tell from when the document itself is in force."""
    spans = split_sentences(article.text)
    return [span for span in spans if _OWN_START.search(article.text[slice(*span)])]


def period(article: Article) -> list[Place]:
    """Return the sentences that tell how long the document itself is in force.

    本办法自…起施行，有效期5年, or a sentence 有效期5年 after such a one; not 许可证有效期5年.
    """
    found, starts = [], False  # whether the sentence before tells the start
    for start, end in split_sentences(article.text):
        sentence = article.text[start:end]
        follows = starts and sentence.startswith("有效期")
        starts = bool(_OWN_START.search(sentence))
        if follows or _OWN_PERIOD.search(sentence) or (starts and "有效期" in sentence):
            found.append((start, end))
    return found


def start_told(sentence: str) -> str:
    """Return the ISO day in the clause that tells the start; empty for 自印发之日起."""
    clause = next((c for c in re.split("[，,；;。]", sentence) if _STARTS.search(c)), "")
    return iso_date(clause)


def may_tell(article: Article, field: str) -> bool:
    """Return whether a text has words that tell from when, or how long, something is in force."""
    return field in _MAY_TELL and bool(_MAY_TELL[field].search(article.text))


def _line(article: Article, holds: Callable[[str], bool]) -> Place | None:
    return next((p for p in lines(article) if holds(article.text[slice(*p)])), None)


def _only(line: str, names: list[str]) -> bool:
    """Return whether a line is made of some of the names alone."""
    rest = line
    for name in names:
        rest = rest.replace(name, "")
    return rest != line and not re.sub(r"[\s、，,（）()]|印章|盖章", "", rest)
