"""The losses: dense vectors, late interaction, and the evidence among sentences.

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

from eval.training.similarity import (
    NEVER,
    max_sim,
    sentence_cosines,
    sentence_scores,
    standardised,
)
from eval.training.statements import KNOWN, WEIGHT_OF
from rag.evidence.scoring import FEATURES, RELATIVE

if TYPE_CHECKING:
    from torch import Tensor

    from eval.training.batches import Batch

TEMPERATURE = 0.02
STATEMENT_WEIGHT = 2.0  # of the third loss; the others weigh 1
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


class StatementLoss(nn.Module):
    """Cross-entropy of the evidence sentences among those of all the question's own passages.

    An answer is chosen among the sentences of several passages, so those of the hard negatives
    stand beside the gold passage's. The mean of three: by MaxSim, by the cosine of the
    sentence's mean token, and by the program's score of both with what else it knows.
    """

    def forward(self, batch: Batch) -> Tensor:
        """Return the mean loss of the questions whose evidence is inside the model's window."""
        asked, weights = batch.questions.tokens, batch.questions.marks
        own = batch.own.clamp(min=0)
        tokens, marks = batch.passages.tokens[own], batch.passages.marks[own]
        similarity = torch.einsum("bqh,bkth->bkqt", asked, tokens)
        scores = sentence_scores(similarity, weights[:, None], marks)
        vectors = batch.questions.vectors[:, None].expand(*own.shape, -1)
        cosines = sentence_cosines(tokens, marks, vectors, scores.shape[-1])
        there = (scores > NEVER) & (batch.own >= 0).unsqueeze(-1)
        match, cosine, present = (x.flatten(1) for x in (scores, cosines, there))
        known = batch.known[:, :, : scores.shape[-1]].flatten(1, 2)
        right = batch.evidence[..., : scores.shape[-1]].flatten(1) & present
        ranked = (match / TEMPERATURE, cosine / TEMPERATURE, _score(match, cosine, known, present))
        return torch.stack([_cross_entropy(each, right, present) for each in ranked]).mean()


def _score(match: Tensor, cosine: Tensor, known: Tensor, present: Tensor) -> Tensor:
    """Return the program's scores (b, n) of sentences, from their features."""
    features = {"match": match, "cosine": cosine, **dict(zip(KNOWN, known.unbind(-1), strict=True))}
    for name in FEATURES[:RELATIVE]:
        features[name] = standardised(features[name], present)
    return torch.stack([WEIGHT_OF[name] * values for name, values in features.items()]).sum(0)


def _cross_entropy(scores: Tensor, right: Tensor, present: Tensor) -> Tensor:
    """Return the mean over the rows that have a right one, 0 if none has."""
    scores = scores.masked_fill(~present, _NEVER)
    known = right.any(1)
    if not known.any():
        return scores.sum() * 0
    hit = torch.logsumexp(scores.masked_fill(~right, _NEVER), 1)
    return (torch.logsumexp(scores, 1) - hit)[known].mean()


def _info_nce(cosines: Tensor, batch: Batch) -> Tensor:
    scores = (cosines.float() / TEMPERATURE).masked_fill(batch.also, _NEVER)
    return cross_entropy(scores, batch.gold)
