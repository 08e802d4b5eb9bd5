"""A small corpus of invented facts, with figures, a table, enumerations and two provinces."""

from __future__ import annotations

from dataclasses import replace

from index.model import Article
from tests.data import fixtures


def _article(n: int, title: str, *lines: str, source: str = "海蓝日报") -> Article:
    return fixtures.article(*lines, title=title, issue="2031-02-03", n=n, source=source, page=n)


CENTRES = _article(
    1,
    "海蓝市社区医院三年行动方案",
    "## 总体目标",
    "到2033年，海蓝市社区医院要达到126家，家庭医生签约率要达到78.5%。",
    "2030年全市社区医院只有41家，多数没有康复床位。",
    "## 重点任务",
    "方案提出三项重点任务：一是每家社区医院至少配备四名全科医生；二是开设夜间门诊，方便上班的居民看病；"
    "三是把慢病药品目录扩大到同市级医院一致。",
    "所需资金由市和区两级财政按七比三分担，市财政每年安排2.4亿元。",
    "## 社区医院怎样留住医生？",
    "市卫生健康委主任林知秋表示，留不住医生的主要原因是收入低、晋升难，因此方案把基层工作年限计入职称评审。",
)
TABLE = _article(
    2,
    "2030年各区家庭医生签约情况",
    "市卫生健康委公布了各区家庭医生签约的进展。",
    "表1 各区签约情况",
    "区\t签约人数（万人）\t续签率\t签约医生（名）",
    "东湖区\t35.6\t91.2%\t812",
    "西山区\t18.9\t84.7%\t460",
    "北渡区\t22.4\t88.3%\t531",
    "统计口径为当年有过一次以上服务的居民。",
)
PROVINCES = _article(
    3,
    "两省医保异地结算进展",
    "## 云岭省",
    "全省开通门诊异地直接结算的医院有318家，全年结算46.2万人次，群众少垫付资金5.7亿元。",
    "## 江原省",
    "全省开通门诊异地直接结算的医院有207家，全年结算29.8万人次，群众少垫付资金3.1亿元。",
    source="东部健康报",
)
PURCHASE = _article(
    4,
    "第二批耗材集采在海蓝市落地",
    "海蓝市从2031年3月1日起执行第二批耗材集采结果，涉及人工关节等16种耗材，平均降价61.3%。",
    "医院按约定采购量的八成预付货款，配送企业要在48小时内送达。",
    "违规加价销售的企业两年内不得参加投标。",
)
ARTICLES = (CENTRES, TABLE, PROVINCES, PURCHASE)


def edition(figure: str) -> list[Article]:
    """Return the corpus with another target in one article; equal lengths keep the offsets."""
    first = replace(ARTICLES[0], text=ARTICLES[0].text.replace("126家", figure))
    return [first, *ARTICLES[1:]]
