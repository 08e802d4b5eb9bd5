import pytest

from rag.english.asking import asking_in_chinese, parts


@pytest.mark.parametrize(
    ("asked", "chinese"),
    [
        ("How many working days does approval take?", "多少个工作日"),
        ("How much has been saved?", "多少钱"),
        ("By how much did prices fall?", "多少"),
        ("What share of the costs is reimbursed?", "比例是多少"),
        ("When does the rule take effect?", "什么时候"),
        ("Who approves the plan?", "谁"),
        ("Can nurses prescribe drugs?", "是否"),
        ("What is a medical consortium?", "什么是"),
        ("Which provinces joined?", "哪些"),
    ],
)
def test_the_asking_words_are_put_into_chinese(asked: str, chinese: str) -> None:
    assert chinese in asking_in_chinese(asked).split()


def test_who_and_when_within_a_sentence_ask_nothing() -> None:
    assert "谁" not in asking_in_chinese("Is help given to people who donate blood?")
    assert "什么时候" not in asking_in_chinese("When a licence is lost, can it be reissued?")


def test_several_questions_in_one_are_told_apart() -> None:
    asked = "Who approved the plates, and which units got them?"
    assert parts(asked) == ["Who approved the plates", "which units got them?"]
    assert parts("Are doctors and nurses insured?") == ["Are doctors and nurses insured?"]
