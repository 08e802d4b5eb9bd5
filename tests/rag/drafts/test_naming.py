import pytest

from index.model import Article
from rag.drafts.naming import NamedDocuments, is_named, without_source
from rag.drafts.statements import statements
from tests.conftest import FakePipeline

PLAN = Article("a", 1, "关于印发诊所管理办法的通知", "第一条 诊所应当有两名医师。")
REPORT = Article("b", 1, "诊所报道", "《诊所管理办法》要求诊所有两名医师。")


@pytest.fixture(scope="module")
def named():
    return NamedDocuments(FakePipeline([PLAN, REPORT]).store)


def only(named, draft):
    (source,) = named.of(statements(draft)[-1])
    return source


def test_a_named_document_is_found_by_its_title_inside_a_notice(named):
    source = only(named, "《诊所管理办法》规定诊所有两名医师。")
    assert source.given and source.direct
    assert [article.id for article in source.articles] == ["a/1"]


@pytest.mark.parametrize(
    "said", ["根据《甲方案》，诊所有医师。", "《甲方案》（江府〔2022〕1号）提出，诊所有医师。"]
)
def test_what_a_statement_follows_is_its_source_though_it_is_not_held(named, said):
    assert only(named, said).given and only(named, said).articles == ()


def test_a_document_that_is_only_written_of_is_no_source(named):
    assert not only(named, "全市印发了《诊所管理办法》和图册。").given


def test_this_document_is_the_one_named_before(named):
    source = only(named, "《诊所管理办法》已经印发。该办法要求诊所有医师。")
    assert source.name == "诊所管理办法" and source.given and not source.direct


def test_a_statement_that_points_at_nothing_names_nothing(named):
    assert named.of(statements("该办法要求诊所有医师。")[0]) == []
    assert named.of(statements("《诊所管理办法》已经印发。全市有六十家诊所。")[1]) == []


def test_an_article_that_writes_of_a_document_goes_by_its_name():
    assert is_named("诊所管理办法", REPORT) and is_named("诊所 管理办法", PLAN)
    assert not is_named("医院管理办法", PLAN)


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("《甲方案》提出，诊所有医师。", "诊所有医师。"),
        ("根据《甲方案》（江府〔2022〕1号），诊所有医师。", "诊所有医师。"),
        ("按照《甲方案》的规定，诊所有医师。", "诊所有医师。"),
        ("《甲方案》明确要求诊所有医师。", "要求诊所有医师。"),
        ("《甲方案》已经印发。", "《甲方案》已经印发。"),
        ("诊所照《甲方案》配备医师。", "诊所照《甲方案》配备医师。"),
    ],
)
def test_the_source_at_the_start_can_be_left_out(said, left):
    assert without_source(said) == left
