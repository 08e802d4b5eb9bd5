"""Tell in English what the answer to an English question is."""

from __future__ import annotations

from rag.answer import Answer


def remark(answer: Answer, searched: str) -> str:
    """Return a line that says what was searched for, and where the Chinese quotes come from."""
    if answer.abstained:
        return f"Sorry, the documents hold no answer to this (searched in Chinese for: {searched})."
    articles = {citation.article.id: citation.article for citation in answer.citations}
    named = "; ".join(f"《{a.title}》 ({a.known_date or 'undated'})" for a in articles.values())
    return f"Quoted word for word, in Chinese, from {named}. Searched for: {searched}."
