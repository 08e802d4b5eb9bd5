import pytest

from rag.comparing.figures import MOST_FIGURES, FigurePair, figures, side_by_side


def read(text):
    return [(one.written, one.kind, one.unit) for one in figures(text, 0, len(text))]


def pairs(a, b, likeness=0.8):
    found = side_by_side(figures(a, 0, len(a)), figures(b, 0, len(b)), likeness)
    return [(p.a and p.a.written, p.b and p.b.written, p.verdict, p.difference) for p in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("20个工作日内办结", [("20个工作日", "plain", "个工作日")]),
        ("补助1.5万元", [("1.5万元", "plain", "元")]),
        ("自2023年9月1日起施行", [("2023年9月1日", "date", "日")]),
        ("二〇二三年一月五日", [("二〇二三年一月五日", "date", "日")]),
        ("占比不低于60%", [("60%", "percent", "%")]),
        ("1月8日至12日召开", [("1月8日至12日", "date", "日")]),
        ("处三到五倍罚款", [("三到五倍", "times", "倍")]),
        ("六十周岁以上", [("六十周岁", "plain", "周岁")]),
        ("分三个方面推进两项制度", []),
        ("依照本条例第三条规定", []),
        ("按照东府发〔2018〕12号执行", []),
    ],
)
def test_figures_are_read_with_their_units(text, found):
    assert read(text) == found


def test_the_place_is_that_in_the_text_whatever_its_width():
    text = "　补助 １，５００ 元，其中１０％自筹"
    found = figures(text, 0, len(text))
    assert [text[one.start : one.end] for one in found] == ["１，５００ 元", "１０％"]
    assert [one.value for one in found] == [1500, 10]


@pytest.mark.parametrize(
    ("a", "b", "found"),
    [
        (
            "应当在20个工作日内完成初审",
            "应当在10个工作日内完成初审",
            [("20个工作日", "10个工作日", "changed", "−10工作日（−50%）")],
        ),
        ("租金为市场租金的60%", "租金为市场租金的50%", [("60%", "50%", "changed", "−10 个百分点")]),
        ("年收入不超过6万元", "年收入不超过60000元", [("6万元", "60000元", "same", "")]),
        (
            "自2018年7月1日起施行",
            "自2018年8月1日起施行",
            [("2018年7月1日", "2018年8月1日", "changed", "晚 31 天")],
        ),
        ("1月10日起施行", "2022年1月10日起施行", [("1月10日", "2022年1月10日", "same", "")]),
        (
            "二〇二二年一月十日",
            "2022年1月10日",
            [("二〇二二年一月十日", "2022年1月10日", "same", "")],
        ),
        ("处三到五倍罚款", "处五到十倍罚款", [("三到五倍", "五到十倍", "changed", "")]),
        (
            "补助3000元",
            "补助3000元，最多5次",
            [("3000元", "3000元", "same", ""), (None, "5次", "added", "")],
        ),
    ],
)
def test_figures_of_one_subject_stand_side_by_side(a, b, found):
    assert pairs(a, b) == found


def test_figures_of_another_unit_or_subject_are_no_pair():
    assert [p[2] for p in pairs("补助3000元", "补助30%")] == ["removed", "added"]
    apart = pairs("全市建成医院40家", "每年培训志愿者讲师80家", likeness=0.3)
    assert [p[2] for p in apart] == ["removed", "added"]


def test_a_pair_has_a_figure_on_one_side_at_least():
    (one,) = figures("补助3000元", 0, 7)
    assert FigurePair(one, None).verdict == "removed" and FigurePair(None, one).difference == ""


def test_no_more_figures_of_a_clause_are_read_than_can_be_compared():
    assert len(read("\t".join(f"{n}元" for n in range(500)))) == MOST_FIGURES
