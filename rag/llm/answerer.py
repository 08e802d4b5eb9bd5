"""Answer a question with a language model, and check what it writes against the passages.

If anything goes wrong, the extractive answer is returned instead, with a note that says why.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING

from index.errors import EndpointError
from rag.answer import Answer, Hit
from rag.blocks import AnswerBlock
from rag.llm.endpoint import CUT, Endpoint
from rag.llm.faults import ContextTooLong
from rag.llm.prompts import REFUSAL, answer_messages, estimate_tokens, rewrite_messages
from rag.llm.thoughts import spoken
from rag.question.followups import Turn
from rag.question.understanding import Question
from rag.verification.numbers import has_new_figure
from rag.verification.verifier import Verified, verify

if TYPE_CHECKING:
    from rag.settings import Settings

REWRITE_SHARE, WRITE_SHARE = 0.15, 0.75  # of the time limit; the rest is for verification
ATTEMPTS = 3  # each with half the tokens of the one before
MAX_REWRITTEN = 120  # characters of a rewritten question
WEAK = 0.5  # share of statements that must be supported if the evidence is weak
UNCHECKED = 0.5  # what a statement that could not be checked counts for the confidence
OnToken = Callable[[str], None]


class LlmAnswerer:
    """An answerer that asks a configured model. Safe for use by many threads at once."""

    def __init__(
        self,
        endpoint: Endpoint,
        timeout: float = 60,
        context_tokens: int = 8192,
    ) -> None:
        self._endpoint = endpoint
        self._timeout, self._context = timeout, context_tokens

    @classmethod
    def from_settings(cls, settings: Settings) -> LlmAnswerer:
        """Make an answerer from the `llm_…` settings.

        Raises:
            EndpointError: the address or the model's name is missing or malformed.
            WenceError: the cache cannot be used.
        """
        return cls(_endpoint(settings), settings.llm_timeout, settings.llm_context)

    def answer(
        self,
        question: Question,
        hits: Sequence[Hit],
        fallback: Callable[[], Answer],
        *,
        history: Sequence[Turn] = (),
        on_token: OnToken | None = None,
    ) -> Answer:
        """Write, verify and return an answer, or return the fallback's answer with a note.

        `on_token` is called with the raw text as it arrives, and now and then with an empty
        string. An exception that it raises ends the request and reaches the caller.
        """
        stand_in = fallback()
        if not hits:
            return stand_in
        try:
            written = self._write(question, hits, history, on_token)
        except EndpointError as error:
            return replace(stand_in, note=f"{str(error).rstrip('。')}，以下改为摘录原文。")
        return self._settle(written, stand_in, hits, question.text)

    def rewrite(self, asked: str, history: Sequence[Turn], on_token: OnToken | None = None) -> str:
        """Return the standalone form of a follow-up, or an empty string where that fails.

        `on_token` is called with empty strings only, so that the caller can raise and leave.
        """
        try:
            messages = rewrite_messages(asked, history)
            tick = (lambda _: on_token("")) if on_token else None
            rewritten = self._read(messages, self._timeout * REWRITE_SHARE, tick).strip()
        except EndpointError:
            return ""
        said = " ".join([asked, *(turn["content"] for turn in history)])
        return rewritten if _is_rewriting(rewritten, said) else ""

    def _write(
        self,
        question: Question,
        hits: Sequence[Hit],
        history: Sequence[Turn],
        on_token: OnToken | None,
    ) -> str:
        """Return what the model writes; if the prompt is too long, try again with half of it."""
        deadline = monotonic() + self._timeout * WRITE_SHARE
        room = self._context - self._endpoint.max_tokens
        for _ in range(ATTEMPTS):
            messages = answer_messages(question, hits, history, room)
            try:
                return self._read(messages, deadline - monotonic(), on_token)
            except ContextTooLong as error:
                too_long = error
                room = sum(estimate_tokens(content) for _, content in messages) // 2
        raise too_long

    def _read(
        self, messages: list[tuple[str, str]], within: float, on_token: OnToken | None
    ) -> str:
        """Read the model's reply to its end, without thoughts and without a sentence cut short."""
        pieces: list[str] = []
        for piece in self._endpoint.stream(messages, within):
            pieces.append(piece)
            if on_token:
                on_token(piece)
        return _without_cut_sentence(spoken("".join(pieces)))

    def _settle(self, written: str, stand_in: Answer, hits: Sequence[Hit], question: str) -> Answer:
        """Turn what was written into the answer that counts."""
        verified = verify(written, hits, question)
        counts = verified.counts
        held, unchecked = counts["supported"] + counts["repaired"], counts["unchecked"]
        # a refusal may come with statements, of which none holds then
        refused = verified.lacks and not any(
            f.stands and f.statement.claims for f in verified.findings
        )
        if refused or (stand_in.abstained and held < WEAK * sum(counts.values())):
            return replace(self._refusal(stand_in), verification=counts, checked=verified.checked)
        if not held + unchecked or not verified.citations:
            note = "大模型写的内容在原文中找不到依据，以下改为摘录原文。"
            return replace(stand_in, note=note, verification=counts, checked=verified.checked)
        return replace(
            stand_in,
            blocks=verified.blocks,
            abstained=False,
            confidence=stand_in.confidence * (held + UNCHECKED * unchecked) / sum(counts.values()),
            engine="llm",
            model=self._endpoint.model,
            citations=verified.citations,
            note=_note(verified),
            suggestions=(),
            verification=counts,
            checked=verified.checked,
        )

    def _refusal(self, stand_in: Answer) -> Answer:
        return replace(
            stand_in,
            blocks=stand_in.blocks if stand_in.abstained else (AnswerBlock.paragraph(REFUSAL),),
            abstained=True,
            confidence=stand_in.confidence / 2,
            engine="llm",
            model=self._endpoint.model,
            citations=(),
        )


def _endpoint(settings: Settings) -> Endpoint:
    """Return the configured endpoint, with a cache if a file for it is set."""
    if not settings.llm_cache:
        return Endpoint.from_settings(settings)
    from rag.llm.cache import CachedEndpoint

    return CachedEndpoint.from_settings(settings, file=settings.llm_cache)


def _without_cut_sentence(text: str) -> str:
    """Drop a last sentence that the length limit has cut, unless it is the only one."""
    if not text.endswith(CUT):
        return text
    whole = re.match(r".*[。！？；\n](?:\[\d+\])*", text, re.S)
    return whole[0] if whole else text.removesuffix(CUT)


def _note(verified: Verified) -> str:
    """Return a remark on what is out of force; empty if nothing is."""
    outdated = [c.n for c in verified.citations if c.standing and not c.standing.in_force]
    marks = "".join(f"[{n}]" for n in outdated)
    return f"{marks}出自已废止或尚未施行的文件，理由见出处。" if outdated else ""


def _is_rewriting(text: str, said: str) -> bool:
    """Return whether a text is one question without figures that the conversation doesn't have."""
    return (
        0 < len(text) <= MAX_REWRITTEN
        and not re.search(r"[\n<>\[\]]|^(?:改写|问题)[：:]", text)
        and not has_new_figure(text, said)
    )
