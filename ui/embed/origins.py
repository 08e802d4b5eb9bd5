"""The websites whose pages may show the chat, as the setting lists them."""

from __future__ import annotations

import re

from index.errors import WenceError

# they are written into a header: nothing but a scheme, a host (`*.` for its subdomains) and a port
ORIGIN = re.compile(r"https?://(?:\*\.)?(?:[a-z0-9_.-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?", re.I)


class OriginError(WenceError):
    """The setting names something that is no origin of a website."""


def read_origins(setting: str) -> tuple[str, ...]:
    """Return the origins of `WENCE_EMBED_ORIGINS`, which separates them by commas.

    Raises:
        OriginError: one of them is malformed.
    """
    origins = tuple(origin.strip() for origin in setting.split(",") if origin.strip())
    for origin in origins:
        if not ORIGIN.fullmatch(origin):
            raise OriginError(
                f"WENCE_EMBED_ORIGINS 里的“{origin}”不对，应形如 https://oa.example.org，"
                "后面不带路径。"
            )
    return origins


def framing_policy(origins: tuple[str, ...]) -> str:
    """Return the Content-Security-Policy of the embedded page.

    Browsers show it in pages of these origins alone, and let it load from its own host alone.
    """
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self'; base-uri 'none'; form-action 'none'; "
        f"frame-ancestors {' '.join(origins)}"
    )
