from __future__ import annotations

from pathlib import Path

import pytest

from eval.fitting.made import made

TEXT = """# 东湖区诊所办法

第一条 东湖区卫生健康部门应当在15日内审核诊所的申请，并书面告知申请人。
第二条 诊所可以向市医疗保障局申请补助，补助不超过20万元，由区财政部门承担。
第三条 患者对诊断结论有异议的，可以在7日内向鉴定机构申请复核，费用由申请人承担。
第四条 民营医院不得拒绝急诊患者，违反规定的由卫生健康部门责令改正。
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for n in range(8):
        (tmp_path / f"{n}.md").write_text(TEXT, encoding="utf-8")
    return tmp_path


def test_about_half_of_the_statements_are_false_in_many_ways(folder: Path) -> None:
    found = list(made(folder))
    assert sum(not one.error for one in found) >= len(found) / 2 > 10
    assert len({one.error for one in found}) >= 4


def test_false_statements_do_not_stand_in_their_passage(folder: Path) -> None:
    for one in made(folder):
        assert not one.error or one.statement.rstrip("。") not in one.hit.passage.text


def test_the_same_seed_makes_the_same(folder: Path) -> None:
    assert list(made(folder, 3)) == list(made(folder, 3))
    assert [o.statement for o in made(folder, 3)] != [o.statement for o in made(folder, 4)]
