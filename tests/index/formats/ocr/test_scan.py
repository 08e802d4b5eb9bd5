from __future__ import annotations

import numpy as np

from index.formats.ocr.engine import Recognised, Word
from index.formats.ocr.scan import in_order, scan
from index.formats.pdf.document import draft_of, page_of

IMAGE = np.full((2339, 1654, 3), 255, np.uint8)


def word(text: str, left: float, top: float, size: float = 33, score: float = 1.0) -> Word:
    return Word(text, left, top, left + size * (len(text) + 0.25), top + size, score)


def texts(words: list[Word], strokes: list[tuple[float, float, float, float]]) -> list[str]:
    found = scan(IMAGE, 200, lambda _: Recognised((1654, 2339), words, strokes))
    return [part.text for part in draft_of([page_of(found.chars, found.rules, 1)]).parts]


def test_columns_are_read_one_after_the_other_below_a_title() -> None:
    title = word("题" * 30, 200, 100)
    left = [word("左" * 18, 200, 200 + 50 * n) for n in range(5)]
    right = [word("右" * 18, 900, 200 + 50 * n) for n in range(5)]
    mixed = [piece for pair in zip(right, left, strict=True) for piece in pair]
    assert in_order([*mixed, title]) == [title, *left, *right]


def test_full_lines_are_joined_to_paragraphs() -> None:
    lines = [word("甲" * 36, 200, 200 + 50 * n) for n in range(3)]
    assert texts([*lines, word("完。", 200, 350)], []) == ["甲" * 108 + "完。"]


def test_words_between_rules_form_a_table() -> None:
    xs, ys = (200, 600, 1000), (300, 400, 500)
    strokes = [(float(x), 300.0, x + 3.0, 500.0) for x in xs]
    strokes += [(200.0, float(y), 1000.0, y + 3.0) for y in ys]
    words = [word("地区", 210, 330), word("比例", 610, 330), word("东湖", 210, 430)]
    assert texts([*words, word("35%", 610, 430)], strokes) == ["地区\t比例\n东湖\t35%"]


def test_the_confidence_is_the_mean_of_the_characters() -> None:
    words = [word("甲" * 3, 200, 200, score=1.0), word("乙", 200, 300, score=0.6)]
    found = scan(IMAGE, 200, lambda _: Recognised((1654, 2339), words))
    assert found.confidence == 0.9


def test_a_page_without_words_has_no_characters() -> None:
    assert not scan(IMAGE, 200, lambda _: Recognised((1654, 2339), ())).chars
