"""The retriever as LangChain sees it; the pipeline itself is a Runnable already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from rag.answer import Hit

if TYPE_CHECKING:
    from langchain_core.callbacks import CallbackManagerForRetrieverRun


class PassageRetriever(BaseRetriever):
    """The `k` best passages of a `Pipeline` as documents.

    `page_content` is what may be quoted: `article.text[start:end]`; the metadata says where
    it stands. Raises QuestionError for an empty or too long query.
    """

    pipeline: Any  # rag.pipeline.Pipeline, or whatever has its `search(query, k)`
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
