from __future__ import annotations

import random
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

import index
from eval.fake import FakeEmbedder
from index.loading.loader import read_documents
from index.model import Article, Passage
from index.passages import split_article
from rag.answer import Hit
from rag.verification.verifier import Finding, Verified, verify
from tests.conftest import community_article
from tests.data import llm_fresh_cases as fresh
from tests.data.llm_cases import FALSE, TRUE
from tests.data.llm_more_cases import LAST_FALSE, LAST_TRUE, LATER_FALSE, LATER_TRUE

SAMPLE = Path(index.__file__).parent / "sample"


@cache
def pairs() -> list[tuple[Passage, Article]]:
    articles = read_documents([SAMPLE]).articles
    return [(passage, article) for article in articles for passage in split_article(article)]


def evidence(words: str) -> tuple[list[Hit], int]:
    """The passage that has the words among its neighbours and strangers, and its number."""
    at = next(i for i, (passage, _) in enumerate(pairs()) if words in passage.text)
    passage, article = pairs()[at]
    shuffle = random.Random(at)
    near = [p for p in pairs() if p[1].id == article.id and 0 < abs(p[0].k - passage.k) <= 2]
    far = [p for p in pairs() if p[1].id != article.id]
    chosen = [(passage, article), *near, *shuffle.sample(far, 5)]
    shuffle.shuffle(chosen)
    hits = [Hit(n, 1 / n, p, a) for n, (p, a) in enumerate(chosen, 1)]
    return hits, 1 + chosen.index((passage, article))


def judge(statement: str, words: str, wrong: bool = False) -> tuple[Finding, int]:
    """What becomes of a statement that cites the passage, or else the one after it."""
    hits, number = evidence(words)
    cited = number % len(hits) + 1 if wrong else number
    found = verify(f"{statement}[{cited}]", hits, FakeEmbedder())  # type: ignore[arg-type]
    return found.findings[0], number


def community(answer: str) -> Verified:
    article = community_article()
    hits = [Hit(n, 1.0, p, article) for n, p in enumerate(split_article(article), 1)]
    return verify(answer, hits, FakeEmbedder())  # type: ignore[arg-type]


SETS = [
    (TRUE, FALSE),
    (LATER_TRUE, LATER_FALSE),
    (LAST_TRUE, LAST_FALSE),
    (fresh.A_TRUE, fresh.A_FALSE),
    (fresh.B_TRUE, fresh.B_FALSE),
    (fresh.C_TRUE, fresh.C_FALSE),
    (fresh.D_TRUE, fresh.D_FALSE),
]


@pytest.mark.parametrize("true", [true for true, _ in SETS])
def test_true_statements_in_other_words_stay(true: tuple[tuple[str, str], ...]) -> None:
    struck = [text for words, text in true if judge(text, words)[0].outcome == "unsupported"]
    assert len(true) >= 50
    assert len(struck) <= 0.06 * len(true), struck


@pytest.mark.parametrize("false", [false for _, false in SETS])
def test_false_statements_are_caught(false: tuple[tuple[str, str, str], ...]) -> None:
    kept: Counter[str] = Counter()
    for kind, words, text in false:
        finding, number = judge(text, words, wrong=kind == "citation")
        moved = finding.window is not None and finding.window.number == number
        caught = moved if kind == "citation" else finding.outcome == "unsupported"
        kept[kind] += not caught
    assert len(false) >= 50
    assert kept.total() <= 0.1 * len(false), kept


def test_quote_is_verbatim_and_holds_the_figures() -> None:
    found = community("2025年全市社区医院要有120家[1]。")
    (citation,) = found.citations
    assert citation.article.text[citation.start : citation.end] == citation.quote
    assert citation.quote == "到2025年，全市社区医院达到120家，家庭医生签约率达到75%。"
    assert found.text == "2025年全市社区医院要有120家。[1]"
    assert found.counts == {"supported": 1, "repaired": 0, "unsupported": 0}


def test_answer_without_marks_gets_them() -> None:
    found = community("2025年全市社区医院要有120家。\n\n每家至少配备两名全科医生。")
    assert found.text == "2025年全市社区医院要有120家。[1]\n\n每家至少配备两名全科医生。[2]"
    assert found.counts["supported"] == 2


def test_mark_moves_to_the_passage_that_supports() -> None:
    found = community("每家社区医院至少配备两名全科医生[1]。")
    assert found.counts == {"supported": 0, "repaired": 1, "unsupported": 0}
    assert "两名全科医生" in found.citations[0].quote


def test_invented_number_of_a_passage_is_repaired() -> None:
    found = community("全市社区医院2025年达到120家[9]。")
    assert found.counts["repaired"] == 1
    assert found.text.endswith("[1]")


def test_wrong_figure_gives_way_to_the_sentence_itself() -> None:
    found = community("到2025年，全市社区医院达到150家，家庭医生签约率达到75%[1]。")
    assert found.text == "到2025年，全市社区医院达到120家，家庭医生签约率达到75%。[1]"
    assert found.counts["unsupported"] == 1


def test_wrong_figure_goes_where_its_sentence_is_quoted_already() -> None:
    found = community("2025年签约率达到75%[1]。到2025年，全市社区医院达到150家，签约率达到75%[1]。")
    assert "150" not in found.text
    assert len(found.citations) == 1


def test_invention_goes_with_its_heading_and_numbers_close_up() -> None:
    found = community(
        "要点如下：\n1. 全市社区医院达到120家[1]。\n2. 外国专家将常驻指导疫苗研发[1]。\n"
        "3. 每家至少配备两名全科医生[2]。\n\n## 展望\n未来将建成世界一流的航天基地[2]。"
    )
    assert found.text == (
        "要点如下：\n1. 全市社区医院达到120家。[1]\n2. 每家至少配备两名全科医生。[2]"
    )
    assert found.counts == {"supported": 2, "repaired": 0, "unsupported": 2}


def test_same_quote_has_one_number() -> None:
    found = community("社区医院2025年达到120家[1]。2025年家庭医生签约率达到75%[1]。")
    assert found.text == "社区医院2025年达到120家。[1]2025年家庭医生签约率达到75%。[1]"


def test_row_of_a_table_is_quoted() -> None:
    found = community("东湖区有40家社区医院，签约率为78%[2]。")
    assert "东湖区\t40\t78%" in found.citations[0].quote


def test_row_of_another_name_is_caught() -> None:
    assert community("西山区有40家社区医院[2]。").counts["unsupported"] == 1


@pytest.mark.parametrize("answer", ["", "\n\n", "[1][2]", "## 标题", "**", "[" * 2000])
def test_answers_that_say_nothing_have_no_citations(answer: str) -> None:
    assert community(answer).citations == ()


def test_list_of_sources_links_and_tags_are_left_out() -> None:
    found = community(
        "全市社区医院达到120家[1]。<img src=x>\n[点这里](http://evil.example)\n\n参考资料：\n[1] 《方案》"
    )
    assert found.text == "全市社区医院达到120家。[1]"


def invented(text: str) -> list[Hit]:
    article = Article("2031-02-03", 1, "药价与门诊", text)
    return [Hit(1, 1.0, Passage("2031-02-03", 1, 1, 0, len(text), text), article)]


LISTS = (
    "防感汤由黄芪20g、白术15g、防风6g组成。云岭省复诊费一类15元、二类12元、三类9元。"
    "集采药的用量、金额分别增加25.8倍和8.8倍。"
)


@pytest.mark.parametrize(
    ("statement", "held"),
    [
        ("防感汤里黄芪用20g。", True),
        ("防感汤里黄芪用15g。", False),
        ("云岭省二类复诊费12元。", True),
        ("云岭省一类复诊费为12元。", False),
        ("集采药金额增加8.8倍。", True),
        ("集采药用量增加8.8倍。", False),
    ],
)
def test_figure_of_another_item_of_a_list_is_caught(statement: str, held: bool) -> None:
    found = verify(f"{statement}[1]", invented(LISTS), FakeEmbedder())  # type: ignore[arg-type]
    assert (found.counts["unsupported"] == 0) is held


FAR = (
    "云岭省创建临床重点专科12个；建设改革示范区；扩大疾控改革试点；线上复诊打通医保支付；"
    "残疾托养服务2.4万人以上。2030年减负2100亿元。2031年惠及1.4亿人次，减负1500亿元。"
)


def test_statement_of_clauses_far_apart_is_quoted_from_the_first_to_the_last() -> None:
    text = "云岭省将创建12个临床重点专科，残疾托养服务超过2.4万人。"
    found = verify(f"{text}[1]", invented(FAR), FakeEmbedder())  # type: ignore[arg-type]
    assert found.counts["supported"] == 1
    assert found.citations[0].quote.startswith("云岭省创建临床重点专科12个")
    assert found.citations[0].quote.endswith("残疾托养服务2.4万人以上。")


def test_clauses_keep_their_year() -> None:
    text = "2031年惠及1.4亿人次，减负2100亿元。"
    found = verify(f"{text}[1]", invented(FAR), FakeEmbedder())  # type: ignore[arg-type]
    assert found.counts["unsupported"] == 1
