import pytest

from eval.draft import draft
from eval.fake import FakeSystem
from eval.gold import Locator
from eval.overlap import overlap, set_overlap
from eval.sets import Question, load, save
from index.model import Article, Block

TEXT = "一、降价情况\n青川县今年共有61种药品中选，平均降价12%。\n二、下一步\n扩大到更多品种。"
ARTICLE = Article(
    "2020-05-04",
    1,
    "青川县药价",
    TEXT,
    abstract="全县药价平均降了12%。",
    blocks=(
        Block("heading", 0, 6, 1),
        Block("paragraph", 7, 30),
        Block("heading", 31, 36, 1),
        Block("paragraph", 37, 45),
    ),
)


@pytest.fixture
def store():
    return FakeSystem([ARTICLE]).store


def test_drafts_come_from_titles_headings_and_figures(store):
    drafts = {question.type: question for question in draft(store, 30)}
    assert drafts["summary"].question == "《青川县药价》主要讲了什么？"
    assert drafts["number"].question == "青川县今年共有多少种药品中选，平均降价12%？"
    assert drafts["number"].key_points == (("61",),)
    assert drafts["list"].question in (
        "关于“一、降价情况”，文章说了什么？",
        "关于“二、下一步”，文章说了什么？",
    )
    assert all(question.draft for question in drafts.values())


def test_a_drafts_evidence_is_found_in_its_article(store):
    for question in draft(store, 30):
        assert all(quote in TEXT for quote in question.evidence)


def test_the_same_seed_gives_the_same_drafts_and_they_form_a_valid_set(store, tmp_path):
    assert draft(store, 3, seed=1) == draft(store, 3, seed=1)
    save(draft(store, 30), tmp_path / "draft.jsonl")
    assert load([tmp_path / "draft.jsonl"]) == draft(store, 30)


def test_no_more_than_asked_for(store):
    assert len(draft(store, 2)) == 2


def test_overlap_by_hand():
    # pairs 药价 价降 降多 多少; the first two stand in the evidence
    assert overlap("药价降多少？", "今年药价降了") == 0.5
    assert overlap("？", "今年") == 0.0


def test_a_sets_overlap_is_over_questions_with_evidence(store):
    questions = [
        Question("q1", "药品中选", "fact", evidence=("共有61种药品中选",)),
        Question("q2", "今晚吃什么", "off_topic"),
    ]
    locator = Locator(store.articles(), store.passages())
    assert set_overlap(questions, locator) == {"mean": 1.0, "questions": 1}
