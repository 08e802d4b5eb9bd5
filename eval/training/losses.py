"""The losses: dense vectors, late interaction, and the evidence sentence inside its passage.

The first two are InfoNCE (van den Oord et al. 2018): the gold passage against all others of the
batch. They are modules, as sentence-transformers' losses are, but of a batch that is encoded
once for all three.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import nn
from torch.nn.functional import cross_entropy
from torch.utils.checkpoint import checkpoint

from eval.training.similarity import max_sim, sentence_scores

if TYPE_CHECKING:
    from torch import Tensor

    from eval.training.batches import Batch

TEMPERATURE = 0.02
SENTENCE_WEIGHT = 0.5  # of the third loss; the others weigh 1
_NEVER = -1e4
_CHUNK = 64  # passages whose token similarities are in memory at a time


class DenseLoss(nn.Module):
    """InfoNCE over the cosines of vectors."""

    def forward(self, batch: Batch) -> Tensor:
        """Return the mean loss of the questions."""
        return _info_nce(batch.questions.vectors @ batch.passages.vectors.T, batch)


class MaxSimLoss(nn.Module):
    """InfoNCE over the MaxSim of weighted question tokens."""

    def forward(self, batch: Batch) -> Tensor:
        """Return the mean loss of the questions."""
        tokens, marks = batch.passages.tokens, batch.passages.marks
        parts = [
            checkpoint(
                self._scores,
                batch.questions.tokens,
                batch.questions.marks,
                tokens[at : at + _CHUNK],
                marks[at : at + _CHUNK],
                use_reentrant=False,
            )
            for at in range(0, len(tokens), _CHUNK)
        ]
        return _info_nce(torch.cat(parts, 1), batch)

    @staticmethod
    def _scores(asked: Tensor, weights: Tensor, tokens: Tensor, marks: Tensor) -> Tensor:
        half = torch.bfloat16 if tokens.is_cuda else tokens.dtype
        similarity = torch.einsum("bqh,pth->bpqt", asked.to(half), tokens.to(half))
        return max_sim(similarity, weights[:, None], marks)


class SentenceLoss(nn.Module):
    """Cross-entropy of the evidence sentences among all sentences of the gold passage."""

    def forward(self, batch: Batch) -> Tensor:
        """Return the mean loss of the questions whose evidence is inside the model's window."""
        tokens, marks = batch.passages.tokens[batch.gold], batch.passages.marks[batch.gold]
        similarity = torch.einsum("bqh,bth->bqt", batch.questions.tokens, tokens)
        scores = sentence_scores(similarity, batch.questions.marks, marks) / TEMPERATURE
        right = batch.evidence[:, : scores.shape[1]]
        known = right.any(1)
        if not known.any():
            return scores.sum() * 0
        hit = torch.logsumexp(scores.masked_fill(~right, _NEVER), 1)
        return (torch.logsumexp(scores, 1) - hit)[known].mean()


def _info_nce(cosines: Tensor, batch: Batch) -> Tensor:
    scores = (cosines.float() / TEMPERATURE).masked_fill(batch.also, _NEVER)
    return cross_entropy(scores, batch.gold)
