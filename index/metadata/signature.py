"""The signature of an official document: who issued it, and the day, below its text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from index.metadata.fields import Metadata, iso_date
from index.metadata.offices import is_offices, offices_in
from index.text.characters import BASIC_HAN, NUMERALS
from index.text.numerals import ZEROS

SIGNERS = 10  # most lines of issuers above a date
_DAY = rf"[\d０-９{ZEROS}{NUMERALS}]{{4}}\s?(?:年[\d０-９{NUMERALS}\s]{{1,6}}月[\d０-９{NUMERALS}\s]{{1,6}}日|[-/.]\d\d?[-/.]\d\d?)"
_DATE = re.compile(rf"[\d０-９{ZEROS}{NUMERALS}年月日/.\s-]+")
_SIGNED = re.compile(rf"(?P<offices>[{BASIC_HAN}（）()\s、]{{2,60}}?)[\s，,]*(?P<day>{_DAY})")
_PERSON = re.compile(
    rf"(?:[{BASIC_HAN}]{{0,12}}(?:总理|主席|部长|主任|局长|署长|省长|市长|县长|区长|行长|院长|会长))"
    rf"[\s：:]*[{BASIC_HAN}·\s]{{2,8}}"
)


def signature(lines: Sequence[str]) -> Metadata:
    """Return the day and the issuers of the first signature; later ones belong to annexes.

    A signature is a date alone on its line below issuers, or below the name of the person who
    signs an order, or a date behind the issuers on their line.
    """
    for at, line in enumerate(lines):
        if found := signed_line(line):
            return found
        if day := date_line(line):
            above = lines[max(0, at - SIGNERS) : at][::-1]
            signers = list(takewhile(is_offices, above))
            if signers:
                return {"date": day, "issuer": offices_in(signers[::-1])}
            if above and _PERSON.fullmatch(above[0].strip()):
                return {"date": day}
    return {}


def signed_line(line: str) -> Metadata:
    """Return the issuers and the day that fill one line, as in `江城市财政局　2024年7月26日`."""
    match = _SIGNED.fullmatch(line.strip()) if len(line) <= 100 else None
    if match is None or not is_offices(match["offices"]) or not (day := iso_date(match["day"])):
        return {}
    return {"date": day, "issuer": offices_in([match["offices"]])}


def date_line(line: str) -> str:
    """Return the date that fills the line, brackets and time of day aside, or ''."""
    if len(line) > 30:
        return ""
    bare = re.sub(r"^[（(]|[）)]$|\d{1,2}:\d\d(:\d\d)?$", "", line.strip()).strip()
    return iso_date(bare) if _DATE.fullmatch(bare) else ""
