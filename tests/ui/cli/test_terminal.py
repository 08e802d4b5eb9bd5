import re
from dataclasses import replace

from rag.blocks import AnswerBlock, Span
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
