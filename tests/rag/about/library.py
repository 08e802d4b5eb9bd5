"""Small documents of two cities, in versions, and two issues of a magazine; all are invented."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from eval.fake import FakeEmbedder
from index.model import Article, Relation
from rag.about.answerer import AboutAnswerer
from tests.conftest import FakeArticleStore

TODAY = date(2031, 6, 1)


def document(issue: str, title: str, *lines: str, **known: str) -> Article:
    return Article(issue, 1, title, "\n".join(lines), **known)


HOUSING = document(
    "公租房",
    "云江市人民政府办公厅关于印发云江市公共租赁住房管理办法的通知",
    "云政办规〔2029〕13号",
    "各区人民政府：",
    "《云江市公共租赁住房管理办法》已经市政府同意，现印发给你们。",
    "云江市人民政府办公厅",
    "2029年7月26日",
    "第二条申请家庭年人均收入不高于45000元，许可证有效期三年。",
    "第三条本办法自印发之日起施行，有效期5年。",
    "云江市人民政府办公厅秘书处2029年7月29日印发",
    number="云政办规〔2029〕13号",
    issuer="云江市人民政府办公厅",
    date="2029-07-26",
)
CLINIC_OLD = document(
    "门诊旧",
    "云江市门诊统筹办法",
    "云政规〔2024〕6号",
    "门诊统筹年度限额为4000元。",
    "本办法自2024年7月1日起施行，有效期8年。",
    "云江市人民政府",
    "2024年6月20日",
    number="云政规〔2024〕6号",
    issuer="云江市人民政府",
    date="2024-06-20",
    effective="2024-07-01",
    expires="2032-07-01",
)
CLINIC = document(
    "门诊新",
    "云江市门诊统筹办法",
    "云政规〔2029〕9号",
    "门诊统筹年度限额为6000元。",
    "本办法自2029年8月1日起施行。《云江市门诊统筹办法》（云政规〔2024〕6号）同时废止。",
    "云江市人民政府",
    "2029年6月18日",
    number="云政规〔2029〕9号",
    issuer="云江市人民政府",
    date="2029-06-18",
    effective="2029-08-01",
)
CLINIC_ELSEWHERE = document(
    "门诊外市",
    "北渡市门诊统筹办法（试行）",
    "门诊统筹年度限额为3000元。",
    "北渡市医疗保障局 北渡市财政局",
    "二〇三〇年三月五日",
    issuer="北渡市医疗保障局、北渡市财政局",
    date="2030-03-05",
    status="现行",
)
ELDERLY = document(
    "养老",
    "云江市养老服务条例",
    "2031年4月2日云江市人民代表大会公布",
    "第一条为了规范养老服务，制定本条例。",
    "第四十条本条例自2031年9月1日起施行。",
    date="2031-04-02",
    effective="2031-09-01",
    url="https://example.org/yanglao",
)
EXPIRED = document(
    "创业",
    "关于扶持创业的若干意见",
    "本意见自2025年1月1日起施行，有效期至2029年12月31日。",
    effective="2025-01-01",
    expires="2030-01-01",
    date="2024-12-20",
)
PLAN = document(
    "规划", "云江市医疗发展规划", "到2035年，每万人有医生40名。", published="2030-11-05"
)
NEWS = (
    Article(
        "2030-05-06", 1, "云江市集采药进了村卫生室", "药价平均下降一成，村民说方便。",
        source="云江日报", author="林知秋", page=6, date="2030-05-06", section="药品采购",
    ),
    Article(
        "2030-05-06", 2, "专家答问：门诊统筹怎么结算", "专家回答两个问题，也谈到集采。",
        source="云江市医保局", page=12, date="2030-05-06", section="基层卫生",
    ),
    Article(
        "2030-05-13", 1, "新规定发布，云江市养老服务条例来了", "条例公布后，社区食堂有补助。",
        source="云江日报", page=3, date="2030-05-13",
    ),
)  # fmt: skip
ARTICLES = (HOUSING, CLINIC_OLD, CLINIC, CLINIC_ELSEWHERE, ELDERLY, EXPIRED, PLAN, *NEWS)

_REPEAL = "《云江市门诊统筹办法》（云政规〔2024〕6号）同时废止"
REPEALED = Relation(
    "repeals",
    CLINIC.id,
    CLINIC_OLD.id,
    "2029-08-01",
    CLINIC.id,
    CLINIC.text.index(_REPEAL),
    CLINIC.text.index(_REPEAL) + len(_REPEAL),
)


class Library(FakeArticleStore):
    """The documents with the relation of the two versions."""

    def relations_of(self, article_id: str) -> list[Relation]:
        return [REPEALED] if article_id in (REPEALED.older, REPEALED.newer) else []


def answerer(articles: Sequence[Article] = ARTICLES, today: date = TODAY) -> AboutAnswerer:
    return AboutAnswerer(Library(articles, FakeEmbedder()), "fake", lambda: today)
