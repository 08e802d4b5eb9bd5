"""What goes wrong between pymilvus and Milvus is reported in one Chinese sentence."""

from __future__ import annotations

import socket
import time
from concurrent import futures
from pathlib import Path
from typing import Any

import pytest

from index.errors import StoreUnreachable, WenceError
from index.search.milvus import collection
from index.search.milvus.collection import Milvus
from tests.conftest import CountingEmbedder
from tests.data.corpus import ARTICLES
from tests.stores import index_articles


def test_an_unreachable_milvus_is_reported_soon_and_before_anything_is_embedded(
    tmp_path: Path, fake_embedder: CountingEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collection, "CONNECT_S", 1.0)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens
        unreachable = Milvus(f"http://user:secret@127.0.0.1:{taken.getsockname()[1]}")
        began = time.monotonic()
        with pytest.raises(StoreUnreachable, match="连接不上 Milvus") as told:
            index_articles(ARTICLES, tmp_path, fake_embedder, milvus=unreachable)
    assert time.monotonic() - began < 5
    assert "secret" not in str(told.value) and "WENCE_MILVUS_URI" in str(told.value)
    assert fake_embedder.texts == []


@pytest.mark.parametrize("uri", ["milvus", "ftp://127.0.0.1", "/nowhere/at/all.db"])
def test_an_invalid_address_is_reported(uri: str) -> None:
    with pytest.raises(StoreUnreachable, match=r"WENCE_MILVUS_URI|打不开"):
        Milvus(uri).connect()


def test_a_wrong_token_is_reported_but_not_shown() -> None:
    import grpc

    class Refuses(grpc.GenericRpcHandler):  # type: ignore[misc]
        def service(self, details: Any) -> Any:
            def refuse(request: bytes, context: Any) -> None:
                context.abort(grpc.StatusCode.UNAUTHENTICATED, "auth check failure")

            return grpc.unary_unary_rpc_method_handler(refuse)

    server = grpc.server(futures.ThreadPoolExecutor(2), handlers=[Refuses()])
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        with pytest.raises(StoreUnreachable, match="拒绝了登录，请检查 WENCE_MILVUS_TOKEN") as told:
            Milvus(f"http://127.0.0.1:{port}", token="root:quite-secret").connect()
        assert "quite-secret" not in str(told.value)
        assert "quite-secret" not in repr(Milvus("x", token="quite-secret"))
    finally:
        server.stop(None)


def test_a_file_in_use_by_another_process_is_reported(tmp_path: Path) -> None:
    from milvus_lite import MilvusLite

    with MilvusLite(str(tmp_path / "a.db")), pytest.raises(WenceError, match="另一个进程"):
        Milvus(str(tmp_path / "a.db")).connect()
