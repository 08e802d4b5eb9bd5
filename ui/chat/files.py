"""Keep Gradio from fetching and keeping files: the chat sends none, and none are sent to it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import QuestionError

if TYPE_CHECKING:
    from gradio import Blocks


def refuse_files(blocks: Blocks) -> None:
    """Refuse every event whose data names a file.

    Gradio would fetch it, from any public address and of any size, and keep it on the disk; it
    has no setting against that.
    """
    for block in blocks.blocks.values():
        setattr(block, "async_move_resource_to_block_cache", _refuse)  # noqa: B010


async def _refuse(url_or_file_path: str | Path | None) -> str | None:
    raise QuestionError("这里不收文件。")
