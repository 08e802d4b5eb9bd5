from __future__ import annotations

from datetime import date

import pytest

from rag.filters import Filters
from tests.rag.about import library
from tests.rag.about.library import answerer

HOUSING = "云江市公共租赁住房管理办法"
CLINIC = "云江市门诊统筹办法"
ELSEWHERE = "北渡市门诊统筹办法"

# each question with what its answer says, and what one of its quotes is
ANSWERED = [
    (f"{HOUSING}什么时候印发的？", "印发日期是2029年7月29日", "秘书处2029年7月29日印发"),
    (f"{HOUSING}什么时候印发的？", "落款日期是2029年7月26日", "2029年7月26日"),
    (f"《{HOUSING}》的成文日期是哪天？", "2029年7月26日", "2029年7月26日"),
    (f"{HOUSING}的文号是多少？", "云政办规〔2029〕13号", "云政办规〔2029〕13号"),
    (f"{HOUSING}是谁发的？", "云江市人民政府办公厅", "云江市人民政府办公厅"),
    ("公租房管理办法是哪个部门印发的", "云江市人民政府办公厅", "云江市人民政府办公厅"),
    ("请问公租房办法是几号文？", "云政办规〔2029〕13号", "云政办规〔2029〕13号"),
    (f"{HOUSING}什么时候开始施行", "“自印发之日起施行”（印发日期是2029年7月29日）", "第三条本办法"),
    (f"{HOUSING}有效期是多久？", "“有效期5年”", "第三条本办法"),
    ("公租房管理办法还有效吗？", "没有写明是否仍然有效；写明“自印发之日起施行”", "第三条本办法"),
    ("公租房管理办法的文号和发文机关分别是什么？", "；发文机关是云江市人民政府办公厅", "云政办规"),
    ("公租房办法哪年印发的，文号是多少？", "2029年7月29日", "云政办规〔2029〕13号"),
    (f"谁印发了《{HOUSING}》？", "云江市人民政府办公厅", "云江市人民政府办公厅"),
    (f"《{HOUSING}》是由谁在什么时候印发的？", "发文机关是云江市人民政府办公厅", "7月29日印发"),
    ("门诊统筹办法最新的文号是什么？", "云政规〔2029〕9号", "云政规〔2029〕9号"),
    (f"最新的{CLINIC}是哪一份？", "（云政规〔2029〕9号，2029年6月18日）", "云政规〔2029〕9号"),
    (f"{CLINIC}最新版是什么时候施行的？", "自2029年8月1日起施行", "本办法自2029年8月1日起施行"),
    (f"现行的{CLINIC}的文号是多少？", "云政规〔2029〕9号", "云政规〔2029〕9号"),
    (f"新的{CLINIC}是哪一份", "云政规〔2029〕9号", "云政规〔2029〕9号"),
    (f"{CLINIC}有几个版本？", "符合的文件有 2 份", "云政规〔2024〕6号"),
    ("公租房管理办法有效几年", "“有效期5年”", "第三条本办法"),
    ("云政规〔2024〕6号是什么文件？", f"《{CLINIC}》", "云政规〔2024〕6号"),
    ("云政规[2024]6号还有效吗", "已废止", "同时废止"),
    (f"2024年的{CLINIC}废止了吗？", "自2029年8月1日起由《云江市门诊统筹办法》（云政规〔2029〕9号）废止", "同时废止"),
    (f"2024年印发的{CLINIC}是被哪个文件废止的？", "云政规〔2029〕9号", "同时废止"),
    ("云政规〔2024〕6号什么时候失效的？", "自2029年8月1日起", "同时废止"),
    ("云政规〔2029〕9号现行有效吗？", "现行有效", "本办法自2029年8月1日起施行"),
    ("云政规〔2024〕6号在2028年时还有效吗？", "现行有效", "本办法自2024年7月1日起施行"),
    ("云政规〔2024〕6号有效期到什么时候？", "有效期至2032年6月30日", "有效期8年"),
    (f"{ELSEWHERE}是哪些部门发布的？", "北渡市医疗保障局、北渡市财政局", "北渡市财政局"),
    (f"{ELSEWHERE}的落款日期", "2030年3月5日", "二〇三〇年三月五日"),
    (f"{ELSEWHERE}是否现行有效？", "现行有效", "年度限额"),
    ("养老服务条例什么时候公布的？", "公布日期是2031年4月2日", "人民代表大会公布"),
    ("养老服务条例从哪天起施行？", "自2031年9月1日起施行", "第四十条"),
    ("云江市养老服务条例生效了吗？", "尚未施行，自2031年9月1日起施行", "第四十条"),
    ("养老服务条例的原文链接", "https://example.org/yanglao", ""),
    ("关于扶持创业的若干意见过期了吗", "已失效，自2030年1月1日起失效", "有效期至2029年12月31日"),
    ("医疗发展规划什么时候发布的", "发布日期是2030年11月5日", ""),
    ("《云江市集采药进了村卫生室》的作者是谁？", "林知秋", ""),
    ("《云江市集采药进了村卫生室》出自哪里？", "云江日报，刊登在2030-05-06 这一期第 6 页", ""),
    ("云江市集采药进了村卫生室是什么时候发表的？", "刊登在2030-05-06 这一期", ""),
    ("關於扶持創業的若干意見什麼時候施行？", "2025年1月1日", "本意见自"),
    ("养老服务条例是哪年出的", "2031年4月2日", "人民代表大会公布"),
    ("关于扶持创业的若干意见是哪一年的文件？", "2024年12月20日", ""),
    (f"When was 《{HOUSING}》 issued?", "2029年7月26日", "2029年7月26日"),
    (f"Is {ELSEWHERE} still in force?", "现行有效", ""),
]  # fmt: skip

# questions about what a document says, or about something else: none of these is answered here
PASSED_ON = [
    "什么时候开始试点？",
    "2029年什么时候发布了第五批结果？",
    "第五批集采结果什么时候公布的？",
    "公租房申请结果由谁公布？",
    "许可证有效期多久？",
    "公租房许可证还有效吗？",
    "门诊统筹年度限额最新是多少？",
    "最新的门诊统筹限额是哪一年定的？",
    "社区食堂补助什么时候开始执行？",
    "西川市门诊统筹办法什么时候施行的？",
    "云江市住院统筹办法的文号是多少？",
    "《云江市养老服务条例》规定的补助什么时候发？",
    f"《{HOUSING}》修订了哪些内容？",
    "管理办法由谁制定？",
    "药品批准文号是多少？",
    "资金来源是什么？",
    "云江市养老服务条例是哪次会议修订的？",
    "文号是多少？",
    "这份文件什么时候发布的？",
    "哪些文件规定了年度限额？",
    "《专家答问：门诊统筹怎么结算》什么时候施行？",
    "《云江市集采药进了村卫生室》还有效吗？",
    "第三期临床试验有哪些内容？",
]


@pytest.mark.parametrize(("asked", "said", "quoted"), ANSWERED)
def test_what_is_known_of_a_document_is_told_with_its_place(asked, said, quoted):
    answer = answerer().answer(asked)
    assert answer is not None
    assert said in answer.text.replace("[1]", "").replace("[2]", "")
    assert not answer.abstained
    assert any(quoted in citation.quote for citation in answer.citations)
    for c in answer.citations:
        assert c.quote == c.article.text[c.start : c.end] != ""


@pytest.mark.parametrize("asked", PASSED_ON)
def test_questions_about_anything_else_are_passed_on(asked):
    assert answerer().answer(asked) is None


def test_the_former_version_is_not_the_newest():
    text = answerer().answer(f"{CLINIC}最新的文号是什么？").text
    assert "6号" not in text


def test_of_several_documents_each_is_told():
    answer = answerer().answer("门诊统筹办法是什么时候施行的？")
    assert answer.text.startswith("符合的文件有 3 份：\n")
    assert f"《{CLINIC}》（云政规〔2029〕9号）：自2029年8月1日起施行[2]。" in answer.text
    assert "（2030年3月5日）：没有写明施行日期。" in answer.text


def test_the_newest_is_told_for_each_city():
    text = answerer().answer("最新的门诊统筹办法是哪份？").text
    assert "云政规〔2029〕9号" in text
    assert ELSEWHERE in text
    assert "云政规〔2024〕6号" not in text


def test_the_newest_on_a_topic_is_one_document():
    text = answerer().answer("关于门诊统筹的最新文件是哪一份？").text
    assert text.startswith(f"《{ELSEWHERE}")
    assert text.count("《") == 1
    text = answerer().answer("关于门诊统筹的最新文章是哪一篇？").text
    assert "《专家答问：门诊统筹怎么结算》" in text


def test_a_version_that_is_not_yet_in_force_is_told_beside_the_newest():
    before = answerer(today=date(2029, 7, 1)).answer(f"最新的{CLINIC}的文号是多少？")
    assert before.text.index("云政规〔2024〕6号") < before.text.index("云政规〔2029〕9号")


@pytest.mark.parametrize(
    ("today", "status"),
    [("2024-06-30", "尚未施行"), ("2029-07-31", "现行有效"), ("2029-08-01", "已废止")],
)
def test_validity_is_that_of_today(today, status):
    told = answerer(today=date.fromisoformat(today)).answer("云政规〔2024〕6号还有效吗？")
    assert status in told.text


@pytest.mark.parametrize(
    ("asked", "lacking"),
    [
        (f"{ELSEWHERE}的文号是多少？", "没有写明文号"),
        ("医疗发展规划是谁发的？", "没有写明发文机关"),
        ("医疗发展规划什么时候施行？", "没有写明施行日期"),
        ("医疗发展规划还有效吗？", "没有写明是否仍然有效"),
        ("《云江市集采药进了村卫生室》的原文链接", "没有写明原文链接"),
    ],
)
def test_what_is_unknown_is_not_guessed(asked, lacking):
    answer = answerer().answer(asked)
    assert lacking in answer.text
    assert answer.abstained
    assert not answer.citations


def turns(*said):
    return [{"role": ("user", "assistant")[n % 2], "content": text} for n, text in enumerate(said)]


@pytest.mark.parametrize(
    ("before", "asked", "said"),
    [
        (f"{HOUSING}什么时候印发的？", "文号是多少？", "云政办规〔2029〕13号"),
        (f"{HOUSING}什么时候印发的？", "那它是谁发的呢？", "云江市人民政府办公厅"),
        ("云江市门诊统筹办法最新的文号是多少？", "那2024年的呢？", "云政规〔2024〕6号"),
        (f"{HOUSING}的文号是多少？", "那云江市养老服务条例什么时候公布的？", "2031年4月2日"),
        (f"《{HOUSING}》规定的收入线是多少？", "这个办法的文号是多少？", "云政办规〔2029〕13号"),
        ("养老服务条例什么时候施行？", "那医疗发展规划是什么时候发布的", "2030年11月5日"),
        ("养老服务条例什么时候公布的？", "医疗发展规划呢？", "2030年11月5日"),
        ("云政规〔2024〕6号的文号是多少？", "该文件现在还有效吗？", "已废止"),
    ],
)
def test_a_question_that_follows_is_about_the_same_document(before, asked, said):
    assert said in answerer().answer(asked, turns(before, "……")).text


def test_a_question_after_any_other_is_about_what_was_cited():
    def cited(question, before):
        assert question == "年度限额是多少？"
        return [library.CLINIC]

    history = turns("年度限额是多少？", "6000元")
    assert "9号" in answerer().answer("文号是多少？", history, cited=cited).text
    assert "现行有效" in answerer().answer("这个文件还有效吗？", history, cited=cited).text
    assert answerer().answer("什么时候公布的？", history, cited=cited) is None


def test_an_article_that_was_cited_is_no_document():
    history = turns("集采药怎么样？", "村民说方便")

    def ask(asked):
        return answerer().answer(asked, history, cited=lambda *_: [library.NEWS[0]])

    assert ask("这个政策什么时候发布的？") is None
    assert ask("该文件的文号是多少？") is None
    assert "林知秋" in ask("作者是谁？").text
    assert "2030-05-06 这一期" in ask("这篇文章是什么时候发表的？").text


def test_in_one_article_the_question_is_about_it():
    within = Filters(article=library.HOUSING.id)
    assert "13号" in answerer().answer("文号是多少？", filters=within).text
    assert "7月29日" in answerer().answer("这份文件什么时候印发的", filters=within).text
    assert answerer().answer("养老服务条例的公布日期", filters=within) is None


@pytest.mark.parametrize("asked", ["什么时候发？", "由谁出？", "补助什么时候发的？", "有效吗"])
def test_in_one_article_words_about_anything_else_are_passed_on(asked):
    assert answerer().answer(asked, filters=Filters(article=library.NEWS[2].id)) is None


def test_filters_limit_the_documents():
    text = answerer().answer("门诊统筹办法的文号", filters=Filters(since="2029", until="2029")).text
    assert "9号" in text
    assert "6号" not in text


def test_the_only_document_needs_no_name():
    alone = answerer([library.HOUSING])
    assert "13号" in alone.answer("这份文件的文号是多少？").text
    assert alone.answer("什么时候公布的？") is None


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ("2030-05-06这一期有哪些文章？", 2),
        ("2030年5月6日那期的目录", 2),
        ("最新一期有什么内容？", 1),
        ("2030-05-13这期刊登了几篇文章？", 1),
    ],
)
def test_the_articles_of_an_issue_are_listed(asked, titles):
    answer = answerer().answer(asked)
    assert f"共有 {titles} 篇文章" in answer.text
    assert len(answer.citations) == titles


def test_the_issue_of_an_article_is_this_one():
    within = Filters(article="2030-05-06/2")
    assert "共有 2 篇文章" in answerer().answer("这一期有哪些文章？", filters=within).text
    assert answerer().answer("这一期有哪些文章？") is None


@pytest.mark.parametrize(
    "asked", ["有几篇讲集采的文章？", "哪些文章提到了集采？", "关于“集采”的文章有多少篇？"]
)
def test_articles_on_a_topic_are_counted_by_its_word(asked):
    answer = answerer().answer(asked)
    assert "写有“集采”的文章有 2 篇，其中 1 篇写在标题里（按这个词查找）" in answer.text
    assert [c.article.n for c in answer.citations] == [1, 2]
