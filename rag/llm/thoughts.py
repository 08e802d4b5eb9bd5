"""Keep a reasoning model's thoughts out of its answer.

Most servers send them in a field of their own (`reasoning_content`), which is not read. Others
leave them in the text: `<think>…</think>`, or with other tags; some send the closing tag alone,
because the prompt's template has opened the thoughts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

TAGS = (
    ("<think>", "</think>"),
    ("<thinking>", "</thinking>"),
    ("<thought>", "</thought>"),
    ("<reasoning>", "</reasoning>"),
    ("<seed:think>", "</seed:think>"),
    ("◁think▷", "◁/think▷"),
    ("[THINK]", "[/THINK]"),
    ("<|channel|>analysis<|message|>", "<|channel|>final<|message|>"),
)
"""What opens and closes thoughts; the last is that of gpt-oss without a parser."""


_LONGEST = max(len(closing) for _, closing in TAGS)


class Listener:
    """Passes on what a model says, not what it thinks, while its text arrives.

    `thinks_silently` is whether its thoughts begin without an opening tag. If that is known, all
    is held back until they are closed; else it is noticed when they are.
    """

    def __init__(self, thinks_silently: bool = False) -> None:
        self.thinks_silently = thinks_silently
        self._tail = ""  # a tag may come in pieces

    def heard(self, pieces: Iterable[str], cut: str) -> Iterator[str]:
        """Yield the pieces of the answer, and empty ones while there is nothing to pass on.

        Thoughts that end with `cut` or never end leave nothing.
        """
        head, begun = "", False
        for piece in pieces:
            if begun:
                yield piece
                self._notice(piece)
                continue
            head += piece
            said = self._said(head)
            begun = bool(said)
            yield said
        if begun or _opening(head.lstrip()):
            return
        if not (self.thinks_silently and head.endswith(cut)):
            yield spoken(head)  # a silent thinker did not think this time

    def _said(self, head: str) -> str:
        """Return what was said so far; empty while it may still be thoughts."""
        text = head.lstrip()
        if self.thinks_silently and not any(closing in text for _, closing in TAGS):
            return ""
        if opened := _opening(text):
            _, closed, rest = text.partition(opened[1])
            return rest.lstrip() if closed else ""
        if any(opening.startswith(text) for opening, _ in TAGS):
            return ""
        self._notice(text)
        return spoken(text) if self.thinks_silently else text

    def _notice(self, piece: str) -> None:
        self._tail = (self._tail[-_LONGEST:] + piece) if self._tail else piece
        if any(closing in self._tail for _, closing in TAGS):
            self.thinks_silently = True


def _opening(text: str) -> tuple[str, str] | None:
    """Return the tags of the thoughts that a text opens with, None where it doesn't."""
    return next((tags for tags in TAGS if text.startswith(tags[0])), None)


def spoken(text: str) -> str:
    """Return a text without thoughts: those that are closed, and those that never are."""
    for opening, closing in TAGS:
        before, opened, after = text.partition(opening)
        while opened:
            _, _, rest = after.partition(closing)
            text = before + rest
            before, opened, after = text.partition(opening)
        text = text.rpartition(closing)[2]
    return text.lstrip()
