"""The question answerer as a LangChain Runnable, for programs that compose it with others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from langchain_core.runnables import Runnable, RunnableConfig

from rag.answer import Answer
from rag.answering import QuestionAnswerer


class Pipeline(QuestionAnswerer, Runnable[str | Mapping[str, Any], Answer]):
    """Answers questions from a store. Safe for many threads at once.

    As a Runnable it takes a question, or a mapping with `question` and what else `ask` takes.
    The command line and the server use the class without LangChain, whose import takes as long
    as opening the store.
    """

    def invoke(
        self, input: str | Mapping[str, Any], config: RunnableConfig | None = None, **kwargs: Any
    ) -> Answer:
        """Answer a question (LangChain's interface)."""
        if isinstance(input, str):
            return self.ask(input, **kwargs)
        return self.ask(**{**input, **kwargs})
