"""What became of one statement of a written answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rag.verification.answer_text import AnswerStatement
from rag.verification.check import Judgement, Verdict
from rag.verification.windows import Window

Outcome = Literal["supported", "repaired", "unsupported", "unchecked"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one statement: its judgement, and whether its citation was repaired."""

    statement: AnswerStatement
    judgement: Judgement
    repaired: bool = False

    @property
    def outcome(self) -> Outcome:
        """Whether the statement stands, with its own citation or another, or is struck.

        One that could not be checked stands, and is told, if there is a place to compare it with.
        """
        if self.judgement.verdict == "unchecked" and self.window:
            return "unchecked"
        if self.judgement.verdict != "supported":
            return "unsupported"
        return "repaired" if self.repaired else "supported"

    @property
    def stands(self) -> bool:
        """Whether the statement is in the answer."""
        return self.outcome != "unsupported"

    @property
    def verdict(self) -> Verdict | Literal["repaired"]:
        """The outcome by name; of a struck statement what is wrong with it."""
        return "repaired" if self.outcome == "repaired" else self.judgement.verdict

    @property
    def reason(self) -> str:
        """What is wrong with the statement or its source, in Chinese; empty if nothing is."""
        if self.outcome == "unsupported":
            return self.judgement.reason
        moved = "标的段落里没有，出自别的段落" if self.repaired else ""
        standings = [part.hit.standing for part in (self.window.parts if self.window else ())]
        outdated = any(standing and not standing.in_force for standing in standings)
        told = "出自已废止或尚未施行的文件" if outdated else ""
        return "；".join(filter(None, [self.judgement.reason, moved, told]))

    @property
    def window(self) -> Window | None:
        """The part of a passage that is quoted for the statement, if any."""
        return self.judgement.window

    @property
    def text(self) -> str:
        """The text in the answer: the statement itself, or the sentence that it distorts."""
        if self.stands:
            return self.statement.text
        return " ".join(self.window.own_text.split()) if self.window else ""
