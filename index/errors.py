"""Every failure a caller can act on.

WenceError
├── DocumentError       a file or folder given as corpus cannot be read
├── ModelError          the embedding model cannot be loaded
├── StoreError          the index directory
│   ├── StoreMissing        nothing has been built there
│   ├── StoreMismatch       made by another version or with another model
│   ├── StoreDamaged        a file is missing, truncated or altered
│   ├── StoreBusy           another build is writing to it
│   └── StoreUnreachable    Milvus, which searches it, cannot be used
├── QuestionError       a question, history or filter that cannot be answered
├── EndpointError       a configured language model did not answer
└── QuestionSetError    an evaluation set that cannot be used

The message of each is one Chinese sentence for the person at the terminal.
"""

from __future__ import annotations


class WenceError(Exception):
    """Base of all failures; its message is shown to the person as it stands."""


class DocumentError(WenceError):
    """A file or folder given as corpus cannot be read."""


class ModelError(WenceError):
    """The embedding model cannot be loaded."""


class StoreError(WenceError):
    """The index directory cannot be used."""


class StoreMissing(StoreError):
    """Nothing has been built at this place."""


class StoreMismatch(StoreError):
    """The store was made by another version of the program or with another model."""


class StoreDamaged(StoreError):
    """A file of the store is missing, truncated or altered."""


class StoreBusy(StoreError):
    """Another build holds the store."""


class StoreUnreachable(StoreError):
    """Milvus, which searches the store, is not there or does not do what it is asked."""


class QuestionError(WenceError):
    """A question, history or filter that cannot be answered."""


class EndpointError(WenceError):
    """A configured language model did not answer."""


class QuestionSetError(WenceError):
    """An evaluation set that cannot be used."""
