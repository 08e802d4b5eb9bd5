"""Export a model for OpenVINO, once, into the user's cache.

The graph is traced from the sentence-transformers model as a whole, pooling included, and its
weights are kept in half precision. The export is compared with the model on some texts, so
that whatever cannot be traced (a task's own path, a prompt left out of pooling) is noticed.
sentence-transformers' own OpenVINO backend needs optimum, transformers and torch at run time.
"""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import sys
import warnings
from importlib.metadata import PackageNotFoundError, version
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.embedding import bundled
from index.embedding.cache_folder import make_once
from index.embedding.openvino_engine import MODEL, RUNTIME, OpenVinoEngine
from index.embedding.pieces import write_tokenizer
from index.embedding.torch_engine import TorchEngine
from index.errors import ModelError
from index.paths import cache_dir

if TYPE_CHECKING:
    from index.embedding.engine import Kind, Output

TOLERANCE = 1e-3  # of a vector's component, in full precision
_LEAST_COSINE = 1 - 1e-3  # in the processor's own precision
_LAYOUT = 2  # to be raised when the folder's content changes: old exports are then not used
_REASON = "unsupported.txt"
_PROMPT = "问：query: "  # as a user may set one
_WORDS = "问策从收录的文件里找出答案，每句话都注明出处。2025年起，门诊报销比例提高到70%！"
_CHECKS = (
    "提高了多少？",
    _WORDS,
    f"{_WORDS}\n  DRG/DIP 付费（pilot）覆盖 30 ㎡、10⁹/L。 ",
    "Ce texte n'est pas chinois ; ちがう。",
    40 * _WORDS,
)


class NotExported(ModelError):
    """A model cannot be run with OpenVINO; the message says why."""


def exported(name: str) -> OpenVinoEngine:
    """Return a model as OpenVINO runs it; export it at the first call, which takes half a minute.

    Raises:
        NotExported: OpenVINO is not installed, or the model does not run in it.
        ModelError: the model cannot be loaded, or the cache cannot be written.
    """
    try:
        runtime = version("openvino")
    except PackageNotFoundError as error:
        raise NotExported("没有安装 openvino") from error
    model = _local_folder(name)
    if model is None:
        raise NotExported(f"模型 {name} 还没有下载到本机")
    place = hashlib.sha256(str(model.resolve()).encode()).hexdigest()[:8]
    target = cache_dir() / "openvino" / f"{model.name[:40]}-{place}-{_fingerprint(model, runtime)}"
    if not target.is_dir():
        make_once(target, lambda folder: _export(name, folder))
        for former in target.parent.glob(f"{model.name[:40]}-{place}-*"):
            if former != target:
                shutil.rmtree(former, ignore_errors=True)
    if (reason := target / _REASON).exists():
        raise NotExported(reason.read_text("utf-8"))
    return OpenVinoEngine(target)


def _local_folder(name: str) -> Path | None:
    """Return the folder of a model, or None where it is not on this machine."""
    if name in bundled.NAMES:
        return bundled.model_folder(name)
    if Path(name).is_dir():
        return Path(name)
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    try:
        found = try_to_load_from_cache(name, "config.json")
    except HFValidationError:
        return None
    return Path(found).parent if isinstance(found, str) else None


def _fingerprint(model: Path, runtime: str) -> str:
    """Return a short hash that changes with the model's files, by size and time, and OpenVINO."""
    files = sorted(path for path in model.rglob("*") if path.is_file())
    stats = [(str(path.relative_to(model)), path.stat()) for path in files]
    named = [(name, stat.st_size, stat.st_mtime_ns) for name, stat in stats]
    return hashlib.sha256(repr((_LAYOUT, runtime, named)).encode()).hexdigest()[:8]


def _export(name: str, folder: Path) -> None:
    """Fill a folder with the exported model, or with the reason why it cannot be exported."""
    engine = TorchEngine.load(name)
    try:
        _convert(engine, folder)
        difference = _difference(engine, OpenVinoEngine(folder))
    except OSError:
        raise
    except Exception as error:  # tracing runs code of any model
        difference = f"{type(error).__name__}: {error}".splitlines()[0][:200]
    if difference:
        for path in folder.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        (folder / _REASON).write_text(difference, "utf-8")


def _convert(engine: TorchEngine, folder: Path) -> None:
    # OpenVINO would report each conversion to its makers, if they can be reached
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    import openvino
    import torch

    model = engine.model
    tokenizer: Any = model.tokenizer
    prompts = dict(model.prompts)
    runtime = {
        "dimension": engine.dimension,
        "max_tokens": engine.max_tokens,
        "prompts": prompts,
        "padding": tokenizer.pad_token_id or 0,
    }
    write_tokenizer(folder, tokenizer.backend_tokenizer.to_str())
    (folder / RUNTIME).write_text(json.dumps(runtime, ensure_ascii=False), "utf-8")

    class Traced(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            features = {"input_ids": input_ids, "attention_mask": attention_mask}
            output = self.model(features)
            return output["sentence_embedding"], output["token_embeddings"]

    features = model.preprocess(list(_CHECKS[:2]))
    example = {key: features[key] for key in ("input_ids", "attention_mask")}
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")  # tracing warns of every comparison of shapes
        logging.getLogger("nncf").setLevel(logging.ERROR)
        graph = openvino.convert_model(Traced(), example_input=example)
    openvino.save_model(graph, folder / MODEL, compress_to_fp16=True)


def _difference(engine: TorchEngine, exported: OpenVinoEngine) -> str:
    """Return in which way an export differs from the model; an empty text where it does not."""
    kinds: tuple[Kind, ...] = ("query", "passage")
    batches = [*([text] for text in _CHECKS), list(_CHECKS[:3])]
    for kind, texts in product(kinds, batches):
        ours, theirs = (e.run(texts, kind, _PROMPT) for e in (exported, engine))
        if why := _compared(ours, theirs, exact=kind == "query"):
            return why
    return ""


def _compared(ours: Output, theirs: Output, exact: bool) -> str:
    real = ours.real
    if ours.offsets[real].tolist() != theirs.offsets[theirs.real].tolist():
        return "分词的结果不同"
    pairs = (
        (ours.vectors, theirs.vectors),
        (ours.tokens[real], theirs.tokens[theirs.real]),
    )
    for one, other in pairs:
        differ = np.abs(one - other).max() > TOLERANCE
        if differ if exact else (one * other).sum(axis=-1).min() < _LEAST_COSINE:
            return "算出的向量不同"
    return ""
