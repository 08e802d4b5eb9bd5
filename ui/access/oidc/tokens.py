"""Check the tokens that a provider signs: RS256 or ES256, with a key of its own, for us, now."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ui.access.oidc.config import OidcConfig
from ui.access.oidc.errors import TokenRefused

if TYPE_CHECKING:
    import jwt

# the algorithms accepted, each with the type of its keys: a key is never used for another one
KEY_TYPES = {"RS256": "RSA", "ES256": "EC"}
MAX_ID = 255  # characters of what a provider knows a person or a session by
LEEWAY_S = 60.0  # by which the clocks may differ
LOGOUT_S = 300.0  # for which a logout token may be on its way
LOGOUT = "http://schemas.openid.net/event/backchannel-logout"

Claims = Mapping[str, Any]


def id_claims(token: str, keys: Sequence[Any], config: OidcConfig, nonce: str) -> Claims:
    """Return the claims of an ID token, by the rules of OpenID Connect Core 3.1.3.7.

    `keys` are the members of the provider's JWK set, `nonce` what the sign-in was begun with.

    Raises:
        TokenRefused: it does not hold.
    """
    claims = _signed_claims(token, keys, config, ("exp", "iat", "sub"))
    if claims.get("nonce") != nonce:
        raise TokenRefused("another nonce")
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if several else config.client_id) != config.client_id:
        raise TokenRefused("issued to another client (azp)")
    return claims


def logout_claims(token: str, keys: Sequence[Any], config: OidcConfig) -> Claims:
    """Return the claims of a logout token, by the rules of Back-Channel Logout 2.6.

    Raises:
        TokenRefused: it does not hold.
    """
    claims = _signed_claims(token, keys, config, ("iat", "jti"))  # some providers leave out exp
    if int(claims["iat"]) < time.time() - LOGOUT_S:
        raise TokenRefused("an old logout token")
    events = claims.get("events")
    if "nonce" in claims or not isinstance(events, dict) or LOGOUT not in events:
        raise TokenRefused("not a logout token")
    if claims.keys().isdisjoint(("sub", "sid")):
        raise TokenRefused("neither sub nor sid")
    return claims


def _signed_claims(
    token: str, keys: Sequence[Any], config: OidcConfig, required: Sequence[str]
) -> Claims:
    """Check signature, issuer, audience and times."""
    import jwt

    try:
        algorithm, key = _key(token, keys)
        claims: Claims = jwt.decode(
            token,
            key,
            algorithms=[algorithm],
            audience=config.client_id,
            issuer=config.issuer,
            leeway=LEEWAY_S,
            options={"require": ["iss", "aud", *required], "enforce_minimum_key_length": True},
        )
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise TokenRefused(repr(error)) from error
    for name in ("sub", "sid"):
        value = claims.get(name, "-")
        if not (isinstance(value, str) and value.isprintable() and 0 < len(value) <= MAX_ID):
            raise TokenRefused(f"no usable {name}")
    return claims


def _key(token: str, keys: Sequence[Any]) -> tuple[str, jwt.PyJWK]:
    """Return the algorithm of a token and the one key that it may be signed with."""
    import jwt

    header = jwt.get_unverified_header(token)
    algorithm, id = header.get("alg"), header.get("kid")
    if algorithm not in KEY_TYPES:
        raise TokenRefused(f"the algorithm {algorithm!r}")
    found = [
        key
        for key in keys
        if isinstance(key, dict)
        and key.get("kty") == KEY_TYPES[algorithm]
        and key.get("alg", algorithm) == algorithm
        and key.get("use", "sig") == "sig"
        and id in (None, key.get("kid"))
    ]
    if len(found) != 1:
        raise TokenRefused(f"{len(found)} keys for the kid {id!r}")
    return algorithm, jwt.PyJWK(found[0], algorithm)
