"""A tiny model, documents and questions to train on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
from tokenizers import Tokenizer, models, pre_tokenizers
from tokenizers.processors import TemplateProcessing
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

SUBJECTS = ["疫苗", "医保", "药品", "护理", "急救", "口腔", "眼科", "康复"]


def document(subject: str) -> str:
    """Return a document of three paragraphs about a subject."""
    return (
        f"{subject}管理办法\n"
        f"{subject}服务的范围由各地制定。本办法自发布之日起施行。\n"
        f"{subject}记录应当保存五年。记录由专人负责。\n"
    )


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a document on each subject."""
    folder = tmp_path_factory.mktemp("documents")
    for subject in SUBJECTS:
        (folder / f"{subject}.txt").write_text(document(subject), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def question_set(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A set of two questions on each document, one that cannot be answered, one follow-up."""
    rows = [
        row
        for n, subject in enumerate(SUBJECTS)
        for row in (
            (f"{n}a", f"{subject}记录保存几年？", f"{subject}记录应当保存五年。"),
            (f"{n}b", f"谁来定{subject}服务的范围？", f"{subject}服务的范围由各地制定。"),
        )
    ]
    lines = [
        {"id": id_, "question": question, "type": "fact", "evidence": [evidence]}
        for id_, question, evidence in rows
    ]
    lines.append({"id": "u", "question": "罚款多少？", "type": "unanswerable"})
    history = [{"role": "user", "content": "医保记录保存几年？"}]
    lines.append({**lines[0], "id": "f", "type": "followup", "history": history})
    path = tmp_path_factory.mktemp("sets") / "set.jsonl"
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines))
    return path


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random BERT of two layers whose tokens are characters, as a sentence-transformers folder."""
    folder = tmp_path_factory.mktemp("model")
    characters = sorted({*"".join(map(document, SUBJECTS)), *"罚款多少几谁来定的？query:pasg"})
    vocabulary = {t: i for i, t in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *characters])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Split("", "isolated")]
    )
    tokenizer.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", model_max_length=128
    ).save_pretrained(folder / "bert")
    torch.manual_seed(0)
    BertModel(
        BertConfig(
            vocab_size=len(vocabulary),
            hidden_size=32,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=64,
            max_position_embeddings=128,
        )
    ).save_pretrained(folder / "bert")
    transformer = Transformer(str(folder / "bert"), max_seq_length=128)
    prompts = {"query": "query: ", "document": "passage: "}
    model = SentenceTransformer(
        modules=[transformer, Pooling(32, "mean"), Normalize()], prompts=prompts, device="cpu"
    )
    model.save(str(folder / "tiny"), create_model_card=False)
    return folder / "tiny"
