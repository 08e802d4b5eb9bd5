from dataclasses import replace

import pytest

from index.metadata.fields import REPEALED
from index.model import Article
from rag.drafts.judging import Judge
from rag.drafts.statements import statements
from rag.filters import Filters
from rag.validity import ArticleStanding
from tests.conftest import FakePipeline, community_article

RULES = Article("2021-01-01", 1, "诊所管理办法", "诊所应当配备两名全科医师，每年培训两次。")
NEWS = Article(
    "2021-02-01", 1, "东湖区的诊所", "东湖区全年新建诊所十二所，接诊病人三万人次。", source="晚报"
)


@pytest.fixture(scope="module")
def judge():
    return Judge(FakePipeline([community_article(), RULES, NEWS]))


def judged(judge, draft):
    return judge.judge(statements(draft)[-1])


def test_a_true_statement_is_supported_by_the_words_at_their_place(judge):
    found = judged(judge, "全市社区医院到2025年达到120家。")
    (place,) = found.places
    assert (found.verdict, found.reason) == ("supported", "")
    assert place.text == place.hit.article.text[place.start : place.end]
    assert "120家" in place.text
    told = found.to_json("https://wence.example")
    url = f"/articles/2022-03-14/1?q={place.start}-{place.end}#p{place.hit.passage.k}"
    assert told["evidence"][0]["url"] == f"https://wence.example{url}"


def test_a_changed_figure_is_shown_with_the_sentence_that_it_distorts(judge):
    found = judged(judge, "到2025年，全市社区医院达到150家，家庭医生签约率达到75%。")
    assert found.verdict in ("contradicted", "misattributed") and "150" in found.reason
    assert "120家" in found.places[0].text


def test_what_stands_nowhere_is_not_found_and_shows_the_nearest_passage(judge):
    found = judged(judge, "宇航局宣布火星移民名额开放报名。")
    assert found.verdict == "not_found" and not found.places
    assert found.nearest.text == found.nearest.hit.passage.text


def test_the_source_that_a_statement_gives_comes_first(judge):
    found = judged(judge, "《诊所管理办法》规定，诊所应当配备两名全科医师。")
    assert found.verdict == "supported"
    assert {place.hit.article.id for place in found.places} == {"2021-01-01/1"}


def test_a_true_statement_under_the_wrong_source_is_misattributed(judge):
    said = "《诊所管理办法》提出，东湖区全年新建诊所十二所，接诊病人三万人次。"
    assert judged(judge, said).verdict == "misattributed"


def test_a_true_statement_after_this_document_is_from_elsewhere(judge):
    said = "《诊所管理办法》已经印发。该办法提出东湖区全年新建诊所十二所，接诊病人三万人次。"
    assert judged(judge, said).verdict == "elsewhere"


def test_a_source_that_is_not_held_is_told(judge, monkeypatch):
    found = judged(judge, "《晚报》指出，东湖区全年新建诊所十二所，接诊病人三万人次。")
    assert found.verdict in ("elsewhere", "misattributed")
    assert "晚报" in found.reason


def test_own_words_and_english_are_unchecked_with_a_reason(judge):
    for said in ("本文认为诊所够用了。", "There are sixty clinics in town."):
        found = judged(judge, said)
        assert found.verdict == "unchecked" and found.reason


def test_filters_leave_out_other_articles():
    pipeline = FakePipeline([community_article(), RULES, NEWS])
    narrow = Judge(pipeline, Filters(issues=("2021-01-01",)))
    assert judged(narrow, "全市社区医院到2025年达到120家。").verdict != "supported"


def test_what_rests_on_a_repealed_document_says_so(monkeypatch):
    pipeline = FakePipeline([RULES])
    real, repealed = pipeline.search, ArticleStanding(REPEALED, "2023-01-01")
    monkeypatch.setattr(
        pipeline, "search", lambda *given: [replace(h, standing=repealed) for h in real(*given)]
    )
    found = judged(Judge(pipeline), "诊所应当配备两名全科医师，每年培训两次。")
    assert found.verdict == "supported" and found.is_outdated
    assert "已废止（2023-01-01 起）" in found.reason


def test_an_empty_corpus_finds_nothing():
    found = judged(Judge(FakePipeline([])), "全市社区医院到2025年达到120家。")
    assert (found.verdict, found.nearest) == ("not_found", None)
