from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from index.model import Article, Block
from index.store.database import Database, DatabaseWriter

ARTICLE = Article(
    issue="通知",
    n=1,
    title="药价",
    text="甲乙丙丁",
    section="集采",
    source="海蓝日报",
    page=3,
    author="林知秋",
    abstract="提要",
    url="https://example.cn/1",
    date="2031-02-03",
    issuer="清河省卫生健康委员会",
    number="清卫〔2031〕3号",
    region="浙江",
    status="现行",
    published="2021-02-01",
    effective="2021-03-01",
    expires="2026-03-01",
    recognised="第 3 页由文字识别得到，平均把握 0.97",
    file="通知/a.pdf",
    page_starts=((0, 3), (2, 4)),
    blocks=(Block("paragraph", 0, 4),),
)


@pytest.mark.parametrize(("offset", "page"), [(0, 3), (1, 3), (2, 4), (3, 4)])
def test_a_character_is_on_the_last_page_started_before_it(offset: int, page: int) -> None:
    assert ARTICLE.page_at(offset) == page


def test_without_page_starts_the_whole_article_is_on_its_page() -> None:
    assert Article("通知", 1, "药价", "甲乙", page=7).page_at(1) == 7
    assert Article("通知", 1, "药价", "甲乙").page_at(1) is None


def test_every_field_is_stored(tmp_path: Path) -> None:
    assert all(getattr(ARTICLE, field.name) for field in fields(ARTICLE))
    with DatabaseWriter(tmp_path / "a.sqlite") as writer:
        writer.add(ARTICLE, [])
    assert list(Database(tmp_path / "a.sqlite").articles()) == [ARTICLE]
