"""Put a fresh LoRA adapter into a model, set its strength, and write it with its merged model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.embedding import bundled
from index.embedding.lora import Adapter

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


def load_base(name: str) -> SentenceTransformer:
    """Load a bundled model, a local folder, or a model by its Hugging Face name."""
    from sentence_transformers import SentenceTransformer

    bundled.silence_transformers()
    path = str(bundled.model_folder(name)) if name in bundled.NAMES else name
    return SentenceTransformer(path, device="cpu", local_files_only=Path(path).is_dir())


class TrainedAdapter:
    """A new adapter on all linear maps of a model's layers; nothing else is trained."""

    def __init__(self, model: SentenceTransformer, rank: int) -> None:
        from peft import LoraConfig, get_peft_model

        config = LoraConfig(
            r=rank,
            lora_alpha=rank,  # of full strength while it is trained
            target_modules="all-linear",
            exclude_modules=r".*pooler.*",  # BERT's own, which embeddings do not use
            task_type="FEATURE_EXTRACTION",
        )
        transformer: Any = model[0]
        self._rank, self._peft = rank, get_peft_model(transformer.model, config)

    def set_strength(self, alpha: float) -> None:
        """Scale what the adapter adds to the weights: 0 is the base model, 1 as trained."""
        from peft.tuners.lora import LoraLayer

        for module in self._peft.modules():
            if isinstance(module, LoraLayer):
                module.scaling["default"] = alpha

    def save(self, folder: Path, alpha: float, base: str) -> None:
        """Write the adapter in PEFT's format, with its strength in `lora_alpha`."""
        config: Any = self._peft.peft_config["default"]
        config.lora_alpha, config.base_model_name_or_path = alpha * self._rank, base
        self._peft.save_pretrained(str(folder))
        (folder / "README.md").unlink(missing_ok=True)  # a template to be filled in


def save_merged(base: str, adapter: Path, prompts: dict[str, str | None], folder: Path) -> None:
    """Write the base model merged with an adapter, as a sentence-transformers folder.

    The prompts go along, since they can't be told from the folder's name.
    """
    model = load_base(base)
    transformer: Any = model[0]
    Adapter.read(adapter).merge_into(transformer.model.state_dict())
    model.prompts = prompts
    model.save(str(folder), create_model_card=False)
