"""The users file: people with hashed passwords, roles and groups, their keys, and their collections.

Collections are folders of the corpus that only some groups may read.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import time
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from filelock import FileLock
from pydantic import BaseModel, Field, ValidationError

from index.errors import WenceError
from rag.visibility import normal
from ui.access.caller import Role

NAME = re.compile(r"[\w.@-]{1,64}")
PASSWORD_CHARS = range(8, 1025)
GROUP = re.compile(r"[^,，、;；\x00-\x1f\x7f]{1,100}")  # what separates groups is in none
EVERYBODY = "*"
"""In the place of groups: all who have signed in."""
MAX_GROUPS, MAX_COLLECTIONS, MAX_FOLDER = 100, 1000, 500


class AccountError(WenceError):
    """The users file cannot be used, or a change to it is invalid."""


class AccountsUnreadable(AccountError):
    """The users file is damaged or cannot be opened; nobody can sign in until it is mended."""


class User(BaseModel):
    """A person who may sign in; `password` is an Argon2id hash."""

    name: str
    role: Role = "reader"
    password: str
    groups: list[str] = []

    @property
    def fingerprint(self) -> str:
        """A part of each session's cookie: it changes with the password, which ends old sessions."""
        return _sha256(self.password)[:16]


class Key(BaseModel):
    """An API key, which has its user's permissions; `hash` is the SHA-256 of the key."""

    id: str
    user: str
    label: str = ""
    created: str
    hash: str


class _Content(BaseModel):
    secret: str = Field(default_factory=lambda: secrets.token_urlsafe(32))
    users: list[User] = []
    keys: list[Key] = []
    collections: dict[str, list[str]] = {}  # folder: the groups that may read it
    ended: dict[str, float] = {}  # session signed out of: when its cookie would expire, in epoch s


class Accounts:
    """The users file; it is read again when another process has changed it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read: tuple[tuple[int, ...], _Content] | None = None

    @classmethod
    def open(cls, path: Path) -> Accounts:
        """Open a users file that has at least one user.

        Raises:
            AccountError: the file is missing, empty or unreadable.
        """
        accounts = cls(path)
        if not accounts.users:
            raise AccountError(f"{path} 里还没有用户，请先运行 wence users add 名字。")
        return accounts

    @classmethod
    def open_or_make(cls, path: Path) -> Accounts:
        """Open a users file that may have no users; make a missing one, which keeps the secret.

        Raises:
            AccountError: the file is unreadable or cannot be written.
        """
        accounts = cls(path)
        if not path.exists():
            with accounts._changing():
                pass
        return accounts

    @property
    def secret(self) -> str:
        """The key that session cookies are signed with."""
        return self._content().secret

    @property
    def users(self) -> list[User]:
        """All users, in the order added."""
        return self._content().users

    @property
    def keys(self) -> list[Key]:
        """All API keys that are valid."""
        return self._content().keys

    @property
    def collections(self) -> Mapping[str, list[str]]:
        """The groups that may read a folder, for each folder that not everybody may read.

        A folder is named as by `rag.visibility.normal`; of those around a file the nearest counts.
        """
        return self._content().collections

    @property
    def groups(self) -> list[str]:
        """All groups that somebody is in, or that may read a folder."""
        content = self._content()
        named = [*(u.groups for u in content.users), *content.collections.values()]
        return sorted({group for groups in named for group in groups} - {EVERYBODY})

    def user(self, name: str) -> User | None:
        """Return the user with a name, or None."""
        return next((user for user in self.users if user.name == name), None)

    def with_password(self, name: str, password: str) -> User | None:
        """Return the user with this name and password, or None.

        It takes as long for an unknown name, so that the time does not reveal which names exist.
        """
        user = self.user(name)
        right = _matches(user.password if user else _hash_of_nobody(), password)
        return user if right else None

    def with_key(self, token: str) -> User | None:
        """Return the user of an API key, or None."""
        hashed = _sha256(token)
        for key in self.keys:
            if secrets.compare_digest(key.hash, hashed):
                return self.user(key.user)
        return None

    def add_user(
        self,
        name: str,
        password: str,
        role: Role = "reader",
        groups: Iterable[str] | None = None,
    ) -> None:
        """Add a person, or give one a new password and role, and new groups unless None.

        Raises:
            AccountError: the name, the password or a group is invalid.
        """
        if not NAME.fullmatch(name):
            raise AccountError("用户名应是 1 到 64 个字母、数字、汉字或 . @ - _。")
        if len(password) not in PASSWORD_CHARS:
            raise AccountError("密码至少 8 位，最多 1024 位。")
        user = User(name=name, role=role, password=_hasher().hash(_normal(password)))
        wanted = None if groups is None else checked_groups(groups)
        with self._changing() as content:
            before = next((u.groups for u in content.users if u.name == name), [])
            user.groups = before if wanted is None else wanted
            content.users = [*(u for u in content.users if u.name != name), user]

    def set_role(self, name: str, role: Role) -> None:
        """Change what a person may do; raises AccountError if there is no such person."""
        with self._changing() as content:
            _found(content, name).role = role

    def set_groups(self, name: str, groups: Iterable[str]) -> None:
        """Change the groups of a person.

        Raises:
            AccountError: there is no such person, or a group is invalid.
        """
        wanted = checked_groups(groups)
        with self._changing() as content:
            _found(content, name).groups = wanted

    def restrict(self, folder: str, groups: Iterable[str]) -> None:
        """Let only these groups, and administrators, read a folder with all that is in it.

        EVERYBODY lets all read what lies in a folder that only some may read.

        Raises:
            AccountError: the folder's name or a group is invalid.
        """
        wanted, name = checked_groups(groups), normal(folder)
        if len(name) > MAX_FOLDER or not name.isprintable():
            raise AccountError(f"文件夹的名称最多 {MAX_FOLDER} 字，不含控制字符。")
        with self._changing() as content:
            content.collections[name] = wanted
            if len(content.collections) > MAX_COLLECTIONS:
                raise AccountError(f"规定最多 {MAX_COLLECTIONS} 条，请规定上一层文件夹。")

    def release(self, folder: str) -> None:
        """Let a folder be read by whoever may read the one around it.

        Raises:
            AccountError: there is no rule for the folder.
        """
        name = normal(folder)
        with self._changing() as content:
            if content.collections.pop(name, None) is None:
                raise AccountError(f"文件夹“{folder}”没有规定。")

    def remove_user(self, name: str) -> None:
        """Remove a person and their keys; raises AccountError if there is no such person."""
        with self._changing() as content:
            _found(content, name)
            content.users = [u for u in content.users if u.name != name]
            content.keys = [k for k in content.keys if k.user != name]

    def add_key(self, user: str, label: str = "") -> str:
        """Create an API key and return it; only its hash is stored.

        Raises:
            AccountError: there is no such user.
        """
        id = secrets.token_hex(4)
        token = f"wence_{id}_{secrets.token_urlsafe(32)}"
        created = datetime.now(UTC).isoformat(timespec="seconds")
        with self._changing() as content:
            _found(content, user)
            key = Key(id=id, user=user, label=label, created=created, hash=_sha256(token))
            content.keys.append(key)
        return token

    def revoke_key(self, id: str) -> None:
        """Delete a key; raises AccountError if there is no such key."""
        with self._changing() as content:
            _refuse_missing(any(k.id == id for k in content.keys), f"密钥 {id}")
            content.keys = [k for k in content.keys if k.id != id]

    def end_session(self, id: str, expires: float) -> None:
        """Remember until `expires`, in seconds since the epoch, that nobody may use a session."""
        with self._changing() as content:
            now = time.time()
            content.ended = {i: until for i, until in content.ended.items() if until > now}
            content.ended[id] = expires

    def has_ended(self, session: str) -> bool:
        """Return whether somebody has signed out of a session."""
        return session in self._content().ended

    def _content(self) -> _Content:
        try:
            status = self.path.stat()
            stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
            if self._read is None or self._read[0] != stamp:
                text = self.path.read_text(encoding="utf-8")
                self._read = stamp, _Content.model_validate_json(text)
        except FileNotFoundError:
            self._read = None
            return _Content()
        except (OSError, ValueError, ValidationError) as error:
            raise AccountsUnreadable(f"用户文件 {self.path} 无法读取。") from error
        return self._read[1]

    @contextmanager
    def _changing(self) -> Iterator[_Content]:
        """Yield the content to change, then replace the file atomically, readable by its owner."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(f"{self.path}.lock", mode=0o600):
                content = self._content().model_copy(deep=True)
                yield content
                new = self.path.with_name(f"{self.path.name}.new")
                with open(new, "w", encoding="utf-8", opener=_open_for_owner) as file:
                    json.dump(content.model_dump(), file, ensure_ascii=False, indent=1)
                new.replace(self.path)
        except OSError as error:
            raise AccountError(f"用户文件 {self.path} 无法写入。") from error


def _open_for_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()  # Argon2id with the parameters of RFC 9106 for small memory


@cache
def _hash_of_nobody() -> str:
    return _hasher().hash(secrets.token_urlsafe())


def _matches(hashed: str, password: str) -> bool:
    try:
        return _hasher().verify(hashed, _normal(password))
    except (Argon2Error, InvalidHashError, UnicodeEncodeError):
        return False


def _normal(password: str) -> str:
    """Normalise a password, since keyboards send the same characters in several forms."""
    return unicodedata.normalize("NFKC", password)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()


def checked_groups(groups: Iterable[str]) -> list[str]:
    """Return groups without spaces around their names, each once.

    Raises:
        AccountError: one of them cannot be a group's name, or there are too many.
    """
    names = list(dict.fromkeys(filter(None, map(str.strip, groups))))
    if len(names) > MAX_GROUPS or not all(map(GROUP.fullmatch, names)):
        raise AccountError(f"组名最多 100 字，不含逗号、顿号和分号；最多 {MAX_GROUPS} 个组。")
    return names


def split_groups(text: str) -> list[str]:
    """Return the groups of a text that names them one after another."""
    return list(filter(None, map(str.strip, re.split("[,，、;；\n]", text))))


def _found(content: _Content, name: str) -> User:
    """Return the user with a name; raises AccountError if there is none."""
    found = next((user for user in content.users if user.name == name), None)
    if found is None:
        raise AccountError(f"没有用户 {name}。")
    return found


def _refuse_missing(found: bool, what: str) -> None:
    if not found:
        raise AccountError(f"没有{what}。")
