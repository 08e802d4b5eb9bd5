"""The people who have come in through a provider, and their sessions, kept beside the users file.

Their groups may be many, so that a cookie has but the session's id.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock

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
log = logging.getLogger("wence.oidc")
WAIT_S = 2.0  # for another process that writes


class Members:
    """The people of one provider. Safe for several threads and processes."""

    def __init__(self, users: Path, config: OidcConfig) -> None:
        """Keep them beside the users file `users`."""
        self.path, self._config = users.with_name(f"{users.stem}-sessions.sqlite"), config
        self._reading: tuple[int, sqlite3.Connection] | None = None
        self._lock = Lock()

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
        with self._lock, self._told():
            values = (_hash(id), self._config.issuer, time.time())
            rows = self._reader().execute(query, values).fetchall()
        for name, told in rows:
            if self._config.allows(groups := frozenset(json.loads(told))):
                return self._user(name, groups)
        return None

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
        with self._told(), closing(self._connect()) as file, file:
            yield file

    def _reader(self) -> sqlite3.Connection:
        """Return a connection that stays open, since each request asks; not to a deleted file."""
        if self._reading is None or self._reading[0] != _inode(self.path):
            file = self._connect()
            self._reading = _inode(self.path), file
        return self._reading[1]

    def _connect(self) -> sqlite3.Connection:
        os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        file = sqlite3.connect(self.path, timeout=WAIT_S, check_same_thread=False)
        if file.execute("PRAGMA user_version").fetchone() == (0,):
            file.executescript(SCHEMA)
        file.execute("PRAGMA synchronous = NORMAL")  # what a power cut ends is begun again
        return file

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Raise AccountError where the file cannot be used."""
        try:
            yield
        except (OSError, sqlite3.Error) as error:
            log.error("%s: %r", self.path, error)
            raise AccountError("登录记录无法读写，请管理员看服务的日志。") from error


def _inode(path: Path) -> int:
    return path.stat().st_ino if path.exists() else 0


def _hash(text: str) -> str:
    """Return what is kept of a secret, so that a copy of the file lets nobody in."""
    return hashlib.sha256(text.encode()).hexdigest()
