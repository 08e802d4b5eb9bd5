"""LoRA adapters (Hu et al. 2021) in PEFT's format, merged into a model's weights without PEFT.

Merged once, an adapter costs nothing at query time: W becomes W + (lora_alpha / r) · B @ A.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import ModelError

if TYPE_CHECKING:
    from torch import Tensor

CONFIG, TENSORS = "adapter_config.json", "adapter_model.safetensors"
_PREFIX = "base_model.model."
_OTHER_KINDS = ("use_dora", "use_rslora", "rank_pattern", "alpha_pattern", "modules_to_save")


@dataclass(frozen=True, slots=True)
class Adapter:
    """An adapter's matrices A (r, in) and B (out, r), by the name of the weight they change."""

    scaling: float
    pairs: dict[str, tuple[Tensor, Tensor]]

    @classmethod
    def read(cls, folder: Path) -> Adapter:
        """Read a folder in PEFT's format.

        Raises:
            ModelError: it is not there or damaged, or it needs more than a plain merge.
        """
        from safetensors import SafetensorError
        from safetensors.torch import load_file

        try:
            config: dict[str, Any] = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
            tensors = load_file(folder / TENSORS)
            scaling = config["lora_alpha"] / config["r"]
            pairs = {
                name.removeprefix(_PREFIX).replace("lora_A.", ""): (
                    tensor.float(),
                    tensors[name.replace("lora_A", "lora_B")].float(),
                )
                for name, tensor in tensors.items()
                if ".lora_A." in name
            }
        except (OSError, ValueError, KeyError, TypeError, SafetensorError) as error:
            raise ModelError(f"适配器 {folder} 缺失或损坏，请重新安装或重新训练。") from error
        if config.get("peft_type") != "LORA" or any(config.get(kind) for kind in _OTHER_KINDS):
            raise ModelError(f"适配器 {folder} 不是普通的 LoRA，请先用 peft 合并成完整的模型。")
        return cls(scaling, pairs)

    def merge_into(self, weights: dict[str, Tensor]) -> None:
        """Add the adapter to a model's weights, in place.

        Raises:
            ModelError: the model lacks one of the weights, or it has another shape.
        """
        for name, (a, b) in self.pairs.items():
            if name not in weights or weights[name].shape != (len(b), a.shape[1]):
                raise ModelError(f"适配器与模型不符：模型的 {name} 缺失或形状不同。")
            weights[name] += self.scaling * (b @ a)


def fingerprint(folder: Path) -> str:
    """Return a short hash of an adapter's files.

    Raises:
        ModelError: a file is missing.
    """
    try:
        content = b"".join((folder / name).read_bytes() for name in (CONFIG, TENSORS))
    except OSError as error:
        raise ModelError(f"适配器 {folder} 缺失或损坏，请重新安装或重新训练。") from error
    return hashlib.sha256(content).hexdigest()[:8]
