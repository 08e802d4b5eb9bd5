"""HTML of exported documents, for the clipboard."""

from tests.ui.markup import DANGEROUS
from ui.export.building import conversation, marked_article
from ui.export.request import TurnGiven
from ui.export.rich import html


def test_marks_of_citations_that_hold_are_links(document, cite):
    text = html(document, cite)
    assert (
        '<strong>120家</strong><sup><a href="https://wence.example/articles/2022-03-14/1?q=7-40#p2">[1]</a></sup>'
        in text
    )
    assert "1. 别的[3]</p>" in text
    assert "<tr><th>区</th></tr><tr><td>东|湖<sup>" in text
    assert "<p>见&lt;社区医院三年行动方案&gt;[8]<br>[1] <a href=" in text


def test_hostile_texts_stay_text(pipeline, places, cite):
    hostile = marked_article(pipeline.store.article("2022-03-14/2"), [(0, 20)], places)
    assert not DANGEROUS.search(html(hostile, cite))
    blocks = [
        {"kind": kind, "text": "<img src=x onerror=y>"} for kind in ("heading", "item", "text")
    ]
    turn = TurnGiven.model_validate({"question": "<svg onload=x>", "blocks": blocks})
    assert not DANGEROUS.search(html(conversation([turn], places), cite))
