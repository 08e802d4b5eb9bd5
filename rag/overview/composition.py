"""Word an overview: the lines of articles on a topic, or what a document is and holds."""

from __future__ import annotations

from collections.abc import Sequence

from index.model import Article
from rag.about.wording import Sources
from rag.answer import Answer
from rag.blocks import AnswerBlock, Span
from rag.overview.themes import Held, Theme
from rag.overview.topic import Topic
from rag.validity import Standings


def of_themes(lines: Sequence[Theme], standings: Standings, sources: Sources) -> list[AnswerBlock]:
    """Return the lines below the names of their articles."""
    blocks: list[AnswerBlock] = []
    for article, group in by_article(lines):
        blocks += [head(article, standings), *(quoted(line, sources) for line in group)]
    return blocks


def head(article: Article, standings: Standings) -> AnswerBlock:
    """Return the line that names an article, with its standing where it is out of force."""
    standing = standings.of(article)
    if standing is None or standing.in_force:
        return AnswerBlock("source", article=article)
    return AnswerBlock("source", article=article, standing=standing, mark=standing.status)


def quoted(line: Theme, sources: Sources, item: bool = False) -> AnswerBlock:
    """Return a quoted line with its mark."""
    n = sources.number(line.article, (line.start, line.end))
    text = " ".join(line.article.text[line.start : line.end].split())
    return AnswerBlock("item" if item else "quote", (Span(text, (n,)),))


def introduction(topic: Topic, found: Held, shown: int) -> str:
    """Return the sentence above the lines: how many articles hold the topic."""
    count = len(found.articles)
    where = f"{topic.year}年的资料" if topic.year else "资料"
    listed = "：" if shown == count else f"，这里列出 {shown} 篇："
    quoted = "”“".join(found.words)
    if not found.exact:
        return f"{where}中没有“{topic.text}”这个词；标题里写“{quoted}”的文章有 {count} 篇{listed}"
    if found.words != (topic.text,):
        return f"{where}中没有连着写“{topic.text}”的；写到“{quoted}”的文章有 {count} 篇{listed}"
    return f"{where}中有 {count} 篇文章写到“{topic.text}”{listed}"


def note_in_english(answer: Answer, topic: str) -> str:
    """Return the line that tells in English what an overview in Chinese is."""
    count = len({citation.article.id for citation in answer.citations})
    said = "one article says" if count == 1 else f"{count} articles say"
    return f"What {said} about {topic}, quoted word for word in Chinese."


def absent(topic: Topic) -> str:
    """Return the refusal for a topic that no article holds."""
    where = f"{topic.year}年的资料" if topic.year else "资料"
    return f"抱歉，{where}中没有提到“{topic.text}”。"


def by_article(lines: Sequence[Theme]) -> list[tuple[Article, list[Theme]]]:
    """Group lines by article, in the order of each article's first line."""
    groups: dict[str, list[Theme]] = {}
    for line in lines:
        groups.setdefault(line.article.id, []).append(line)
    return [(group[0].article, group) for group in groups.values()]
