"""An article as HTML: tables, and the marks of passages and quotes."""

import re
from dataclasses import replace

from index.model import Passage
from tests.ui.markup import plain
from ui.library.article_view import article_html


def passage(article, k, start, end):
    return Passage(article.issue, article.n, k, start, end, article.text[start:end])


def test_table_has_a_cell_for_every_column(pipeline):
    article = pipeline.store.article("2022-03-14/1")
    html = article_html(article, [], None)
    rows = re.findall(r"<tr>(.*?)</tr>", html)
    assert [len(re.findall("<t[hd]", row)) for row in rows] == [3, 3, 3]
    assert rows[2] == "<td>西山区</td><td>35</td><td></td>"


def test_no_text_is_lost_or_doubled_by_marking(pipeline):
    article = pipeline.store.article("2022-03-14/1")
    passages = [passage(article, 1, 0, 50), passage(article, 2, 40, 90)]
    html = plain(article_html(article, passages, (10, 20)))
    assert "".join(html.split()) == "".join(article.text.split())


def test_passage_over_several_blocks_marks_each_piece_and_has_one_id(pipeline):
    article = pipeline.store.article("2022-03-14/1")
    start, end = article.text.index("达到120家"), article.text.index("由市卫生")
    html = article_html(article, [passage(article, 4, start, end)], None)
    pieces = re.findall(r'<span class="p4"(?: id="p4")?>(.*?)</span>', html)
    assert "".join(pieces) == article.text[start:end].replace("\n", "")
    assert html.count('id="p4"') == 1


def test_lines_outside_blocks_become_paragraphs(pipeline):
    article = replace(pipeline.store.article("2022-03-14/1"), blocks=())
    assert article_html(article, [], None).count('<p class="paragraph">') == 9
