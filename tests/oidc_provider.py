"""An OpenID provider on a loopback port, with keys of its own, that misbehaves on demand."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa

CLIENT, SECRET = "wence", "s:ecret/ä"


@cache
def rsa_key(number: int = 0) -> rsa.RSAPrivateKey:
    """Return a key; another for another number."""
    return rsa.generate_private_key(65537, 2048)


@cache
def ec_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def public(key: Any, id: str, algorithm: str) -> dict[str, Any]:
    """Return the public part of a key as a JWK."""
    found = jwt.get_algorithm_by_name(algorithm).to_jwk(key.public_key(), as_dict=True)
    return {**found, "kid": id, "use": "sig"}


class Server(ThreadingHTTPServer):
    """The provider; what it answers can be changed between requests."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.reset()

    def reset(self) -> None:
        """Behave again, as for 李娜 of two groups."""
        self.person: dict[str, Any] = {
            "sub": "248289761001",
            "preferred_username": "李娜",
            "groups": ["policy", "staff"],
        }
        self.changes: dict[str, Any] = {}  # of the claims of the next ID tokens; None takes one out
        self.userinfo: dict[str, Any] = {"sub": self.person["sub"]}
        self.description_changes: dict[str, Any] = {}
        self.answers: dict[str, tuple[int, Any]] = {}  # at the end of a path: status and content
        self.algorithm, self.key, self.kid = "RS256", rsa_key(), "first"
        self.keys = [public(self.key, self.kid, self.algorithm)]
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []  # the paths of all requests
        self.is_down = False

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/realms/oa"

    @property
    def description(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "end_session_endpoint": f"{self.issuer}/leave",
            "id_token_signing_alg_values_supported": ["RS256", "ES256"],
            **self.description_changes,
        }

    def agree(self, page: str) -> dict[str, str]:
        """Do as the person who signs in on `page`: return what the provider sends back."""
        asked = dict(parse_qsl(urlsplit(page).query))
        assert asked["response_type"] == "code" and asked["code_challenge_method"] == "S256"
        assert asked["client_id"] == CLIENT and "openid" in asked["scope"].split()
        code = secrets.token_hex(8)
        self.codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def token(self, nonce: str) -> str:
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            "sid": "session-1",
            **self.person,
            **self.changes,
        }
        return self.signed({name: value for name, value in claims.items() if value is not None})

    def signed(self, claims: dict[str, Any]) -> str:
        headers = {"kid": self.kid} if self.kid else {}
        return jwt.encode(claims, self.key, self.algorithm, headers=headers)


class Handler(BaseHTTPRequestHandler):
    """The handler of one request."""

    server: Server

    def do_GET(self) -> None:
        server, place = self.server, self._place()
        if place in ("authorize", "leave"):
            return self._send_back(place)
        if place == "userinfo":
            assert self.headers["Authorization"] == "Bearer access"
        usual: dict[str, Any] = {
            "openid-configuration": server.description,
            "keys": {"keys": server.keys},
            "userinfo": server.userinfo,
        }
        self._answer(*(server.answers.get(place) or (200, usual[place])))

    def do_POST(self) -> None:
        place = self._place()
        form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        self._answer(*(self.server.answers.get(place) or self._tokens(form)))

    def _tokens(self, form: dict[str, str]) -> tuple[int, Any]:
        if self._client(form) != (CLIENT, SECRET):
            return 401, {"error": "invalid_client"}
        asked = self.server.codes.pop(form["code"], None)  # a code is good for once
        if asked is None:
            return 400, {"error": "invalid_grant"}
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if challenge != asked["code_challenge"] or form["redirect_uri"] != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        token = self.server.token(asked["nonce"])
        return 200, {"id_token": token, "access_token": "access", "token_type": "Bearer"}

    def _send_back(self, place: str) -> None:
        """Redirect a browser as if the person had agreed at once."""
        asked = dict(parse_qsl(urlsplit(self.path).query))
        page = asked.get("redirect_uri") or asked["post_logout_redirect_uri"]
        sent = f"?{urlencode(self.server.agree(self.path))}" if place == "authorize" else ""
        self.send_response(302)
        self.send_header("Location", page + sent)
        self.end_headers()

    def _client(self, form: dict[str, str]) -> tuple[str, ...]:
        kind, _, sent = self.headers.get("Authorization", "").partition(" ")
        if kind != "Basic":
            return form["client_id"], form.get("client_secret", "")
        return tuple(unquote(part) for part in base64.b64decode(sent).decode().split(":"))

    def _place(self) -> str:
        self.server.asked.append(self.path)
        if self.server.is_down:
            self.close_connection = True
            raise ConnectionError
        return urlsplit(self.path).path.rpartition("/")[2]

    def _answer(self, status: int, content: Any) -> None:
        """Send a response: JSON, or the bytes given; a redirect to the provider's front page."""
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("Location", self.server.issuer)
        if body.startswith(b"\x1f\x8b"):
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def providing() -> Iterator[Server]:
    """Run a provider."""
    with Server() as server:
        server.handle_error = lambda request, address: None  # type: ignore[method-assign]
        thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join(10)
