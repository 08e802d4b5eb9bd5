import pytest

from rag.drafts.paragraphs import cells, heading_path, is_row, paragraphs


def told(draft):
    return [(one.kind, draft[one.start : one.end]) for one in paragraphs(draft)]


def test_marks_and_numbers_are_no_part_of_the_words():
    draft = "# 总则\n- 诊所有六十家。\n> 引文一句。\n1. 第一条。\n（二）改善服务。"
    assert told(draft) == [
        ("heading", "总则"),
        ("item", "诊所有六十家。"),
        ("text", "引文一句。"),
        ("item", "第一条。"),
        ("text", "改善服务。"),
    ]


def test_a_numbered_line_without_a_sentence_is_a_heading():
    draft = "一、总体目标\n到2025年建成六十家诊所。\n（一）加强培训\n每年培训两次。"
    assert [kind for kind, _ in told(draft)] == ["heading", "text", "heading", "text"]


@pytest.mark.parametrize("line", ["全市诊所达到60家", "签约率75%", "- 健全服务体系"])
def test_a_line_with_a_figure_and_a_bullet_are_no_headings(line):
    assert told(f"{line}\n下面是很长的一段正文，说明这件事情是怎样做成的。")[0][0] != "heading"


def test_a_line_alone_is_text():
    assert told("全市诊所都有医师") == [("text", "全市诊所都有医师")]


def test_yi_shi_stays_in_its_sentence():
    assert told("一是改善服务，方便群众。")[0][1].startswith("一是")


def test_code_and_front_matter_are_left_out():
    draft = "---\ntitle: 甲\n---\n诊所有六十家。\n```\n诊所有九十家。\n```\n诊所有医师。"
    assert [words for _, words in told(draft)] == ["诊所有六十家。", "诊所有医师。"]


def test_a_ruler_that_never_closes_hides_nothing():
    assert told("---\n诊所有六十家。")[-1] == ("text", "诊所有六十家。")


def test_rows_of_tables_know_their_header():
    draft = "| 区 | 诊所 |\n| --- | --- |\n| 东湖区 | 40 |\n\n甲\t乙\n丙\t丁"
    rows = [one for one in paragraphs(draft) if one.kind == "row"]
    assert [one.header for one in rows] == [(), ("区", "诊所"), (), ("甲", "乙")]


def test_cells_are_told_with_their_places():
    row = "| 东湖区 |  | 40 |"
    assert is_row(row)
    found = cells(row)
    assert [text for text, _, _ in found] == ["东湖区", "", "40"]
    assert all(row[start:end] == text for text, start, end in found)


def test_paragraphs_know_the_headings_above_them():
    draft = "# 甲\n## 乙\n一句话在这里。\n## 丙\n又一句话在这里。"
    paths = [path for _, path in heading_path(paragraphs(draft), draft)]
    assert paths == [["甲", "乙"], ["甲", "丙"]]


def test_long_hostile_lines_are_read_in_no_time():
    for line in ("|" * 20_000, "> " * 10_000, "#" * 20_000, "- " * 10_000, "---\n" * 5_000):
        assert isinstance(paragraphs(line), list)
