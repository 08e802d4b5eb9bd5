"""Convert legacy office files (.doc, .wps, .rtf, .odt, .ppt) with LibreOffice, if it is there.

LibreOffice runs without a window, with a profile of its own that is thrown away, without macros
and links to other places, and for a limited time. A file's kind is told by its bytes: many sites
send HTML or .docx named .doc.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from index.errors import DocumentError

SECONDS = 60  # for one file
MAX_OUTPUT = 200_000_000  # bytes
_PROGRAMS = ("soffice", "libreoffice")
_OLE, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
_SLIDES = (".ppt", ".dps", ".odp", ".pps")
_MARKUP = re.compile(
    rb"\s*<(?:!doctype|html|head|body|meta|title|style|p|div|table|!--)[\s>]", re.I
)
_MEMBERS = {  # a name that only this kind of archive has
    b"word/document.xml": ".docx",
    b"ppt/presentation.xml": ".pptx",
    b"opendocument.text": ".odt",
    b"opendocument.presentation": ".odp",
}
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">
<prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop>
<prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop>
<prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop></item>
</oor:items>
"""


def real_kind(data: bytes, suffix: str) -> str:
    """Return the suffix that fits the bytes of a file named as an office file; .txt for others.

    Raises:
        DocumentError: the file is encrypted.
    """
    if data.startswith(_ZIP):
        return next((kind for member, kind in _MEMBERS.items() if member in data), suffix)
    if data.startswith(_OLE):
        return _ole_kind(data, suffix)
    if data.startswith(b"{\\rtf"):
        return ".rtf"
    start = data[:1000].removeprefix(b"\xef\xbb\xbf")
    if b'progid="Word.Document"' in start:
        return ".xml"
    if start.startswith(b"MIME-Version:"):
        return ".mhtml"
    return ".html" if _MARKUP.match(start) else ".txt"


def _ole_kind(data: bytes, suffix: str) -> str:
    """Return the kind of a compound file by the names of its streams."""
    if _stream("EncryptedPackage") in data:
        raise DocumentError("文件已加密，请先去掉密码")
    if _stream("PowerPoint Document") in data or suffix in (*_SLIDES, ".pptx"):
        return ".ppt"
    return ".doc"


def _stream(name: str) -> bytes:
    return name.encode("utf-16-le")


def convert(data: bytes, suffix: str) -> tuple[bytes, str]:
    """Return a file as .docx, or slides as .pptx, and which of them.

    Raises:
        DocumentError: LibreOffice is missing, fails, or takes too long.
    """
    target = ".pptx" if suffix in _SLIDES else ".docx"
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None:
        part = "libreoffice-impress" if target == ".pptx" else "libreoffice-writer"
        raise DocumentError(
            f"读取 {suffix} 需要 LibreOffice，请安装（如 apt install {part}），或另存为 {target}"
        )
    with tempfile.TemporaryDirectory(prefix="wence-", ignore_cleanup_errors=True) as folder:
        source = Path(folder, f"document{suffix}")
        source.write_bytes(data)
        _run(program, source, target)
        made = source.with_name("out") / f"document{target}"
        if not made.is_file() or made.stat().st_size > MAX_OUTPUT:
            raise DocumentError("LibreOffice 无法转换这个文件，它可能已损坏或加密，请另存后再读")
        return made.read_bytes(), target


def _run(program: str, source: Path, target: str) -> None:
    """Run LibreOffice with a new profile beside the source; end all of it when time is up."""
    profile = source.with_name("profile")
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, "utf-8")
    process = subprocess.Popen(  # noqa: S603
        [
            *(program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"),
            *("--nolockcheck", "--convert-to", target[1:]),
            *("--outdir", str(source.with_name("out")), str(source)),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={"PATH": os.environ.get("PATH", ""), "HOME": str(source.parent), "LC_ALL": "C.UTF-8"},
        start_new_session=True,
    )
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired as error:
        raise DocumentError("LibreOffice 转换时间过长，已停止") from error
    finally:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)  # its own children, too
        process.wait()
