"""The training loop.

A plain loop, not sentence-transformers' trainer: all three losses share one encoding of a batch
whose passages carry a mark on every token, and negatives are mined again in each epoch. The
trainer would need a collator and a data set of its own for that, and `datasets` with pyarrow;
what it adds (checkpoints, several machines) a training of minutes does without.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, pi
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch.nn.utils import clip_grad_norm_

from eval.training.batches import make_batch
from eval.training.losses import STATEMENT_WEIGHT, DenseLoss, MaxSimLoss, StatementLoss
from eval.training.negatives import merge, mine_dense, mine_lexical

if TYPE_CHECKING:
    from torch import Tensor

    from eval.training.batches import Batch
    from eval.training.encoding import TrainableEncoder
    from eval.training.examples import Examples

WARM_UP = 0.08  # share of the steps in which the learning rate rises
WEIGHT_DECAY = 0.01


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how fast to train; `steps` ends the training early, 0 does not.

    `negatives`: how many of the mined ones a question brings into its batch.
    """

    epochs: int = 2
    batch: int = 64
    learning_rate: float = 4e-4
    negatives: int = 5
    steps: int = 0
    seed: int = 0


Progress = Callable[[int, int, dict[str, float]], None]
"""Called after each step with its number, the number of steps, and the losses."""


def train(
    encoder: TrainableEncoder, data: Examples, plan: Plan, progress: Progress
) -> list[dict[str, float]]:
    """Train the parameters that require a gradient; return the losses of each step.

    In each epoch a question is seen as often as it is to be `repeated`.
    """
    random = np.random.default_rng(plan.seed)
    often = np.repeat(range(len(data.questions)), [e.repeated for e in data.questions])
    size = min(plan.batch, len(often))
    tokens = [encoder.passage(unit) for unit in data.units]
    lexical = mine_lexical(data.units, data.questions)
    trained = [p for p in encoder.model.parameters() if p.requires_grad]
    per_epoch = len(often) // size
    total = min(plan.steps or plan.epochs * per_epoch, plan.epochs * per_epoch)
    optimizer = torch.optim.AdamW(trained, lr=plan.learning_rate, weight_decay=WEIGHT_DECAY)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, total))
    history: list[dict[str, float]] = []
    while len(history) < total:
        dense = mine_dense(encoder, tokens, data.questions)
        hard = [merge(a, b) for a, b in zip(lexical, dense, strict=True)]
        order = random.permutation(often)
        for at in range(0, min(per_epoch, total - len(history)) * size, size):
            chosen = order[at : at + size].tolist()
            examples = [data.questions[i] for i in chosen]
            drawn = [random.permutation(hard[i])[: plan.negatives].tolist() for i in chosen]
            losses = _losses(make_batch(encoder, examples, drawn, data.units, tokens, random))
            optimizer.zero_grad(set_to_none=True)
            torch.stack(list(losses.values())).sum().backward()  # type: ignore[no-untyped-call]
            clip_grad_norm_(trained, 1.0)
            optimizer.step()
            schedule.step()
            history.append({name: float(loss.detach()) for name, loss in losses.items()})
            progress(len(history), total, history[-1])
    return history


def _losses(batch: Batch) -> dict[str, Tensor]:
    return {
        "dense": DenseLoss()(batch),
        "maxsim": MaxSimLoss()(batch),
        "statement": STATEMENT_WEIGHT * StatementLoss()(batch),
    }


def _rate(step: int, total: int) -> float:
    """Return the factor of the learning rate: up within WARM_UP, then down a cosine to nearly 0."""
    return min(1, (step + 1) / (WARM_UP * total + 1)) * (0.505 + 0.495 * cos(pi * step / total))
