"""Late interaction on tensors, as `rag.retrieval.late_interaction` computes it on arrays.

Shapes: similarity of tokens (…, q, t) for q question tokens and t passage tokens; weights
(…, q); marks (…, t). The leading dimensions are broadcast.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from eval.training.encoding import CONTEXT, OUTSIDE
from rag.retrieval.late_interaction import CONTEXT_COST

if TYPE_CHECKING:
    from torch import Tensor

NEVER = -9.0  # a score below all cosines


def max_sim(similarity: Tensor, weights: Tensor, marks: Tensor) -> Tensor:
    """Return the weighted mean (…) of each question token's highest cosine in the passage."""
    return (_highest(similarity, marks != OUTSIDE) * weights).sum(-1)


def sentence_scores(similarity: Tensor, weights: Tensor, marks: Tensor) -> Tensor:
    """Return MaxSim with each sentence (…, s); NEVER where a passage has fewer sentences.

    A match in the passage's context counts for every sentence, less CONTEXT_COST.
    """
    context = _highest(similarity, marks == CONTEXT) - CONTEXT_COST
    scores = []
    for number in range(max(int(marks.max()) + 1, 1)):
        inside = marks == number
        best = torch.maximum(_highest(similarity, inside), context)
        scores.append(((best * weights).sum(-1)).masked_fill(~inside.any(-1), NEVER))
    return torch.stack(scores, -1)


def _highest(similarity: Tensor, allowed: Tensor) -> Tensor:
    return similarity.masked_fill(~allowed.unsqueeze(-2), -1).amax(-1)
