from __future__ import annotations

from rag.language.ngrams import bigrams, content_characters, content_text

TEXT = "医院和DRG的2个诊所。"


def test_bigrams_do_not_span_function_words_digits_and_marks() -> None:
    assert bigrams(TEXT) == {"医院", "drg", "个诊", "诊所"}


def test_content_characters_leave_function_words_out() -> None:
    assert content_characters(TEXT) - {" "} == {"医", "院", "drg", "个", "诊", "所"}


def test_content_text_keeps_the_order() -> None:
    assert content_text(TEXT) == "医院drg个诊所"


def test_full_width_letters_are_folded() -> None:
    assert bigrams("ＤＲＧ付费") == bigrams("drg付费")
