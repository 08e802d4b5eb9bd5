from eval.datasets.gold import Locator
from eval.datasets.overlap import overlap, set_overlap
from eval.datasets.sets import Question
from eval.fake import FakeSystem
from index.model import Article


def test_overlap_is_the_share_of_character_pairs():
    # pairs 药价 价降 降多 多少; the first two are in the evidence
    assert overlap("药价降多少？", "今年药价降了") == 0.5
    assert overlap("？", "今年") == 0.0


def test_a_sets_overlap_counts_only_questions_with_evidence():
    questions = [
        Question("q1", "药品集采", "fact", evidence=("药品集采平均降价12.5%",)),
        Question("q2", "今晚吃什么", "off_topic"),
    ]
    text = "目前，青川县药品集采平均降价12.5%，共有61种药品中选。"
    store = FakeSystem([Article("2020-05-04", 1, "青川县药品集采", text)]).store
    locator = Locator(store.articles(), store.passages())
    assert set_overlap(questions, locator) == {"mean": 1.0, "questions": 1}
