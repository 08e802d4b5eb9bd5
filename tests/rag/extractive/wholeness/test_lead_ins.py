from __future__ import annotations

from dataclasses import replace

from index.model import Article
from rag.evidence.statements import Statement
from rag.extractive.wholeness.lead_ins import FIRST_ITEMS, MAX_ITEMS, MAX_WHOLE, with_lists
from tests.data.fixtures import article
from tests.rag.extractive.wholeness.chosen import around, choose, texts

LEAD = "药店应当具备下列条件："
ITEMS = ["（一）有药师；", "（二）有冷柜；", "（三）有电脑；", "（四）有发票。"]
OTHER = "药店由县里登记，每年一次。"
LAW = article(LEAD, *ITEMS, OTHER)
BODY = "由县医疗保障部门牵头，各乡镇配合，分步推进，年底前完成。"


def completed(
    of: Article, *words: str, asked: str = "药店怎么管？", best: str = "", listed: bool = False
) -> list[Statement]:
    chosen = [replace(one, listed=listed) for one in choose(of, *words)]
    top = [one for one in chosen if one.text == best]
    return with_lists(chosen, top, around(of), asked)


def test_a_line_brings_its_items_as_items() -> None:
    found = completed(LAW, LEAD)
    assert texts(found) == [LEAD, *ITEMS]
    assert [s.listed for s in sorted(found, key=lambda s: s.start)] == [False] + [True] * 4


def test_the_items_are_brought_from_other_passages() -> None:
    long = [f"（{n}）{'有符合规定的房屋和设备，' * 12}并且登记；" for n in "一二三四"]
    of = article(LEAD, *long)
    found = completed(of, LEAD)
    assert texts(found) == [LEAD, *long]
    assert len({s.candidate.passage.k for s in found}) > 1


def test_most_items_bring_the_line_and_the_others() -> None:
    assert texts(completed(LAW, *ITEMS[1:])) == [LEAD, *ITEMS]


def test_one_item_of_a_sentence_brings_the_line_alone() -> None:
    assert texts(completed(LAW, ITEMS[1])) == [LEAD, ITEMS[1]]


def test_one_item_that_is_a_sentence_of_its_own_brings_nothing() -> None:
    points = ["（一）建好医院。", "（二）配好药品。", "（三）管好价格。"]
    of = article("现就有关工作通知如下：", *points)
    assert texts(completed(of, points[1])) == [points[1]]


def test_a_sentence_that_announces_four_brings_four() -> None:
    ways = ["一是少开药。", "二是多走路。", "三是早睡觉。", "四是常体检。"]
    of = article("慢病管理主要有四种办法。" + "".join(ways))
    assert texts(completed(of, "慢病管理主要有四种办法。")) == ["慢病管理主要有四种办法。", *ways]


def test_of_many_items_the_first_are_quoted_with_those_chosen() -> None:
    many = [f"{n}.第{n}种药品；" for n in range(1, MAX_ITEMS + 5)]
    found = texts(completed(article("药品包括：", *many), "药品包括：", many[-1]))
    assert found == ["药品包括：", *many[: FIRST_ITEMS - 1], many[-1]]


def test_long_items_are_all_cut_to_their_heads_where_all_are_asked_for() -> None:
    heads = ["（一）建好医院。", "（二）配好药品。", "（三）管好价格。"]
    of = article("重点做好以下工作：", *(head + BODY * (MAX_WHOLE // 60) for head in heads))
    found = completed(of, *heads, BODY, asked="重点做好哪些工作？", best=heads[0], listed=True)
    assert texts(found) == ["重点做好以下工作：", *heads]


def test_a_long_item_keeps_what_was_chosen_of_it_where_not_all_are_asked_for() -> None:
    heads = ["（一）建好医院。", "（二）配好药品。", "（三）管好价格。"]
    of = article("重点做好以下工作：", *(head + BODY * (MAX_WHOLE // 60) for head in heads))
    found = completed(of, *heads, BODY, asked="医院由谁牵头？", listed=True)
    assert texts(found) == ["重点做好以下工作：", heads[0] + BODY, *heads[1:]]


def test_the_sections_of_a_document_are_not_brought_to_the_line_before_them() -> None:
    of = article(
        "药店管理办法已经县政府同意，现将有关事项通知如下：",
        "一、总体要求", "药店要方便村民，药价要公道。", "二、保障措施", "县里每年检查一次药店。",
    )  # fmt: skip
    lead = "药店管理办法已经县政府同意，现将有关事项通知如下："
    answer = "县里每年检查一次药店。"
    assert texts(completed(of, lead, answer, best=answer)) == [answer]


def test_a_line_that_leads_nowhere_is_left_out_unless_it_is_all_there_is() -> None:
    of = article(OTHER, "药店的分布见下图：")
    assert texts(completed(of, OTHER, "药店的分布见下图：", best=OTHER)) == [OTHER]
    assert texts(completed(of, "药店的分布见下图：")) == ["药店的分布见下图："]


def test_the_best_line_brings_the_sentence_that_it_leads_in() -> None:
    of = article("县医保局负责人说：", "村里年底前都能刷卡。")
    lead = "县医保局负责人说："
    assert texts(completed(of, lead, best=lead)) == [lead, "村里年底前都能刷卡。"]


def test_a_sentence_that_heads_its_paragraph_brings_the_next_one() -> None:
    law = article("（一）加强急诊。县里拨款三百万元。门诊照常。", "（二）加强药房。")
    assert texts(completed(law, "（一）加强急诊。")) == ["（一）加强急诊。县里拨款三百万元。"]
    both = ["（一）加强急诊。", "县里拨款三百万元。"]
    assert texts(completed(law, *both)) == both
    assert texts(completed(law, "（二）加强药房。")) == ["（二）加强药房。"]


def test_a_sentence_that_holds_the_line_and_the_first_item_is_no_item() -> None:
    one = "药店分三步管理：一是登记；"
    law = article(f"{one}二是检查；三是公布；四是撤销。", OTHER)
    alone = completed(law, one)
    assert [(s.text, s.listed) for s in alone] == [(one, False)]
    whole = completed(law, one, "二是检查；", "三是公布；")
    assert texts(whole) == [
        "药店分三步管理：",
        "一是登记；",
        "二是检查；",
        "三是公布；",
        "四是撤销。",
    ]


def test_headings_are_brought_only_where_points_are_asked_for() -> None:
    lead = "下一步做好以下三件事："
    items = [
        f"（{n}）加强{what}。{BODY}"
        for n, what in zip("一二三", ("急诊", "药房", "登记"), strict=True)
    ]
    law = article(lead, *items)
    assert len(completed(law, lead, best=lead, asked="下一步要做哪些事？")) == 4
    found = completed(law, lead, best=lead, asked="下一步由谁负责？")
    assert not any(s.listed for s in found)
    assert completed(law, lead, BODY, asked="下一步由谁负责？")[0].text == BODY


STEPS = ["（一）船主向渡口所申请检验。", "（二）渡口所到船上检验。", "（三）渡口所发检验单。"]
HOW = "船主怎么申请检验？"


def test_the_best_of_several_steps_brings_all_where_the_way_is_asked() -> None:
    of = article("申请检验的程序：", *STEPS)
    whole = ["申请检验的程序：", *STEPS]
    assert texts(completed(of, STEPS[0], asked=HOW, best=STEPS[0])) == whole
    assert texts(completed(of, STEPS[0], asked="检验由谁申请？", best=STEPS[0])) == [STEPS[0]]
    assert texts(completed(of, STEPS[0], asked=HOW)) == [STEPS[0]]  # others answer better
    other = article("渡口有下列船只：", *STEPS)
    assert texts(completed(other, STEPS[0], asked=HOW, best=STEPS[0])) == [STEPS[0]]
