"""The files people deploy with: they agree with each other and with the settings there are."""

import configparser
import re

import pytest
import yaml

from rag.settings import Settings
from tests.paths import ROOT
from ui.access.limits import MB, UPLOADS

SETTINGS = {f"WENCE_{name.upper()}" for name in Settings.model_fields}
OWN = {"WENCE_EXTRAS"}  # of the image's build


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load(read("compose.yaml"))


@pytest.mark.parametrize(
    "name", ["Dockerfile", "compose.yaml", "deploy/wence.service", "docs/deploy.md", "docs/api.md"]
)
def test_every_setting_named_is_one(name):
    named = set(re.findall(r"WENCE_[A-Z_]+", read(name)))
    assert named and named <= SETTINGS | OWN


def test_the_image_is_run_by_a_user_without_rights_from_pinned_packages():
    text = read("Dockerfile")
    assert re.findall(r"^FROM (\S+)", text, re.M) == ["python:3.11-slim-bookworm"] * 2
    assert "--require-hashes --no-deps \\\n    -r requirements.lock" in text
    final = text.rpartition("FROM")[2]
    assert final.index("USER wence") < final.index("ENTRYPOINT") and "USER root" not in final
    assert "HEALTHCHECK" in final and "/readyz" in final


def test_what_the_image_needs_is_sent_to_its_build():
    sent = {line[1:] for line in read(".dockerignore").splitlines() if line.startswith("!")}
    copied = {
        re.sub(r"\[(\w)\]", r"\1", source)
        for line in re.findall(r"^COPY (?!--)(.+) \S+$", read("Dockerfile"), re.M)
        for source in line.split()
    }
    assert copied == sent


def test_the_service_listens_to_this_machine_alone_and_has_no_rights(compose):
    service = compose["services"]["wence"]
    assert service["ports"] == ["127.0.0.1:7860:7860"]
    assert service["read_only"] and service["cap_drop"] == ["ALL"]
    assert set(compose["volumes"]) == {"data", "milvus"}
    assert "profiles" not in service
    others = [s["profiles"] for name, s in compose["services"].items() if name != "wence"]
    assert others == [["tools"], ["tools"], ["milvus"]]


def test_stopping_gives_running_answers_their_time(compose):
    patience = Settings.model_fields["llm_timeout"].default
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str
    unit.read_string(read("deploy/wence.service"))
    assert int(unit["Service"]["TimeoutStopSec"]) > patience
    assert int(compose["services"]["wence"]["stop_grace_period"].rstrip("s")) > patience


def test_the_proxy_lets_through_what_may_be_sent():
    largest = max(limit for _, limit in UPLOADS)
    assert f"client_max_body_size {largest // MB}m;" in read("docs/deploy.md")
