from __future__ import annotations

from pathlib import Path

import pytest

from rag.language.word_lists import WORDS, read_lists, word_list
from rag.verification import antonyms, negation

FILES = [WORDS, *(Path(module.__file__).with_suffix(".toml") for module in (antonyms, negation))]


def test_words_keep_the_order_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "lists.toml"
    file.write_text('verbs = """\n说 表示\n认为\n"""\n', encoding="utf-8")
    assert word_list("verbs", file) == ("说", "表示", "认为")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_word_stands_twice_in_a_list(file: Path) -> None:
    for name, words in read_lists(file).items():
        if isinstance(words, str):
            assert len(word_list(name, file)) == len(set(word_list(name, file))), name


def test_no_antonym_stands_on_both_sides_of_a_pair() -> None:
    for one, other in read_lists(FILES[1])["pairs"]:
        assert not set(one.split()) & set(other.split())
