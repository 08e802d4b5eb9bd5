"""Describe how a statement departs from its source: what stands between the runs of both.

Where 「由承租人扣除」 becomes 「由出租人扣除」, one word stands for another. That is suspicious where all
words around it are the source's own, and says little in a free paraphrase, so what an edit does
counts by how literal the statement is around it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.text.dictionary import dictionary, tag_of
from rag.language.quantities import Quantity, quantities, same_quantity
from rag.verification.alignment import Run, align
from rag.verification.coverage import Content, is_content

if TYPE_CHECKING:
    from numpy.typing import NDArray

MARKS = ("added_mark", "other_mark", "added_negation", "added_quantity")
KINDS = (
    *("noun", "verb", "other", "alike", "body", "known", "tight"),
    *("left_out", "added_known", "added_new"),
    *("figure", "new_figure", "known_figure", "lost_figure", "numeral"),
    *MARKS,
)
FEATURES = ("literal", *KINDS)
"""What is weighed of an edit; its KINDS by how literal the statement is around it."""

_NEAR = 14  # characters on each side of an edit by which it is told how literal a statement is
_SHORT = 24  # characters of the source, and twice those of the statement, that one edit replaces
_TIGHT = 8
_CLAUSE = re.compile(r"[，,。；;：:！？!?\n\t]")
_SIGNS = "，,。；;：:！？!?、\n"
_NUMERAL = re.compile(r"[一二三四五六七八九十两\d]+")
_BODY = re.compile(
    "(?:部门?|[局委院厅署办会所站省市县区州国]|中心|机构|机关|政府|组织|企业|单位|公司|人员?|者)$"
)
_GROUPS = {
    group: {side: re.compile(pattern) for side, pattern in sides.items()}
    for group, sides in tomllib.loads(
        Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
    ).items()
}


@dataclass(frozen=True, slots=True)
class Edit:
    """What a statement says (`said`, at `start` to `end`) where its source reads `found`.

    `inner` is whether runs of both stand on either side; else the edit is at the beginning or
    the end, and `found` is the rest of the source's clause.
    """

    start: int
    end: int
    said: str
    found: str
    inner: bool

    @property
    def is_short(self) -> bool:
        """Whether what the statement says can stand for all that the source reads."""
        return len(self.found) <= _SHORT + 2 * len(self.said)

    @property
    def reason(self) -> str:
        """What is wrong with the edit, in Chinese."""
        said, found = self.said.strip(_SIGNS), self.nearest.strip(_SIGNS)
        if not self.is_short:
            return f"由原文不相连的几处拼成：“{said}”"
        return f"原文这里是“{found}”，不是“{said}”" if found else f"原文这里没有“{said}”"

    @property
    def nearest(self) -> str:
        """What the source reads, without the clauses amid a long passage that was left out."""
        clauses = _CLAUSE.split(self.found)
        if not self.inner or len(clauses) < 3 or len(self.found) < _SHORT:
            return self.found
        return f"{clauses[0]}，{clauses[-1]}"


@dataclass(frozen=True, slots=True, eq=False)
class Edits:
    """The edits of a statement, and which of its characters stand in runs of its source (n,)."""

    edits: tuple[Edit, ...]
    held: NDArray[np.bool_]

    @classmethod
    def between(cls, content: Content, source: str) -> Edits:
        """Compare a statement with a squeezed source."""
        runs = align(content, source)
        held = np.zeros(len(content.text), bool)
        for run in runs:
            held[run.at : run.end] = True
        found = (_edit(content.text, source, *pair) for pair in pairwise([None, *runs, None]))
        return cls(
            tuple(e for e in found if (e.said + e.found).strip(_SIGNS)) if runs else (), held
        )

    def rows(self, content: Content, source: str) -> NDArray[np.float64]:
        """Return the FEATURES of each edit; `source` is all that may explain a word."""
        rows = [_row(edit, self._literal(content, edit), content, source) for edit in self.edits]
        return np.array(rows).reshape(-1, len(FEATURES))

    @property
    def run(self) -> float:
        """The mean length of the runs, as a logarithm."""
        count = int((np.diff(self.held.astype(np.int8), prepend=0) == 1).sum())
        return float(np.log1p(self.held.sum() / max(1, count)))

    def _literal(self, content: Content, edit: Edit) -> float:
        """Return the share of the characters around an edit, by weight, that stand in runs."""
        near = slice(max(0, edit.start - _NEAR), edit.end + _NEAR)
        weights = content.weights.copy()
        weights[edit.start : edit.end] = 0
        total = float(weights[near].sum())
        return float(weights[near] @ self.held[near]) / total if total > 0.5 else 0.5


def _edit(text: str, source: str, one: Run | None, two: Run | None) -> Edit:
    """Return what stands between two runs, extended to whole words."""
    if one:
        x = one.source_end
    else:
        assert two is not None
        x = max((m.end() for m in _CLAUSE.finditer(source, 0, two.place)), default=0)
    if two:
        y = two.place
    else:
        clause_end = _CLAUSE.search(source, x)
        y = clause_end.start() if clause_end else len(source)
    start, end = _whole_words(text, one.end if one else 0, two.at if two else len(text))
    return Edit(
        start, end, text[start:end], source[slice(*_whole_words(source, x, y))], bool(one and two)
    )


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Extend a stretch of a text to the words that it cuts in two."""
    if start < end:
        for a, b in _spans(text):
            start = a if a < start < b else start
            end = b if a < end < b else end
    return start, end


@lru_cache(maxsize=512)
def _spans(text: str) -> tuple[tuple[int, int], ...]:
    ends = np.cumsum([0, *(len(word) for word in dictionary().cut(text, HMM=False))]).tolist()
    return tuple(pairwise(ends))


def _words(text: str) -> list[str]:
    """Return the words of a text with content, but no figures."""
    words = (text[a:b] for a, b in _spans(text))
    return [w for w in words if is_content(w) and not any(c.isdigit() for c in w)]


def _row(edit: Edit, literal: float, content: Content, source: str) -> list[float]:
    near, short = edit.nearest, edit.is_short
    said = [w for w in _words(edit.said) if w not in near]
    found = [w for w in _words(near) if w not in content.text]
    known = bool(said) and 2 * sum(w in source for w in said) >= len(said)
    kinds = {
        **(_replaced(edit, said, found, known) if said and found and short else {}),
        "left_out": bool(found) and not (said or short),
        "added_known": bool(said) and known and not (found and short),
        "added_new": bool(said) and not known and not (found and short),
        **_figures(edit, source),
        **_marks(edit),
    }
    return [
        literal,
        *(literal * kinds.get(kind, False) for kind in KINDS),
    ]


def _replaced(
    edit: Edit, said: Sequence[str], found: Sequence[str], known: bool
) -> dict[str, bool]:
    """Describe a word that stands in the place of another."""
    characters = set("".join(said))
    shared = len(characters & set(edit.nearest)) / len(characters)
    kinds, others = ({_tag(word) for word in words} for words in (said, found))
    nouns, verbs = bool(kinds & {"n", "x"} and others & {"n", "x"}), "v" in kinds & others
    alike = shared >= 0.5
    return {
        "alike": alike,
        "noun": nouns and not alike,
        "verb": verbs and not (alike or nouns),
        "other": not (alike or nouns or verbs),
        "body": shared < 1 and any(map(_BODY.search, said)) and any(map(_BODY.search, found)),
        "known": known,
        "tight": len(edit.said) <= _TIGHT and len(edit.nearest) <= _TIGHT,
    }


def _tag(word: str) -> str:
    return (tag_of(word) or "x")[0]


def _figures(edit: Edit, source: str) -> dict[str, bool]:
    """Tell whether a figure of the statement stands for another, or has none in its place."""
    said, found = quantities(edit.said), _quantities(edit.found)
    lacking = [q for q in said if not _stands(q, found)]
    known = all(_stands(q, _quantities(source)) for q in lacking)
    numerals, others = (set(_NUMERAL.findall(text)) for text in (edit.said, edit.nearest))
    instead = bool(found) and edit.is_short
    return {
        "figure": bool(lacking) and instead,
        "known_figure": bool(lacking) and not instead and known,
        "new_figure": bool(lacking) and not instead and not known,
        "lost_figure": instead and not said and edit.inner,
        "numeral": not said and edit.is_short and bool(numerals and others) and numerals != others,
    }


@lru_cache(maxsize=256)
def _quantities(text: str) -> tuple[Quantity, ...]:
    return tuple(quantities(text))


def _stands(quantity: Quantity, among: Iterable[Quantity]) -> bool:
    return any(same_quantity(quantity, other) for other in among)


def _marks(edit: Edit) -> dict[str, bool]:
    """Tell which words that change what a sentence says stand in one text only."""
    changes = set(_changed_marks(edit))
    return {
        "other_mark": any(other for _, other in changes),
        "added_negation": ("negation", False) in changes,
        "added_quantity": ("quantity", False) in changes,
        "added_mark": any(g not in ("negation", "quantity") and not o for g, o in changes),
    }


def _changed_marks(edit: Edit) -> Iterator[tuple[str, bool]]:
    """Yield the groups of which the statement has a side, and whether the source has another."""
    for group, sides in _GROUPS.items():
        said, found = (
            {side for side, pattern in sides.items() if pattern.search(text)}
            for text in (edit.said, edit.nearest)
        )
        if said - found:
            yield group, bool(found) and not said & found
