from __future__ import annotations

import json

import torch
from safetensors import safe_open
from safetensors.torch import load_file

from index.embedding import bundled
from index.embedding.embedder import BUNDLED, Embedder
from index.embedding.lora import CONFIG, TENSORS, fingerprint

MAPS = {
    "attention.self.query": (384, 384),
    "attention.self.key": (384, 384),
    "attention.self.value": (384, 384),
    "attention.output.dense": (384, 384),
    "intermediate.dense": (1536, 384),
    "output.dense": (384, 1536),
}  # linear maps of a layer: outputs, inputs


def test_the_bundled_model_is_a_folder_without_pickles(embedder: Embedder) -> None:
    files = {file.suffix for file in bundled.model_folder().rglob("*") if file.is_file()}
    assert embedder.name == BUNDLED == "wence-e5-small-2"
    assert files == {".json", ".safetensors"}


def test_the_adapter_is_in_pefts_format_and_covers_every_linear_map() -> None:
    config = json.loads((bundled.ADAPTER / CONFIG).read_text(encoding="utf-8"))
    assert (config["peft_type"], config["r"], config["lora_alpha"]) == ("LORA", 32, 25.6)
    expected = {}
    for layer in range(12):
        for part, (outputs, inputs) in MAPS.items():
            stem = f"base_model.model.encoder.layer.{layer}.{part}"
            expected[f"{stem}.lora_A.weight"] = [32, inputs]
            expected[f"{stem}.lora_B.weight"] = [outputs, 32]
    with safe_open(bundled.ADAPTER / TENSORS, "pt") as file:
        found = {name: file.get_slice(name).get_shape() for name in file.keys()}  # noqa: SIM118
    assert found == expected


def test_merged_weights_are_the_base_weights_plus_the_scaled_product() -> None:
    base, merged = (
        load_file(bundled.model_folder(name) / "model.safetensors")
        for name in (bundled.BASE, bundled.NAME)
    )
    adapter = load_file(bundled.ADAPTER / TENSORS)
    weight = "encoder.layer.7.output.dense.weight"
    a, b = (
        adapter[f"base_model.model.encoder.layer.7.output.dense.lora_{m}.weight"].float()
        for m in "AB"
    )
    assert torch.allclose(merged[weight], base[weight] + 0.8 * b @ a, atol=1e-6)
    changed = {name for name in base if not torch.equal(base[name], merged[name])}
    assert changed == {f"encoder.layer.{n}.{part}.weight" for n in range(12) for part in MAPS}


def test_the_base_loads_by_its_own_name_and_gives_other_vectors(embedder: Embedder) -> None:
    base = Embedder.load(bundled.BASE)
    assert base.name == "multilingual-e5-small" and base.prompts == embedder.prompts
    ours, theirs = (model.embed(["医保支付方式改革"], "query")[0] for model in (embedder, base))
    assert 0.3 < float(ours @ theirs) < 0.99


def test_the_folder_is_named_after_the_adapters_content() -> None:
    assert bundled.model_folder().name.endswith(f"-{fingerprint(bundled.ADAPTER)}")
    assert bundled.model_folder(bundled.BASE).name.startswith("multilingual-e5-small-")


def test_a_new_adapter_needs_a_new_name() -> None:
    """A store knows its model by name alone: change both here, or old stores would be misread."""
    assert (bundled.NAME, fingerprint(bundled.ADAPTER)) == ("wence-e5-small-2", "593ebe55")
