"""Find the document that an input names and asks nothing of: its title, or its 文号."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.metadata.numbers import doc_number
from index.model import Article
from rag.about.titles import Named, matching, whole
from rag.question.analysis import ASKS
from rag.question.document_patterns import any_of

MAX_NAME = 120  # characters of a title
MAX_MEANT = 3  # documents that a name may fit

_KIND = re.compile(f"{any_of('kinds')}$")
_MARKS = " \t。．.，,？?！!；;：:"


def named(asked: str, allowed: Sequence[Named]) -> list[Article]:
    """Return the documents that an input is the name of; none where it is anything else."""
    text = asked.strip(_MARKS)
    if not text or len(text) > MAX_NAME:
        return []
    found = [] if ASKS.search(text) else whole(text, allowed)
    if not found and (is_number(text) or _may_name(text)):
        found = matching(text, allowed)
    return found if len(found) <= MAX_MEANT else []


def is_number(text: str) -> bool:
    """Return whether an input is a 文号 and no more."""
    bare = re.sub(r"\s", "", text.strip(_MARKS))
    return bool(doc_number(bare)) and len(bare) <= 40 and bare.endswith("号")


def _may_name(text: str) -> bool:
    """Return whether an input is a title in 《》, or ends as the name of a document does."""
    if re.fullmatch("《[^《》]{2,100}》", text):
        return True
    return bool(_KIND.search(text)) and not ASKS.search(text) and len(text) > 3
