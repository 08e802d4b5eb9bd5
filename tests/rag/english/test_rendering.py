import pytest

from rag.english.rendering import is_english, render

RULES = ["违反本办法的，处二万元罚款；护士注册有效期届满，应当申请延续。", "试点城市由国务院确定。"]
PRAISE = ["这家医院的工作很优良，护士受到表扬。"]


def test_a_phrase_takes_the_meaning_that_the_nearest_passages_have() -> None:
    assert "罚款" in render("What is the maximum fine for nurses?", RULES).text
    assert "优良" in render("Was the fine work of nurses praised?", PRAISE).text


def test_terms_of_the_field_and_the_longest_phrases_come_first() -> None:
    asked = "Can people in Shanghai join basic medical insurance?"
    text = render(asked, ["基本医疗保险由单位办理参加。"]).text
    assert "基本医疗保险" in text.split()
    assert "上海" in text.split()


def test_batches_and_rounds_keep_their_numbers() -> None:
    text = render("Which drugs were in the second batch?", ["第二批药品"]).text
    assert text == "哪些 药品 第二批"


def test_a_name_that_is_in_no_dictionary_stays_as_it_is() -> None:
    assert "Qwxzia" in render("What does the drug Qwxzia cost?", RULES).text.split()


@pytest.mark.parametrize(
    ("asked", "left_out"),
    [
        ("How much is the fine in Shanghai, the Zanzor Weekly asks?", ("Zanzor", "Weekly")),
        ("According to Zanzor Weekly, what is the fine for nurses?", ("Zanzor", "Weekly")),
        ("Did Zanzor magazine report what the fine for nurses is?", ("Zanzor",)),
        ("What is the fine for Zanzor nurses?", ()),  # it names nothing else
        ("How many beds does the Zanzor Clinic have?", ()),
        ("Does Shanghai use XRG or WC-9?", ()),  # short forms stay in Chinese texts too
        ("What does Shanghai pay for Kelor?", ()),  # as the passages write it
    ],
)
def test_a_name_without_chinese_is_left_out_beside_others(
    asked: str, left_out: tuple[str, ...]
) -> None:
    rendered = render(asked, [*RULES, "上海的kelor由基金支付。"])
    assert [word for word in rendered.left_out if word[0].isupper()] == [*left_out]
    assert all(
        (word in rendered.text) != (word in left_out) for word in ("Zanzor",) if word in asked
    )


def test_a_question_of_unknown_words_is_not_understood() -> None:
    assert not render("Zzxq frobnicates qwerted plomb?", RULES).is_understood
    assert render("What is the fine for nurses?", RULES).is_understood


def test_each_of_several_questions_is_a_part_of_its_own() -> None:
    text = render("Who approves it, and how many working days does it take?", RULES).text
    first, second = text.split("，")
    assert "谁" in first
    assert "多少个工作日" in second


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("How many rounds were held?", True),
        ("DRG 和 DIP 有什么不同", False),
        ("CAR-T PD-1", False),
        ("城乡居民医保报销 what is it", False),
    ],
)
def test_a_question_is_english_if_most_of_it_is(text: str, expected: bool) -> None:
    assert is_english(text) == expected


def test_numbers_are_numbers_before_they_are_words_of_the_dictionary() -> None:
    text = render("How much was saved in five rounds?", ["五彩缤纷，五轮节约。"]).text
    assert "五轮" in text
    assert "五彩" not in text
