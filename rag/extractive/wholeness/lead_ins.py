"""Bring the items of a list to the line that leads them in, and that line to its items."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.model import Article
from index.text.numbering import numbering_style
from rag.evidence.enumerations import MAX_HEADING, Item, is_head
from rag.evidence.listing import asked_counts, asks_all, asks_points
from rag.evidence.named_item import named_item
from rag.evidence.statements import Statement
from rag.extractive.wholeness.lists import ItemList, ListItem, lists
from rag.extractive.wholeness.surroundings import Sentence, Surroundings
from rag.language.discourse import leads_in

MAX_ITEMS = 20  # of one list in an answer
MAX_WHOLE = 800  # characters of items that are quoted whole
FIRST_ITEMS = 12  # that are quoted of a longer list, the chosen ones before others
MAX_LEAD = 150  # characters of a line that is brought to its items
_STEPS = re.compile("程序|步骤|流程|手续")
_ASKS_HOW = re.compile("怎么?[样办]?|如何|咋|程序|步骤|流程|手续")
MOST = 0.6  # of the items, with which all are quoted


def with_lists(
    chosen: Sequence[Statement],
    best: Sequence[Statement],
    around: Surroundings,
    asked: str,
) -> list[Statement]:
    """Return the statements with the lists that they belong to whole.

    `best` are those that answer a part of the question best. A line that leads in its items
    brings all; most of the items, or the enumeration that answers, bring the line and the
    others; a few bring the line alone if they are parts of its sentence. A question that asks
    for all items gets them cut alike; for any other, a long item keeps the sentences that were
    chosen of it.
    """
    kept = list(chosen)
    answered, partial = False, set[tuple[str, int]]()
    for article in {s.article.id: s.article for s in chosen}.values():
        done = -1
        for one in lists(article):
            if one.start >= done:
                touched = _Touched.of(kept, article, one)
                kept = touched.completed(best, around, asked)
                done = one.end if touched.is_whole else done
                own = [*touched.leads, *touched.heads]
                if touched.is_whole:
                    answered = answered or any(_among([s], best) for s in own)
                elif one.joined and not any(_among([s], best) for s in own):
                    partial |= {(article.id, s.start) for s in touched.heads}
                    partial.add((article.id, one.lead_start))
    if answered:  # an item of another list says nothing beside it
        kept = [s for s in kept if (s.article.id, s.start) not in partial]
    return _leading_somewhere(kept, best, around)


@dataclass(frozen=True, slots=True)
class _Touched:
    """A list with the chosen statements that belong to it, and all others.

    `leads` introduce it, `heads` hold the beginning of an item, `bodies` lie within an item.
    """

    listing: ItemList
    leads: list[Statement]
    heads: list[Statement]
    bodies: list[Statement]
    others: list[Statement]

    @classmethod
    def of(cls, chosen: Sequence[Statement], article: Article, one: ItemList) -> _Touched:
        """Sort the chosen statements by how they belong to a list."""
        leads: list[Statement] = []
        heads: list[Statement] = []
        bodies: list[Statement] = []
        others: list[Statement] = []
        for s in chosen:
            if s.article.id != article.id or s.kind == "table":
                others.append(s)
            elif one.leads and s.end == one.lead_end and not s.listed:
                leads.append(s)
            elif any(s.start <= item.start < s.end for item in one.items):
                heads.append(s)
            else:
                (bodies if one.start <= s.start < one.reach else others).append(s)
        return cls(one, leads, heads, bodies, others)

    @property
    def is_asked(self) -> bool:
        """Whether it is the enumeration that answers the question."""
        return sum(s.listed for s in self.heads) > 1

    @property
    def is_whole(self) -> bool:
        """Whether all items are to be quoted."""
        held = [item for item in self.listing.items if _held(item, self.heads)]
        return self.is_asked or (
            self.listing.leads and (bool(self.leads) or len(held) >= MOST * len(self.listing.items))
        )

    def completed(
        self, best: Sequence[Statement], around: Surroundings, asked: str
    ) -> list[Statement]:
        """Return the statements with what the list lacks."""
        one, rest = self.listing, [*self.bodies, *self.others]
        if not self.leads and not self.heads:
            return rest
        steps = self._tells_how(best, asked)
        if (named := self._named(asked)) is not None and not self.is_asked and not steps:
            return [*self.others, *self._alone(named, around)]
        if self.leads and one.outline and not self.is_asked and not _among(self.leads, best):
            return [*self.heads, *rest]  # the sections of a document are no answer
        if self._is_bare and not self.is_asked and not asks_points(asked):
            return [*rest, *(s for s in self.leads if _among([s], best)), *self.heads]
        if self.is_whole or steps:
            alike = asks_all(asked) or len(one.items) in asked_counts(asked)
            return [*self.others, *self._lead(around), *self._items(around, alike)]
        if any(s.start < one.start for s in self.heads):  # the line with the first item
            return [*rest, *self.heads]
        lead = self._lead(around) if one.leads and one.joined and not one.counted else self.leads
        heads = [replace(s, listed=True) for s in self.heads] if lead else self.heads
        return [*rest, *lead, *heads]

    def _tells_how(self, best: Sequence[Statement], asked: str) -> bool:
        """Return whether its items are the steps that are asked for, and the best is one of them."""
        one, text = self.listing, (self.leads or self.heads)[0].article.text
        lead = text[one.lead_start : one.lead_end]
        steps = one.leads and leads_in(lead) and _STEPS.search(lead)
        return bool(
            steps and _ASKS_HOW.search(asked) and any(_among([s], best) for s in self.heads)
        )

    def _named(self, asked: str) -> ListItem | None:
        """Return the item that alone is asked about, if one is and was chosen."""
        one, text = self.listing, (self.leads or self.heads)[0].article.text
        items = [text[item.start : item.end] for item in one.items]
        lead = text[one.lead_start : one.lead_end] if one.leads else ""
        least = 2 if asks_all(asked) or asked_counts(asked) else 1
        place = named_item(asked, lead, items, least)
        if place is None or not _held(one.items[place], [*self.heads, *self.bodies]):
            return None
        return one.items[place]

    def _alone(self, named: ListItem, around: Surroundings) -> list[Statement]:
        """Return one item, whole if it is short, below its line if both are one sentence."""
        one = self.listing
        own = _held(named, [*self.heads, *self.bodies])
        lead = self._lead(around) if one.leads and one.joined else []
        if named.end - named.start > MAX_LEAD or any(s.start < one.start for s in own):
            return [*lead, *own]
        item = self._item(around, named, named.end)
        return [*lead, item if lead else replace(item, listed=False)]

    @property
    def _is_bare(self) -> bool:
        """Whether most items are headings, or sentences that head their paragraphs."""
        article = (self.leads or self.heads)[0].article
        items = [Item(item.start, item.head_end) for item in self.listing.items]
        return 2 * sum(is_head(article, item) for item in items) > len(items)

    def _lead(self, around: Surroundings) -> list[Statement]:
        """Return the line that leads in the items, where it is chosen or short enough."""
        one = self.listing
        if self.leads or not one.leads or one.lead_end - one.lead_start > MAX_LEAD:
            return self.leads
        return [around.statement(self.heads[0], one.lead_start, one.lead_end)]

    def _items(self, around: Surroundings, alike: bool) -> list[Statement]:
        """Return the items, cut alike: all whole, or the first sentence of all."""
        items = self.listing.items
        if len(items) > MAX_ITEMS:
            first = sorted(items, key=lambda item: not _held(item, self.heads))[:FIRST_ITEMS]
            items = tuple(sorted(first, key=lambda item: item.start))
        short = not self.listing.spread and sum(i.end - i.start for i in items) <= MAX_WHOLE
        found = [self._item(around, item, item.end if short else item.head_end) for item in items]
        if short or alike:
            return found
        return [part for one in found for part in self._with_bodies(one)]

    def _item(self, around: Surroundings, item: ListItem, end: int) -> Statement:
        like = (self.leads or self.heads)[0]
        made = around.statement(like, item.start, end, listed=True)
        scores = [s.scores for s in _held(item, [*self.heads, *self.bodies])]
        return replace(made, scores=np.max(scores, axis=0)) if scores else made

    def _with_bodies(self, head: Statement) -> list[Statement]:
        """Return the head of an item joined with what was chosen right after it, then the rest."""
        text, end, apart = head.article.text, head.end, []
        after = [i.start for i in self.listing.items if i.start > head.start] + [len(text)]
        for body in sorted(self.bodies, key=lambda s: s.start):
            if head.start < body.start < after[0] and not leads_in(body.text):
                if text[end : body.start].strip() or body.end > head.candidate.passage.end:
                    apart.append(body)
                else:
                    end = body.end
        return [replace(head, end=end, text=text[head.start : end]), *apart]


def _held(item: ListItem, statements: Sequence[Statement]) -> list[Statement]:
    """Return the statements that begin in an item, or hold its beginning."""
    return [
        s for s in statements if item.start <= s.start < item.end or s.start < item.start < s.end
    ]


def _among(some: Sequence[Statement], others: Sequence[Statement]) -> bool:
    return any(one is other for one in some for other in others)


def _leading_somewhere(
    chosen: Sequence[Statement], best: Sequence[Statement], around: Surroundings
) -> list[Statement]:
    """Return the statements, those that lead in nothing quoted with the next sentence or left out.

    They are left out unless they answer a part of the question best.
    """
    kept: list[Statement] = []
    for one in chosen:
        after = around.after(one)
        told = one.listed or one.kind in ("table", "caption")
        if told or not leads_in(one.text) or _is_followed(one, after, chosen):
            kept.append(one if told else _with_its_text(one, after, chosen))
        elif _among([one], best) or one.kind == "heading":
            kept.append(one)
            if after and after.end - after.start <= MAX_LEAD and _among([one], best):
                kept.append(around.statement(one, after.start, after.end))
    return kept or list(chosen)


def _with_its_text(
    one: Statement, after: Sentence | None, chosen: Sequence[Statement]
) -> Statement:
    """Return a sentence that heads its paragraph alone with the next one, which tells something.

    （一）明确范围。 is a heading but for its place; where more of the paragraph is chosen, it stays.
    """
    text = one.article.text
    if (
        after is None
        or len(one.text) > MAX_HEADING
        or not numbering_style(one.text)
        or not one.text.endswith("。")
        or text[one.end : after.start].strip(" ")
        or after.end > one.candidate.passage.end
        or after.end - after.start > MAX_LEAD
        or _is_followed(one, after, chosen)
    ):
        return one
    return replace(one, end=after.end, text=text[one.start : after.end])


def _is_followed(lead: Statement, after: Sentence | None, chosen: Sequence[Statement]) -> bool:
    """Return whether the sentence after a line is quoted, or an item of the list it leads in."""
    spans = [(after.start, after.start + 1)] if after else []
    spans += [(one.start, one.end) for one in lists(lead.article) if one.lead_end == lead.end]
    return any(
        start <= s.start < end
        for s in chosen
        if s.article.id == lead.article.id
        for start, end in spans
    )
