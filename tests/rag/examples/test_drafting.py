from __future__ import annotations

import pytest

from rag.examples.drafting import LONGEST, drafts, summary
from tests.data.fixtures import article


def questions(*lines: str, title: str = "海蓝卫生") -> list[str]:
    return [made.question for made in drafts(article(*lines, title=title))]


@pytest.mark.parametrize(
    ("lines", "asked"),
    [
        (["## 社区医院怎样留住医生？", "提高收入。"], "社区医院怎样留住医生？"),
        (["## 问：社区医院怎样留住医生？", "提高收入。"], "社区医院怎样留住医生？"),
        (["第三条 本办法所称家庭医生，是指签约服务的医生。"], "什么是家庭医生？"),
        (["第五条 设置社区医院应当具备下列条件："], "设置社区医院应当具备哪些条件？"),
        (["海蓝市的行动方案提出三项重点任务："], "海蓝市的行动方案提出哪些重点任务？"),
        (["社区医院留不住医生的主要原因是收入低。"], "社区医院留不住医生的主要原因是什么？"),
        (["市疾控部门负责全市疫苗冷链的监督管理。"], "哪个部门负责全市疫苗冷链的监督管理？"),
        (["海蓝市社区医院达到126家。"], "海蓝市社区医院达到多少家？"),
        (["2033年，海蓝市签约率达到78.5%以上，续签率也高。"], "2033年，海蓝市签约率达到多少？"),
        (["疫苗冷链记录的保存期不得超过5年。"], "疫苗冷链记录的保存期不得超过多少年？"),
        (["## 完善家庭医生签约制度", "提高签约率。"], "如何完善家庭医生签约制度？"),
    ],
)
def test_a_question_is_drafted(lines: list[str], asked: str) -> None:
    assert questions(*lines) == [asked]


@pytest.mark.parametrize(
    "line",
    [
        "因此，海蓝市社区医院达到126家。",
        "该市社区医院达到126家。",
        "他表示，海蓝市社区医院达到126家。",
        "本市社区医院达到126家。",
        "我委共收到公开申请126件。",
        "海蓝市社区医院126家。",
        "东湖区达到40家，海蓝市社区医院达到126家。",
        "问题的关键，是指医生太少。",
        "按照下列方式计算：",
        "医院应当符合标准，并履行下列职责：",
        "3月2日，海蓝市社区医院达到126家。",
        "有关部门应当履行下列职责：",
    ],
)
def test_a_question_that_would_be_unclear_is_not_drafted(line: str) -> None:
    assert questions(line) == []


def test_a_title_that_asks_is_a_question_without_its_label() -> None:
    assert questions("正文。", title="专家观点 | 社区医院怎样留住医生？") == [
        "社区医院怎样留住医生？"
    ]


def test_a_draft_tells_where_its_answer_stands() -> None:
    made = next(drafts(article("## 目标", "海蓝市社区医院达到126家。", title="海蓝")))
    assert made.article.text[made.start : made.end] == "海蓝市社区医院达到126家。"
    assert (made.kind, made.figure) == ("figure", "126")


def test_the_answer_to_a_heading_stands_below_it() -> None:
    made = next(
        drafts(
            article("## 社区医院怎样留住医生？", "提高收入。", "## 社区医院有哪些任务？", "签约。")
        )
    )
    assert made.article.text[made.start : made.end].strip() == "提高收入。"


def test_few_questions_of_a_kind_are_drafted() -> None:
    lines = [
        f"第{n}条 申请社区医院{name}应当提交下列材料：" for n, name in enumerate("甲乙丙丁戊", 1)
    ]
    assert len(questions(*lines)) == 3


def test_the_last_resort_asks_for_a_short_titles_contents() -> None:
    short, long = article("正文。", title="社区医院"), article("正文。", title="社" * LONGEST)
    made = summary(short)
    assert made and made.question == "《社区医院》主要讲了什么？"
    assert summary(long) is None
