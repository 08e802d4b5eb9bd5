import pytest

from eval.metrics.readability.openings import dangling_openings, lost_pronouns
from tests.eval.metrics.readability.worked_answers import answer, item, own, quote, source

TOWN = (
    "青溪镇去年建成三所门诊。因此，村民看病近了。其中两所设有夜诊。\n"
    "该院有医生九人。医保局派人检查。\n"
    "一是增加床位。二是招聘护士。三是延长门诊。"
)
RULE = "第三条有下列情形之一的，不予登记：\n（一）未满十八周岁的；\n（二）醉酒或者吸毒的；\n（三）由单位负责人申请，已经撤回。\n第四条登记由镇政府办理。"


@pytest.mark.parametrize("start", ["因此，村民看病近了。", "其中两所设有夜诊。"])
def test_a_quote_must_not_start_with_a_word_that_hangs_on_a_sentence_left_out(start):
    assert dangling_openings(answer("门诊怎样？", quote(start), text=TOWN)) == [start]


def test_it_may_if_the_sentence_before_is_shown_before_it():
    before, after = quote("青溪镇去年建成三所门诊。"), quote("因此，村民看病近了。")
    assert dangling_openings(answer("门诊怎样？", before, after, text=TOWN)) == []
    assert dangling_openings(answer("门诊怎样？", after, before, text=TOWN)) != []


def test_a_connective_that_was_left_out_hangs_on_nothing():
    assert dangling_openings(answer("门诊怎样？", quote("村民看病近了。"), text=TOWN)) == []


def test_words_that_only_begin_like_connectives_are_none():
    text = "最后一公里打通了。但凡住院都报销。同时具备两证的可以报名。"
    for start in ("最后一公里打通了。", "但凡住院都报销。", "同时具备两证的可以报名。"):
        assert dangling_openings(answer("怎样？", quote(start), text=text)) == []


def test_a_second_point_needs_the_first():
    second = quote("二是招聘护士。")
    assert dangling_openings(answer("做什么？", second, text=TOWN)) == ["二是招聘护士。"]
    assert dangling_openings(answer("做什么？", quote("一是增加床位。"), second, text=TOWN)) == []


def test_the_speaker_of_an_interview_is_a_dangling_opening():
    text = "问：镇上有几家药店？\n答：镇上有两家药店。"
    assert dangling_openings(answer("几家？", quote("答：镇上有两家药店。"), text=text)) != []


def test_an_item_needs_the_line_that_introduces_it():
    alone = answer("哪些人不予登记？", quote("（二）醉酒或者吸毒的；"), text=RULE)
    assert dangling_openings(alone) == ["（二）醉酒或者吸毒的；"]
    led = answer(
        "哪些人不予登记？",
        quote("第三条有下列情形之一的，不予登记："),
        item("（二）醉酒或者吸毒的；"),
        text=RULE,
    )
    assert dangling_openings(led) == []


def test_words_of_ours_may_introduce_an_item_and_the_name_of_a_source_may_not():
    fragment = quote("（二）醉酒或者吸毒的；")
    assert dangling_openings(answer("哪些？", own("不予登记的有："), fragment, text=RULE)) == []
    assert dangling_openings(answer("哪些？", source("登记办法"), fragment, text=RULE)) != []


def test_an_item_that_is_a_sentence_needs_no_introduction():
    whole = quote("（三）由单位负责人申请，已经撤回。")
    assert dangling_openings(answer("谁申请？", whole, text=RULE)) == []


def test_a_penalty_needs_its_act():
    text = "出售假证的，没收证件。情节严重的，处二万元罚款。"
    assert (
        dangling_openings(answer("罚多少？", quote("情节严重的，处二万元罚款。"), text=text)) != []
    )


def test_a_pronoun_needs_what_it_means():
    text = "东山医院在山上。该院有医生九人。其床位去年翻倍。"
    he = quote("该院有医生九人。")
    assert lost_pronouns(answer("有多少人？", he, text=text)) == ["该院有医生九人。"]
    assert (
        lost_pronouns(answer("有多少人？", quote("该院的医生有九人。"), text="该院的医生有九人。"))
        != []
    )
    assert lost_pronouns(answer("东山医院有多少人？", he, text=text)) == []
    assert lost_pronouns(answer("多少？", quote("东山医院在山上。"), he, text=text)) == []
    assert lost_pronouns(answer("多少？", quote("其床位去年翻倍。"), text=text)) != []
    assert (
        lost_pronouns(answer("多少？", quote("其床位去年翻倍。", lead="东山医院："), text=text))
        == []
    )


def test_what_the_sentence_names_itself_is_no_lost_pronoun():
    text = (
        "患者转院后，该患者的病历由原医院保存。以取得该项收入为准。该取缔的要取缔。其他医院照办。"
    )
    for words in (
        "患者转院后，该患者的病历由原医院保存。",
        "以取得该项收入为准。",
        "该取缔的要取缔。",
        "其他医院照办。",
    ):
        assert lost_pronouns(answer("收入怎样？", quote(words), text=text)) == []


def test_the_paragraph_before_must_be_there_if_a_quote_points_to_it():
    text = "第五条办证要交照片。\n依照前款规定交了照片的，三日内发证。"
    back = quote("依照前款规定交了照片的，三日内发证。")
    assert lost_pronouns(answer("几天发证？", back, text=text)) != []
    assert lost_pronouns(answer("几天？", quote("第五条办证要交照片。"), back, text=text)) == []
