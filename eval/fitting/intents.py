"""Write the vectors of the intents' examples for the default model: `python -m eval.fitting.intents`.

To be run when rag/question/intents.toml or the default model changes. It prints how many of each
intent's examples are recognised by the others, the example itself being left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from index.embedding.embedder import Embedder
from index.embedding.interface import Encoder
from rag.question.example_vectors import ship
from rag.question.intents import decide, example_texts, examples, of_examples


def main() -> None:
    """Write the vectors and print the figures."""
    embedder = Embedder.load()
    print(ship(embedder, example_texts()))
    print("\n".join(figures(embedder)))


def figures(embedder: Encoder) -> Iterator[str]:
    """Yield a line for each intent: how many of its examples are recognised by the others."""
    labels = list(examples().values())
    found = [decide(scores) for scores in of_examples(embedder).left_out()]
    for intent in dict.fromkeys(labels):
        own = [
            left_out == intent
            for label, left_out in zip(labels, found, strict=True)
            if label == intent
        ]
        yield f"{intent} {sum(own)}/{len(own)}"


if __name__ == "__main__":
    main()
