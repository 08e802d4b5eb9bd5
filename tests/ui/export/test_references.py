"""References to articles by GB/T 7714 and as official documents cite."""

from datetime import date

import pytest

from index.model import Article
from ui.export.references import reference, web_address

TODAY = date(2032, 5, 6)
NOTICE = Article(
    "通知",
    1,
    "关于施行《护理站办法》的通知",
    "正文。",
    source="东江市人民政府网",
    date="2031-01-05",
    issuer="东江市卫生健康委",
    number="东卫发〔2031〕7号",
)
REPORT = Article("2031-02", 4, "护理站建设提速", "正文。", source="东江日报", author="王一")


@pytest.mark.parametrize(
    ("article", "pages", "gbt7714", "official"),
    [
        (
            NOTICE,
            [],
            "东江市卫生健康委. 关于施行《护理站办法》的通知: 东卫发〔2031〕7号[Z]. "
            "东江市人民政府网, 2031-01-05.",
            "《关于施行〈护理站办法〉的通知》（东卫发〔2031〕7号），东江市卫生健康委，"
            "东江市人民政府网，2031年1月5日。",
        ),
        (
            REPORT,
            [8, 12],
            "王一. 护理站建设提速[Z]. 东江日报, 2031-02: 8, 12.",
            "《护理站建设提速》，王一，东江日报，2031年2月，第8页、第12页。",
        ),
        (
            Article("办法", 1, "东江市护理站办法", "正文。"),
            [],
            "东江市护理站办法[Z].",
            "《东江市护理站办法》。",
        ),
        (
            Article("页", 1, "护理站问答", "正文。", source="东江网", url="https://dj.example/a"),
            [],
            "东江网. 护理站问答[EB/OL]. [2032-05-06]. https://dj.example/a.",
            "《护理站问答》，东江网。",
        ),
    ],
)
def test_an_article_is_cited_with_what_is_known_of_it(article, pages, gbt7714, official):
    assert reference(article, "gbt7714", pages, TODAY) == gbt7714
    assert reference(article, "official", pages, TODAY) == official


def test_only_addresses_of_the_web_are_named():
    hostile = Article("页", 1, "护理站问答", "正文。", url="javascript:alert(1)")
    assert "javascript" not in reference(hostile, "gbt7714", [], TODAY)
    assert web_address("http://a.example") == "http://a.example"
    assert web_address("file:///etc/passwd") == ""
