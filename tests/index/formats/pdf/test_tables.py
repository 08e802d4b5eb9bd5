from __future__ import annotations

from tests.data.pdfs import (
    ROWS,
    XS,
    YS,
    Page,
    article_of,
)


def test_merged_cells_are_repeated() -> None:
    page = Page().write("各区药品目录", "情况如下。", top=800).grid(XS, YS, ROWS)
    page.texts = [t for t in page.texts if t[3] != "西山"]
    page.rules = [r for r in page.rules if r != (80, 540, 440, 540)] + [(200, 540, 440, 540)]
    assert "东湖\t35\t101\n东湖\t18\t96" in article_of(page).text
