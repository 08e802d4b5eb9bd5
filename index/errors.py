"""Errors that a caller can act on.

WenceError
├── DocumentError       a document cannot be read
│   └── CorrectionError     a person's correction of a document is not valid
├── ModelError          the embedding model cannot be loaded
├── StoreError          the index directory cannot be used
│   ├── StoreMissing        nothing has been built there
│   ├── StoreMismatch       made by another version or with another model
│   ├── StoreDamaged        a file is missing, truncated or altered
│   ├── StoreBusy           another build is writing to it
│   └── StoreUnreachable    Milvus, which searches it, cannot be used
├── QuestionError       a question, history or filter cannot be used
├── TimeLimitError      an answer took too long, and was ended
├── EndpointError       the configured language model does not answer
└── QuestionSetError    a question set for evaluation cannot be used

Each message is one Chinese sentence for the user.
"""

from __future__ import annotations


class WenceError(Exception):
    """Base of all errors; the message is shown to the user unchanged."""


class DocumentError(WenceError):
    """A file or folder of documents cannot be read."""


class CorrectionError(DocumentError):
    """A person's correction of a document is not valid; `field` is the one that is wrong."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


class ModelError(WenceError):
    """The embedding model cannot be loaded."""


class StoreError(WenceError):
    """The index directory cannot be used."""


class StoreMissing(StoreError):
    """There is no index at this path."""


class StoreMismatch(StoreError):
    """The store was made by another version of the program or with another model."""


class StoreDamaged(StoreError):
    """A file of the store is missing, truncated or altered."""


class StoreBusy(StoreError):
    """Another build is writing to the store."""


class StoreUnreachable(StoreError):
    """The Milvus server that searches the store cannot be reached or fails."""


class QuestionError(WenceError):
    """A question, history or filter cannot be used."""


class TimeLimitError(WenceError):
    """An answer took longer than allowed, and was ended."""


class EndpointError(WenceError):
    """The configured language model does not answer."""


class QuestionSetError(WenceError):
    """A question set for evaluation cannot be used."""
