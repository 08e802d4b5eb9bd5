from __future__ import annotations

from email.message import EmailMessage

import pytest

from index.errors import DocumentError
from index.formats.web.mhtml import read_mhtml
from index.loading.registry import read_bytes

PAGE = "<title>用药的通知</title><body><p>限额6000元。</p><p>另行通知。</p>"


def saved(*pages: tuple[str, str, str], start: str = "") -> bytes:
    """Save pages, each with its charset and transfer encoding, as browsers do."""
    message = EmailMessage()
    message["Snapshot-Content-Location"] = "https://example.cn/a"
    message.make_related()
    if start:
        message.set_param("start", start)
    for n, (text, charset, encoding) in enumerate(pages):
        part = EmailMessage()
        part.set_content(text, subtype="html", charset=charset, cte=encoding)
        part["Content-ID"] = f"<p{n}>"
        message.attach(part)
    picture = EmailMessage()
    picture.set_content(b"\x89PNG", maintype="image", subtype="png")
    message.attach(picture)
    return message.as_bytes()


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "gbk"])
@pytest.mark.parametrize("encoding", ["quoted-printable", "base64"])
@pytest.mark.parametrize("suffix", [".mht", ".mhtml"])
def test_a_saved_page_is_read_with_its_address(charset: str, encoding: str, suffix: str) -> None:
    [article], _ = read_bytes(saved((PAGE, charset, encoding)), suffix, "页")
    assert (article.title, article.url) == ("用药的通知", "https://example.cn/a")
    assert article.text == "限额6000元。\n另行通知。"


def test_the_page_named_as_the_start_is_read() -> None:
    frame = ("<p>框里的话。</p>", "utf-8", "base64")
    data = saved(frame, (PAGE, "utf-8", "base64"), start="<p1>")
    assert read_mhtml(data).title == "用药的通知"


def test_a_frameset_is_read_in_its_largest_frame() -> None:
    frames = [("<frameset></frameset>", "utf-8", "base64"), (PAGE, "utf-8", "base64")]
    assert read_mhtml(saved(*frames)).title == "用药的通知"


def test_a_page_without_a_charset_in_its_header_is_decoded_by_its_own() -> None:
    body = f"<meta charset=gbk>{PAGE}".encode("gbk")
    data = (
        b"MIME-Version: 1.0\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    )
    assert read_mhtml(data + body).title == "用药的通知"


@pytest.mark.parametrize(
    "data", [b"", b"<p>x</p>", b"MIME-Version: 1.0\n\nx", saved(("<p></p>", "utf-8", "base64"))]
)
def test_a_file_without_a_page_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentError, match=r"网页|空的"):
        read_bytes(data, ".mht", "页")
