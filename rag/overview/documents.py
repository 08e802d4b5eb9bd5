"""Find the document that an input names and asks nothing of: its title, or its 文号."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.metadata.numbers import doc_number
from index.model import Article
from rag.about.titles import Named, matching, whole
from rag.question.about.patterns import any_of
from rag.question.analysis import ASKS

MAX_NAME = 120  # characters of a title
MAX_MEANT = 3  # documents that a name may fit

_KIND = re.compile(f"{any_of('kinds')}$")
_QUOTED = re.compile("《[^《》]{2,100}》")
_MARKS = " \t。．.，,？?！!；;：:"


def may_name(asked: str) -> bool:
    """Return whether an input has the form of a name: it asks nothing, or stands in 《》."""
    text = asked.strip(_MARKS)
    return 0 < len(text) <= MAX_NAME and (not ASKS.search(text) or bool(_QUOTED.fullmatch(text)))


def named(asked: str, allowed: Sequence[Named]) -> list[Article]:
    """Return the documents that an input is the name of; none where it is anything else."""
    text = asked.strip(_MARKS)
    if not may_name(text):
        return []
    found = whole(text, allowed)
    if not found and (is_number(text) or _is_titled(text)):
        found = matching(text, allowed)
    return found if len(found) <= MAX_MEANT else []


def is_number(text: str) -> bool:
    """Return whether an input is a 文号 and no more."""
    bare = re.sub(r"\s", "", text.strip(_MARKS))
    return bool(doc_number(bare)) and len(bare) <= 40 and bare.endswith("号")


def _is_titled(text: str) -> bool:
    """Return whether an input is a title in 《》, or ends as the name of a document does."""
    return bool(_QUOTED.fullmatch(text)) or (bool(_KIND.search(text)) and len(text) > 3)
