"""Adapters in PEFT's format."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from index.embedding.lora import CONFIG, TENSORS, Adapter, fingerprint
from index.errors import ModelError

WEIGHT = "encoder.layer.0.output.dense.weight"


def write(folder: Path, **config: object) -> Path:
    """Write an adapter of rank 2 for a weight of the shape (4, 3)."""
    folder.mkdir(exist_ok=True)
    stem = "base_model.model.encoder.layer.0.output.dense.lora"
    pair = {
        f"{stem}_A.weight": torch.tensor([[1.0, 0, 0], [0, 2, 0]], dtype=torch.float16),
        f"{stem}_B.weight": torch.tensor([[1.0, 0], [0, 1], [0, 0], [3, 0]], dtype=torch.float16),
    }
    save_file(pair, folder / TENSORS)
    values = {"peft_type": "LORA", "r": 2, "lora_alpha": 1.0, **config}
    (folder / CONFIG).write_text(json.dumps(values), encoding="utf-8")
    return folder


def test_the_scaled_product_is_added_to_the_weight(tmp_path: Path) -> None:
    weights = {WEIGHT: torch.ones(4, 3), "other": torch.ones(2)}
    Adapter.read(write(tmp_path)).merge_into(weights)
    added = [[0.5, 0, 0], [0, 1, 0], [0, 0, 0], [1.5, 0, 0]]
    assert (weights[WEIGHT] - 1).tolist() == added
    assert weights["other"].tolist() == [1, 1]


@pytest.mark.parametrize("weights", [{}, {WEIGHT: torch.ones(3, 4)}], ids=["missing", "shape"])
def test_a_model_of_another_shape_is_refused(
    tmp_path: Path, weights: dict[str, torch.Tensor]
) -> None:
    with pytest.raises(ModelError, match=f"与模型不符：模型的 {WEIGHT}"):
        Adapter.read(write(tmp_path)).merge_into(weights)


@pytest.mark.parametrize(
    "config",
    [{"use_dora": True}, {"use_rslora": True}, {"rank_pattern": {"x": 4}}, {"peft_type": "LOHA"}],
    ids=str,
)
def test_adapters_that_a_plain_merge_would_get_wrong_are_refused(
    tmp_path: Path, config: dict[str, object]
) -> None:
    with pytest.raises(ModelError, match="不是普通的 LoRA"):
        Adapter.read(write(tmp_path, **config))


@pytest.mark.parametrize("name", [CONFIG, TENSORS])
def test_a_missing_or_damaged_file_is_reported(tmp_path: Path, name: str) -> None:
    (write(tmp_path) / name).write_bytes(b"?")
    with pytest.raises(ModelError, match="缺失或损坏"):
        Adapter.read(tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(ModelError, match="缺失或损坏"):
        Adapter.read(tmp_path)
    with pytest.raises(ModelError, match="缺失或损坏"):
        fingerprint(tmp_path)


def test_the_fingerprint_changes_with_either_file(tmp_path: Path) -> None:
    first = fingerprint(write(tmp_path))
    assert fingerprint(write(tmp_path)) == first
    assert fingerprint(write(tmp_path, lora_alpha=2.0)) != first
