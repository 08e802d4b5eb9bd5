"""Cut footnotes out of Markdown, which CommonMark would take for the addresses of links."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.text.characters import BASIC_HAN

if TYPE_CHECKING:
    from markdown_it.rules_block import StateBlock

Notes = dict[str, str]  # label → text of a note, in Markdown
_NOTE = re.compile(r" {0,3}\[\^([^\[\]\n]{1,60})\]:[ \t]*(.*)")
_NO_ADDRESS = re.compile(rf" {{0,3}}\[[^\[\]\n]{{1,60}}\]:[ \t]*[^/.#\n]{{0,200}}[{BASIC_HAN}]")


def cut_note(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Move a note `[^1]: …` with its indented paragraphs to `env["notes"]` (a markdown-it rule).

    A line `[1]: 不含慢特病` with words in place of an address becomes a paragraph.
    """
    line = _line(state, start)
    note = _NOTE.match(line)
    if note is None and not _NO_ADDRESS.match(line):
        return False
    if silent:
        return True
    if note is None:
        _paragraph(state, start, line)
        return True
    lines, at = [note[2]], start + 1
    while at < end and _belongs(state, at, end):
        lines.append(_line(state, at).removeprefix("    "))
        at += 1
    notes: Notes = state.env["notes"]
    text = "\n".join(lines).strip()
    notes[note[1]] = f"{notes[note[1]]}\n\n{text}" if note[1] in notes else text
    state.line = at
    return True


def _line(state: StateBlock, at: int) -> str:
    return state.src[state.bMarks[at] : state.eMarks[at]]


def _belongs(state: StateBlock, at: int, end: int) -> bool:
    """Return whether a line goes on with the note above it: indented, or right below."""
    if not state.isEmpty(at):
        above = not state.isEmpty(at - 1)
        return state.sCount[at] >= 4 or (above and not _starts_block(_line(state, at)))
    return at + 1 < end and not state.isEmpty(at + 1) and state.sCount[at + 1] >= 4


def _starts_block(line: str) -> bool:
    return bool(
        re.match(r" {0,3}(?:\[[^\[\]\n]{1,60}\]:|#|>|```|\||[-*+][ \t]|\d{1,9}[.)][ \t])", line)
    )


def _paragraph(state: StateBlock, at: int, line: str) -> None:
    state.push("paragraph_open", "p", 1)
    inline = state.push("inline", "", 0)
    inline.content, inline.children = line.strip(), []
    state.push("paragraph_close", "p", -1)
    state.line = at + 1
