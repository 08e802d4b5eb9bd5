"""Offer a pipeline's search as a LangChain retriever; the pipeline itself is a Runnable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from rag.answer import Hit

if TYPE_CHECKING:
    from langchain_core.callbacks import CallbackManagerForRetrieverRun


class PassageRetriever(BaseRetriever):
    """A LangChain retriever that returns the `k` best passages of a pipeline as documents.

    A document's `page_content` is `article.text[start:end]`, word for word; its metadata says
    which article and where. Raises QuestionError if the query is empty or too long.
    """

    pipeline: Any  # a Pipeline, or any object with its `search(query, k)`
    k: int = 10
    base_url: str = ""

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [_document(hit, self.base_url) for hit in self.pipeline.search(query, self.k)]


def _document(hit: Hit, base_url: str) -> Document:
    data = hit.to_json(base_url)
    names = ("passage_id", "title", "source", "issue", "page", "headings")
    places = ("start", "end", "url", "score")
    return Document(
        id=hit.passage.id,
        page_content=hit.passage.text,
        metadata={name: data[name] for name in (*names, *places)},
    )
