"""Excerpts and the marks of the query's words."""

from ui.library.highlight import excerpt, highlighted


def test_highlight_escapes_and_ignores_case():
    assert highlighted("<b>DRG付费</b>", ["drg"]) == "&lt;b&gt;<mark>DRG</mark>付费&lt;/b&gt;"
    assert highlighted("<b>", []) == "&lt;b&gt;"


def test_excerpt_begins_with_the_sentence_of_the_first_word():
    text = "开头。" * 100 + "药价降了一成。后来。" + "结尾。" * 100
    assert excerpt(text, ["一成", "药价"], 20).startswith("…药价降了一成。")
    assert excerpt(text, ["一成"], 20).endswith("…")
    assert excerpt("开头。药价", ["药价"]) == "开头。药价"
    assert excerpt(text, [], 6) == "开头。开头。…"
