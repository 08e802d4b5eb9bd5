from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from eval.fake import FakeEmbedder
from index.model import Article, Passage, Relation
from index.passages import split_article
from rag.about.answerer import AboutAnswerer
from rag.answer import Answer
from rag.filters import Filters
from rag.statutes.answerer import StatuteAnswerer
from tests.conftest import FakeArticleStore
from tests.rag.statutes.statute import FERRIES, document

TODAY = date(2031, 6, 1)
BRIDGES = document(
    "云江市桥梁养护办法",
    "第一条为了桥梁安全，制定本办法。",
    "第二条桥梁分为甲类和乙类。",
    "第三条" + "每座桥都要检查。" * 90,
)
LIGHTS_OLD = document(
    "云江市航标管理规定", "第一条航标涂红漆。", "第二条每月检查。", issue="旧航标"
)
LIGHTS = document("云江市航标管理规定", "第一条航标涂白漆。", "第二条每周检查。", issue="航标")
NEWS = document("渡口条例解读", "渡口条例第二条最受关注。", issue="新闻")
LAWS = (FERRIES, BRIDGES, LIGHTS_OLD, LIGHTS, NEWS)
REPLACED = Relation("replaces", LIGHTS.id, LIGHTS_OLD.id, "2030-01-01", LIGHTS.id, 0, 0)


class Shelf(FakeArticleStore):
    """The statutes; of two with one title, the newer replaced the older."""

    def relations_of(self, article_id: str) -> list[Relation]:
        return [REPLACED] if article_id in (REPLACED.older, REPLACED.newer) else []

    def passages_of(self, article_id: str) -> list[Passage]:
        article = self.article(article_id)
        return split_article(article) if article else []


def ask(
    asked: str,
    *before: str,
    cited: Sequence[Article] = (),
    found: Sequence[Article] = (),
    filters: Filters | None = None,
    laws: Sequence[Article] = LAWS,
) -> Answer | None:
    store = Shelf(laws, FakeEmbedder())
    about = AboutAnswerer(store, "fake", lambda: TODAY)
    statutes = StatuteAnswerer(store, "fake", about.subjects, lambda: TODAY)
    turns = [{"role": "user", "content": content} for content in before]
    return statutes.answer(asked, turns, filters, lambda q, t: cited, lambda text: found)


def quotes(answer: Answer | None) -> list[str]:
    """Return the quotes of an answer, each of which must stand in its article."""
    assert answer
    assert not answer.abstained
    for one in answer.citations:
        assert one.quote == one.article.text[one.start : one.end]
        assert one.passage.start <= one.start < one.end <= one.passage.end
    return [one.quote for one in answer.citations]


@pytest.mark.parametrize(
    "asked",
    ["渡口条例第一条的内容", "《云江市渡口管理条例》第1条规定了什么？", "云江市渡口管理条例第一条"],
)
def test_an_article_is_quoted_alone(asked: str) -> None:
    assert quotes(ask(asked)) == ["第一条为了渡口安全，制定本条例。"]


def test_the_answer_names_the_statute_and_marks_each_line() -> None:
    answer = ask("渡口条例第四条")
    assert answer
    assert answer.text == (
        "《云江市渡口管理条例》：\n\n第四条 渡船停航：（一）六级以上大风；（二）大雾。[1]\n\n"
        "违反前款规定的，依照第五条处罚。[1]"
    )


def test_a_long_article_is_whole_with_a_citation_for_each_passage() -> None:
    found = quotes(ask("桥梁养护办法第三条"))
    assert len(found) > 1
    assert "".join(found) == "第三条" + "每座桥都要检查。" * 90


def test_a_law_may_be_called_by_its_full_name_with_the_state() -> None:
    law = document("渡运法", "第一条甲。", "第二条乙。")
    assert quotes(ask("中华人民共和国渡运法第二条", laws=[law])) == ["第二条乙。"]
    assert quotes(ask("《中华人民共和国渡运法》第二条", laws=[law])) == ["第二条乙。"]


def test_of_several_versions_the_one_in_force_is_quoted() -> None:
    assert quotes(ask("航标管理规定第一条")) == ["第一条航标涂白漆。"]
    on_that_day = Filters(as_of="2029-06-01")
    assert quotes(ask("航标管理规定第一条", filters=on_that_day))[0] == "第一条航标涂红漆。"


def test_what_a_statute_lacks_is_refused_with_the_number_it_has() -> None:
    answer = ask("渡口条例第三十条说了什么")
    assert answer
    assert answer.abstained
    assert not answer.citations
    assert answer.text == "抱歉，《云江市渡口管理条例》没有第三十条（共7条）。"


def test_a_law_that_is_not_there_is_refused_and_no_like_one_quoted() -> None:
    answer = ask("渡运条例第一条", found=[FERRIES])
    assert answer
    assert answer.text == "抱歉，资料中没有《渡运条例》，无法给出第一条。"


def test_a_follow_up_is_about_the_law_of_the_conversation() -> None:
    assert quotes(ask("第三条说的是什么？", "渡船多久检验一次？", cited=[NEWS, FERRIES])) == [
        "第三条渡船每年检验一次。"
    ]
    answer = ask("那第二款呢？", "桥梁有几类？", "渡口条例第四条")
    assert quotes(answer) == ["违反前款规定的，依照第五条处罚。"]
    assert answer
    assert answer.standalone_question == "《云江市渡口管理条例》第四条第二款的内容"


def test_with_a_filter_on_one_article_that_one_is_meant() -> None:
    assert quotes(ask("第二条", filters=Filters(article=BRIDGES.id))) == [
        "第二条桥梁分为甲类和乙类。"
    ]


def test_without_a_law_the_only_statute_found_is_meant_and_of_several_none() -> None:
    assert quotes(ask("第二条的内容", found=[NEWS, BRIDGES])) == ["第二条桥梁分为甲类和乙类。"]
    answer = ask("第二条的内容", found=[FERRIES, BRIDGES])
    assert answer
    assert answer.abstained
    assert "没有写明是哪一份" in answer.text
    assert answer.suggestions[0] == "《云江市渡口管理条例》第二条的内容"


def test_a_topic_in_place_of_a_name_means_the_best_statute_on_it() -> None:
    assert quotes(ask("桥梁养护的第二条", found=[FERRIES, BRIDGES][::-1]))[0].startswith(
        "第二条桥梁"
    )
    assert ask("码头收费的第二条", found=[FERRIES]) is None


def test_articles_beyond_the_longest_answer_are_left_to_the_original() -> None:
    law = document("长办法", *(f"第{n}条{'很长。' * 800}" for n in "一二三四"))
    answer = ask("长办法第一条到第四条", laws=[law])
    assert answer
    assert answer.text.endswith("以下各条见原文。")
    assert "第二条" in answer.text
    assert "第三条" not in answer.text


def test_a_blank_follows_an_articles_number_but_no_reference_to_one() -> None:
    text = ask("渡口条例第二条、第三条之一").text
    assert "第二条 渡口分为" in text
    assert "第一条第一款所称渡口" in text
    assert "第三条之一 电动渡船" in text


@pytest.mark.parametrize("asked", ["违反渡口条例第四条怎么罚？", "渡船多久检验一次？"])
def test_other_questions_are_left_to_the_search(asked: str) -> None:
    assert ask(asked, found=[FERRIES]) is None
