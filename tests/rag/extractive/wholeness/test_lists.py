from __future__ import annotations

from index.model import Article, Block
from rag.extractive.wholeness.lists import ItemList, lists
from tests.data.fixtures import article


def only(of: Article) -> ItemList:
    (found,) = lists(of)
    return found


def items(of: Article) -> list[str]:
    return [of.text[item.start : item.end] for item in only(of).items]


LAW = article(
    "药店应当具备下列条件：", "（一）有药师；", "（二）有冷柜；", "（三）有电脑。", "药店由县里登记。",
)  # fmt: skip


def test_the_paragraphs_after_a_line_are_its_items() -> None:
    one = only(LAW)
    assert LAW.text[one.lead_start : one.lead_end] == "药店应当具备下列条件："
    assert items(LAW) == ["（一）有药师；", "（二）有冷柜；", "（三）有电脑。"]
    assert one.leads and one.joined and not (one.counted or one.spread or one.outline)


def test_items_within_a_paragraph_end_where_the_next_begins() -> None:
    of = article("主要有三种办法。一是少开药。二是多走路；三是早睡觉。其余照旧。")
    assert items(of) == ["一是少开药。", "二是多走路；", "三是早睡觉。"]
    assert only(of).counted and only(of).leads


def test_items_that_go_on_in_further_paragraphs_are_spread() -> None:
    of = article(
        "工作如下：", "（一）建好医院。", "医院建在县城。", "（二）配好药品。", "药品由县里买。"
    )
    assert only(of).spread
    assert not only(LAW).spread


def test_a_sentence_that_announces_nothing_leads_in_nothing() -> None:
    of = article("会议在周一召开。", "（一）建好医院。", "（二）配好药品。")
    assert not only(of).leads


def test_bullets_without_numbers_are_items_too() -> None:
    text = "申请材料如下：\n身份证\n户口簿"
    blocks = (Block("paragraph", 0, 7), Block("item", 8, 11), Block("item", 12, 15))
    of = Article("2031-02-03", 1, "材料", text, blocks=blocks)
    assert items(of) == ["身份证", "户口簿"]
    assert only(of).leads


def test_a_line_without_an_end_names_the_list_below_it_but_a_heading_does_not() -> None:
    text = "（二）受污染的\n1.水要消毒；\n2.食物要封存。"
    blocks = (Block("item", 0, 7), Block("item", 8, 15), Block("item", 16, len(text)))
    assert only(Article("2031-02-03", 1, "消毒", text, blocks=blocks)).leads
    heading = (Block("heading", 0, 7, level=1), *blocks[1:])
    assert not only(Article("2031-02-03", 1, "消毒", text, blocks=heading)).leads
