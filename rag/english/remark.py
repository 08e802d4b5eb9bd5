"""Tell in English what the answer to an English question is."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer import Answer


def remark(answer: Answer, searched: str, left_out: Sequence[str] = ()) -> str:
    """Return a line that says what was searched for, and where the Chinese quotes come from.

    `left_out` are the words of the question that have no Chinese and weren't looked up.
    """
    searched += f" (not looked up: {', '.join(left_out)})" if left_out else ""
    if answer.abstained:
        return f"Sorry, the documents hold no answer to this (searched in Chinese for: {searched})."
    articles = {citation.article.id: citation.article for citation in answer.citations}
    named = "; ".join(f"《{a.title}》 ({a.known_date or 'undated'})" for a in articles.values())
    return f"Quoted word for word, in Chinese, from {named}. Searched for: {searched}."
