import pytest

from rag.comparing.differences import LONGEST, changes


def marked(a, b):
    told = changes(a, b)
    before = "".join(
        a[c.a_start : c.a_end] if c.operation == "equal" else f"[{a[c.a_start : c.a_end]}]"
        for c in told
        if c.a_start < c.a_end
    )
    after = "".join(
        b[c.b_start : c.b_end] if c.operation == "equal" else f"[{b[c.b_start : c.b_end]}]"
        for c in told
        if c.b_start < c.b_end
    )
    return before, after


@pytest.mark.parametrize(
    ("a", "b", "before", "after"),
    [
        (
            "应当在20个工作日内办结。",
            "应当在10个工作日内办结。",
            "应当在[20]个工作日内办结。",
            "应当在[10]个工作日内办结。",
        ),
        ("承租人可以续租。", "承租人应当续租。", "承租人[可以]续租。", "承租人[应当]续租。"),
        (
            "费用由政府承担。",
            "费用由政府和企业承担。",
            "费用由政府承担。",
            "费用由政府[和企业]承担。",
        ),
        ("比例为1,200.5元。", "比例为1,300.5元。", "比例为[1,200.5]元。", "比例为[1,300.5]元。"),
    ],
)
def test_words_and_whole_numbers_are_told(a, b, before, after):
    assert marked(a, b) == (before, after)


def test_width_alone_is_no_change():
    assert {c.operation for c in changes("租金(含税)为5%", "租金（含税）为５％")} == {"equal"}


def test_a_single_sign_between_two_changes_is_changed_with_them():
    operations = [c.operation for c in changes("甲方、乙方负责", "市级的、区里负责")]
    assert operations == ["replace", "equal"]


def test_the_stretches_cover_both_texts():
    a, b = "第五条 轮候期限一般不超过5年。", "第六条 轮候期限不得超过3年，并应公示。"
    told = changes(a, b)
    assert "".join(a[c.a_start : c.a_end] for c in told) == a
    assert "".join(b[c.b_start : c.b_end] for c in told) == b


@pytest.mark.parametrize(("a", "b"), [("", ""), ("", "新增"), ("删去", "")])
def test_empty_texts(a, b):
    assert [c.operation for c in changes(a, b)] == ["insert"] * bool(b) + ["delete"] * bool(a)


def test_endless_lines_are_not_told_word_by_word():
    assert changes("字" * (LONGEST + 1), "字") == []
