import pytest

from eval.metrics.readability.figures import asked_kinds, figures_of, kind_of


@pytest.mark.parametrize(
    ("bold", "kind"),
    [
        ("12.5%", "share"), ("百分之四", "share"), ("三成", "share"), ("2/3", "share"),
        ("36.4亿元", "money"), ("二百元", "money"),
        ("2021年3月", "date"), ("5月1日", "date"), ("17:00", "date"),
        ("3个月", "length"), ("10日", "length"), ("二十个工作日", "length"), ("六个月", "length"),
        ("59个", "number"), ("六十周岁", "number"), ("三名", "number"),
        ("东山医院", "name"),
    ],
)  # fmt: skip
def test_what_is_bold_is_a_figure_of_a_kind_or_a_name(bold, kind):
    assert kind_of(bold) == kind


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("要花多少钱？", {"money"}),
        ("报销比例是多少？", {"share", "number"}),
        ("起搏器降价多少？", {"share", "money"}),
        ("多久能拿到证？", {"length"}),
        ("最多领几个月？", {"length"}),
        ("哪天放假？", {"date", "length"}),
        ("什么时候施行？", {"date", "length"}),
        ("有多少家医院？", {"number"}),
        ("有几名护士？", {"number"}),
        ("还缺多少亿？", {"money", "share", "length", "date", "number"}),
        ("护士 注册 有效期", {"length"}),
        ("药店条例 施行日期", {"date", "length"}),
        ("骗保 罚款倍数", {"share", "number"}),
    ],
)
def test_a_question_asks_for_kinds_of_figures(question, kinds):
    assert asked_kinds(question) == kinds


@pytest.mark.parametrize(
    "question",
    [
        "用了十几年的证还能用吗？",
        "分哪几类？",
        "谁发证？",
        "文号是多少？",
        "为啥不延长年限？",
        "以后几年怎么走？",
    ],
)
def test_other_questions_ask_for_none(question):
    assert asked_kinds(question) == frozenset()


def test_numbers_of_articles_and_documents_are_no_figures():
    assert figures_of("第三条按〔2018〕6号文办。", frozenset({"number"})) == set()
