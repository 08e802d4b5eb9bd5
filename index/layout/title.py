"""Find the title at the head of an official document, over as many lines as it is printed on.

Above a title may stand a letterhead, the 文号, joint issuers, marks of urgency and the table of a
website; below an order stands the title of what it puts in force.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.layout.draft import MAX_TITLE, MAX_TITLE_LINES, fold_title
from index.metadata.history import is_history
from index.metadata.kinds import is_edition, kind_of
from index.metadata.labels import bare_label, has_label, labelled, labelled_title
from index.metadata.numbers import doc_number
from index.metadata.offices import is_offices, titled_offices
from index.metadata.recognition import is_letterhead
from index.metadata.signature import date_line
from index.text.characters import BASIC_HAN, NUMERALS
from index.text.lines import join
from index.text.numbering import numbering_style

HEAD = 30  # lines at the top among which a title is searched
ORDER = 25  # lines below the head of an order among which its statute starts

_SENTENCE = re.compile(r"[。；！？]")
_URGENCY = re.compile(
    r"(?:特急|加急|急件|平急|机密|秘密|绝密|内部资料|内部文件|[\d]{6})[\s★☆*\d年]{0,8}|签发人\s?[:：].{0,20}"
    r"|[（(]?(?:此件|本文)[^。，]{0,12}[）)]?"
)
_OPENS = re.compile(r"关于|印发|转发|批转|中华人民共和国$|令$")
_OTHER_LABEL = re.compile(rf"[{BASIC_HAN}\s]{{2,8}}[：:]\s?[^：:。]{{1,40}}")  # below one of ours
_PAIRS = {"《": "》", "（": "）", "(": ")", "“": "”", "〈": "〉"}
_ORDER_HEAD = re.compile(rf".{{0,30}}(?:令|公告)(?:\s?第\s?[\d{NUMERALS}百零]{{1,8}}\s?号)?")
_ENACTED = re.compile(r"《([^《》]{3,80})》")


def find_title(lines: Sequence[str]) -> tuple[str, range]:
    """Return the title and its lines; an empty range where it stands behind a label only.

    The title is '' where the lines have none.
    """
    if named := labelled_title(lines[:HEAD]):
        return named, _printed(lines[:HEAD], named)
    first = _first(lines)
    if (statute := _enacted(lines, first)) is not None:
        first = statute
    return title_from(lines, first) if may_be_title(lines[first]) else ("", range(0))


def title_from(lines: Sequence[str], first: int) -> tuple[str, range]:
    """Return the title that starts on a line, and its lines: more than one if it goes on."""
    end = first + 1 + _more(lines[first : first + MAX_TITLE_LINES])
    title = lines[first]
    for line in lines[first + 1 : end]:
        title = join(title, line)
    return title, range(first, end)


def may_be_title(line: str) -> bool:
    """Return whether a line is as short as a title and does not end as a sentence."""
    return 0 < len(line) <= MAX_TITLE and line[-1] not in "。；，："


def is_above_title(line: str) -> bool:
    """Return whether a line can stand above a title only: urgency, a number, a label, a date."""
    if "\t" in line:
        return bool(labelled(line.split("\n")))
    return bool(_URGENCY.fullmatch(line) or doc_number(line) or has_label(line) or date_line(line))


def _first(lines: Sequence[str]) -> int:
    """Return the first line that is no letterhead, number, label or date; 0 if all are."""
    value = False  # of the label on the line above
    for i, line in enumerate(lines[:HEAD]):
        other = i and _OTHER_LABEL.fullmatch(line) and labelled([lines[i - 1]])
        if not (value or other or is_above_title(line) or _heads(lines, i)):
            return i
        value = not value and bool(bare_label(line))
    return 0


def _heads(lines: Sequence[str], at: int) -> bool:
    """Return whether a line is of a letterhead: a 文号 or more of the letterhead follows."""
    below = lines[at + 1 : at + 9]
    if is_letterhead(lines[at]):
        return any(map(doc_number, below))
    after = next((line for line in below if not is_offices(line)), "")
    return is_offices(lines[at]) and (bool(doc_number(after)) or is_letterhead(after))


def _printed(lines: Sequence[str], title: str) -> range:
    """Return the lines that print a title which a label names, too."""
    for start, line in enumerate(lines):
        held = ""
        if start and bare_label(lines[start - 1]):
            continue
        for end in range(start, min(len(lines), start + MAX_TITLE_LINES)):
            held += fold_title(lines[end])
            if held == fold_title(title):
                return range(start, end + 1)
            if not line or not fold_title(title).startswith(held):
                break
    return range(0)


def _enacted(lines: Sequence[str], first: int) -> int | None:
    """Return where the statute starts that an order at the head puts in force, as the order names it."""
    above = lines[: first + 1]
    if not any(_ORDER_HEAD.fullmatch(line) for line in above):
        return None
    told = " ".join(lines[first : first + 6])
    names = {_fold(name) for name in _ENACTED.findall(told)}
    for at in range(first + 1, min(len(lines), first + ORDER)):
        for count in (1, 2, 3):
            if _fold("".join(lines[at : at + count])) in names:
                return at
    return None


def _fold(title: str) -> str:
    return fold_title(title).removeprefix("中华人民共和国")


def _more(lines: Sequence[str]) -> int:
    """Return how many of the lines below the first one belong to the title, too."""
    title, taken = lines[0], 0
    for count, line in enumerate(lines[1:], 1):
        tied = is_edition(line) or line.startswith(("的", "》", "）", "”"))
        if not _may_go_on(line) or (_is_whole(title) and not tied):
            break
        title = join(title, line)
        if _is_whole(title):
            taken = count
    return taken if _is_official(lines[0], title) else 0


def _may_go_on(line: str) -> bool:
    """Return whether a line may be one of a title's, after the first."""
    if len(line) > MAX_TITLE or _SENTENCE.search(line) or line.endswith(("：", ":")):
        return False
    marked = bool(numbering_style(line)) and not is_edition(line)
    return not (marked or is_above_title(line) or is_history(line))


def _is_whole(title: str) -> bool:
    """Return whether a title ends with the kind of the document, all its pairs closed."""
    return bool(kind_of(title)) and _is_closed(title)


def _is_official(first: str, title: str) -> bool:
    """Return whether a title has the form of official ones: 关于…, an office's, or an open pair."""
    opens = _OPENS.search(first) or titled_offices(title) or is_offices(first)
    return bool(opens) or _is_whole(first) or not _is_closed(first)


def _is_closed(title: str) -> bool:
    return all(title.count(start) == title.count(end) for start, end in _PAIRS.items())
