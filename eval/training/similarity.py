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
    count = max(int(marks.max()) + 1, 1)
    # each token's place: its sentence, then one for those outside, one for the context
    places = torch.where(marks < 0, count - 1 - marks, marks).long()
    highest = similarity.new_full((*similarity.shape[:-1], count + 2), -1).scatter_reduce(
        -1, places.unsqueeze(-2).expand(similarity.shape), similarity, "amax"
    )
    context = highest[..., count - 1 - CONTEXT].unsqueeze(-1) - CONTEXT_COST
    scores = (torch.maximum(highest[..., :count], context) * weights.unsqueeze(-1)).sum(-2)
    numbers = torch.arange(count, device=marks.device)
    present = (marks.unsqueeze(-1) == numbers).any(-2)
    return scores.masked_fill(~present, NEVER)


def _highest(similarity: Tensor, allowed: Tensor) -> Tensor:
    return similarity.masked_fill(~allowed.unsqueeze(-2), -1).amax(-1)
