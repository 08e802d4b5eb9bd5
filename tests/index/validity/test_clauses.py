"""What a document says of others: ended, replaced, changed; and what only looks like it."""

import pytest

from index.model import Article
from index.validity.clauses import clauses, effective_day


def said(text, title="清河省新办法", **known):
    """Return what an official document says: kind, title or 文号 named, since."""
    article = Article("新办法", 1, title, text, **{"number": "清卫发〔2023〕9号", **known})
    return [
        (found.kind, found.named.title or found.named.numbers[0].office, found.since)
        for found in clauses(article)
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "《旧办法》（清卫发〔2018〕6号）同时废止。",
        "《旧办法》即行废止。",
        "原《旧办法》停止执行。",
        "《旧办法》自本办法施行之日起废止。",
        "原《旧办法》同时停止执行，以本办法为准。",
        "本办法自印发之日起施行，2018年3月2日省政府印发的《旧办法》同时废止。",
        "自本办法施行之日起，《旧办法》（省政府令第12号）自行失效。",
        "经研究，决定废止《旧办法》（清卫发〔2018〕6号）。",
        "对《旧办法》予以废止。",
        "现宣布《旧办法》失效。",
        "本办法施行后，《旧办法》自动废止。",
        "《旧办法》（清卫发〔2018〕6号）同时作废。",
        "省厅印发《新办法》，《旧办法》同时废止。",
        "根据《上位法》第九条，《旧办法》废止。",
        "本办法由省局负责解释，自发布之日起施行。《旧办法》同时废止。",
        "根据《上位法》，制定本办法，《旧办法》相应废止。",
    ],
)
def test_a_document_is_ended(sentence):
    assert said(sentence) == [("repeals", "旧办法", "")]


@pytest.mark.parametrize(
    "sentence",
    [
        "《甲办法》《乙办法》同时废止。",
        "《甲办法》（清卫发〔2011〕3号）和《乙办法》（清卫发〔2012〕5号）同时废止。",
        "《甲办法》、《乙办法》等2件规范性文件予以废止。",
        "2001年省厅发布的《甲办法》，2005年省厅发布的《乙办法》，同时废止。",
        "决定废止《甲办法》和2005年印发的《乙办法》。",
    ],
)
def test_several_documents_are_ended(sentence):
    kinds = {(kind, title) for kind, title, _ in said(sentence)}
    assert kinds == {("repeals", "甲办法"), ("repeals", "乙办法")}


def test_the_day_is_the_one_told_with_the_clause():
    line = "本办法自2023年7月1日起施行。《旧办法》自2023年12月31日起停止执行。"
    assert said(line) == [("repeals", "旧办法", "2023-12-31")]
    line = "《旧办法》同时废止。本办法自二〇二三年七月一日起施行。"
    assert said(line) == [("repeals", "旧办法", "2023-07-01")]


def test_a_document_may_be_named_by_its_number_alone():
    assert said("原清卫发〔2014〕8号文件同时废止。") == [("repeals", "原清卫发", "")]


@pytest.mark.parametrize(
    "sentence",
    [
        "《旧办法》第七条同时废止。",
        "《旧办法》中关于收费的规定停止执行。",
        "《旧办法》有关条款同时废止。",
        "将《旧办法》第三条修改为：“限额为6000元。”",
        "对《旧办法》（清卫发〔2018〕6号）作如下修改：",
        "《旧办法》第五条第二款中的“两年”修改为“三年”。",
        "将《旧办法》规定的缴费标准由90元调整为120元。",
        "删去《旧办法》第九条。",
    ],
)
def test_a_document_is_changed_in_part(sentence):
    assert said(sentence) == [("amends", "旧办法", "")]


def test_each_of_two_documents_is_ended_as_far_as_told():
    assert said("《甲办法》第三条和《乙办法》同时废止。") == [
        ("amends", "甲办法", ""),
        ("repeals", "乙办法", ""),
    ]


def test_a_revision_that_is_issued_anew_replaces():
    text = "省厅对《旧办法》（清卫发〔2018〕6号）进行了修订，现予印发，请遵照执行。"
    assert said(text) == [("replaces", "旧办法", "")]
    assert said("本规范代替《旧规范》。") == [("replaces", "旧规范", "")]


@pytest.mark.parametrize(
    "sentence",
    [
        "《旧办法》与本办法不一致的，以本办法为准。",
        "此前规定与本通知不一致的，以本通知为准。",
        "建议将《旧办法》有效期延长至2034年11月30日。",
        "《旧办法》有效期五年，期满前由原制定机关评估是否继续执行。",
        "建议尽快废止《旧办法》。",
        "拟对《旧办法》作如下修改：",
        "各地要及时修改《旧办法》，完善配套制度。",
        "违反《旧办法》规定的，停止执行优惠政策。",
        "依照《旧办法》取得的证书失效。",
        "有关做法按照《旧办法》执行，原有证件停止执行。",
        "《旧办法》已于2015年废止。",
        "《旧办法》有效期届满后自行失效。",
        "第十条规定：“本办法自公布之日起施行，《旧办法》同时废止。”",
        "注册机关应当注销注册，废止医师执业证书。",
        "国家标准制定后，该地方标准即行废止。",
        "根据《国务院关于修改和废止部分行政法规的决定》修订。",
        "对港澳企业，不再执行《旧规定》中关于工程承包的限制。",
        "《旧办法》未被废止。",
        "本办法由省厅根据《旧办法》修订。",
        "《旧办法》施行期间，有关优惠停止执行。",
        "《旧办法》废止后，按照本办法执行。",
        "请对照《旧办法》进行修订。",
    ],
)
def test_what_is_no_statement_of_an_end_is_left_alone(sentence):
    assert said(sentence) == []


@pytest.mark.parametrize(
    ("title", "known"),
    [
        ("专家热议新办法", {"number": "", "issuer": "清河省卫生厅"}),
        ("《清河省新办法》解读", {}),
        ("清河省新办法（征求意见稿）", {}),
        ("清河省政府信息公开工作年度报告", {}),
        ("清河出台新办法", {"number": ""}),
    ],
)
def test_only_an_official_document_ends_others(title, known):
    assert said("《旧办法》同时废止。", title, **known) == []


def test_a_law_without_a_number_is_official():
    text = "第一条为了健康，制定本条例。\n第二条本条例自2020年1月1日起施行。《旧条例》同时废止。"
    assert said(text, "清河省条例", number="") == [("repeals", "旧条例", "2020-01-01")]


def test_a_note_tells_that_the_document_itself_was_ended():
    article = Article(
        "旧办法", 1, "旧办法", "注：本文件已被《新办法》（清卫发〔2023〕9号）废止。\n正文。"
    )
    [found] = clauses(article)
    assert (found.kind, found.named.title, found.passive) == ("repeals", "新办法", True)
    assert article.text[found.start : found.end].endswith("废止。")


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("清河省人民政府关于修改《旧办法》的决定", "amends"),
        ("清河省人民政府关于废止《旧办法》的决定", "repeals"),
        ("关于修改旧办法的决定", "amends"),
    ],
)
def test_the_title_tells_what_is_changed(title, kind):
    assert said("各市：", title) == [(kind, "旧办法", "")]


def test_the_words_lie_in_the_text():
    text = "第一条。\n本办法自2023年7月1日起施行。《旧办法》同时废止。\n清河省"
    [found] = clauses(Article("新", 1, "新办法", text, number="清卫发〔2023〕9号"))
    assert text[found.start : found.end] == "《旧办法》同时废止。"


def test_the_effective_day_is_the_field_or_the_text():
    text = "本办法自2023年7月1日起施行。"
    assert effective_day(Article("新", 1, "新办法", text)) == "2023-07-01"
    assert effective_day(Article("新", 1, "新办法", text, effective="2024-01-01")) == "2024-01-01"
    quoted = "第九条修改为：“本办法自2010年1月1日起施行。”本决定自2023年7月1日起施行。"
    assert effective_day(Article("新", 1, "决定", quoted)) == "2023-07-01"


def test_a_sentence_without_end_is_not_looked_at():
    assert said("《甲办法》，" * 100_000 + "同时废止。") == []


def test_a_long_text_is_read_in_linear_time():
    text = "将《旧" + "废止，自号《" * 4000 + "。" + "清" * 40000 + "（2018）废止。"
    assert said(text) == []


@pytest.mark.parametrize(
    ("sentence", "until"),
    [
        ("《旧办法》（清卫发〔2018〕6号）继续执行，有效期延长至2034年11月30日。", "2034-12-01"),
        ("经研究，《旧办法》有效期延续至2027年12月31日。", "2028-01-01"),
        ("现将《旧办法》（清卫发〔2018〕6号）的有效期延长至2026年6月30日。", "2026-07-01"),
        ("《旧办法》继续有效。", ""),
        ("《旧办法》有效期延长至9999年12月31日。", ""),
        ("决定延长《旧办法》的有效期。", ""),
    ],
)
def test_an_extension_tells_the_new_end(sentence, until):
    article = Article("延期通知", 1, "关于旧办法的通知", sentence, number="清卫发〔2023〕9号")
    assert [(found.kind, found.until) for found in clauses(article)] == [("extends", until)]
