from eval.metrics.readability.bold import bold_wrong
from tests.eval.metrics.readability.worked_answers import answer, own, quote, table

TEXT = "起搏器平均降幅50%，从4万元降至2万元，2022年3月起执行。东山医院负责采购。"


def test_the_figure_asked_for_is_bold():
    assert bold_wrong(answer("平均降幅是多少？", quote(TEXT, ["50%"]), text=TEXT)) == []
    assert bold_wrong(answer("平均降幅是多少？", quote(TEXT), text=TEXT)) == ["平均降幅是多少？"]


def test_a_figure_of_another_kind_is_wrong():
    found = bold_wrong(answer("平均降幅是多少？", quote(TEXT, ["50%", "2022年3月"]), text=TEXT))
    assert found == ["2022年3月"]


def test_each_part_needs_its_figure():
    asked = "平均降幅是多少？什么时候执行？"
    assert bold_wrong(answer(asked, quote(TEXT, ["50%"]), text=TEXT)) == ["什么时候执行？"]
    assert bold_wrong(answer(asked, quote(TEXT, ["50%", "2022年3月"]), text=TEXT)) == []


def test_no_figure_is_bold_where_none_is_asked():
    assert bold_wrong(answer("谁负责采购？", quote(TEXT, ["50%"]), text=TEXT)) == ["50%"]
    assert bold_wrong(answer("谁负责采购？", quote(TEXT, ["东山医院"]), text=TEXT)) == []
    assert bold_wrong(answer("能不能报销？", quote(TEXT, ["东山医院"]), text=TEXT)) == ["东山医院"]


def test_words_of_ours_may_be_bold():
    assert bold_wrong(answer("能报销吗？", own("是。", ["是。"]), quote(TEXT), text=TEXT)) == []


def test_what_the_answer_lacks_cannot_be_bold():
    text = "东山医院负责采购。"
    assert bold_wrong(answer("花了多少钱？", quote(text), text=text)) == []


def test_what_happens_when_may_be_told_without_a_date():
    text = "期满后续签。"
    assert bold_wrong(answer("什么时候续签？", quote(text), text=text)) == []


def test_a_cell_of_a_table_may_hold_the_bold_figure():
    rows = table(("品种", "降幅"), ("起搏器", "50%"))
    found = answer("起搏器降幅是多少？", rows, text=TEXT)
    assert bold_wrong(found) == ["起搏器降幅是多少？"]
    found.result["blocks"][0]["rows"][1][1][0]["bold"] = True
    assert bold_wrong(found) == []


def test_a_follow_up_is_judged_by_its_rewritten_question():
    quoted = quote(TEXT, ["50%"])
    rewritten = answer(
        "起搏器呢？", quoted, text=TEXT, follows="球囊降幅是多少？", rewritten="起搏器降幅是多少？"
    )
    assert bold_wrong(rewritten) == []
    assert bold_wrong(answer("起搏器呢？", quoted, text=TEXT)) == ["50%"]
