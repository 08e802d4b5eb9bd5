import pytest

from rag.drafts.statements import plain, statements


def texts(draft):
    return [one.text for one in statements(draft)]


def test_each_sentence_is_at_its_place_in_the_draft():
    draft = "# 题\n\n全市有六十家诊所；签约率达到75%。另有两所医院。"
    found = statements(draft)
    assert [draft[one.start : one.end] for one in found] == [one.text for one in found]
    assert [one.n for one in found] == [1, 2, 3]


def test_headings_lead_ins_questions_and_fragments_state_nothing():
    draft = "一、总体目标\n主要任务如下：\n- 建成六十家诊所。\n为什么要这样做？\n略。"
    assert texts(draft) == ["建成六十家诊所。"]


def test_a_lead_in_stands_before_each_item_of_its_list():
    first, second = statements("到2025年的目标：\n- 诊所六十家。\n- 医院两所。")
    assert first.before == second.before == "到2025年的目标："


def test_a_sentence_knows_the_sentences_before_it_and_the_headings_above():
    draft = "# 诊所\n全市有六十家诊所。其中公办四十家。"
    assert statements(draft)[1].before == "全市有六十家诊所。"
    assert statements(draft)[1].headings == ("诊所",)


def test_a_quotation_of_two_sentences_stays_whole():
    draft = "通知说“诊所要有医师。医院要有病房。”这是要求。"
    assert texts(draft)[0] == "通知说“诊所要有医师。医院要有病房。”"


def test_a_sentence_without_end_is_cut_at_commas():
    found = statements("诊所有医师，" * 100 + "国" * 700)
    assert max(len(one.text) for one in found) <= 300
    assert [one.text[-1] for one in found[:2]] == ["，", "，"]
    assert sum(one.end - one.start for one in found) == 1300


def test_marks_links_and_notes_are_not_read():
    said = "**全市**有[六十家](http://a.b/c)诊所[1][^2]<br>。![图](x.png)"
    assert plain(said) == "全市有六十家诊所。"


def test_a_row_says_of_its_first_cell_what_the_others_are():
    draft = "区\t诊所（家）\t签约率\n东湖区\t40\t78%\n西山区\t35\t"
    assert texts(draft) == ["东湖区诊所（家）40，签约率78%", "西山区诊所（家）35"]


@pytest.mark.parametrize("text", ["本文认为诊所够用了。", "我们建议多建诊所。", "“本报告分三章。"])
def test_words_about_the_draft_are_its_own(text):
    assert statements(text)[0].is_own


def test_what_documents_say_is_not_its_own():
    assert not statements("本市有六十家诊所。")[0].is_own


def test_a_sentence_in_english_is_foreign():
    assert statements("There are sixty clinics in town.")[0].is_foreign
    assert not statements("DRG付费的医院有18家。")[0].is_foreign


def test_hostile_text_is_split_in_no_time():
    for text in ("[" * 20_000, "![" * 9_000, "“" * 20_000, "《" * 20_000, "<a" * 9_000):
        assert isinstance(statements(text), list)
