"""What a snapshot takes over from an answer."""

from dataclasses import replace

from rag.blocks import AnswerBlock, Span
from rag.checked import CheckedStatement
from rag.filters import Filters
from rag.validity import ArticleStanding
from ui.snapshots.model import Snapshot, Words
from ui.snapshots.taking import snapshot_of

BOLD = Span("120家", (1, 2), bold=True)


def taken(answer, *blocks, **more):
    return snapshot_of(replace(answer, blocks=blocks, **more), "v1", "/?q=a", Filters())


def answered(pipeline):
    return pipeline.ask("到2025年社区医院达到多少家？")


def test_it_holds_question_answer_and_quotes(pipeline, snapshot):
    (source,) = snapshot.sources
    article = pipeline.store.article(source.article)
    assert article.text[source.start : source.end] == source.quote
    assert (source.n, source.title, source.page) == (1, "社区医院三年行动方案", 8)
    assert (source.publisher, source.date) == ("东江市卫生健康委", "2022-03-14")
    said = "".join(words.text for part in snapshot.parts for line in part.lines for words in line)
    assert "120家" in said
    assert snapshot.question == "到2025年社区医院达到多少家？"
    assert (snapshot.version, snapshot.at.utcoffset().total_seconds()) == ("v1", 0)


def test_items_side_by_side_are_one_list(pipeline):
    items = [AnswerBlock("item", (Span(text),), number=n) for n, text in ((3, "甲"), (4, "乙"))]
    own = AnswerBlock("item", (Span("（一）丙"),))
    plain = AnswerBlock("item", (Span("丁"),))
    lists = taken(answered(pipeline), *items, own, plain).parts
    assert [(one.first, one.own_marks, len(one.lines)) for one in lists] == [
        (3, False, 2),
        (None, True, 1),
        (None, False, 1),
    ]


def test_bold_and_marks_stay(pipeline):
    (part,) = taken(answered(pipeline), AnswerBlock("quote", (Span("有"), BOLD))).parts
    assert part.lines == ((Words(text="有"), Words(text="120家", cites=(1, 2), bold=True)),)


def test_a_table_keeps_its_cells(pipeline):
    rows = (((Span("区"),), (Span("家数"),)), ((Span("东湖区"),), (Span("40", (1,)),)))
    (part,) = taken(answered(pipeline), AnswerBlock("table", rows=rows)).parts
    assert part.kind == "table"
    assert [[cell[0].text for cell in row] for row in part.rows] == [
        ["区", "家数"],
        ["东湖区", "40"],
    ]


def test_heads_name_the_article_and_whether_it_is_in_force(pipeline):
    answer = answered(pipeline)
    article = answer.citations[0].article
    head = AnswerBlock("source", article=article)
    ended = replace(head, standing=ArticleStanding("已废止", "2023-07-01"), mark="已废止")
    first, second = taken(answer, head, ended).parts
    assert first.lines[0][0].text == "《社区医院三年行动方案》（2022-03-14）"
    assert second.lines[0][0].text == "已废止：《社区医院三年行动方案》自2023-07-01起失效"
    assert first.article == article.id


def test_it_is_the_same_after_json(snapshot):
    assert Snapshot.model_validate_json(snapshot.model_dump_json(exclude_defaults=True)) == snapshot


def test_the_chosen_articles_are_named(pipeline):
    answer = pipeline.ask("到2025年社区医院达到多少家？")
    chosen = Filters(articles=("2022-03-14/1", "2022-03-14/2"))
    kept = snapshot_of(answer, "v1", "/?q=a", chosen, within=["甲", "乙"])
    assert kept.limits == "《甲》、《乙》"


def test_what_the_check_changed_is_kept(pipeline):
    struck = CheckedStatement("乙院停业。", "struck", "not_found", "原文里找不到“乙院”")
    kept = taken(answered(pipeline), AnswerBlock("text", (Span("甲。"),)), checked=(struck,))
    assert kept.checked == ("核对 1 句：1 句删去。", "删去：“乙院停业。”（原文里找不到“乙院”）")
    assert taken(answered(pipeline)).checked == ()
