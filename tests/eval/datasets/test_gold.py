from eval.datasets.gold import Locator
from eval.datasets.sets import Question, Source
from index.model import Article, Passage
from index.text.characters import letters_and_digits

ARTICLES = [
    Article("2020-05-04", 1, "青川县药价：平均降了多少?", ""),
    Article("2020-05-04", 2, "白水镇门诊", ""),
    Article("2020-06-01", 1, "白水镇门诊", ""),
]


def passage(n, k, text, issue="2020-05-04"):
    return Passage(issue, n, k, 0, len(text), text)


def asked(title="青川县药价:平均降了多少？", points=(), evidence=()):
    sources = (Source("2020-05-04", title),)
    return Question("q", "问？", "fact", key_points=points, sources=sources, evidence=evidence)


def test_articles_match_by_issue_and_folded_title():
    locator = Locator(ARTICLES, [])
    assert locator.gold(asked()).articles == ("2020-05-04/1",)
    assert locator.gold(asked(" 白水镇 门诊")).articles == ("2020-05-04/2",)
    assert locator.gold(asked("别的")).articles == ("?2020-05-04/别的",)


def test_each_quote_is_located_in_every_passage_that_holds_it():
    passages = [
        passage(1, 1, "今年 全县药品平均降价\n１２％以上，惠及万家。"),
        passage(1, 2, "别的话"),
        passage(2, 1, "又说全县药品平均降价12%以上，惠及万家。"),
    ]
    quotes = ("全县药品平均降价12%以上，惠及万家", "哪里也没有的一句话在此")
    gold = Locator(ARTICLES, passages).gold(asked(evidence=quotes))
    assert gold.evidence == (frozenset({"2020-05-04/1#1", "2020-05-04/2#1"}), frozenset())
    assert gold.absent == 1


def test_without_quotes_evidence_is_located_by_key_points():
    passages = [
        passage(1, 1, "甲一、乙二"),
        passage(1, 2, "甲一"),
        passage(1, 3, "丙三"),
        passage(1, 4, "又见丙三"),
        passage(2, 1, "甲一乙二丙三，但不是这篇"),
    ]
    points = (("甲一",), ("乙二",), ("丙三", "三丙"), ("没有",))
    gold = Locator(ARTICLES, passages).gold(asked(points=points))
    assert gold.evidence == (
        frozenset({"2020-05-04/1#1"}),
        frozenset({"2020-05-04/1#3", "2020-05-04/1#4"}),
    )


def test_titles_match_whatever_their_width_spaces_and_punctuation():
    assert letters_and_digits("“５G＋” 医疗_应用！") == letters_and_digits("5G医疗应用")
    locator = Locator([Article("2020-05-04", 3, "“５G＋” 医疗_应用！", "")], [])
    assert locator.gold(asked("5G医疗应用")).articles == ("2020-05-04/3",)


def test_passages_that_tie_on_different_points_are_different_evidence():
    passages = [passage(1, 1, "甲一"), passage(1, 2, "乙二")]
    gold = Locator(ARTICLES, passages).gold(asked(points=(("甲一",), ("乙二",))))
    assert gold.evidence == (frozenset({"2020-05-04/1#1"}), frozenset({"2020-05-04/1#2"}))


def test_a_question_without_sources_has_no_gold():
    gold = Locator(ARTICLES, []).gold(Question("q", "问？", "off_topic"))
    assert gold.articles == gold.evidence == ()
