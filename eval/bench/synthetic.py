"""SYNTHETIC corpora of any size, made of the sentences of a small store.

They serve to measure speed, memory and disk, not the quality of answers. A document has
PARAGRAPHS paragraphs, a paragraph random sentences of one article, enough for a passage. The
encoder that belongs to it gives each sentence the token vectors that the store has of it (late
chunking, Günther et al. 2024), and a text their mean with a little noise, so that no two
vectors are equal. Texts and vectors thus keep the vocabulary, topics and neighbourhoods of the
store, and no model runs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np

from index.embedding.embedder import Encoded
from index.passages import GOOD_CHARS
from index.text.sentences import split_sentences
from rag.retrieval.late_interaction import within

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.embedding.engine import Kind
    from index.store.store import Store

PARAGRAPHS = 20  # of a document; each is a passage, or two where its last sentence is long
NOISE = 0.2  # length of the noise, where the vector's is 1
SEED = 7
_SHORTEST, _LONGEST = 8, 120  # characters of a sentence

Tokens = tuple["NDArray[np.float16]", "NDArray[np.int32]"]
"""Token vectors (t, h) of a sentence and their offsets in it (t, 2)."""


class Sentences:
    """The complete sentences of a store with their token vectors, by article."""

    def __init__(self, store: Store) -> None:
        self.tokens: dict[str, Tokens] = {}
        by_article = defaultdict[str, list[str]](list)
        for article, text, tokens in _sentences(store):
            self.tokens[text] = tokens
            by_article[article].append(text)
        self._articles = list(by_article.values())
        self._sizes = np.array([len(texts) for texts in self._articles]) / len(self.tokens)
        self._sizes /= self._sizes.sum()

    def paragraph(self, draw: np.random.Generator) -> str:
        """Draw sentences of one article, the larger ones more often, until they fill a passage."""
        article = self._articles[draw.choice(len(self._articles), p=self._sizes)]
        text = ""
        while len(text) < GOOD_CHARS:
            text += article[draw.integers(len(article))]
        return text

    def write_document(self, folder: Path, number: int) -> Path:
        """Write the document of a number, always the same for it; return its path."""
        draw = np.random.default_rng((SEED, number))
        lines = [f"# 合成文件第{number}号", *(self.paragraph(draw) for _ in range(PARAGRAPHS))]
        path = folder / f"{number:06}.md"
        path.write_text("\n\n".join(lines), encoding="utf-8")
        return path


class RecombiningEncoder:
    """An encoder that knows sentences by heart, in place of the model that encoded them."""

    # the levels that are measured with it are not valid for the model's own prompt
    prompts: Mapping[Kind, str] = {"query": "synthetic", "passage": "synthetic"}

    def __init__(self, name: str, sentences: Sentences) -> None:
        self.name, self._tokens = name, sentences.tokens
        self.dimension = next(iter(self._tokens.values()))[0].shape[1]

    def encode(
        self, texts: Sequence[str], kind: Kind, on_batch: Callable[[int], None] | None = None
    ) -> list[Encoded]:
        """Encode texts, in their order; `kind` makes no difference."""
        encoded = [self.query(text) for text in texts]
        if on_batch:
            on_batch(len(encoded))
        return encoded

    def embed(self, texts: Sequence[str], kind: Kind) -> NDArray[np.float32]:
        """Return the texts' vectors alone, (n, d)."""
        return np.stack([self.query(text).vector for text in texts])

    def query(self, text: str) -> Encoded:
        """Encode one text; of what is no known sentence, it has no tokens."""
        states = [np.zeros((0, self.dimension), np.float32)]
        spans = [np.zeros((0, 2), np.int32)]
        for start, end in split_sentences(text):
            if known := self._tokens.get(text[start:end]):
                states.append(known[0].astype(np.float32))
                spans.append(known[1] + start)
        tokens = np.concatenate(states)
        noise = np.random.default_rng(crc32(text.encode())).standard_normal((1, self.dimension))[0]
        total = tokens.sum(0)
        mean = _unit(total) if total.any() else total
        vector = _unit(mean + NOISE * _unit(noise)).astype(np.float32)
        return Encoded(vector, tokens, np.concatenate(spans))


def _sentences(store: Store) -> Iterator[tuple[str, str, Tokens]]:
    """Yield article, text and tokens of each complete sentence of usual length."""
    for row, passage in enumerate(store.passages()):
        states, spans = store.tokens(row)
        sentences = split_sentences(passage.text)
        for (start, end), inside in zip(sentences, within(spans, sentences), strict=True):
            complete = passage.text[end - 1] in "。！？；" and len(spans[inside])
            if complete and _SHORTEST <= end - start <= _LONGEST:
                tokens = states[inside].astype(np.float16), spans[inside] - np.int32(start)
                yield passage.article_id, passage.text[start:end], tokens


def _unit(vector: NDArray[Any]) -> NDArray[Any]:
    unit: NDArray[Any] = vector / np.linalg.norm(vector)
    return unit
