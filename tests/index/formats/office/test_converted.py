from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from index.errors import DocumentError
from index.formats.office import converted
from index.formats.office.converted import convert, real_kind
from index.loading.registry import read_bytes
from index.loading.sandbox import Reader
from tests.data.word import lines, saved

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
RTF = (
    rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\f0 Limit 50 x 10{\super 9}/L, paid {\strike 800} 900.\par}"
)
needs_libreoffice = pytest.mark.skipif(
    not (shutil.which("soffice") or shutil.which("libreoffice")), reason="needs LibreOffice"
)


@pytest.mark.parametrize(
    ("data", "suffix", "kind"),
    [
        (saved(lines("办法")), ".doc", ".docx"),
        (b"\xef\xbb\xbf\n<!DOCTYPE html><p>", ".doc", ".html"),
        (b"<table border=1><tr>", ".wps", ".html"),
        (RTF, ".doc", ".rtf"),
        (OLE + "WordDocument".encode("utf-16-le"), ".wps", ".doc"),
        (OLE + "WordDocument".encode("utf-16-le"), ".docx", ".doc"),
        (OLE + "PowerPoint Document".encode("utf-16-le"), ".pptx", ".ppt"),
        ("限额".encode(), ".doc", ".txt"),
    ],
)
def test_the_kind_of_a_file_is_told_by_its_bytes(data: bytes, suffix: str, kind: str) -> None:
    assert real_kind(data, suffix) == kind


def test_an_encrypted_file_is_told_of() -> None:
    with pytest.raises(DocumentError, match="已加密"):
        real_kind(OLE + "EncryptedPackage".encode("utf-16-le"), ".docx")


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (saved(lines("办法", "限额600元。")), "限额600元。"),
        ("<html><body><h1>办法</h1><p>限额600元。</p></body></html>".encode(), "限额600元。"),
        ("办法\n\n限额600元。".encode("gb18030"), "限额600元。"),
    ],
    ids=["docx", "html", "text"],
)
def test_files_wrongly_named_doc_need_no_conversion(
    monkeypatch: pytest.MonkeyPatch, data: bytes, text: str
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    [article], _ = read_bytes(data, ".doc", "x")
    assert article.text == text


@pytest.mark.parametrize(("suffix", "target"), [(".doc", ".docx"), (".ppt", ".pptx")])
def test_without_libreoffice_the_way_out_is_told(
    monkeypatch: pytest.MonkeyPatch, suffix: str, target: str
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(DocumentError, match=f"读取 {suffix} 需要 LibreOffice.*另存为 {target}"):
        convert(OLE, suffix)


def fake_program(folder: Path, script: str) -> str:
    file = folder / "soffice"
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
    return str(file)


@pytest.mark.skipif(os.name == "nt", reason="a shell script stands for LibreOffice")
@pytest.mark.parametrize(
    ("script", "seconds", "reason"),
    [("exit 1", 20, "无法转换"), ("sleep 30 & wait", 0.2, "时间过长")],
)
def test_a_conversion_that_fails_or_hangs_is_told_of(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str, seconds: Any, reason: str
) -> None:
    program = fake_program(tmp_path, script)
    monkeypatch.setattr(shutil, "which", lambda name: program)
    monkeypatch.setattr(converted, "SECONDS", seconds)
    with pytest.raises(DocumentError, match=reason):
        convert(OLE, ".doc")


@needs_libreoffice
def test_a_legacy_file_is_converted_within_the_limits_of_the_reading_process() -> None:
    with Reader() as reader:
        [article], _ = reader.read(RTF, ".doc", "x")
    assert article.text == "Limit 50 x 10⁹/L, paid 900."
