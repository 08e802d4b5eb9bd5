from dataclasses import replace

from ui.cli.terminal import print_answer, progress_bar

QUESTION = "到2025年社区医院达到多少家？"


def test_console_markup_in_an_answer_is_printed_as_text(pipeline, capsys):
    text = "[bold]粗[/] **重** [1] [red]"
    print_answer(replace(pipeline.ask(QUESTION), text=text, note="[/x]"))
    out = capsys.readouterr().out
    assert out.startswith("[bold]粗[/] 重 [1] [red]\n")
    assert out.endswith("\n[/x]\n")


def test_progress_is_silent_without_a_terminal(capsys):
    with progress_bar() as advance:
        advance("计算向量", 1, 2)
        advance("计算向量", 2, 2)
    assert capsys.readouterr() == ("", "")
