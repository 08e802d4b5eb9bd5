from dataclasses import replace

from index.model import Article, Passage
from rag.answer import Answer, Citation
from rag.blocks import AnswerBlock
from rag.english.remark import remark

ARTICLE = Article("办法", 1, "东江市办法", "罚款二万元。", date="2031-02-03")
REFUSED = Answer(
    "How much?", "多少钱", (AnswerBlock.paragraph("没有。"),), True, 0.0, "extractive", "m"
)


def test_the_remark_names_the_sources_once_and_what_was_searched_for() -> None:
    passage = Passage("办法", 1, 1, 0, len(ARTICLE.text), ARTICLE.text)
    cited = [Citation(n, passage, ARTICLE, "罚款", 0, 2) for n in (1, 2)]
    text = remark(replace(REFUSED, abstained=False, citations=tuple(cited)), "多少钱 罚款")
    assert text.count("《东江市办法》 (2031-02-03)") == 1
    assert "多少钱 罚款" in text


def test_words_that_were_not_looked_up_are_told() -> None:
    assert "not looked up: Xinghe, outlook" in remark(REFUSED, "多少钱", ("Xinghe", "outlook"))
    assert "not looked up" not in remark(REFUSED, "多少钱")


def test_a_refusal_is_told_in_english_too() -> None:
    assert remark(REFUSED, "多少钱").startswith("Sorry")
