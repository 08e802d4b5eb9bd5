import pytest

from index.errors import QuestionError
from rag.quotation import fold, verify_quote

TRUE = "到2025年，全市社区医院达到120家，家庭医生签约率达到75%。"


def test_an_exact_quotation_is_found_at_its_place(pipeline):
    found = verify_quote(pipeline, TRUE)
    article = pipeline.store.article("2022-03-14/1")
    assert found["verdict"] == "exact"
    assert (found["article_id"], found["similarity"]) == ("2022-03-14/1", 100)
    assert article.text[found["start"] : found["end"]] == found["text"] == TRUE
    start, end = found["start"], found["end"]
    assert found["url"] == f"/articles/2022-03-14/1?q={start}-{end}#p2"


@pytest.mark.parametrize(
    "quote",
    [
        "全市社区医院达到１２０家， 家庭医生\n签约率达到 75％",
        "全市社区医院达到120家,家庭医生签约率达到75%",
        "\u3000全市社区\u00a0医院达到120家\t",
    ],
)
def test_spaces_and_width_make_no_difference(pipeline, quote):
    found = verify_quote(pipeline, quote)
    assert found["verdict"] == "exact"
    assert found["text"].startswith("全市社区医院达到120家")


def test_a_changed_figure_is_a_near_match_that_shows_the_original(pipeline):
    found = verify_quote(pipeline, "到2025年，全市社区医院达到150家，家庭医生签约率达到75%。")
    assert found["verdict"] == "near" and 80 <= found["similarity"] < 100
    assert "120家" in found["text"]


def test_an_invented_quotation_is_not_found(pipeline):
    found = verify_quote(pipeline, "全国所有三甲医院明年起停止门诊输液治疗服务")
    assert found["verdict"] == "none" and "article_id" not in found


def test_a_quotation_from_another_article_than_the_named_one_is_reported(pipeline):
    found = verify_quote(pipeline, TRUE, "2022-03-14/2")
    assert (found["verdict"], found["elsewhere"]) == ("exact", True)
    assert found["article_id"] == "2022-03-14/1"
    here = verify_quote(pipeline, TRUE, "2022-03-14/1", "https://wence.example")
    assert here["elsewhere"] is False
    assert here["url"].startswith("https://wence.example/articles/2022-03-14/1?q=")


def test_a_quotation_longer_than_the_article_is_not_in_it(pipeline):
    text = pipeline.store.article("2022-03-14/1").text
    assert verify_quote(pipeline, text + "又及：" + text)["verdict"] == "none"


@pytest.mark.parametrize(
    ("quote", "article"), [("", ""), ("一 二", ""), ("字" * 2001, ""), (TRUE, "2022-03-14/9")]
)
def test_a_quotation_that_cannot_be_checked_is_refused_in_one_sentence(pipeline, quote, article):
    with pytest.raises(QuestionError, match=r"引文|没有"):
        verify_quote(pipeline, quote, article)


def test_folding_keeps_the_offset_of_each_character():
    text, offsets = fold("㈱ Ａ\n½")
    assert text == "(株)A1⁄2"
    assert offsets == [0, 0, 0, 2, 4, 4, 4]


def test_what_a_quotation_says_is_judged_however_it_is_worded(pipeline):
    said = verify_quote(pipeline, "2025年全市社区医院将达到120家")
    assert said["judgement"]["verdict"] == "supported"
    assert said["judgement"]["evidence"][0]["quote"] == TRUE
    wrong = verify_quote(pipeline, TRUE.replace("120", "150"))["judgement"]
    assert wrong["verdict"] != "supported" and "150" in wrong["reason"]
    moved = verify_quote(pipeline, TRUE, "2022-03-14/2")["judgement"]
    assert moved["verdict"] == "misattributed"
    assert verify_quote(pipeline, "宇航局宣布火星移民名额开放")["judgement"]["evidence"] == []
