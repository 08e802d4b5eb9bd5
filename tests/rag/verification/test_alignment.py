from __future__ import annotations

import pytest

from rag.verification.alignment import align
from rag.verification.coverage import Content, squeeze


def runs(statement: str, source: str) -> list[str]:
    content = Content.of(statement)
    return [content.text[run.at : run.end] for run in align(content, squeeze(source))]


def test_runs_stand_in_both_texts_in_the_order_of_both() -> None:
    assert runs("诊所由东湖区出资。", "诊所今年起由东湖区全部出资。") == [
        "诊所",
        "由东湖区",
        "出资。",
    ]


def test_word_that_stands_elsewhere_in_the_source_is_no_part_of_the_alignment() -> None:
    source = "预算由经办机构编制，报医保部门审核后执行。财政部门监督。"
    assert "财政部门" not in "".join(runs("预算由经办机构编制，报财政部门审核后执行。", source))


def test_what_is_left_out_may_be_long() -> None:
    source = "东湖区的诊所，" + "无论公立还是民营，" * 10 + "每年检查两次。"
    assert runs("东湖区的诊所每年检查两次。", source) == ["东湖区的诊所", "每年检查两次。"]


def test_single_characters_are_not_matched_by_chance() -> None:
    assert runs("火箭发射", "发展中的射电望远镜和火车站") in ([], ["火"], ["发"], ["射"])


@pytest.mark.parametrize(("statement", "source"), [("", "东湖"), ("东湖", ""), ("东湖", "西山")])
def test_texts_with_nothing_in_common_have_no_runs(statement: str, source: str) -> None:
    assert runs(statement, source) == []
