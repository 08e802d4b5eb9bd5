import pytest

from rag.comparing.figures import figures, side_by_side
from rag.comparing.importance import level, reasons, weight


def why(before, after, changed):
    pairs = side_by_side(
        figures(before, 0, len(before)), figures(after, 0, len(after)), likeness=0.9
    )
    return reasons(changed, pairs, before, after)


@pytest.mark.parametrize(
    ("before", "after", "changed", "found"),
    [
        ("补助3000元", "补助5000元", ["3000", "5000"], ("amount",)),
        ("期限为3年", "期限为5年", ["3", "5"], ("date",)),
        ("建成40家", "建成50家", ["40", "50"], ("figure",)),
        ("可以收回住房", "应当收回住房", ["可以", "应当"], ("duty",)),
        ("由街道受理", "由主管部门受理", ["街道", "主管部门"], ("body",)),
        ("并处警告", "并处罚款", ["警告", "罚款"], ("liability",)),
        ("东府发〔2018〕1号", "东府发〔2019〕1号", ["2018", "2019"], ("number",)),
        ("认真办理", "抓紧办理", ["认真", "抓紧"], ("wording",)),
    ],
)
def test_what_a_change_is_about(before, after, changed, found):
    assert why(before, after, changed) == found


def test_figures_and_duties_weigh_more_than_wording():
    assert weight("amount") > weight("scope") > weight("body") > weight("wording") == 0
    assert [level(n) for n in (0, 2, 7)] == ["low", "medium", "high"]


def test_the_weightiest_reason_stands_first():
    found = why("由街道补助3000元", "由民政部门补助5000元", ["街道", "民政部门", "3000", "5000"])
    assert found == ("amount", "body")
