"""What tells a sentence that answers from the others besides its likeness to the question.

The program adds these to the similarities (`rag.evidence.scoring`), so the model need only learn
what they do not tell. Headings and captions are not told apart here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rag.evidence.scoring import FEATURES, WEIGHTS, shared_bigrams
from rag.question.answer_type import figure_fit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from eval.training.examples import Unit

KNOWN = ("lexical", "figure", "length")
WEIGHT_OF = {name: float(weight) for name, weight in zip(FEATURES, WEIGHTS, strict=True)}


def known_features(question: str, unit: Unit) -> NDArray[np.float32]:
    """Return the features `KNOWN` of a passage's sentences for a question, (s, 3), raw."""
    texts = [unit.text[start:end] for start, end in unit.sentences]
    rows = [
        (
            shared_bigrams(text, question),
            figure_fit(text, question, question),
            min(len(text), 150) / 100,
        )
        for text in texts
    ]
    return np.array(rows, np.float32).reshape(-1, len(KNOWN))
