from __future__ import annotations

from pathlib import Path

import pytest

from rag.language.word_lists import WORDS, read_lists, word_list


def test_words_keep_the_order_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "lists.toml"
    file.write_text('verbs = """\n说 表示\n认为\n"""\n', encoding="utf-8")
    assert word_list("verbs", file) == ("说", "表示", "认为")


@pytest.mark.parametrize("name", read_lists(WORDS))
def test_no_word_stands_twice_in_a_list(name: str) -> None:
    assert len(word_list(name)) == len(set(word_list(name)))
