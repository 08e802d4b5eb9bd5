"""Recognise English input that names a topic: What do the documents say about family doctors?"""

from __future__ import annotations

import re
from collections.abc import Callable

from rag.english.rendering import glossary
from rag.english.words import base, words
from rag.overview.topic import Topic

MAX_WORDS = 5  # of a topic

_LED = re.compile(
    r"(?:please )?(?:tell me (?:more )?about|(?:give me )?an? overview of|overview of"
    r"|what (?:do|does) (?:the|these|your) (?:documents?|articles?|corpus) (?:say|have|hold) (?:about|on)"
    r"|what do you (?:know|have) (?:about|on)|what is there (?:about|on))\s+(?P<topic>.{2,60})",
    re.I,
)
_MARKS = " \t\"'“”‘’?.!,"
_ARTICLE = re.compile(r"(?:the|an?)\s+", re.I)
_ACRONYM = re.compile(r"[A-Z][A-Z0-9/-]+")


def topic_in_english(asked: str, count: Callable[[str], int]) -> Topic | None:
    """Return the Chinese topic that an English input names; None where it asks or says something.

    `count` tells how many articles hold a Chinese word: of several meanings the commonest is taken.
    A phrase without words that lead to it must be of two words or more, all one term.
    """
    bare = asked.strip(_MARKS)
    led = _LED.fullmatch(bare)
    text = _ARTICLE.sub("", (led["topic"] if led else bare).strip(_MARKS), count=1)
    said = words(text)
    if not text.isascii() or not (1 if led else 2) <= len(said) <= MAX_WORDS:
        return None
    if led and _ACRONYM.fullmatch(text):
        return Topic(text, (text,), led=True)
    meant = max(glossary().get(tuple(map(base, said)), ()), key=count, default="")
    return Topic(meant, (meant,), led=True) if len(meant) > 1 and count(meant) else None
