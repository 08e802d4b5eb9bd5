"""Answer a question for articles of a statute with their text, whole and word for word."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from index.metadata.fields import AMENDED
from index.model import Article, Passage
from index.text.characters import BASIC_HAN, half_width
from rag.about.subjects import Cited, Subjects
from rag.answer import Answer, Citation, Hit
from rag.blocks import AnswerBlock, Span
from rag.filters import Filters
from rag.protocol import ArticleStore
from rag.question.article_numbers import ARTICLE_NUMBER, AskedProvisions
from rag.question.followups import Turn
from rag.statutes.laws import Found, Laws, Meant
from rag.statutes.stretches import Lacking, Stretch, stretches
from rag.validity import Standings

MAX_SUGGESTED = 3  # statutes that a refusal names
MAX_QUOTED = 5000  # characters of an answer; articles beyond are left out, none is cut


_NUMBER = re.compile(rf"{ARTICLE_NUMBER}(?=[{BASIC_HAN}“（(《])")


class StatuteAnswerer:
    """Answers with the articles asked for, or returns None for every other question.

    `model` is the name that answers report. Safe for many threads at once.
    """

    def __init__(
        self,
        store: ArticleStore,
        model: str,
        subjects: Subjects,
        today: Callable[[], date] = date.today,
    ) -> None:
        self._store, self._model = store, model
        self._standings = Standings(store, today)
        self._laws = Laws(subjects, self._standings)

    def answer(
        self,
        asked: str,
        turns: Sequence[Turn] = (),
        filters: Filters | None = None,
        cited: Cited = lambda question, turns: (),
        found: Found = lambda text: (),
    ) -> Answer | None:
        """Answer a question for articles of a statute; None where it is anything else.

        `cited` finds the articles that a question before was answered from, `found` those that
        a search finds.
        """
        meant = self._laws.meant(asked, turns, filters, cited, found)
        if meant is None:
            return None
        standalone = _standalone(asked, meant)
        if not (meant.laws and meant.certain):
            suggested = tuple(_question(law, meant) for law in meant.laws[:MAX_SUGGESTED])
            return self._refusal(asked, standalone, _unknown(meant), suggested)
        told = [(law, stretches(law, meant.question.wanted)) for law in meant.laws]
        every = [(law, one) for law, found in told for one in found]
        missing = [one.words(law) for law, one in every if isinstance(one, Lacking)]
        if len(missing) == len(every):
            lacking = "；".join(missing)
            return self._refusal(asked, standalone, f"抱歉，{lacking}。")
        return self._quoted(asked, standalone, told)

    def _quoted(
        self,
        asked: str,
        standalone: str,
        told: Sequence[tuple[Article, Sequence[Stretch | Lacking]]],
    ) -> Answer:
        """Return the answer that quotes the stretches, each of them below its statute."""
        blocks: list[AnswerBlock] = []
        citations: list[Citation] = []
        length = 0
        for law, found in told:
            blocks.append(self._head(law))
            for place, one in enumerate(found):
                if isinstance(one, Lacking):
                    blocks.append(AnswerBlock("text", (Span(one.words(law)), Span("。"))))
                    continue
                length += one.length
                if place and length > MAX_QUOTED:
                    blocks.append(AnswerBlock.paragraph("以下各条见原文。"))
                    break
                own = list(self._cite(law, one, len(citations) + 1))
                citations += own
                blocks += _blocks(law, one, own)
        return self._answer(asked, standalone, blocks, citations)

    def _head(self, law: Article) -> AnswerBlock:
        standing = self._standings.of(law)
        if standing and (not standing.in_force or standing.status == AMENDED):
            return AnswerBlock("source", article=law, standing=standing, mark=standing.status)
        return AnswerBlock("source", article=law)

    def _cite(self, law: Article, stretch: Stretch, first: int) -> Iterator[Citation]:
        """Yield a citation for each passage that holds some of each range of a stretch."""
        n, standing = first, self._standings.of(law)
        for start, end in stretch.ranges:
            for passage in self._passages(law):
                left, right = max(start, passage.start), min(end, passage.end)
                quote = law.text[left:right]
                if not quote.strip():
                    continue
                left += len(quote) - len(quote.lstrip())
                right -= len(quote) - len(quote.rstrip())
                yield Citation(n, passage, law, law.text[left:right], left, right, standing)
                n += 1

    def _passages(self, law: Article) -> Sequence[Passage]:
        whole = Passage(law.issue, law.n, 1, 0, len(law.text), law.text)
        return self._store.passages_of(law.id) or [whole]

    def _refusal(
        self, asked: str, standalone: str, reply: str, suggested: tuple[str, ...] = ()
    ) -> Answer:
        answer = self._answer(asked, standalone, [AnswerBlock.paragraph(reply)], [])
        return replace(answer, suggestions=suggested)

    def _answer(
        self,
        asked: str,
        standalone: str,
        blocks: Sequence[AnswerBlock],
        citations: Sequence[Citation],
    ) -> Answer:
        """Return an answer; without citations it is a refusal."""
        passages = {c.passage.id: (c.passage, c.article, c.standing) for c in citations}
        hits = (
            Hit(rank, 0.0, passage, article, standing)
            for rank, (passage, article, standing) in enumerate(passages.values(), 1)
        )
        return Answer(
            question=asked,
            standalone_question=standalone,
            blocks=tuple(blocks),
            abstained=not citations,
            confidence=float(bool(citations)),
            engine="extractive",
            model=self._model,
            citations=tuple(citations),
            hits=tuple(hits),
        )


def _blocks(law: Article, stretch: Stretch, cited: Sequence[Citation]) -> Iterator[AnswerBlock]:
    """Yield a block for each line of a stretch, cut where another citation holds it."""
    lead = f"{stretch.lead}：" if stretch.lead else ""
    for start, end in stretch.lines:
        spans = [Span(lead)] if lead else []
        for one in cited:
            left, right = max(start, one.start), min(end, one.end)
            if left < right:
                text = law.text[left:right].replace("\t", "　").strip()
                first = (start, left) == (stretch.lines[0][0],) * 2 and not stretch.lead
                spans.append(Span(_spaced(text) if first else text, (one.n,)))
        if spans:
            yield AnswerBlock("quote", tuple(spans))
        lead = ""


def _spaced(text: str) -> str:
    """Return an article with a blank after its number, which the text kept has lost: 第五条 护士."""
    number = _NUMBER.match(text)
    return f"{number[0]} {text[number.end() :]}" if number else text


def _standalone(asked: str, meant: Meant) -> str:
    """Return the question with the statute that it means, where it names none."""
    named = meant.question.law and half_width(meant.question.law) in half_width(asked)
    if named or len(meant.laws) != 1:
        return asked
    return _question(meant.laws[0], meant)


def _question(law: Article, meant: Meant) -> str:
    return f"《{law.title}》{_names(meant.question)}的内容"


def _names(question: AskedProvisions) -> str:
    return "、".join(one.name for one in question.wanted)


def _unknown(meant: Meant) -> str:
    """Say that the statute was not found, or that several could be meant."""
    names = _names(meant.question)
    if not meant.laws:
        law = meant.question.law.strip("《》")
        return f"抱歉，资料中没有《{law}》，无法给出{names}。"
    return f"抱歉，有{names}的文件不止一份，问题没有写明是哪一份；请写出文件名再问。"
