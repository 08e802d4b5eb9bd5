from __future__ import annotations

import pytest

from rag.question.likes.like_names import like_names


@pytest.mark.parametrize(
    ("left", "inner", "right", "found"),
    [
        ("海南", ["四川"], "云南的医院", (0, 2)),
        ("国家第二批", [], "第三批降价", (2, 3)),
        ("一级医院", [], "三级医院的起付线", (0, 4)),
        ("2018年", [], "2019年谈判", (0, 5)),
        ("《甲办法》", [], "《乙办法》施行", (0, 5)),
    ],
)
def test_names_of_one_kind_are_found(
    left: str, inner: list[str], right: str, found: tuple[int, int]
) -> None:
    assert like_names(left, inner, right, figure=False) == found


def test_other_nouns_are_like_only_where_a_figure_is_asked_for() -> None:
    assert like_names("髋关节", [], "膝关节的均价", figure=True) == (0, 3)
    assert like_names("子女教育", [], "赡养老人每月扣除", figure=True) == (0, 4)
    assert like_names("髋关节", [], "膝关节的均价", figure=False) is None


@pytest.mark.parametrize(
    ("left", "inner", "right"),
    [
        ("海南", ["三级医院"], "云南的医院"),  # one of another kind
        ("第二批", [], "第三轮降价"),
        ("第二批", [], "第二批降价"),
        ("医疗机构工作人员", [], "药店的合作"),
    ],
)
def test_names_of_unlike_kinds_are_not(left: str, inner: list[str], right: str) -> None:
    assert like_names(left, inner, right, figure=True) is None
