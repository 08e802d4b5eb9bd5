"""Models other than the bundled one: padding side, prompts, pooling, code of their own."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer

from index.embedding.embedder import Embedder
from index.errors import ModelError
from tests.tiny_models import embedding_model

SHORT, LONG = "社区医院", "家庭医生签约率达到百分之一。" * 3


@pytest.fixture(scope="module")
def causal(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A small decoder that pads on the left and pools its last token, as Qwen3-Embedding does."""
    folder = tmp_path_factory.mktemp("causal")
    prompts = {"query": "问："}
    return embedding_model(folder, padding_side="left", pooling="lasttoken", prompts=prompts)


def test_left_padding_changes_neither_vectors_nor_tokens(causal: str) -> None:
    embedder = Embedder.load(causal, engine="torch")
    alone = embedder.encode([SHORT], "query")[0]
    together, longer = embedder.encode([SHORT, LONG], "query")
    assert together.vector == pytest.approx(alone.vector, abs=1e-5)
    assert together.tokens == pytest.approx(alone.tokens, abs=1e-5)
    assert together.spans.tolist() == [[0, 1], [1, 2], [2, 3], [3, 4]]
    assert longer.spans.tolist() == [[i, i + 1] for i in range(len(LONG))]


def test_the_tokens_are_the_models_own_states_of_the_texts_characters(causal: str) -> None:
    model = SentenceTransformer(causal, device="cpu")
    row = model.encode(["问：" + SHORT], output_value=None)[0]
    states = row["token_embeddings"].numpy()[3:-1]  # [CLS] and the prompt before, [SEP] after
    expected = states / np.linalg.norm(states, axis=1, keepdims=True)
    encoded = Embedder.load(causal, engine="torch").encode([SHORT, LONG], "query")[0]
    assert encoded.tokens == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("include_prompt", [True, False])
def test_vectors_are_those_of_sentence_transformers(tmp_path: Path, include_prompt: bool) -> None:
    prompts = {"query": "query: ", "document": "passdoc: "}
    path = embedding_model(tmp_path, prompts=prompts, include_prompt=include_prompt)
    model = SentenceTransformer(path, device="cpu")
    embedder = Embedder.load(path, engine="torch")
    query, passage = model.encode_query([SHORT]), model.encode_document([SHORT, LONG])
    for kind, texts, expected in (("query", [SHORT], query), ("passage", [SHORT, LONG], passage)):
        unit = expected / np.linalg.norm(expected, axis=1, keepdims=True)
        assert embedder.embed(texts, kind) == pytest.approx(unit, abs=1e-5)


@pytest.mark.parametrize(
    ("own", "found"),
    [
        ({"query": "问：", "document": "文："}, ("问：", "文：")),
        ({"query": "问：", "passage": "文："}, ("问：", "文：")),
        ({"corpus": "文：", "s2s": "别的"}, ("", "文：")),
        ({}, ("", "")),
    ],
)
def test_prompts_come_from_the_models_configuration(
    tmp_path: Path, own: dict[str, str], found: tuple[str, str]
) -> None:
    # the name says nothing: an instructed E5 takes other prompts than "query: "
    path = embedding_model(tmp_path / "multilingual-e5-large-instruct", prompts=own)
    assert tuple(Embedder.load(path, engine="torch").prompts.values()) == found


def test_given_prompts_replace_the_models_own(causal: str) -> None:
    assert Embedder.load(causal, "文：", "", "torch").prompts == {"query": "", "passage": "文："}
    assert Embedder.load(causal, "", engine="torch").prompts == {"query": "问：", "passage": ""}


def test_a_text_that_is_cut_keeps_the_offsets_of_what_was_read(causal: str) -> None:
    encoded = Embedder.load(causal, engine="torch").encode(["医" * 99, SHORT], "query")
    assert len(encoded[0].spans) == 64 - 4  # less [CLS], [SEP] and the prompt's two
    assert encoded[0].spans[-1].tolist() == [59, 60]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "config.json",
            {"model_type": "new", "auto_map": {"AutoConfig": "code.C", "AutoModel": "code.M"}},
        ),
        ("modules.json", [{"idx": 0, "name": "0", "path": "", "type": "code.Transformer"}]),
    ],
)
def test_a_model_that_needs_its_own_code_is_refused_and_its_code_not_run(
    tmp_path: Path, name: str, content: object
) -> None:
    (tmp_path / name).write_text(json.dumps(content))
    ran = tmp_path / "ran"
    (tmp_path / "code.py").write_text(f"open({str(ran)!r}, 'w')\n")
    with pytest.raises(ModelError, match=r"要运行它自带的代码.*不运行这样的代码"):
        Embedder.load(str(tmp_path))
    assert not ran.exists()


def test_a_model_with_a_chat_template_is_refused(tmp_path: Path) -> None:
    base = Path(embedding_model(tmp_path)).parent / "base"
    (base / "chat_template.jinja").write_text("{{ messages[0]['content'] }}")
    with pytest.raises(ModelError, match="对话模板"):
        Embedder.load(str(base))


def test_a_model_whose_tokens_have_another_dimension_is_refused(tmp_path: Path) -> None:
    from sentence_transformers.sentence_transformer.modules import Dense

    model = SentenceTransformer(embedding_model(tmp_path), device="cpu")
    model.append(Dense(in_features=16, out_features=8))
    model.save(str(tmp_path / "projected"), create_model_card=False)
    with pytest.raises(ModelError, match="维数不同"):
        Embedder.load(str(tmp_path / "projected"))
