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


def sentence_cosines(tokens: Tensor, marks: Tensor, vectors: Tensor, count: int) -> Tensor:
    """Return the cosine (…, s) of vectors (…, h) and the mean of each sentence's tokens (…, t, h).

    Of the sentences from 0 to `count`; what a passage lacks has 0.
    """
    inside = marks.unsqueeze(-1) == torch.arange(count, device=marks.device)
    means = torch.einsum("...ts,...th->...sh", inside.to(tokens.dtype), tokens)
    cosines = torch.einsum("...sh,...h->...s", means, vectors)
    norms: Tensor = means.norm(dim=-1).clamp(min=1e-6)
    return cosines / norms


def standardised(values: Tensor, present: Tensor) -> Tensor:
    """Subtract the mean and divide by the standard deviation of the present values of each row.

    `rag.retrieval.ranking.standardised` on tensors, with a gradient where all are alike.
    """
    count = present.sum(-1, keepdim=True).clamp(min=1)
    centred = values - values.masked_fill(~present, 0).sum(-1, keepdim=True) / count
    variance = centred.square().masked_fill(~present, 0).sum(-1, keepdim=True) / count
    return centred / (variance + 1e-6).sqrt()


def _highest(similarity: Tensor, allowed: Tensor) -> Tensor:
    return similarity.masked_fill(~allowed.unsqueeze(-2), -1).amax(-1)
