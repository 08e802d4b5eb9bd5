"""Errors of pymilvus, translated into this program's errors with a Chinese message."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from index.errors import StoreError, StoreMissing, StoreUnreachable

_NOT_FOUND = 100  # Milvus's error code for a missing collection
_REFUSED = {"UNAUTHENTICATED", "PERMISSION_DENIED", "auth check failure"}
_SILENT = {"UNAVAILABLE", "DEADLINE_EXCEEDED", "Fail connecting", "Retry timeout"}
_LITE = {"Open local milvus failed", "milvus-lite is required"}
_SHOWN = 200  # characters of a message of Milvus


def no_collection(place: str, collection: str) -> str:
    """Return the message that a collection does not exist."""
    return f"Milvus（{place}）里没有集合 {collection}，请运行 wence migrate。"


@contextmanager
def translate_errors(place: str, collection: str) -> Iterator[None]:
    """Turn errors of pymilvus within the context into StoreMissing or StoreUnreachable."""
    import grpc
    from pymilvus.exceptions import MilvusException

    try:
        yield
    except (MilvusException, grpc.RpcError, grpc.FutureTimeoutError) as error:
        raise _translated(place, collection, error) from error


def _translated(place: str, collection: str, error: Exception) -> StoreError:
    if getattr(error, "code", None) == _NOT_FOUND:
        return StoreMissing(no_collection(place, collection))
    messages = [_message(cause) for cause in _causes(error)]

    def says(signs: set[str]) -> bool:
        return any(sign in message for sign in signs for message in messages)

    if says(_REFUSED):
        sentence = (
            f"Milvus（{place}）拒绝了登录，请检查 WENCE_MILVUS_TOKEN（密钥，或 用户名:密码）。"
        )
    elif says(_SILENT):
        sentence = f"连接不上 Milvus（{place}），请检查 WENCE_MILVUS_URI，以及 Milvus 是否在运行。"
    elif says(_LITE):
        sentence = (
            f"打不开 milvus-lite 的文件 {place}：它正被另一个进程使用，所在的文件夹不能写入，"
            "或没有装 milvus-lite。"
        )
    elif says({"is illegal"}):
        sentence = f"WENCE_MILVUS_URI 应写成 http://主机:19530，或 milvus-lite 的文件（.db），不是 {place}。"
    else:
        sentence = f"Milvus（{place}）没有做成：{messages[0][:_SHOWN]}"
    return StoreUnreachable(sentence)


def _message(error: BaseException) -> str:
    """Return an error's status and message, in one line."""
    import grpc

    if isinstance(error, grpc.RpcError):
        return f"{error.code().name} {error.details()}"
    return str(getattr(error, "message", "") or error).split("\n")[0]


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error, its cause, that one's cause and so on."""
    seen: list[BaseException] = []
    while error and error not in seen:  # pymilvus sometimes raises an error from itself
        yield error
        seen.append(error)
        error = error.__cause__
