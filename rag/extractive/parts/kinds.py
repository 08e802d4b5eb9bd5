"""Tell whether a sentence names all the kinds that a question asks for: 分为哪两种, 有哪几类."""

from __future__ import annotations

import re

from index.text.characters import NUMERALS
from rag.language.discourse import without_numbering
from rag.language.quantities import number

_ASKED = re.compile(
    rf"(?:[分有]|包[括含])(?:为|成|作)?(?:了|以下)?哪?(几|[两{NUMERALS}]|\d{{1,2}})?个?大?(?:种|类|级|档|等|部分|阶段|环节)"
)
_DIVIDED = re.compile(
    r"(?<![^，,。；;：:\n])([^，,。；;：:\n]{2,})(?:[划区]?分[为成作]|包[括含])([^，,。；;：:]++)[。；;]"
)
_SUBJECT = 4  # characters at the end of what is divided, which the question names
_JOINED = re.compile(r"、|以?及|[和与或]")


def names_all_kinds(text: str, question: str) -> bool:
    """Return whether a sentence divides something into as many as a question asks for."""
    asked, divided = _ASKED.search(question), _DIVIDED.search(without_numbering(text))
    if not asked or not divided or not asked[1] or divided[1][-_SUBJECT:] not in question:
        return False
    kinds = len(_JOINED.split(divided[2]))
    return kinds > 1 if asked[1] == "几" else kinds == _value(asked[1])


def _value(written: str) -> int:
    """Return the value of a number of kinds: 2 for 两."""
    return 2 if written == "两" else int(number(written))
