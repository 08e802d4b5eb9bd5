"""Draft questions for who is in charge of something and for when it began."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.model import Article
from index.text.characters import BASIC_HAN
from rag.examples.draft import Draft, sentences
from rag.language.discourse import without_numbering

_THING = rf"(?P<thing>(?!我国|全国)[{BASIC_HAN}A-Za-z]{{4,24}}?)"
_OFFICE = re.compile(
    rf"^[{BASIC_HAN}]{{3,16}}(?:部门|机构|委员会)(?P<does>(?:负责|主管|承担)(?:全国|全省|全市)?[{BASIC_HAN}]{{5,20}})[，。]"
)
_BY_WHOM = re.compile(
    rf"^{_THING}由(?P<who>[{BASIC_HAN}、]{{3,20}}?)(?:统一|共同|组织|具体)?"
    r"(?P<does>负责|牵头|主办|承担|管理|制定|规定|审批|核准|颁发|主管|监督)[^者人]"
)
_DATE = r"(?P<date>\d{4}年\d{1,2}月(?:\d{1,2}日)?)"
_BEGINS = "成立|启动|上线|施行|实施|发布|印发|召开|开通|开业|建成|执行"
_WHEN = re.compile(
    rf"^{_THING}(?:(?P<began>成立|启动|上线|始建|发布|印发)于{_DATE}"
    # an office that 印发《…》 is not what was published
    rf"|[于自从]?{_DATE.replace('date', 'on')}起?(?:正式|开始|全面)?(?P<does>{_BEGINS})(?=[，。；]|$))"
)
_ENDS_OPEN = re.compile("[的在将已于自从由为被和与]$")


def of_offices(article: Article) -> Iterator[Draft]:
    """Ask which office is in charge of something, and who does something by name."""
    for start, end in sentences(article):
        sentence = without_numbering(article.text[start:end])
        if match := _OFFICE.match(sentence):
            yield Draft(f"哪个部门{match['does']}？", article, start, end, "office")
        elif (match := _BY_WHOM.match(sentence)) and not _ENDS_OPEN.search(match["thing"]):
            asked = f"{match['thing']}由谁{match['does']}？"
            yield Draft(asked, article, start, end, "who", match["who"])


def of_dates(article: Article) -> Iterator[Draft]:
    """Ask when something was founded, started or published."""
    for start, end in sentences(article):
        match = _WHEN.match(without_numbering(article.text[start:end]))
        if match and not _ENDS_OPEN.search(match["thing"]):
            does, date = match["began"] or match["does"], match["date"] or match["on"]
            asked = f"{match['thing']}是什么时候{does}的？"
            yield Draft(asked, article, start, end, "when", date)
