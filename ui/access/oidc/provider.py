"""Talk to an OpenID provider: its description, its keys, codes for tokens, people's claims."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from time import monotonic
from typing import Any
from urllib.parse import quote, urlencode

from pydantic import BaseModel, ValidationError

from ui.access.oidc.config import OidcConfig
from ui.access.oidc.errors import (
    ProviderRefused,
    ProviderUnreachable,
    SignInExpired,
    TokenRefused,
)
from ui.access.oidc.fetching import fetch
from ui.access.oidc.identity import Identity, claim, identity
from ui.access.oidc.pending import Pending
from ui.access.oidc.tokens import KEY_TYPES, Claims, id_claims, logout_claims

DESCRIPTION_S = 600.0  # for which the description is not asked for again
MAX_HINT = 3000  # characters of an ID token in the address of a page


class Description(BaseModel):
    """A provider's description of itself, the "discovery document"."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""
    end_session_endpoint: str = ""
    id_token_signing_alg_values_supported: list[str] = ["RS256"]
    token_endpoint_auth_methods_supported: list[str] = ["client_secret_basic"]
    authorization_response_iss_parameter_supported: bool = False

    @property
    def endpoints(self) -> list[str]:
        """All addresses that it names."""
        optional = filter(None, (self.userinfo_endpoint, self.end_session_endpoint))
        return [self.authorization_endpoint, self.token_endpoint, self.jwks_uri, *optional]


class Provider:
    """An OpenID provider. Its keys are asked for at each sign-in, so that new ones are known."""

    def __init__(self, config: OidcConfig) -> None:
        self.config = config
        self._described: tuple[float, Description] | None = None

    async def description(self) -> Description:
        """Return the provider's description of itself.

        Raises:
            ProviderUnreachable: there is none that can be used.
        """
        now = monotonic()
        if self._described and now - self._described[0] < DESCRIPTION_S:
            return self._described[1]
        url = self.config.issuer.rstrip("/") + "/.well-known/openid-configuration"
        found = _described(await _get(url), self.config)
        self._described = now, found
        return found

    async def sign_in_page(self, pending: Pending) -> str:
        """Return the address of the provider's page on which people sign in."""
        parameters = {
            "response_type": "code",
            "client_id": self.config.client_id,
            "redirect_uri": self.config.callback,
            "scope": self.config.scopes,
            "state": pending.state,
            "nonce": pending.nonce,
            "code_challenge": pending.challenge,
            "code_challenge_method": "S256",
        }
        return _with((await self.description()).authorization_endpoint, parameters)

    async def identify(self, code: str, pending: Pending, issuer: str = "") -> Identity:
        """Return the person for whom the provider sent a code; `issuer` is who it said that it is.

        Raises:
            OidcError: the provider, or the settings, do not let them in.
        """
        described = await self.description()
        expected = issuer or described.authorization_response_iss_parameter_supported
        if expected and issuer != self.config.issuer:
            raise TokenRefused(f"an answer of another issuer: {issuer[:200]!r}")
        tokens = await self._tokens(code, pending, described)
        token = tokens.get("id_token")
        if not isinstance(token, str):
            raise TokenRefused("no ID token")
        keys = await self._keys(described)
        claims = await asyncio.to_thread(id_claims, token, keys, self.config, pending.nonce)
        claims = await self._completed(claims, tokens.get("access_token"), described)
        return identity(claims, self.config, token)

    async def signed_out(self, token: str) -> Claims:
        """Return the claims of a logout token that the provider sent.

        Raises:
            OidcError: it does not hold.
        """
        keys = await self._keys(await self.description())
        return await asyncio.to_thread(logout_claims, token, keys, self.config)

    async def sign_out_page(self, token: str) -> str:
        """Return the address at which the provider signs a person out, "" if it has none.

        `token` is the ID token of the sign-in.
        """
        page = (await self.description()).end_session_endpoint
        parameters = {
            "client_id": self.config.client_id,
            "post_logout_redirect_uri": f"{self.config.base}/login",
        }
        if len(token) <= MAX_HINT:  # a longer one may not fit in an address
            parameters["id_token_hint"] = token
        return _with(page, parameters) if page else ""

    async def _tokens(
        self, code: str, pending: Pending, described: Description
    ) -> Mapping[str, Any]:
        """Exchange a code for tokens."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.config.callback,
            "code_verifier": pending.verifier,
        }
        auth = None
        id, secret = self.config.client_id, self.config.client_secret
        methods = described.token_endpoint_auth_methods_supported
        if not secret:
            form["client_id"] = id
        elif "client_secret_post" in methods and "client_secret_basic" not in methods:
            form |= {"client_id": id, "client_secret": secret}
        else:
            auth = quote(id, safe=""), quote(secret, safe="")  # as RFC 6749 2.3.1 has it
        status, answer = await fetch(described.token_endpoint, form, auth=auth)
        if status != 200:
            raise _refusal(status, answer)
        return answer

    async def _keys(self, described: Description) -> list[Any]:
        keys = (await _get(described.jwks_uri)).get("keys")
        if not isinstance(keys, list):
            raise ProviderUnreachable(f"{described.jwks_uri}: no list of keys")
        return keys

    async def _completed(self, claims: Claims, token: Any, described: Description) -> Claims:
        """Add the claims of the userinfo endpoint, where the ID token lacks one that is read."""
        wanted = (self.config.name_claim, self.config.groups_claim)
        missing = any(claim(claims, path) is None for path in wanted)
        if not (missing and described.userinfo_endpoint and isinstance(token, str)):
            return claims
        headers = {"Authorization": f"Bearer {token}"}
        more = await _get(described.userinfo_endpoint, headers)
        if more.get("sub") != claims["sub"]:
            raise TokenRefused("the userinfo is another person's")
        return {**more, **claims}


def _described(found: dict[str, Any], config: OidcConfig) -> Description:
    """Check a description."""
    try:
        described = Description.model_validate(found)
    except ValidationError as error:
        raise ProviderUnreachable(f"{config.issuer}: {error.errors()[0]}") from error
    if described.issuer != config.issuer:
        reason = (
            f"WENCE_OIDC_ISSUER 写的是 {config.issuer}，它自称 {described.issuer!r}，要一字不差"
        )
        raise ProviderUnreachable(reason)
    for url in described.endpoints:
        if not config.trusts(url):
            raise ProviderUnreachable(f"not an HTTPS address: {url!r}")
    if KEY_TYPES.keys().isdisjoint(described.id_token_signing_alg_values_supported):
        raise ProviderUnreachable(f"{config.issuer}: signs neither with RS256 nor with ES256")
    return described


async def _get(url: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    status, found = await fetch(url, headers=headers)
    if status != 200:
        raise ProviderUnreachable(f"{url}: HTTP {status}")
    return found


def _refusal(status: int, answer: Mapping[str, Any]) -> Exception:
    """Return the error for what a token endpoint did not give tokens for."""
    reason = f"HTTP {status} {str(answer.get('error'))[:80]!r}"
    if answer.get("error") == "invalid_grant":
        return SignInExpired(reason)
    return ProviderRefused(reason) if status < 500 else ProviderUnreachable(reason)


def _with(page: str, parameters: Mapping[str, str]) -> str:
    return f"{page}{'&' if '?' in page else '?'}{urlencode(parameters)}"
