"""Make labelled statements from the sentences of documents, by rule.

A true one is a sentence with a few words changed that don't matter, or a part left out. A false
one has one change more that does: another body, figure or word, a negation, two rules merged.
They teach what an edit of a nearly literal statement is worth, of which few are written by hand.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from index.loading.loader import read_documents
from index.model import Article, Passage
from index.passages import split_article
from index.text.dictionary import dictionary, tag_of
from index.text.sentences import split_sentences
from rag.answer import Hit
from rag.language.quantities import fold, quantities

PER_PASSAGE = 2  # true ones, and as many false ones
_WORDS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_HARMLESS = (0, 0, 1, 2, 3, 5)  # how many words that do not matter are changed
_NUMBERING = re.compile(
    r"^(?:第[一二三四五六七八九十百]+[条章节]|[（(][一二三四五六七八九十\d]+[)）]|[一二三四五六七八九十\d]+[、.])\s*"
)
_BODY = re.compile(
    "(?:部门?|[局委院厅署办会所站省市县区州者]|中心|机构|机关|政府|企业|单位|公司|人员|人)$"
)
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_SPLIT = ("应当", "可以", "不得", "由", "负责", "为", "是", "达到")


@dataclass(frozen=True, slots=True)
class Made:
    """A statement, the kind of its error (empty where it is true), and its passage."""

    statement: str
    error: str
    hit: Hit


@dataclass(frozen=True, slots=True)
class _Source:
    """A passage's text and sentences, and the text of another passage."""

    text: str
    sentences: Sequence[str]
    elsewhere: str

    def either(self, chance: random.Random) -> str:
        """Return the text from which a false statement takes a word, mostly the passage's own."""
        return self.text if chance.random() < 0.75 else self.elsewhere


def made(folder: Path, seed: int = 1) -> Iterator[Made]:
    """Yield statements on the documents of a folder, as many true as false ones, about."""
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    pairs = [(p, a) for a in read_documents([folder]).articles for p in split_article(a)]
    chance.shuffle(pairs)
    for passage, article in pairs:
        sentences = [
            s for a, b in split_sentences(passage.text) if _is_usable(s := _bare(passage.text[a:b]))
        ]
        if len(sentences) > 1:
            source = _Source(passage.text, sentences, chance.choice(pairs)[0].text)
            yield from _on_passage(source, passage, article, chance)


def _on_passage(
    source: _Source, passage: Passage, article: Article, chance: random.Random
) -> Iterator[Made]:
    hit = Hit(1, 1.0, passage, article)
    for _ in range(PER_PASSAGE):
        sentence = _shortened(chance.choice(source.sentences), chance)
        if chance.random() < 0.25:
            sentence = (
                sentence.rstrip("。；;") + chance.choice("；，。") + chance.choice(source.sentences)
            )
        yield Made(_reworded(sentence, chance), "", hit)
        sentence = _shortened(chance.choice(source.sentences), chance)
        if error := _changed(sentence, source, chance):
            yield Made(_reworded(error[1], chance), error[0], hit)


def _changed(sentence: str, source: _Source, chance: random.Random) -> tuple[str, str] | None:
    """Return the kind of a change and what becomes of the sentence, None if none can be made."""
    for kind in sorted(_CHANGES, key=lambda k: -(chance.random() ** (1 / _CHANGES[k][1]))):
        found = _CHANGES[kind][0](sentence, source, chance)
        if found and fold(found).rstrip("。；;") not in fold(source.text):
            return kind, found
    return None


def _bare(sentence: str) -> str:
    return _NUMBERING.sub("", sentence.strip()).strip()


def _is_usable(sentence: str) -> bool:
    return 14 <= len(sentence) <= 120 and not re.search(r"[\t|]|[：:]$", sentence)


def _words(text: str) -> list[str]:
    return list(dictionary().cut(text, HMM=False))


def _put(text: str, old: str, new: str, chance: random.Random) -> str:
    """Replace one of the places of a word."""
    at = chance.choice([m.start() for m in re.finditer(re.escape(old), text)])
    return text[:at] + new + text[at + len(old) :]


def _replacements(listed: str) -> list[tuple[str, str]]:
    return [(old, new) for old, _, new in (pair.partition(">") for pair in listed.split())]


def _reworded(sentence: str, chance: random.Random) -> str:
    """Change some words that do not matter."""
    for _ in range(chance.choice(_HARMLESS)):
        fitting = [pair for pair in _replacements(_WORDS["harmless"]) if pair[0] in sentence]
        if fitting:
            sentence = _put(sentence, *chance.choice(fitting), chance)
    return sentence


def _shortened(sentence: str, chance: random.Random) -> str:
    """Leave out brackets, what it is based on, or the last clauses; or nothing."""
    clauses = re.split(r"(?<=[，,；;])", sentence)
    kept = "".join(clauses[: max(1, len(clauses) // 2)]).rstrip("，,；;") + "。"
    return chance.choice(
        [
            *[sentence] * 4,
            re.sub(r"[（(][^（()）]{2,40}[)）]", "", sentence),
            re.sub(r"^(?:为|根据|按照|依据)[^，,]{2,40}[，,]", "", sentence),
            kept if len(clauses) > 2 else sentence,
        ]
    )


def _by_list(listed: str) -> Callable[[str, _Source, random.Random], str]:
    """Return what replaces a whole word by that of a list."""

    def change(sentence: str, source: _Source, chance: random.Random) -> str:
        words = _words(sentence)
        fitting = [pair for pair in _replacements(listed) if pair[0] in words]
        if not fitting:
            return ""
        old, new = chance.choice(fitting)
        at = chance.choice([i for i, word in enumerate(words) if word == old])
        return "".join([*words[:at], new, *words[at + 1 :]])

    return change


def _other_body(sentence: str, source: _Source, chance: random.Random) -> str:
    own, others = _bodies(sentence), _bodies(source.either(chance))
    pairs = [(a, b) for a in own for b in others if b not in sentence and a not in b and b not in a]
    alike = [(a, b) for a, b in pairs if a[-1] == b[-1]]
    return _put(sentence, *chance.choice(alike or pairs), chance) if pairs else ""


def _bodies(text: str) -> list[str]:
    """Return the nouns of a text, or two in a row, that name who acts: 部门, 卫生行政部门."""
    words = [w if _is_noun(w) else "" for w in _words(text)]
    pairs = [a + b for a, b in pairwise(words) if a and b]
    return sorted({w for w in [*words, *pairs] if len(w) > 1 and _BODY.search(w)})


def _is_noun(word: str) -> bool:
    tag = tag_of(word) or "x"
    return bool(_HAN.fullmatch(word)) and (tag[0] in "nb" or tag == "vn")


def _other_word(sentence: str, source: _Source, chance: random.Random) -> str:
    """Put another word of the same part of speech in the place of one."""
    own, others = (
        [
            w
            for w in _words(text)
            if len(w) > 1 and _HAN.fullmatch(w) and (tag_of(w) or "x")[0] in "nv"
        ]
        for text in (sentence, source.either(chance))
    )
    pairs = [
        (a, b)
        for a in own
        for b in others
        if tag_of(a) == tag_of(b) and b not in sentence and not set(a) & set(b)
    ]
    return _put(sentence, *chance.choice(pairs), chance) if pairs else ""


def _other_figure(sentence: str, source: _Source, chance: random.Random) -> str:
    """Put another figure of the passage, or one made up, in the place of one."""
    folded = fold(sentence)
    figures = [q for q in quantities(folded) if re.match(r"\d", q.written)]
    if not figures:
        return ""
    one = chance.choice(figures)
    others = [
        q.written
        for q in quantities(fold(source.text))
        if q.kind == one.kind and q.value != one.value and q.written[-1] == one.written[-1]
    ]
    number = re.match(r"\d+", one.written)
    assert number is not None  # by the pattern above
    up = str(int(number[0]) + chance.choice([1, 2, 3, 5, 10])) + one.written[number.end() :]
    new = chance.choice(others) if others and chance.random() < 0.5 else up
    return folded[: one.start] + new + folded[one.end :]


def _merged(sentence: str, source: _Source, chance: random.Random) -> str:
    """Begin with one sentence and go on with another, at a comma or a word that both have."""
    others = [s for s in source.sentences if sentence.rstrip("。") not in s]
    if not others:
        return ""
    one, other = chance.sample([sentence, chance.choice(others)], 2)
    a, b = (re.split(r"(?<=[，,])", s) for s in (one, other))
    if len(a) > 1 and len(b) > 1:
        return "".join(a[: len(a) // 2] + b[len(b) // 2 :])
    word = next((w for w in _SPLIT if w in one[2:] and w in other[2:]), "")
    return one[: one.index(word, 2)] + other[other.index(word, 2) :] if word else ""


def _added(sentence: str, source: _Source, chance: random.Random) -> str:
    """Add a clause of another passage."""
    clauses = [c for c in re.split(r"[，,。；;\n\t]", source.elsewhere) if 8 < len(c) < 30]
    return f"{sentence.rstrip('。；;')}，{chance.choice(clauses)}。" if clauses else ""


_CHANGES: dict[str, tuple[Callable[[str, _Source, random.Random], str], float]] = {
    "name": (_other_body, 6),
    "figure": (_other_figure, 4),
    "word": (_other_word, 3),
    "merged": (_merged, 4),
    "added": (_added, 1.5),
    **{kind: (_by_list(listed), 2) for kind, listed in _WORDS["changes"].items()},
}
"""How a sentence is changed by the kind of error, and how often, relative to the others."""
