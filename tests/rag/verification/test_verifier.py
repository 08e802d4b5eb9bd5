from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

import index
from index.loading.loader import read_documents
from index.model import Article, Passage
from index.passages import split_article
from rag.answer import Hit
from rag.validity import ArticleStanding
from rag.verification.verifier import verify
from rag.verification.written.finding import Finding
from tests.data.statements import LabelledStatement, labelled_statements
from tests.rag.verification.answers import hit, verify_against, verify_community

SAMPLE = Path(index.__file__).parent / "sample"


@cache
def pairs() -> list[tuple[Passage, Article]]:
    articles = read_documents([SAMPLE]).articles
    return [(passage, article) for article in articles for passage in split_article(article)]


def evidence(words: str) -> tuple[list[Hit], int]:
    """Return the passage with the words among others, near and far, and its number."""
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
    """Check a statement that cites the passage with the words, or else the passage after it."""
    hits, number = evidence(words)
    cited = number % len(hits) + 1 if wrong else number
    found = verify(f"{statement}[{cited}]", hits)
    return found.findings[0], number


SETS = labelled_statements()


@pytest.mark.parametrize("statements", SETS.values(), ids=SETS)
def test_true_statements_in_other_words_are_kept(statements: list[LabelledStatement]) -> None:
    true = [one for one in statements if not one.error]
    struck = [s for s in true if judge(s.statement, s.passage)[0].outcome == "unsupported"]
    assert len(true) >= 50
    assert len(struck) <= 0.06 * len(true), struck


def believed(statements: list[LabelledStatement]) -> Counter[str]:
    """Count the false statements that are kept, by the kind of their error."""
    kept: Counter[str] = Counter()
    for one in statements:
        if one.error:
            finding, number = judge(one.statement, one.passage, wrong=one.error == "citation")
            moved = finding.window is not None and finding.window.number == number
            caught = moved if one.error == "citation" else finding.outcome == "unsupported"
            kept[one.error] += not caught
    return kept


@pytest.mark.parametrize("statements", SETS.values(), ids=SETS)
def test_false_statements_are_struck(statements: list[LabelledStatement]) -> None:
    false = [one for one in statements if one.error]
    kept = believed(statements)
    assert len(false) >= 50
    assert kept.total() <= 0.12 * len(false), kept


def test_of_all_sets_hardly_a_false_statement_is_kept() -> None:
    every = [one for statements in SETS.values() for one in statements]
    kept = believed(every)
    assert kept.total() <= 0.08 * sum(bool(one.error) for one in every), kept


def test_quote_is_verbatim_and_holds_the_figures() -> None:
    found = verify_community("2025年全市社区医院要有120家[1]。")
    (citation,) = found.citations
    assert citation.article.text[citation.start : citation.end] == citation.quote
    assert citation.quote == "到2025年，全市社区医院达到120家，家庭医生签约率达到75%。"
    assert found.text == "2025年全市社区医院要有120家。[1]"
    assert found.counts == {"supported": 1, "repaired": 0, "unsupported": 0, "unchecked": 0}


def test_answer_without_citations_gets_them() -> None:
    found = verify_community("2025年全市社区医院要有120家。\n\n每家至少配备两名全科医生。")
    assert found.text == "2025年全市社区医院要有120家。[1]\n\n每家至少配备两名全科医生。[2]"
    assert found.counts["supported"] == 2


def test_citation_moves_to_the_passage_that_supports() -> None:
    found = verify_community("每家社区医院至少配备两名全科医生[1]。")
    assert found.counts == {"supported": 0, "repaired": 1, "unsupported": 0, "unchecked": 0}
    assert "两名全科医生" in found.citations[0].quote


def test_finding_tells_the_passage_moved_and_the_document_repealed() -> None:
    right = hit("东湖区有六十家诊所，全部由区里出资。")
    repealed = replace(right, standing=ArticleStanding("已废止", "2023-07-01"))
    answer = "东湖区有六十家诊所，全部由区里出资[1]。"
    (finding,) = verify(answer, [hit("药品由市里统一采购。"), repealed]).findings
    assert finding.verdict == "repaired"
    assert finding.reason == "标的段落里没有，出自别的段落；出自已废止或尚未施行的文件"
    (finding,) = verify(answer, [right]).findings
    assert (finding.verdict, finding.reason) == ("supported", "")


def test_citation_of_a_passage_that_does_not_exist_is_repaired() -> None:
    found = verify_community("全市社区医院2025年达到120家[9]。")
    assert found.counts["repaired"] == 1
    assert found.text.endswith("[1]")


def test_statement_with_a_wrong_figure_is_replaced_by_its_source() -> None:
    found = verify_community("到2025年，全市社区医院达到150家，家庭医生签约率达到75%[1]。")
    assert found.text == "到2025年，全市社区医院达到120家，家庭医生签约率达到75%。[1]"
    assert found.counts["unsupported"] == 1


def test_statement_with_a_wrong_figure_is_dropped_if_its_source_is_quoted_already() -> None:
    found = verify_community(
        "2025年签约率达到75%[1]。到2025年，全市社区医院达到150家，签约率达到75%[1]。"
    )
    assert "150" not in found.text
    assert len(found.citations) == 1


def test_heading_without_statements_is_dropped_and_items_are_renumbered() -> None:
    found = verify_community(
        "要点如下：\n1. 全市社区医院达到120家[1]。\n2. 外国专家将常驻指导疫苗研发[1]。\n"
        "3. 每家至少配备两名全科医生[2]。\n\n## 展望\n未来将建成世界一流的航天基地[2]。"
    )
    assert found.text == (
        "要点如下：\n1. 全市社区医院达到120家。[1]\n2. 每家至少配备两名全科医生。[2]"
    )
    assert found.counts == {"supported": 2, "repaired": 0, "unsupported": 2, "unchecked": 0}


def test_same_quote_has_one_number() -> None:
    found = verify_community("社区医院2025年达到120家[1]。2025年家庭医生签约率达到75%[1]。")
    assert found.text == "社区医院2025年达到120家。[1]2025年家庭医生签约率达到75%。[1]"


def test_row_of_a_table_is_quoted() -> None:
    found = verify_community("东湖区有40家社区医院，签约率为78%[2]。")
    assert "东湖区\t40\t78%" in found.citations[0].quote


@pytest.mark.parametrize("answer", ["", "\n\n", "[1][2]", "## 标题", "**", "[" * 2000])
def test_answers_without_statements_have_no_citations(answer: str) -> None:
    assert verify_community(answer).citations == ()


def test_list_of_sources_links_and_tags_are_left_out() -> None:
    found = verify_community(
        "全市社区医院达到120家[1]。<img src=x>\n[点这里](http://evil.example)\n\n参考资料：\n[1] 《方案》"
    )
    assert found.text == "全市社区医院达到120家。[1]"


FAR = (
    "云岭省创建临床重点专科12个；建设改革示范区；扩大疾控改革试点；线上复诊打通医保支付；"
    "残疾托养服务2.4万人以上。2030年减负2100亿元。2031年惠及1.4亿人次，减负1500亿元。"
)


def test_distant_clauses_are_quoted_each_from_its_place() -> None:
    text = "云岭省将创建12个临床重点专科，残疾托养服务超过2.4万人。"
    found = verify_against(FAR, f"{text}[1]")
    assert found.counts["supported"] == 1
    assert found.citations[0].quote.startswith("云岭省创建临床重点专科12个")
    assert found.citations[1].quote.endswith("残疾托养服务2.4万人以上。")
    assert found.text.endswith("[1][2]")


def test_year_of_a_clause_holds_for_the_next_clause() -> None:
    text = "2031年惠及1.4亿人次，减负2100亿元。"
    found = verify_against(FAR, f"{text}[1]")
    assert found.counts["unsupported"] == 1


def told(answer: str) -> list[tuple[str, str]]:
    """Return the outcome of each statement of an answer, and the text of its remark's place."""
    found = verify_community(answer)
    spans = [span for block in found.blocks for cell in block.stretches for span in cell]
    return [(one.outcome, span.text) for span in spans for one in span.remarks]


def test_what_was_struck_or_repaired_is_told_at_its_place() -> None:
    assert told(
        "全市社区医院达到120家[1]。市长批准修建火星基地[1]。\n\n每家至少配备两名全科医生[1]。"
    ) == [
        ("struck", "全市社区医院达到120家。"),
        ("repaired", "每家至少配备两名全科医生。"),
    ]


def test_a_distorted_sentence_tells_what_it_had_said() -> None:
    found = verify_community("到2025年，全市社区医院达到150家，家庭医生签约率达到75%[1]。")
    ((span,),) = [block.spans for block in found.blocks]
    (remark,) = span.remarks
    assert (remark.outcome, remark.cites) == ("replaced", (1,))
    assert "150家" in remark.written and "150" in remark.reason
    assert found.checked == (remark,)


@pytest.mark.parametrize(
    "answer",
    [
        "火星基地将于明年开放旅游[1]。\n\n全市社区医院达到120家[1]。",
        "## 展望\n火星基地将于明年开放旅游[1]。\n\n全市社区医院达到120家[1]。",
        "全市社区医院达到120家[1]。\n\n## 展望\n火星基地将于明年开放旅游[1]。",
    ],
)
def test_a_struck_line_is_told_at_the_nearest_line_that_stands(answer: str) -> None:
    assert told(answer) == [("struck", "全市社区医院达到120家。")]


def test_cells_of_a_table_are_checked_one_by_one() -> None:
    found = verify_community(
        "各区任务如下：\n\n| 区 | 社区医院（家） | 签约率 |\n|---|---|---|\n"
        "| 东湖区 | 40[2] | 87%[2] |\n| 银河区 | 90[2] | 99%[2] |"
    )
    *_, table = found.blocks
    assert table.kind == "table"
    cells = [["".join(span.text for span in cell) for cell in row] for row in table.rows]
    assert cells == [["区", "社区医院（家）", "签约率"], ["东湖区", "40", "—"]]
    assert table.rows[1][1][0].cites == (1,)
    assert [one.written for one in found.checked if one.outcome == "struck"] == [
        "东湖区的签约率为87%",
        "银河区的社区医院（家）为90",
        "银河区的签约率为99%",
    ]
    assert "| 东湖区 | 40[1] | — |" in found.text


def test_a_table_of_which_nothing_holds_is_left_out() -> None:
    found = verify_community(
        "全市社区医院达到120家[1]。\n\n任务如下：\n| 区 | 机场 |\n|---|---|\n| 银河区 | 90[2] |"
    )
    assert found.text == "全市社区医院达到120家。[1]"
    assert len(found.blocks[0].spans[0].remarks) == 1


def test_what_the_sources_are_said_to_lack_may_not_smuggle_in_a_figure() -> None:
    found = verify_community("全市社区医院达到120家[1]。资料中没有提到另外三千七百家机场。")
    assert [one.outcome for one in found.checked] == ["supported", "struck"]
    assert not found.lacks


def test_what_is_wrongly_said_to_be_lacking_is_told_with_the_place_that_has_it() -> None:
    found = verify_community("全市社区医院达到120家[1]。资料中没有提到家庭医生签约率的具体情况。")
    (remark,) = [one for one in found.checked if one.outcome == "unchecked"]
    assert remark.reason == "资料里写到“家庭医生签约率”，请对照原文"
    assert "家庭医生签约率达到75%" in found.citations[remark.cites[0] - 1].quote
    assert found.lacks
    assert len(verify_community("资料中没有提到机场的跑道。").checked) == 0
