"""Plain text and Markdown of exported documents."""

from ui.export.text import markdown, plain


def test_plain_text_names_an_article_once_with_its_quotes(document, cite):
    text = plain(document, cite)
    assert text.startswith("社区医院达到多少家？\n\n《社区医院三年行动方案》（2022-03-14）\n\n")
    assert "全市达到120家[1]\n- 市和区分担*[2][1]\n1. 别的[3]\n\n区\n东｜湖[2]\n" in text
    assert text.count("见<社区医院三年行动方案>[8]\n[1] 「到2025年") == 1
    assert "\nhttps://wence.example/articles/2022-03-14/1?q=7-40#p2\n[2] 「资金" in text


def test_markdown_escapes_what_it_would_read_as_signs(document, cite):
    text = markdown(document, cite)
    assert text.startswith("## 社区医院达到多少家？\n\n**《社区医院三年行动方案》（2022-03-14）**")
    assert "全市达到**120家**[1]\n- 市和区分担\\*[2][1]\n1. 别的[3]" in text
    assert "| 区 |\n| --- |\n| 东｜湖[2] |" in text
    assert "见\\<社区医院三年行动方案\\>\\[8\\]\n- [1] [到2025年" in text


def test_markdown_of_hostile_text_holds_no_link_image_or_heading(pipeline, places, cite):
    from ui.export.building import marked_article

    text = markdown(marked_article(pipeline.store.article("2022-03-14/2"), [], places), cite)
    assert "\\<script\\>" in text and "\\[点这里\\](javascript" in text and "!\\[x\\]" in text


def test_signs_at_the_start_of_a_line_are_escaped(places):
    from ui.export.building import conversation
    from ui.export.request import TurnGiven

    blocks = [{"text": "## 不是标题\n1. 不是清单\n2.5倍\n-5度\n---"}]
    turn = TurnGiven.model_validate({"question": "甲", "blocks": blocks})
    text = markdown(conversation([turn], places), str)
    assert "\\## 不是标题\n1\\. 不是清单\n2.5倍\n-5度\n\\---" in text


def test_an_article_begins_with_its_title_and_has_its_marks_in_bold(article, cite):
    text = markdown(article, cite)
    assert text.startswith("# 社区医院三年行动方案\n\n## 一、总体目标\n\n到2025年")
    assert "达到**120家**[1]，" in text and "| 东湖区 | 40 | 78% |" in text
