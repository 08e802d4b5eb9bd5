"""The people who have come in through a provider, and their sessions, kept beside the users file.

Their groups may be many, so that a cookie has but the session's id.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from ui.access.accounts import AccountError, User
from ui.access.caller import OF_PROVIDER
from ui.access.oidc.config import OidcConfig
from ui.access.oidc.errors import SignInExpired
from ui.access.oidc.identity import Identity
from ui.access.oidc.pending import PENDING_S

SCHEMA = """
PRAGMA journal_mode = WAL;
CREATE TABLE IF NOT EXISTS people (
    issuer TEXT, subject TEXT, name TEXT NOT NULL UNIQUE, PRIMARY KEY (issuer, subject)
);
CREATE TABLE IF NOT EXISTS sessions (
    id TEXT PRIMARY KEY, issuer TEXT, subject TEXT, session TEXT, groups TEXT, token TEXT,
    expires REAL
);
CREATE TABLE IF NOT EXISTS used (state TEXT PRIMARY KEY, expires REAL);
PRAGMA user_version = 1;
"""
WAIT_S = 2.0  # for another process that writes


class Members:
    """The people of one provider. Safe for several threads and processes."""

    def __init__(self, users: Path, config: OidcConfig) -> None:
        """Keep them beside the users file `users`."""
        self.path, self._config = users.with_name(f"{users.stem}-sessions.sqlite"), config

    def enter(self, who: Identity) -> tuple[User, str]:
        """Begin a session; return the person and the session's id, which nobody can guess.

        Raises:
            AccountError: the file cannot be written.
        """
        id, now = secrets.token_urlsafe(24), time.time()
        groups = json.dumps(sorted(who.groups))
        row = (_hash(id), self._config.issuer, who.subject, who.session, groups, who.token)
        with self._open() as file:
            file.execute("DELETE FROM sessions WHERE expires < ?", (now,))
            name = self._name(file, who)
            values = (*row, now + self._config.session_s)
            file.execute("INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?)", values)
        return self._user(name, who.groups), id

    def user(self, id: str) -> User | None:
        """Return the person of a session, or None if it has ended."""
        query = """SELECT name, groups FROM sessions JOIN people USING (issuer, subject)
            WHERE id = ? AND issuer = ? AND expires > ?"""
        with self._open() as file:
            row = file.execute(query, (_hash(id), self._config.issuer, time.time())).fetchone()
        if row is None or not self._config.allows(groups := frozenset(json.loads(row[1]))):
            return None
        return self._user(row[0], groups)

    def leave(self, id: str) -> str:
        """End a session; return its ID token, "" if there is no such session."""
        with self._open() as file:
            query = "DELETE FROM sessions WHERE id = ? RETURNING token"
            row = file.execute(query, (_hash(id),)).fetchone()
        return str(row[0]) if row else ""

    def remove(self, subject: str = "", session: str = "") -> None:
        """End all sessions of a person, or the one that the provider has this id for."""
        query = """DELETE FROM sessions WHERE issuer = ?
            AND (? = '' OR subject = ?) AND (? = '' OR session = ?)"""
        with self._open() as file:
            values = (self._config.issuer, subject, subject, session, session)
            file.execute(query, values)

    def use(self, state: str) -> None:
        """Remember that a sign-in came back from the provider.

        Raises:
            SignInExpired: it had already.
        """
        now = time.time()
        with self._open() as file:
            file.execute("DELETE FROM used WHERE expires < ?", (now,))
            try:
                file.execute("INSERT INTO used VALUES (?, ?)", (_hash(state), now + PENDING_S))
            except sqlite3.IntegrityError as error:
                raise SignInExpired("a state used before") from error

    def _name(self, file: sqlite3.Connection, who: Identity) -> str:
        """Return the person's name here, which no other person has: they may share the claim."""
        key = self._config.issuer, who.subject
        mark = _hash("\n".join(key))
        for name in (who.name, f"{who.name}#{mark[:6]}", f"{who.name}#{mark}"):
            query = "SELECT issuer, subject FROM people WHERE name = ?"
            if file.execute(query, (name,)).fetchone() in (None, key):
                file.execute("INSERT OR REPLACE INTO people VALUES (?, ?, ?)", (*key, name))
                return name
        raise AccountError(f"用户名 {who.name} 已经有人用了。")

    def _user(self, name: str, groups: frozenset[str]) -> User:
        role = self._config.role(groups)
        return User(name=OF_PROVIDER + name, role=role, password="", groups=sorted(groups))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Yield a connection; what is done with it is one transaction."""
        try:
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
            with closing(sqlite3.connect(self.path, timeout=WAIT_S)) as file:
                if file.execute("PRAGMA user_version").fetchone() == (0,):
                    file.executescript(SCHEMA)
                with file:
                    yield file
        except (OSError, sqlite3.Error) as error:
            raise AccountError(f"登录记录 {self.path} 无法读写。") from error


def _hash(text: str) -> str:
    """Return what is kept of a secret, so that a copy of the file lets nobody in."""
    return hashlib.sha256(text.encode()).hexdigest()
