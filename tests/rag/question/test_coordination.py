from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.question.coordination import coordination, divide


def sides(asked: str) -> list[str]:
    found = coordination(asked)
    return [asked[a:b] for a, b in found.sides] if found else []


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("走读生和住校生的补助分别是多少？", ["走读生", "住校生"]),
        ("市场局、园林局和水务局各管什么？", ["市场局", "园林局", "水务局"]),
        ("发放公交卡时，老人和学生各自要带什么证件？", ["老人", "学生"]),
        ("请问地铁与轻轨分别几点收车？", ["地铁", "轻轨"]),
        ("图书馆条例的适用范围和有效期？", ["适用范围", "有效期"]),
        ("游泳馆的开放时间和票价是多少？", ["开放时间", "票价"]),
    ],
)
def test_things_asked_about_one_by_one_are_found(asked: str, expected: list[str]) -> None:
    found = coordination(asked)
    assert found
    assert sides(asked) == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("海南和云南的急救车多久派出？", ["海南", "云南"]),
        ("海南、云南、四川的医院各有多少家？", ["海南", "云南", "四川"]),
        ("国家集采第二批和第三批平均降价多少？", ["第二批", "第三批"]),
        ("2018年和2019年谈判成功了几种药？", ["2018年", "2019年"]),
        ("职工医保一级医院和三级医院的起付线是多少？", ["一级医院", "三级医院"]),
        ("甲类和乙类药品报销比例", ["甲类", "乙类"]),
        ("《献血办法》和《护士办法》什么时候施行？", ["《献血办法》", "《护士办法》"]),
        ("髋关节和膝关节的均价降到多少？", ["髋关节", "膝关节"]),
        ("冠脉支架和人工关节平均降价多少？", ["冠脉支架", "人工关节"]),
        ("门诊和住院报销比例是多少？", ["门诊", "住院"]),
        ("血站和单采血浆站多久校验一次？", ["血站", "单采血浆站"]),
    ],
)
def test_like_names_of_which_the_same_is_asked_are_things(asked: str, expected: list[str]) -> None:
    found = coordination(asked)
    assert found and found.compares
    assert sides(asked) == expected


@pytest.mark.parametrize(
    "asked",
    [
        "医疗机构和药店的合作模式是什么？",
        "医保基金和个人账户的关系是什么？",
        "海南和云南之间的航班有多少？",
        "海南和云南联合发布了什么？",
        "呼和浩特的急救中心有几个？",
        "和睦家医院有多少张床位？",
        "麻醉药品和精神药品怎么管理？",
        "用人单位和职工怎样缴纳工伤保险费？",
        "国家卫健委和国家医保局发布了什么？",
    ],
)
def test_names_that_belong_together_are_not_split(asked: str) -> None:
    assert coordination(asked) is None


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("公办园与民办园有什么区别？", ["公办园", "民办园"]),
        ("按规定，大型船和小型船在年检上有何不同？", ["大型船", "小型船"]),
        ("比较一下东湖区和西山区的绿化率", ["东湖区", "西山区"]),
        ("地铁比公交贵多少？", ["地铁", "公交"]),
        ("年票和月票的差别在哪？", ["年票", "月票"]),
        ("老校区的食堂和新校区的食堂，开饭时间一样吗？", ["老校区的食堂", "新校区的食堂"]),
        ("首次领证和补领，要交的材料有没有区别？", ["首次领证", "补领"]),
        ("甲等与乙等，哪个的奖金更多？", ["甲等", "乙等"]),
    ],
)
def test_the_two_sides_of_a_comparison_are_found(asked: str, expected: list[str]) -> None:
    found = coordination(asked)
    assert found and found.compares
    assert sides(asked) == expected


@pytest.mark.parametrize(
    "asked",
    [
        "建了多少家社区医院？",
        "老师和学生的关系怎么处理？",  # of both together
        "怎样保护隐私和尊严？",
        "各地区和部门要做什么？",  # 各 of 各地区
        "不同年级和班级的课程由谁定？",  # 不同 that compares nothing
        "为什么东区和西区的票价不一样？",
        "“衣和食”条例分别在哪年印发？",  # joined within a name
        "请概括条例的目标和原则",
    ],
)
def test_nothing_is_found_where_one_thing_is_asked(asked: str) -> None:
    assert coordination(asked) is None


def test_what_is_shared_is_the_rest_of_the_stretch() -> None:
    asked = "在海蓝市，走读生和住校生的补助分别是多少？谁来发？"
    assert divide(asked, [(0, 21), (21, 26)]) == [
        ((5, 8), ((0, 5), (12, 21))),
        ((9, 12), ((0, 5), (12, 21))),
        ((21, 26), ()),
    ]


@given(st.text(alphabet="甲乙和与、的分别各有什么区不同比多少？，。“”", max_size=40))
@settings(max_examples=80, deadline=None)
def test_sides_are_ordered_and_lie_inside_the_text(text: str) -> None:
    found = coordination(text)
    at = 0
    for start, end in found.sides if found else ():
        assert at <= start < end <= len(text)
        at = end
