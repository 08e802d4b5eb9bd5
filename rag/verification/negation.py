"""Check that a statement does not say the contrary of its source: a negation added or lost.

「外地患者可以预约」 is struck where the source reads 「外地患者不得预约」. Opposites (涨, 跌) are
checked by `rag.verification.antonyms`.
"""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

from index.text.characters import character_pairs
from rag.language.clauses import clauses
from rag.language.word_lists import word_list

_words = partial(word_list, file=Path(__file__).with_name("negation.toml"))

_NEGATOR = re.compile(rf"(?:[很极]少(?!数)|{'|'.join(_words('negators'))})")
# In 满足不了 and 享受不到 the verb that is denied stands before the negation.
_UNABLE = re.compile(r"([\u4e00-\u9fff]{2})不(?:了|起|上|到(?!\d))")
# The speaker rejects what follows (不赞成…), or reports it as an error of others (不少人以为…).
_DISOWNED = re.compile(
    r"(?:不赞成|不赞同|不认同|不同意|不认为|不支持|反对|否认|否定|驳斥|驳回|误认为|(?<![可所加足难予])以为)(.{4,})"
)
_ELLIPSIS = re.compile(
    r"(?:^|(?<=\n))(.{4,}?)[则却就并也]{0,3}(?:不算|不是|不行|不会|不能|不可以|没有|不然|否)$"
)
_NOT_NEGATORS = re.compile(
    "不(?:会|得|能|宜|应|可)?(?:低于|少于|高于|超过|多于|小于|大于|晚于|迟于|早于)|"
    f"不足(?!以)|不适(?![合用宜应])|{'|'.join(_words('not_negators'))}"
)
_NEGATIVE = re.compile("|".join(_words("negative")))
_SCOPE = re.compile(
    r"(?:[只仅光单由交把]|[要曾再被会能得可予是有应须需将])?([\u4e00-\u9fff]{2})([\u4e00-\u9fff])?(?:[、和或]([\u4e00-\u9fff]{2})(?![不没未无]))?"
)


def denied_clauses(statement: str, source: str) -> list[str]:
    """Return the clauses of a statement that deny or affirm the contrary of a similar clause.

    Both texts are folded (`rag.language.quantities.fold`).
    """
    pieces = clauses(source)
    return [
        clause
        for clause in clauses(statement)
        if any(
            _disowns(piece, clause)
            or (
                (_negates(clause, piece, source) or _negates(piece, clause, statement))
                and _related(piece, clause, pieces)
            )
            for piece in pieces
        )
    ]


def _negates(denying: str, other: str, whole: str) -> bool:
    """Return whether one clause denies what the other says without a negative word.

    `whole` is the text of the other clause.
    """
    denied = _UNABLE.findall(denying)
    masked = _mask(denying)
    for negator in _NEGATOR.finditer(masked):
        denied += _denied(negator[0], masked[negator.end() :])
    return any(_affirms(whole, other, word) for word in denied)


def _mask(text: str) -> str:
    """Blank words that contain a negator but deny nothing, keeping all offsets."""
    return _NOT_NEGATORS.sub(lambda m: "□" * len(m[0]), text)


def _denied(negator: str, after: str) -> list[str]:
    """Return patterns of what a negator denies.

    不占名额 denies 占用名额 too, and 不得转让、出租 denies both verbs.
    """
    scope = _SCOPE.match(after)
    if not scope:
        return []
    word, third, second = scope.groups()
    apart = [f"{word[0]}.{{1,4}}{word[1]}{third}"] if third else []
    return [word, *apart, *([second] if second and len(negator) > 1 else [])]


def _related(piece: str, clause: str, pieces: list[str]) -> bool:
    """Return whether a piece of the source is about as similar to a clause as any other piece."""
    shared = _shared(clause, piece)
    most = max(_shared(clause, other) for other in pieces)
    return shared > 1 and (shared >= 0.7 * most or shared >= 0.6 * (len(piece) - 1))


def _disowns(piece: str, clause: str) -> bool:
    """Return whether a clause of the source rejects what the claim's clause asserts."""
    return any(
        not form.search(clause)
        and bool(_NEGATIVE.search(clause)) <= bool(_NEGATIVE.search(disowned[1]))
        and _shared(clause, disowned[1]) >= max(3, 0.5 * (len(disowned[1]) - 1))
        for form in (_DISOWNED, _ELLIPSIS)
        if (disowned := form.search(piece))
    )


def _affirms(whole: str, text: str, word: str) -> bool:
    """Return whether the text has the word (a pattern), and the whole never negates it."""
    places = [m for m in re.finditer(word, text) if not _NEGATIVE.search(m[0])]
    masked = _mask(whole)
    return bool(places) and not any(
        _NEGATIVE.search(masked[max(0, m.start() - 6) : m.start()])
        for m in re.finditer(word, whole)
    )


def _shared(a: str, b: str) -> int:
    """Return how many of the character pairs of `b` occur in `a`."""
    known = set(character_pairs(a))
    return sum(pair in known for pair in character_pairs(b))
