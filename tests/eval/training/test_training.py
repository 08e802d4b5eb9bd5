"""`python -m eval.training` on a tiny random model, from the question set to the merged model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from eval.training.__main__ import main
from index.embedding.embedder import Embedder
from index.embedding.lora import Adapter
from index.errors import WenceError


@pytest.fixture(scope="module")
def trained(
    question_set: Path, corpus: Path, tiny_model: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    out = tmp_path_factory.mktemp("trained")
    main(
        [
            *(str(question_set), "--corpus", str(corpus), "--model", str(tiny_model)),
            *("--out", str(out), "--documents-left-out", "0.4"),
            *("--batch", "4", "--epochs", "6", "--learning-rate", "0.01"),
        ]
    )
    return out


def test_the_losses_fall(trained: Path) -> None:
    losses = json.loads((trained / "report.json").read_text(encoding="utf-8"))["losses"]
    assert losses[0].keys() == {"dense", "maxsim", "statement"}
    first, last = (sum(sum(step.values()) for step in part) for part in (losses[:2], losses[-2:]))
    assert last < 0.8 * first


def test_figures_are_reported_with_and_without_the_adapter(trained: Path) -> None:
    report = json.loads((trained / "report.json").read_text(encoding="utf-8"))
    assert list(report["figures"]) == ["0", "0.4", "0.6", "0.8", "1"]
    assert f"{report['alpha']:g}" in report["figures"]
    assert report["questions"]["trained"] + report["questions"]["left_out"] == 16
    for found in report["figures"].values():
        assert found["dense_1"] <= found["dense_5"] and found["maxsim_1"] <= found["maxsim_5"]


def test_the_adapter_is_in_pefts_format_and_merges_to_the_written_model(
    trained: Path, tiny_model: Path
) -> None:
    report = json.loads((trained / "report.json").read_text(encoding="utf-8"))
    adapter = Adapter.read(trained / "adapter")
    assert adapter.scaling == pytest.approx(report["alpha"])
    assert len(adapter.pairs) == 12 and not any("pooler" in name for name in adapter.pairs)
    merged = load_file(tiny_model / "model.safetensors")
    before = {name: weight.clone() for name, weight in merged.items()}
    adapter.merge_into(merged)
    written = load_file(trained / "model" / "model.safetensors")
    assert all(torch.allclose(written[name], merged[name], atol=1e-6) for name in merged)
    assert not torch.allclose(merged[next(iter(adapter.pairs))], before[next(iter(adapter.pairs))])


def test_peft_itself_merges_the_same_weights(trained: Path, tiny_model: Path) -> None:
    from peft import PeftModel
    from transformers import BertModel

    loaded = PeftModel.from_pretrained(BertModel.from_pretrained(tiny_model), trained / "adapter")
    merged = loaded.merge_and_unload().state_dict()
    written = load_file(trained / "model" / "model.safetensors")
    assert all(torch.allclose(written[name], merged[name], atol=1e-6) for name in written)


def test_the_merged_model_is_loaded_by_its_folder_with_its_prompts(trained: Path) -> None:
    embedder = Embedder.load(str(trained / "model"), engine="torch")
    assert embedder.prompts == {"query": "query: ", "passage": "passage: "}
    assert embedder.embed(["医保"], "query").shape == (1, 32)


def test_sets_without_evidence_in_the_corpus_are_refused(corpus: Path, tmp_path: Path) -> None:
    row = {"id": "1", "question": "问？", "type": "fact", "evidence": ["语料里没有的一句话"]}
    (tmp_path / "set.jsonl").write_text(json.dumps(row), encoding="utf-8")
    out = tmp_path / "out"
    with pytest.raises(WenceError, match="没有可以用来训练的问题"):
        main([str(tmp_path / "set.jsonl"), "--corpus", str(corpus), "--out", str(out)])
    assert not out.exists()
