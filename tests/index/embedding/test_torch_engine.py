from __future__ import annotations

import torch

from index.embedding import bundled
from index.embedding.torch_engine import TorchEngine


def test_passages_use_all_cores_and_questions_one() -> None:
    every = torch.get_num_threads()
    engine = TorchEngine.load(bundled.NAME)
    engine.run(["医保"], "query", "")
    assert torch.get_num_threads() == 1
    engine.run(["医保"], "passage", "")
    assert torch.get_num_threads() >= min(every, 2)
