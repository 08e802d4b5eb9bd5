"""Comments read back from Word files: their ranges, texts and links; what stays as it was."""

from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn

from index.errors import DocumentError
from tests.ui.verify.conftest import NOWHERE, TRUE, WRONG
from ui.verify.commenting import commented
from ui.verify.comments import LOST, annotate
from ui.verify.remarks import Remark, RemarkQuote
from ui.verify.word import saved, written


def remark(said, verdict="contradicted", reason="原文没有“九十”", quotes=()):
    return Remark(0, 1, said, verdict, reason, quotes)


def ranges(document):
    """Return the text within each comment's range, by its id."""
    inside, found = set(), {}
    for element in document.element.body.iter():
        if element.tag == qn("w:commentRangeStart"):
            inside.add(element.get(qn("w:id")))
            found[element.get(qn("w:id"))] = ""
        elif element.tag == qn("w:commentRangeEnd"):
            inside.discard(element.get(qn("w:id")))
        elif element.tag == qn("w:t"):
            found |= {one: found[one] + (element.text or "") for one in inside}
    return list(found.values())


def of_runs(*texts):
    document = Document()
    paragraph = document.add_paragraph()
    for text in texts:
        paragraph.add_run(text)
    return document


def test_a_comment_covers_its_sentence_whatever_the_runs():
    document = of_runs("全市有六", "十家诊所。医院有", "九十", "家。其余不变。")
    assert annotate(document, [remark("全市有六十家诊所。"), remark("医院有九十家。")]) == 0
    assert ranges(document) == ["全市有六十家诊所。", "医院有九十家。"]
    assert document.paragraphs[0].text == "全市有六十家诊所。医院有九十家。其余不变。"


def test_both_parts_of_a_cut_run_keep_its_format_and_what_stands_between():
    document = Document()
    run = document.add_paragraph().add_run("诊所有医师。")
    run.bold = True
    run.add_tab()
    run.add_text("医院有病房。")
    annotate(document, [remark("医院有病房。")])
    runs = [one for one in document.paragraphs[0].runs if one.text]
    assert [(one.text, one.bold) for one in runs] == [
        ("诊所有医师。", True),
        ("\t医院有病房。", True),
    ]


def test_blanks_widths_and_marks_make_no_difference():
    document = of_runs("全市有 60 家诊所（见下）。")
    annotate(document, [remark("全市有６０家**诊所**(见下)。")])
    assert ranges(document) == ["全市有 60 家诊所（见下）。"]


def test_the_same_sentence_twice_has_a_comment_each():
    document = of_runs("诊所有医师。", "中间一句。", "诊所有医师。")
    annotate(document, [remark("诊所有医师。"), remark("诊所有医师。")])
    assert ranges(document) == ["诊所有医师。", "诊所有医师。"]


def test_a_row_is_commented_at_its_first_cell():
    document = Document()
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "东湖区", "40"
    annotate(document, [remark("| 东湖区 | 40 |")])
    assert ranges(document) == ["东湖区"]


def test_deleted_words_are_no_part_of_the_text():
    document = of_runs("诊所有", "九十", "名医师。")
    deleted = document.paragraphs[0].runs[1]._r
    around = deleted.makeelement(qn("w:del"), {})
    deleted.addprevious(around)
    around.append(deleted)
    assert annotate(document, [remark("诊所有名医师。")]) == 0


def test_a_sentence_that_is_not_there_is_told_at_the_start():
    document = of_runs("诊所有医师。")
    assert annotate(document, [remark("医院有病房。")]) == 1
    (comment,) = document.comments
    assert comment.text.startswith(f"{LOST}医院有病房。")


def test_a_document_without_words_stays_without_comments():
    document = Document()
    assert annotate(document, [remark("医院有病房。")]) == 1
    assert list(document.comments) == []


def test_a_comment_tells_verdict_reason_quote_and_a_link_to_the_page():
    document = of_runs("医院有九十家。")
    quote = RemarkQuote(
        "<办法>", "卫健委，2022", "医院有\x07六十家。", "https://w.example/a?q=1-2#p1"
    )
    annotate(document, [remark("医院有九十家。", quotes=[quote])])
    document = Document(BytesIO(saved(document)))
    (comment,) = document.comments
    assert (comment.author, comment.initials) == ("问策", "问")
    head, words, source = comment.text.split("\n")
    assert head == "✗ 与原文不符：原文没有“九十”"
    assert words == "原文：“医院有六十家。”"
    assert source.startswith("——《<办法>》（卫健委，2022）")
    links = [link for one in comment.paragraphs for link in one.hyperlinks]
    assert [link.url for link in links] == ["https://w.example/a?q=1-2#p1"]


def test_a_pasted_draft_is_written_as_it_stands_and_every_remark_finds_its_place(result, found):
    document = written(result["text"], "稿")
    assert [(p.style.name, p.text) for p in document.paragraphs] == [
        ("Heading 1", "社区医院"),
        ("Normal", TRUE + WRONG),
        ("问策 清单", "1.\t" + NOWHERE.replace("*", "")),
    ]
    assert annotate(document, found) == 0
    assert ranges(document) == [TRUE, WRONG, NOWHERE.replace("*", "")]


def test_a_table_is_written_as_one():
    document = written("区\t诊所\n东湖区\t40\n\n| 甲 | 乙 |\n|---|---|\n| 丙 | 丁 |", "稿")
    assert [[c.text for c in row.cells] for table in document.tables for row in table.rows] == [
        ["区", "诊所"],
        ["东湖区", "40"],
        ["甲", "乙"],
        ["丙", "丁"],
    ]


def test_a_table_that_no_page_holds_is_written_line_by_line():
    for draft in ("\t".join("甲" * 61), "甲\t乙\n" * 1001):
        assert not written(draft, "稿").tables


def test_an_uploaded_file_comes_back_with_comments_and_all_else_as_it_was():
    document = of_runs("全市有六", "十家诊所。")
    document.paragraphs[0].runs[1].italic = True
    answer = Document(BytesIO(commented(saved(document), [remark("全市有六十家诊所。")])))
    assert ranges(answer) == ["全市有六十家诊所。"]
    assert [(r.text, r.italic) for r in answer.paragraphs[0].runs if r.text] == [
        ("全市有六", None),
        ("十家诊所。", True),
    ]
    assert len(list(answer.comments)) == 1


def test_a_damaged_file_is_refused_in_one_sentence():
    with pytest.raises(DocumentError, match="Word 文件已损坏"):
        commented(b"PK\x03\x04 nothing", [remark("甲乙丙丁。")])
