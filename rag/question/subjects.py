"""Tell whether a question names what it is about, and what that is.

学院有多少位教师？ could be asked of any college: all its words are common, and none is a name.
The subject of a question is its first noun phrase: 海蓝市 of 海蓝市建了多少家社区医院. The whole
question in front of the next one would find its own answer again.
"""

from __future__ import annotations

import re

from index.text.characters import BASIC_HAN
from index.text.dictionary import dictionary
from rag.language.proper_names import PLACE, certain_names, in_noun_phrase, proper_names
from rag.question.analysis import FILLER, key_terms

COMMON = 300  # frequency in jieba's dictionary from which a word names nothing in particular
SHORT = 12  # characters of content; a longer question without a name has a subject of its own
MAX_SUBJECT, MIN_SUBJECT = 20, 3  # characters of a subject

_WORD = re.compile(f"[{BASIC_HAN}]{{2,}}")


def names_a_subject(asked: str, said: str = "") -> bool:
    """Return whether a question has a name, a term or an uncommon word of its own.

    Words that were `said` before are not its own. A long question that shares no word with what
    was said is about something else, however common its words are.
    """
    if key_terms(asked) or certain_names(asked, shortest=3):
        return True
    if any(place not in said for place in proper_names(asked, (PLACE,), 2)):
        return True
    frequency = dictionary().FREQ
    words = [word for word in dictionary().cut(asked) if _WORD.fullmatch(word)]
    if any((frequency.get(word) or 0) < COMMON and word not in said for word in words):
        return True
    return len(FILLER.sub("", asked)) > SHORT and not any(word in said for word in words)


def subject_of(question: str) -> str:
    """Return the first noun phrase of a question, of three characters or more; '' without one."""
    phrase = ""
    for word in dictionary().cut(question):
        if in_noun_phrase(word) or (phrase and word == "的"):
            phrase += word
        elif len(phrase) >= MIN_SUBJECT:
            break
        else:
            phrase = ""
    subject = phrase.rstrip("的里中上")[:MAX_SUBJECT]
    return subject if len(subject) >= MIN_SUBJECT else ""
