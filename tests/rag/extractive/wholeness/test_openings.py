from __future__ import annotations

import pytest

from rag.extractive.wholeness.openings import MAX_BROUGHT, with_openings
from tests.data.fixtures import article
from tests.rag.extractive.wholeness.chosen import around, choose, texts

LONG = "县里的医院，" * (MAX_BROUGHT // 6 + 1) + "共有三十家。"


def opened(line: str, *words: str) -> list[str]:
    found = article("会议在周一召开。", line)
    return texts(with_openings(choose(found, *words), around(found)))


@pytest.mark.parametrize(
    ("sentence", "quoted"),
    [
        ("因此，村医每年培训两次。", "村医每年培训两次。"),
        ("此外，药店可以刷卡。", "药店可以刷卡。"),
        ("答：药店可以刷卡。", "药店可以刷卡。"),
        ("二是药店可以刷卡。", "药店可以刷卡。"),
    ],
)
def test_what_says_nothing_at_the_start_is_left_out(sentence: str, quoted: str) -> None:
    assert opened(f"县里改了办法。{sentence}", sentence) == [quoted]


@pytest.mark.parametrize(
    "sentence", ["其中十二家在乡下。", "该院有四百张床。", "上述医院都能刷卡。"]
)
def test_a_sentence_that_points_back_brings_the_one_before(sentence: str) -> None:
    assert opened(f"县里有三十家医院。{sentence}", sentence) == ["县里有三十家医院。", sentence]


def test_the_sentence_before_may_be_the_end_of_the_paragraph_before() -> None:
    found = article("前款说的是药店。", "该药店应当登记。")
    assert texts(with_openings(choose(found, "该药店应当登记。"), around(found))) == [
        "前款说的是药店。",
        "该药店应当登记。",
    ]


def test_a_long_sentence_is_not_brought() -> None:
    assert opened(LONG + "其中十二家在乡下。", "其中十二家在乡下。") == ["其中十二家在乡下。"]


def test_where_nothing_can_be_brought_a_connective_is_left_out() -> None:
    assert opened(LONG + "同时要办好药店。", "同时要办好药店。") == ["要办好药店。"]


def test_nothing_changes_where_the_sentence_before_is_quoted_too() -> None:
    words = ("县里有三十家医院。", "因此，药店可以刷卡。")
    assert opened("".join(words), *words) == list(words)


def test_no_heading_is_brought() -> None:
    found = article("一、医院的情况", "该院有四百张床，每年看病三万人次，药店可以刷卡。")
    sentence = "该院有四百张床，每年看病三万人次，药店可以刷卡。"
    assert texts(with_openings(choose(found, sentence), around(found))) == [sentence]


def test_a_question_gives_way_to_its_answer() -> None:
    answer = "参保人员可以在村卫生室直接结算，当场报销。"
    found = article("问：村里能结算吗？", f"答：{answer}")
    assert texts(with_openings(choose(found, "问：村里能结算吗？"), around(found))) == [answer]


def test_a_short_answer_keeps_its_question() -> None:
    found = article("问：村里能结算吗？", "答：能。")
    assert texts(with_openings(choose(found, "问：村里能结算吗？"), around(found))) == [
        "村里能结算吗？",
        "答：能。",
    ]


def test_a_clause_after_a_semicolon_brings_the_beginning_of_its_sentence() -> None:
    first = "药店未按规定登记的，由县医疗保障部门责令改正，给予警告；"
    last = "情节严重的，处一万元罚款。"
    assert opened(first + last, last) == [first + last]


def test_a_question_that_a_text_asks_itself_is_left_out_where_something_else_answers() -> None:
    found = article("药店怎样才能方便村民？", "县里将让每个药店都能刷卡，年底前完成。")
    asked = choose(found, "药店怎样才能方便村民？", score=0.5)
    answer = choose(found, "县里将让每个药店都能刷卡，年底前完成。")
    assert texts(with_openings([*asked, *answer], around(found))) == [answer[0].text]


def test_the_answer_of_an_interview_is_quoted_beyond_its_first_sentence() -> None:
    asked, told = (
        "问：村里怎么看病？",
        "答：村民先到所在的村卫生室登记，再排队看病。再由镇里的医生会诊。县里出钱。",
    )
    found = article(asked, told, "问：药呢？", "答：药由县里配送到每个村。")
    assert texts(with_openings(choose(found, asked), around(found))) == [
        "村民先到所在的村卫生室登记，再排队看病。再由镇里的医生会诊。县里出钱。"
    ]


def test_a_clause_that_announces_three_things_brings_the_other_two() -> None:
    first = "县里的门诊这些年来一直由区县两级共同出资和管理，现在按照大小和人员的多少统一分为三个类型：设在县城的大门诊；"
    rest = "设在镇上的中等门诊，由镇里管理，每月由县医院派人坐诊两次；设在村里的小门诊，由村里管理，每月由镇里派人坐诊四次。"
    assert opened(first + rest, first) == [first + rest]
    alone = first.replace("三个类型：", "若干，")
    assert opened(alone + rest, alone) == [alone]


def test_an_item_of_several_sentences_is_not_cut_after_its_first() -> None:
    line = "应注意两点：第一方面要选线路。公立的走专线，民办的走外网；第二方面要加密。"
    item = "第一方面要选线路。公立的走专线，民办的走外网；"
    [quoted] = opened(line, item)
    assert quoted.endswith("民办的走外网；")
