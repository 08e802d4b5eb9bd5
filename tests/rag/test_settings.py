from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from rag.settings import Settings


@pytest.fixture
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """Run in a folder without `.env` and in an environment without `WENCE_…`."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"WENCE_{name.upper()}", raising=False)
    return monkeypatch


def test_without_an_endpoint_the_engine_is_extractive(clean: pytest.MonkeyPatch) -> None:
    assert Settings().answer_engine == "extractive"


def test_an_endpoint_makes_the_llm_the_engine_unless_another_is_asked_for(
    clean: pytest.MonkeyPatch,
) -> None:
    clean.setenv("WENCE_LLM_BASE_URL", "http://127.0.0.1:1/v1")
    assert Settings().answer_engine == "llm"
    assert Settings(engine="extractive").answer_engine == "extractive"


def test_the_environment_overrides_the_env_file(clean: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("WENCE_PORT=9000\nWENCE_HOST=0.0.0.0\n", encoding="utf-8")
    clean.setenv("WENCE_PORT", "9001")
    assert (Settings().port, Settings().host) == (9001, "0.0.0.0")


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "70000"), ("LLM_TIMEOUT", "0"), ("LLM_TEMPERATURE", "-1"), ("ENGINE", "other")],
)
def test_settings_out_of_range_are_refused(
    clean: pytest.MonkeyPatch, name: str, value: str
) -> None:
    clean.setenv(f"WENCE_{name}", value)
    with pytest.raises(ValidationError):
        Settings()


def test_the_api_key_is_not_shown(clean: pytest.MonkeyPatch) -> None:
    clean.setenv("WENCE_LLM_API_KEY", "key-of-mine")
    settings = Settings()
    assert settings.llm_api_key is not None
    assert settings.llm_api_key.get_secret_value() == "key-of-mine"
    assert "key-of-mine" not in repr(settings)
