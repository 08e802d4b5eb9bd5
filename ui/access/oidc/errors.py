"""What can go wrong when people sign in through a provider.

OidcError
├── OidcSettingsError      the settings cannot work
├── ProviderUnreachable    the provider does not answer, or answers something else
├── ProviderRefused        the provider does not accept this program
├── TokenRefused           the provider's token is not valid
├── SignInRefused          this person may not sign in
└── SignInExpired          the sign-in was not begun in this browser, or too long ago
"""

from __future__ import annotations

from index.errors import WenceError


class OidcError(WenceError):
    """Nobody can sign in; `reason` is for the log, `status` for the HTTP response."""

    message, status = "", 400

    def __init__(self, reason: str = "", message: str = "") -> None:
        super().__init__(message or self.message)
        self.reason = reason


class OidcSettingsError(OidcError):
    """The settings cannot work; the message says which."""

    def __init__(self, message: str) -> None:
        super().__init__(message=message)


class ProviderUnreachable(OidcError):
    """The provider does not answer in time, or with something else than the protocol's JSON."""

    message, status = "单位账号的服务器没有正常应答，请稍后再试。", 503


class ProviderRefused(OidcError):
    """The provider does not know this program, or its secret."""

    message, status = "单位账号的服务器不接受问策，请管理员核对客户端编号、密钥和回调地址。", 503


class TokenRefused(OidcError):
    """The provider's token is not valid for this sign-in."""

    message, status = (
        "单位账号发来的登录凭证核对不上，没有让您登录；请再试一次，仍然不行就告诉管理员。",
        401,
    )


class SignInRefused(OidcError):
    """The provider or the settings do not let this person in."""

    message, status = "您的单位账号没有使用问策的权限，请向管理员申请。", 403


class SignInExpired(OidcError):
    """The sign-in was not begun in this browser, too long ago, or is used already."""

    message, status = "这次登录用时太久、已经用过，或不是在这个浏览器里开始的，请再登录一次。", 400
