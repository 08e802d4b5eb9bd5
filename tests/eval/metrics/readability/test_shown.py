from eval.metrics.readability.shown import asked, is_followed, own_words, shown
from tests.eval.metrics.readability.worked_answers import answer, own, quote, source

TEXT = "甲镇有门诊。\n乙镇有药店。丙镇有医院。"


def test_what_is_shown_is_found_in_its_article():
    [found] = shown(answer("？", quote("乙镇有药店。"), text=TEXT))
    assert (found.text, found.article, found.start, found.end) == ("乙镇有药店。", "i/1", 7, 13)


def test_words_of_ours_in_front_are_told_apart():
    [found] = shown(answer("？", quote("乙镇有药店。", lead="药店："), text=TEXT))
    assert (found.lead, found.text) == ("药店：", "乙镇有药店。")


def test_a_paraphrase_is_not_shown():
    case = answer("？", quote("乙镇有药店。"), text=TEXT)
    case.result["blocks"][0]["text"] = "药店在乙镇。"
    assert shown(case) == []


def test_our_own_words_cite_nothing_and_name_no_source():
    case = answer("？", own("是。"), source("规划"), quote("乙镇有药店。"), text=TEXT)
    assert own_words(case) == ["是。"]


def test_only_blanks_may_lie_between_neighbours():
    case = answer(
        "？", quote("甲镇有门诊。"), quote("丙镇有医院。"), quote("乙镇有药店。"), text=TEXT
    )
    first, third, second = shown(case)
    assert is_followed(first, [second], TEXT)
    assert not is_followed(first, [third], TEXT)


def test_a_joined_follow_up_is_taken_as_it_was_asked():
    joined = answer("乙镇呢？", follows="甲镇有什么？", rewritten="甲镇有什么；乙镇呢？")
    assert asked(joined) == "乙镇呢？"
    assert (
        asked(answer("乙镇呢？", follows="甲镇有什么？", rewritten="乙镇有什么？"))
        == "乙镇有什么？"
    )
