import pytest

from eval.metrics.readability.lists import counts_unmet, lead_ins_alone
from tests.eval.metrics.readability.worked_answers import answer, item, quote, table

RULE = (
    "第六条申请人应当具备下列条件：\n（一）年满十八周岁；\n（二）有本地住所；\n（三）通过考试。\n"
    "第七条有下列情形之一的，不予受理：\n（一）材料不全的。"
)
LEAD = "第六条申请人应当具备下列条件："
MODES = "青溪县有以下三种模式：一是医院牵头，二是乡镇合办，三是远程协作。县里还有两家药店。"


def test_a_lead_in_needs_items():
    assert lead_ins_alone(answer("谁能申请？", quote(LEAD), text=RULE)) == [LEAD]
    with_items = answer("谁能申请？", quote(f"{LEAD}\n（一）年满十八周岁；"), text=RULE)
    assert lead_ins_alone(with_items) == []


def test_items_in_blocks_of_their_own_are_items():
    items = [item("（一）年满十八周岁；"), item("（二）有本地住所；"), item("（三）通过考试。")]
    assert lead_ins_alone(answer("要具备哪些条件？", quote(LEAD), *items, text=RULE)) == []


def test_the_next_article_is_no_item():
    text = "第一条办证的，报下列部门备案：\n第二条本办法今天施行。"
    assert lead_ins_alone(answer("报给谁？", quote(text), text=text)) == [
        "第一条办证的，报下列部门备案："
    ]


def test_a_list_that_is_asked_for_must_be_whole():
    cut = quote(f"{LEAD}\n（一）年满十八周岁；")
    assert lead_ins_alone(answer("申请要具备哪些条件？", cut, text=RULE)) != []
    rest = item("（二）有本地住所；"), item("（三）通过考试。")
    assert lead_ins_alone(answer("申请要具备哪些条件？", cut, *rest, text=RULE)) == []


@pytest.mark.parametrize("line", ["罚款为一万元以下的罚款。", "以下简称医院。", "由下列三人签字。"])
def test_other_sentences_with_those_words_are_no_lead_ins(line):
    assert lead_ins_alone(answer("怎样？", quote(line), text=line)) == []


def test_a_number_announced_in_a_quote_must_be_met():
    first = quote("青溪县有以下三种模式：一是医院牵头，")
    assert counts_unmet(answer("怎样合办？", first, text=MODES)) == ["以下三种"]
    whole = quote("青溪县有以下三种模式：一是医院牵头，二是乡镇合办，三是远程协作。")
    assert counts_unmet(answer("怎样合办？", whole, text=MODES)) == []


def test_a_number_announced_in_the_question_must_be_met():
    asked = "青溪县有哪三种模式？"
    assert counts_unmet(answer(asked, quote("二是乡镇合办，三是远程协作。"), text=MODES)) == [
        "三种"
    ]
    assert (
        counts_unmet(answer(asked, quote("一是医院牵头，二是乡镇合办，三是远程协作。"), text=MODES))
        == []
    )


def test_items_joined_in_one_sentence_and_rows_of_a_table_count():
    text = "县医院由内科、外科、儿科和急诊等四个部分组成。"
    assert counts_unmet(answer("县医院分哪四个部分？", quote(text), text=text)) == []
    rows = table(("科", "医生"), ("内科", "外科"), ("儿科", "急诊"), ("甲", "乙"))
    assert counts_unmet(answer("比较哪三种科？", rows, text=text)) == []


def test_items_joined_without_a_word_for_it_count_where_the_question_announces_them():
    text = "监管遵循风险管理、全程管控、科学监管、社会共治的原则。"
    assert counts_unmet(answer("监管的四项原则是哪些？", quote(text), text=text)) == []


def test_items_in_blocks_of_their_own_count_whatever_their_numbers():
    text = "主要分为以下三种模式：\n1、集成\n2、一体\n3、升级"
    parts = quote("主要分为以下三种模式："), item("1、集成"), item("2、一体"), item("3、升级")
    assert counts_unmet(answer("怎样建设？", *parts, text=text)) == []
    assert counts_unmet(answer("怎样建设？", *parts[:3], text=text)) == ["以下三种"]
