import pytest

from eval.metrics.readability.items import asks_for_list, count_items, count_numbered, next_number


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一是甲，二是乙，三是丙。", 3),
        ("（一）甲；（二）乙。", 2),
        ("1、甲\n2、乙\n3、丙\n4、丁", 4),
        ("①甲②乙", 2),
        ("包括甲、乙、丙和丁", 4),
        ("找甲、乙、丙和丁", 1),
        ("甲收费；乙免费；丙减半。", 3),
    ],
)
def test_items_are_counted_by_numbers_clauses_and_what_is_joined(text, expected):
    assert count_items(text) == expected


def test_articles_of_a_law_are_not_numbered_items():
    assert count_numbered("第一条甲。第二条乙。第三条丙。") <= 1


@pytest.mark.parametrize(
    ("number", "following"), [("一", "二"), ("十", "十一"), ("9", "10"), ("①", "②")]
)
def test_the_next_number_is_written_like_the_last(number, following):
    assert next_number(number) == following


@pytest.mark.parametrize(
    "question", ["有哪些条件？", "分为几种？", "哪四个方面？", "要交什么材料？"]
)
def test_questions_for_lists(question):
    assert asks_for_list(question)


@pytest.mark.parametrize("question", ["谁负责？", "要交多少钱？", "能不能报销？"])
def test_questions_for_one_thing(question):
    assert not asks_for_list(question)
