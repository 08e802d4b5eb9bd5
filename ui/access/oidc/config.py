"""The settings of sign-in through a provider, checked when the program starts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ui.access.caller import Role
from ui.access.oidc.errors import OidcSettingsError
from ui.access.origins import LOOPBACK

if TYPE_CHECKING:
    from rag.settings import Settings

START, CALLBACK = "/login/oidc", "/login/oidc/callback"
MAX_SECRET = 4096  # bytes in the file


@dataclass(frozen=True, slots=True)
class OidcConfig:
    """How to reach the provider, what to read in its claims, and who may do what.

    `base` is the address of this program without a slash at the end.
    """

    issuer: str
    client_id: str
    base: str
    client_secret: str = field(default="", repr=False)
    scopes: str = "openid profile"
    name_claim: str = "preferred_username"
    groups_claim: str = "groups"
    admin_group: str = ""
    allowed_groups: frozenset[str] = frozenset()
    label: str = ""
    session_s: int = 12 * 3600

    @classmethod
    def of(cls, settings: Settings) -> OidcConfig | None:
        """Read the settings; None where they name no provider.

        Raises:
            OidcSettingsError: they cannot work.
        """
        if not settings.oidc_issuer:
            if settings.oidc_client_id:
                raise OidcSettingsError(
                    "设了 WENCE_OIDC_CLIENT_ID，还要用 WENCE_OIDC_ISSUER 写明单位账号的地址。"
                )
            return None
        _check(settings)
        scopes = settings.oidc_scopes.split()
        return cls(
            issuer=settings.oidc_issuer,
            client_id=settings.oidc_client_id,
            base=settings.base_url.rstrip("/"),
            client_secret=_secret(settings),
            scopes=" ".join(scopes if "openid" in scopes else ["openid", *scopes]),
            name_claim=settings.oidc_name_claim,
            groups_claim=settings.oidc_groups_claim,
            admin_group=settings.oidc_admin_group.strip(),
            allowed_groups=frozenset(
                filter(None, map(str.strip, settings.oidc_allowed_groups.split(",")))
            ),
            label=settings.oidc_label,
            session_s=settings.oidc_hours * 3600,
        )

    @property
    def callback(self) -> str:
        """The address to which the provider sends people back."""
        return self.base + CALLBACK

    def allows(self, groups: Iterable[str]) -> bool:
        """Return whether people in these groups may sign in."""
        return not self.allowed_groups or not self.allowed_groups.isdisjoint(groups)

    def role(self, groups: Iterable[str]) -> Role:
        """Return what people in these groups may do."""
        return "administrator" if self.admin_group and self.admin_group in groups else "reader"

    def trusts(self, url: str) -> bool:
        """Return whether requests may be sent to an address that the provider's documents name.

        HTTPS only; the provider of a try on this machine may name this machine.
        """
        return is_https(url) or (is_loopback(url) and is_loopback(self.issuer))


def is_https(url: str) -> bool:
    """Return whether this is an address under HTTPS, with neither a name nor a password in it."""
    return _scheme_and_host(url)[0] == "https"


def is_loopback(url: str) -> bool:
    """Return whether this is an address under HTTP on this machine."""
    scheme, host = _scheme_and_host(url)
    return scheme == "http" and host in LOOPBACK


def _scheme_and_host(url: str) -> tuple[str, str]:
    """Return ("", "") for what is no plain address."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return "", ""
    plain = url.isascii() and url.isprintable() and " " not in url and "@" not in parts.netloc
    return (parts.scheme, parts.hostname) if plain and parts.hostname else ("", "")


def _check(settings: Settings) -> None:
    issuer = settings.oidc_issuer
    if not (is_https(issuer) or is_loopback(issuer)) or "?" in issuer or "#" in issuer:
        raise OidcSettingsError(
            "WENCE_OIDC_ISSUER 应是单位账号的 https 地址，如 https://sso.example.org/realms/oa（在本机试用时可以是 http://127.0.0.1）。"
        )
    if not settings.oidc_client_id:
        raise OidcSettingsError(
            "设了 WENCE_OIDC_ISSUER，还要用 WENCE_OIDC_CLIENT_ID 写明问策的客户端编号。"
        )
    if not settings.users:
        raise OidcSettingsError(
            "设了 WENCE_OIDC_ISSUER，还要用 WENCE_USERS 指定用户文件：登录的密钥在里面，可以没有本地用户。"
        )
    if _scheme_and_host(settings.base_url)[0] not in ("https", "http"):
        raise OidcSettingsError(
            "设了 WENCE_OIDC_ISSUER，还要用 WENCE_BASE_URL 写明问策对外的地址，单位账号要转回这里。"
        )


def _secret(settings: Settings) -> str:
    given, file = settings.oidc_client_secret, settings.oidc_client_secret_file
    if given and file:
        raise OidcSettingsError(
            "WENCE_OIDC_CLIENT_SECRET 和 WENCE_OIDC_CLIENT_SECRET_FILE 只设一个。"
        )
    if file:
        return _read(file)
    return given.get_secret_value() if given else ""


def _read(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            secret = opened.read(MAX_SECRET).decode().strip()
    except (OSError, ValueError) as error:
        raise OidcSettingsError(
            f"WENCE_OIDC_CLIENT_SECRET_FILE 指定的文件 {file} 无法读取。"
        ) from error
    if not secret:
        raise OidcSettingsError(f"WENCE_OIDC_CLIENT_SECRET_FILE 指定的文件 {file} 是空的。")
    return secret
