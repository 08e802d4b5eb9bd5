from dataclasses import replace

from rag.blocks import AnswerBlock, Span
from ui.cli.terminal import print_answer, progress_bar

QUESTION = "到2025年社区医院达到多少家？"


def test_console_markup_in_an_answer_is_printed_as_text(pipeline, capsys):
    spans = Span("[bold]粗[/] "), Span("重 ", (1,), bold=True), Span(" [red]")
    blocks = (AnswerBlock("text", spans),)
    print_answer(replace(pipeline.ask(QUESTION), blocks=blocks, note="[/x]"))
    out = capsys.readouterr().out
    assert out.startswith("[bold]粗[/] 重 [1] [red]\n")
    assert out.endswith("\n[/x]\n")


def test_progress_is_silent_without_a_terminal(capsys):
    with progress_bar() as advance:
        advance("计算向量", 1, 2)
        advance("计算向量", 2, 2)
    assert capsys.readouterr() == ("", "")
