import pytest

from rag.evidence.named_item import named_item

LEAD = "龙舟节、丰收节和冰雪节的放假安排如下："
DAYS = ["一、龙舟节：放假三天。", "二、丰收节：放假五天，镇上办集市。", "三、冰雪节：放假一天。"]


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ("丰收节放几天假？", 1),
        ("冰雪节怎么放假？", 2),
        ("放假安排有哪些？", None),  # words of all items or of none
        ("丰收节和冰雪节放几天？", None),  # two items
    ],
)
def test_the_only_item_whose_words_are_asked_for_is_named(asked: str, place: int | None) -> None:
    assert named_item(asked, LEAD, DAYS) == place


def test_a_word_of_the_lead_in_counts_only_where_an_item_begins_with_it() -> None:
    lead = "渡口停航应当有下列情形："
    items = ["（一）六级以上大风；", "（二）因大雾，由船长决定停航；"]
    assert named_item("渡口停航要什么情形？", lead, items) is None


def test_more_words_may_be_asked_for() -> None:
    assert named_item("镇上的集市有哪些节日？", LEAD, DAYS, least=2) == 1
    assert named_item("丰收节有哪些安排？", LEAD, DAYS, least=2) is None
