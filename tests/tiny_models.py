"""Tiny models with random weights, made where a test needs them: nothing is downloaded.

One token is one character, so that a test can say which offsets are right.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

CHARACTERS = "问医院社区签约率达到多少家庭生一二三四五百分之：，。 query:passdoc"
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
SIZES: dict[str, Any] = {
    "hidden_size": 16,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 32,
    "max_position_embeddings": 64,
}


def tokenizer(window: int = 64, padding_side: str = "right") -> PreTrainedTokenizerFast:
    """Return a tokenizer of single characters with [CLS] before and [SEP] after a text."""
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers
    from tokenizers.processors import TemplateProcessing
    from transformers import PreTrainedTokenizerFast

    words = [*SPECIAL, *dict.fromkeys(CHARACTERS)]
    made = Tokenizer(models.WordLevel({w: i for i, w in enumerate(words)}, unk_token="[UNK]"))
    made.pre_tokenizer = pre_tokenizers.Split(Regex(r"[\s\S]"), "isolated")
    made.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    wrapped: PreTrainedTokenizerFast = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=made,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        model_max_length=window,
        padding_side=padding_side,
    )
    return wrapped


def embedding_model(
    folder: Path,
    *,
    padding_side: str = "right",
    pooling: str = "mean",
    prompts: dict[str, str] | None = None,
    include_prompt: bool = True,
) -> str:
    """Write an embedding model into a folder and return its path.

    With left padding it is a causal decoder like Qwen3's, otherwise a BERT.
    """
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, Qwen3Config, Qwen3Model

    torch.manual_seed(1)
    made = tokenizer(padding_side=padding_side)
    if padding_side == "left":
        config = Qwen3Config(vocab_size=len(made), num_key_value_heads=2, head_dim=8, **SIZES)
        Qwen3Model(config).save_pretrained(folder / "base")
    else:
        BertModel(BertConfig(vocab_size=len(made), **SIZES)).save_pretrained(folder / "base")
    made.save_pretrained(folder / "base")
    modules: Sequence[Any] = [
        Transformer(str(folder / "base")),
        Pooling(SIZES["hidden_size"], pooling, include_prompt=include_prompt),
    ]
    model = SentenceTransformer(modules=list(modules), prompts=prompts, device="cpu")
    model.save(str(folder / "model"), create_model_card=False)
    return str(folder / "model")


def cross_encoder(folder: Path, window: int = 64, labels: int = 1) -> str:
    """Write a cross-encoder into a folder and return its path."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification

    torch.manual_seed(2)
    made = tokenizer(window)
    config = BertConfig(vocab_size=len(made), num_labels=labels, initializer_range=0.6, **SIZES)
    BertForSequenceClassification(config).save_pretrained(folder)
    made.save_pretrained(folder)
    return str(folder)
