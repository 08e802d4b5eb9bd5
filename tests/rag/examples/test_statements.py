from index.model import Article, Block
from rag.examples.statements import of_claims, of_noun_headings, of_statements, of_task_headings


def article(*lines: tuple[str, str]) -> Article:
    """Make an article of (kind, text) lines."""
    blocks, text = [], ""
    for kind, line in lines:
        level = 1 if kind == "heading" else 0
        blocks.append(Block(kind, len(text), len(text) + len(line), level))
        text += line + "\n"
    return Article("2031-02-03", 1, "题目", text, blocks=tuple(blocks))


def questions(make, *lines):
    return [made.question for made in make(article(*lines))]


def said(sentence):
    return questions(of_statements, ("paragraph", sentence))


def test_what_a_sentence_says_of_its_subject_is_asked():
    assert said("社区养老机构目前面临运营方面的诸多难题。") == ["社区养老机构面临哪些难题？"]
    assert said("智慧管理系统主要包括监测系统和决策系统。") == ["智慧管理系统包括哪些？"]
    assert said("为提高医疗机构的积极性，采取结余留用政策。") == ["如何提高医疗机构的积极性？"]
    assert said("近年来，远程监护平台有助于缩短等候时间。") == ["远程监护平台有什么作用？"]


def test_what_points_elsewhere_or_is_no_noun_phrase_is_not_asked():
    assert said("在推进过程中面临一些困难。") == []
    assert said("其中存在不少问题。") == []
    assert said("基金的主要问题存在于监管的不足。") == []


def test_headings_are_asked_for_what_they_name():
    below = ("paragraph", "正文。")
    assert questions(of_noun_headings, ("heading", "一、实行临床路径的意义"), below) == [
        "实行临床路径的意义是什么？"
    ]
    assert questions(of_noun_headings, ("heading", "耗材管理运作流程"), below) == [
        "耗材管理运作流程是怎样的？"
    ]
    assert questions(of_noun_headings, ("heading", "远程门诊也存在诸多问题"), below) == []
    assert questions(of_noun_headings, ("heading", "基于抽样算法"), below) == []
    assert questions(of_claims, ("heading", "家庭病床是缓解住院难必由之路"), below) == [
        "为什么说家庭病床是缓解住院难必由之路？"
    ]
    assert questions(of_task_headings, ("heading", "（二）建立统一的药材质量标准。"), below) == [
        "如何建立统一的药材质量标准？"
    ]
    assert questions(of_task_headings, ("heading", "实施总额预算的四点考虑"), below) == []


def test_a_draft_knows_where_its_answer_stands():
    whole = article(
        ("heading", "实行临床路径的意义"), ("paragraph", "提高质量。"), ("heading", "结语")
    )
    made = next(iter(of_noun_headings(whole)))
    assert whole.text[made.start : made.end].strip() == "提高质量。"
