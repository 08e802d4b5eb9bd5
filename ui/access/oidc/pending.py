"""What a browser remembers of a sign-in that it has begun, in a signed cookie."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import astuple, dataclass, field

from itsdangerous import BadData, URLSafeTimedSerializer

from ui.access.oidc.errors import SignInExpired

PENDING_S = 600  # for which people may take to sign in with the provider
MAX_PAGE = 2000  # characters of the page to go to, which must fit in a cookie


def _random() -> str:
    return secrets.token_urlsafe(32)


@dataclass(frozen=True, slots=True)
class Pending:
    """A sign-in that was begun: the page to go to afterwards, and what must come back unchanged."""

    page: str = "/"
    state: str = field(default_factory=_random)
    nonce: str = field(default_factory=_random)
    verifier: str = field(default_factory=_random)

    @property
    def challenge(self) -> str:
        """The PKCE challenge, by the method S256."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")


class Pendings:
    """Writes and reads the cookie, which is signed with a secret."""

    def __init__(self, secret: str) -> None:
        self._signer = URLSafeTimedSerializer(secret, salt="oidc")

    def cookie(self, pending: Pending) -> str:
        """Return the value of the cookie."""
        return str(self._signer.dumps(astuple(pending)))

    def read(self, cookie: str, state: str) -> Pending:
        """Return the sign-in that the provider sent a person back from.

        Raises:
            SignInExpired: another browser began it, or this one did long ago.
        """
        try:
            pending = Pending(*self._signer.loads(cookie, max_age=PENDING_S))
        except (BadData, TypeError) as error:
            raise SignInExpired(f"no sign-in was begun: {error!r}") from error
        if not hmac.compare_digest(pending.state.encode(), state.encode(errors="replace")):
            raise SignInExpired("another state")
        return pending
