from __future__ import annotations

import pytest

from index.text.tokenizer import Tokenizer, normalise


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("２０２１ 年 ＤＲＧ", "2021年 drg"),
        ("醫療保障", "医疗保障"),
        ("覆盖\n率 12.5％ 以上", "覆盖率12.5%以上"),
        ("家庭 医生　签约", "家庭医生签约"),
        ("long term care", "long term care"),
    ],
)
def test_spelling_variants_are_normalised(text: str, expected: str) -> None:
    assert normalise(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021年", "2021"),
        ("增长12.5％", "12.5%"),
        ("增长12.5%", "12.5"),
        ("1,234.5万", "1234.5"),
        ("COVID-19疫苗", "covid-19"),
        ("DRG/DIP付费", "drg"),
        ("DRG/DIP付费", "dip"),
        ("5G网络", "5g"),
        ("125mg", "125mg"),
        ("10-20家", "20"),
        ("醫院", "医院"),
    ],
)
def test_numbers_and_latin_words_stay_whole(tokenizer: Tokenizer, text: str, expected: str) -> None:
    assert expected in tokenizer.words(text)


def test_a_long_number_is_not_broken(tokenizer: Tokenizer) -> None:
    assert tokenizer.words("20210125") == ["20210125"]


def test_function_words_are_left_out(tokenizer: Tokenizer) -> None:
    assert tokenizer.words("什么是医院的职责吗？") == ["医院", "职责"]


def test_given_terms_are_kept_as_words(tokenizer: Tokenizer) -> None:
    assert "码上就医" not in tokenizer.words("推行码上就医服务")
    assert "码上就医" in Tokenizer(["码上就医"]).words("推行码上就医服务")


def test_bigrams_stay_inside_runs_of_chinese(tokenizer: Tokenizer) -> None:
    assert tokenizer.bigrams("医保局，DRG付费") == ["#医保", "#保局", "#付费"]
