import re
from dataclasses import replace

from rag.answer import Citation
from rag.blocks import AnswerBlock, Span
from rag.checked import CheckedStatement
from ui.cli.terminal import print_answer, progress_bar

QUESTION = "到2025年社区医院达到多少家？"


def test_console_markup_in_an_answer_is_printed_as_text(pipeline, capsys):
    spans = Span("[bold]粗[/] "), Span("重 ", (1,), bold=True), Span(" [red]")
    blocks = (AnswerBlock("text", spans),)
    print_answer(replace(pipeline.ask(QUESTION), blocks=blocks, note="[/x]"))
    out = capsys.readouterr().out
    assert out.startswith("[/x]\n\n[bold]粗[/] 重 [1] [red]\n")


def test_progress_is_silent_without_a_terminal(capsys):
    with progress_bar() as advance:
        advance("计算向量", 1, 2)
        advance("计算向量", 2, 2)
    assert capsys.readouterr() == ("", "")


def test_an_article_is_named_once_above_its_numbers_and_quotes(pipeline, capsys):
    answer = pipeline.ask(QUESTION)
    [first] = answer.citations
    article = pipeline.store.article("2022-03-14/2")
    passage = pipeline.store.passages_of(article.id)[0]
    other = Citation(2, passage, article, passage.text[:9], 0, 9)
    third = replace(first, n=3, quote="家庭医生", start=24, end=28)
    print_answer(replace(answer, citations=(first, other, third)), "https://wence.example")
    sources = capsys.readouterr().out.partition("\n出处\n")[2].splitlines()
    assert sources[:6] == [
        "社区医院三年行动方案",
        "    东江市卫生健康委 · 2022-03-14 · 第 8 页",
        f"[1] 「{first.quote}」",
        "    https://wence.example/articles/2022-03-14/1#p2",
        "[3] 「家庭医生」",
        "    https://wence.example/articles/2022-03-14/1#p2",
    ]
    assert sources[8].startswith("[2] 「")


TABLE = AnswerBlock(
    "table",
    rows=(
        ((Span("街道"),), (Span("电话"),)),
        ((Span("[red]街"),), (Span("5550101", (1,), bold=True),)),
    ),
)


def test_a_table_is_markdown_in_a_pipe(pipeline, capsys):
    print_answer(replace(pipeline.ask(QUESTION), blocks=(TABLE,)))
    assert "| 街道 | 电话 |\n| --- | --- |\n| [red]街 | 5550101[1] |" in capsys.readouterr().out


def test_a_table_is_drawn_on_a_terminal_between_what_is_around_it(pipeline, capsys, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    text = AnswerBlock.paragraph("说明。", 1)
    print_answer(replace(pipeline.ask(QUESTION), blocks=(text, TABLE, text)))
    out = re.sub(r"\x1b\[[\d;]*m", "", capsys.readouterr().out)
    assert "| " not in out and out.count("说明。[1]") == 2
    assert re.search(r"街道 +电话.*\n.*─+.*\n *\[red\]街 +5550101\[1\]", out)


def test_secondary_blocks_are_dim_on_a_terminal(pipeline, capsys, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    text = AnswerBlock.paragraph("说明。")
    also = replace(AnswerBlock.paragraph("补充。"), secondary=True)
    print_answer(replace(pipeline.ask(QUESTION), blocks=(text, also)))
    out = capsys.readouterr().out
    assert "\x1b[2m补充。\x1b[0m" in out and "说明。" in out and "[2m说明" not in out


def test_what_the_check_changed_is_told_below_the_answer(pipeline, capsys):
    checked = (
        CheckedStatement("甲。", "supported", "supported"),
        CheckedStatement("[red]乙。", "struck", "not_found", "原文里找不到“乙”"),
    )
    print_answer(replace(pipeline.ask(QUESTION), checked=checked))
    out = capsys.readouterr().out
    assert "\n核对 2 句：1 句有据，1 句删去。\n  · 删去：“[red]乙。”（原文里找不到“乙”）\n" in out
