import pytest

from eval.datasets.drafting import draft_questions
from eval.datasets.sets import load, save
from eval.fake import FakeSystem
from index.model import Article, Block

TEXT = (
    "一、提高居民看病的方便程度\n青川县设立“健康小屋计划”，一是每个镇新建药房，二是延长夜间门诊。\n"
    "二、药价怎样降下来？\n目前，青川县药品集采平均降价12.5%，共有61种药品中选。\n"
    "三、背景\n该项目其中投入350万元。以住在镇上的70岁老人为例。"
)


def article(title="青川县药品集采", abstract="全县药品平均降价12.5%，61种药品中选。", n=1):
    return Article("2020-05-04", n, title, TEXT, abstract=abstract, blocks=tuple(blocks(TEXT)))


def blocks(text):
    start = 0
    for i, line in enumerate(text.split("\n")):
        yield Block("paragraph" if i % 2 else "heading", start, start + len(line), 1 - i % 2)
        start += len(line) + 1


def store_of(*articles):
    return FakeSystem(articles).store


@pytest.fixture(scope="module")
def store():
    return store_of(article())


def test_questions_are_drafted_from_titles_headings_and_figures(store):
    drafts = {question.question: question for question in draft_questions(store, 30)}
    assert set(drafts) == {
        "《青川县药品集采》主要讲了什么？",
        "怎样提高居民看病的方便程度？",
        "药价怎样降下来？",
        "青川县药品集采平均降价多少？",
    }
    assert drafts["青川县药品集采平均降价多少？"].key_points == (("12.5%",),)
    assert drafts["药价怎样降下来？"].key_points == (("12.5%",), ("61种",))
    assert drafts["怎样提高居民看病的方便程度？"].key_points == (
        ("每个镇新建药房",),
        ("延长夜间门诊",),
        ("健康小屋计划",),
    )
    assert all(question.draft for question in drafts.values())


def test_key_points_and_evidence_are_in_the_article_and_not_in_the_question(store):
    for question in draft_questions(store, 30):
        assert question.key_points
        for [point] in question.key_points:
            assert point in TEXT
            assert point not in question.question
        assert all(quote in TEXT for quote in question.evidence)


@pytest.mark.parametrize(
    ("title", "asked"),
    [
        ("专家观点 | 药品集采如何惠及居民？", "药品集采如何惠及居民？"),
        ("记者：药品集采后药价怎样变化", "药品集采后药价怎样变化？"),
        ("我们为什么要搞药品集采", "《我们为什么要搞药品集采》主要讲了什么？"),
    ],
)
def test_a_title_that_asks_becomes_the_question(title, asked):
    [summary] = [q for q in draft_questions(store_of(article(title)), 30) if q.type == "summary"]
    assert summary.question == asked


def test_a_title_whose_abstract_holds_no_points_is_left_out():
    drafts = draft_questions(store_of(article(abstract="药价降了，大家高兴。")), 30)
    assert "summary" not in {question.type for question in drafts}


@pytest.mark.parametrize(
    "sentence",
    [
        "其中药品集采平均降价12.5%。",
        "药品集采5G覆盖率提高。",
        "药品集采第12批已完成。",
        "药品集采的80岁老人。",
        "药品集采平均降价12.5%至13.5%。",
        "与药品无关的门诊人数增加了12.5%。",
    ],
)
def test_a_figure_without_its_context_is_not_asked_for(sentence):
    found = Article("2020-05-04", 1, "青川县集采", sentence)
    assert draft_questions(store_of(found), 30) == []


def test_questions_are_unique_and_one_kind_makes_up_for_another():
    twins = store_of(article(n=1), article(n=2), article("青川县药品集采进展", n=3))
    drafts = draft_questions(twins, 5)
    assert len(drafts) == 5
    assert len({question.question for question in drafts}) == 5


def test_the_same_seed_gives_the_same_questions_and_they_form_a_valid_set(store, tmp_path):
    assert draft_questions(store, 3, seed=1) == draft_questions(store, 3, seed=1)
    save(draft_questions(store, 30), tmp_path / "draft.jsonl")
    assert load([tmp_path / "draft.jsonl"]) == draft_questions(store, 30)


def test_no_more_questions_are_drafted_than_asked_for(store):
    assert len(draft_questions(store, 2)) == 2
