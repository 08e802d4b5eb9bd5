"""The command `wence compare`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import WenceError
from ui.cli.options import JsonOption, StoreOption, load_settings, open_pipeline

if TYPE_CHECKING:
    from rag.comparing.comparison import Comparison


def compare(
    a: Annotated[str, typer.Argument(metavar="A", help="前一篇：编号、标题或文号")],
    b: Annotated[str, typer.Argument(metavar="B", help="后一篇")],
    word: Annotated[Path | None, typer.Option("--word", help="另存为 Word 文件（.docx）")] = None,
    whole: Annotated[bool, typer.Option("--all", help="连同没有变化的各条")] = False,
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """逐条比较两篇文章：新增、删去、改动的地方，数字并列。"""
    settings = load_settings(store=store)
    pipeline = open_pipeline(settings)
    from rag.comparing.choosing import named
    from rag.comparing.comparer import compare as compared
    from ui.cli.terminal import print_json

    found = compared(pipeline, named(pipeline, a), named(pipeline, b))
    if word:
        _save(found, word, settings.base_url or f"http://{settings.host}:{settings.port}")
    if json:
        print_json(found.to_json(settings.base_url))
        return
    from ui.cli.compared import print_comparison

    print_comparison(found, settings.base_url, whole)
    if word:
        typer.echo(f"已存为 {word}。", err=True)


def _save(found: Comparison, file: Path, base_url: str) -> None:
    from ui.comparing.word import word

    try:
        file.write_bytes(word(found, base_url))
    except OSError as error:
        raise WenceError(f"没能写到 {file}：{error.strerror}。") from error
