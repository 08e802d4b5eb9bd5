"""Tell that not all are so, where it is asked of all: 并非所有谈判药品."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from rag.evidence.statements import Statement
from rag.extractive.verdicts.asking import Asked, asked
from rag.extractive.verdicts.opinions import no_rule
from rag.extractive.verdicts.wording import WORDS, content_words, share_said
from rag.language.modality import alternatives
from rag.language.word_lists import word_list
from rag.question.understanding import Question

NOT_ALL = "不是。"
MIN_ACT = 0.75  # share of the characters of the act asked about that the sentence says
MIN_KIND = 0.5  # share of the characters of the kind asked about that follow 并非所有
NEAR = 2.0  # log odds below the best statement at which a denial still answers
AHEAD = 1.0  # log odds by which it then comes before the best

_ALL = re.compile(rf"(?:{alternatives(*word_list('all', WORDS))})([^，,]+?)(?:都|均|全|也|$)")
_NOT_ALL = re.compile(rf"(?:{alternatives(*word_list('not_all', WORDS))})([^，,；;。]+)")


def not_all(question: Asked, statement: Statement) -> str:
    """Return 不是。 where a statement says that not all of the kind asked about are so, else ''.

    The kind may be shortened, 国谈药 for 谈判药品, so that its characters are compared.
    """
    of, said = _ALL.search(question.topic), _NOT_ALL.search(statement.text)
    if not of or not said or no_rule(statement):
        return ""
    kind = of[1]
    same = sum(character in said[1] for character in kind) / len(kind) >= MIN_KIND
    enough = share_said(content_words(question.act), statement.text) >= MIN_ACT
    return NOT_ALL if same and enough else ""


def denial_first(statements: Sequence[Statement], question: Question) -> list[Statement]:
    """Return the statements, the one that says 不是 of all with the highest score if it is near it."""
    this = asked(question.text) if len(question.parts) == 1 and statements else None
    if this is None:
        return [*statements]
    best = max(float(s.scores[0]) for s in statements)
    denials = [s for s in statements if s.scores[0] >= best - NEAR and not_all(this, s)]
    first = max(denials, key=lambda s: float(s.scores[0]), default=None)
    ahead = np.array([best + AHEAD], np.float32)
    return [replace(s, scores=ahead) if s is first else s for s in statements]
