"""Conversations for tests of follow-up questions."""

from __future__ import annotations

FIRST = "海蓝市2021年建了多少家社区医院？"


def user(*contents: str) -> list[dict[str, str]]:
    """Return turns by the user, each with a reply after it."""
    return [
        turn
        for content in contents
        for turn in (
            {"role": "user", "content": content},
            {"role": "assistant", "content": "全市建成30家[1]"},
        )
    ]
