"""Search in Milvus, by its own client against a file of milvus-lite."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent import futures
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from index.errors import StoreDamaged, StoreMismatch, StoreMissing, StoreUnreachable, WenceError
from index.ingest import build as building
from index.ingest.build import build_from_articles
from index.ingest.migrate import migrate
from index.ingest.repair import repair
from index.model import Article
from index.search.interface import Scope
from index.search.local import LocalSearch
from index.search.milvus import collection as milvus_module
from index.search.milvus.collection import Collection, Milvus
from index.search.milvus.search import MilvusSearch, encode_terms
from index.store.manifest import ENTITIES, current_version
from index.store.store import Store
from index.text.tokenizer import Tokenizer
from rag.filters import Filters
from rag.live import LivePipeline
from rag.pipeline import Pipeline
from rag.settings import Settings
from tests.conftest import FakeEmbedder
from tests.data.corpus import ARTICLES
from ui.cli import doctor

if TYPE_CHECKING:
    from index.embedding.embedder import Embedder

pytestmark = pytest.mark.slow

ASKED = "到2033年海蓝市社区医院要达到多少家？"
QUESTIONS = (
    ASKED,
    "东湖区的续签率是多少？",
    "江原省全年结算多少人次？第二批耗材集采平均降价多少？",
    "海蓝市的地铁票价是多少？",
)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    path = tmp_path_factory.mktemp("milvus") / "wence.db"
    yield path
    from milvus_lite.server_manager import server_manager_instance

    server_manager_instance.release_server(str(path))


@pytest.fixture
def place(file: Path, request: pytest.FixtureRequest) -> Milvus:
    """A collection of the test's own."""
    return Milvus(str(file), f"c{abs(hash(request.node.name))}")


def settings(store: Path, milvus: Milvus | None = None, **more: Any) -> Settings:
    if milvus:
        more |= {"milvus_uri": milvus.uri, "milvus_collection": milvus.collection}
        more |= {"vector_store": "milvus"}
    return Settings(_env_file=None, store=store, llm_base_url="", engine=None, **more)


def edition(figure: str) -> list[Article]:
    """The corpus with another target in one article; figures of one length keep the offsets."""
    first = replace(ARTICLES[0], text=ARTICLES[0].text.replace("126家", figure))
    return [first, *ARTICLES[1:]]


@pytest.fixture(scope="module")
def moved(
    file: Path, real_pipeline: Pipeline, tmp_path_factory: pytest.TempPathFactory
) -> Pipeline:
    """What `real_pipeline` answers from, moved into Milvus."""
    milvus = Milvus(str(file), "moved")
    folder = tmp_path_factory.mktemp("moved") / "store"
    shutil.copytree(real_pipeline.settings.store, folder)
    migrate(folder, milvus=milvus)
    embedder = real_pipeline.embedder
    return Pipeline(Store.open(folder, embedder.name, milvus), embedder, settings(folder, milvus))


# The same is found as in files


@pytest.mark.parametrize("articles", [None, {1, 3}, {1, 2, 3, 4}, set()])
def test_the_same_passages_are_found_with_the_same_scores(
    real_pipeline: Pipeline, moved: Pipeline, articles: set[int] | None
) -> None:
    local, there = real_pipeline.store, moved.store
    assert isinstance(there.search, MilvusSearch) and isinstance(local.search, LocalSearch)
    scope = None
    if articles is not None:
        scope = Scope.of(local.articles(), local.passages(), lambda a: a.n in articles)
    for asked in QUESTIONS:
        vector = real_pipeline.embedder.embed([asked], "query")[0]
        for k in (3, 99):
            expected, found = (s.search.dense(vector, k, scope) for s in (local, there))
            assert found[0].tolist() == expected[0].tolist()
            assert found[1] == pytest.approx(expected[1], abs=1e-5)
        expected, found = (s.search.lexical(asked, 99, scope) for s in (local, there))
        assert dict(zip(*found, strict=True)) == pytest.approx(
            dict(zip(*expected, strict=True)), rel=1e-4
        )
        rows = [4, 0, 2]
        assert there.search.lexical_scores(asked, rows) == pytest.approx(
            local.search.lexical_scores(asked, rows), rel=1e-4
        )


@pytest.mark.parametrize("filters", [None, Filters(sources=("东部健康报",))])
def test_the_same_is_answered(
    real_pipeline: Pipeline, moved: Pipeline, filters: Filters | None
) -> None:
    for asked in QUESTIONS[1:3]:
        expected, found = (p.ask(asked, filters=filters) for p in (real_pipeline, moved))
        assert found.text == expected.text
        assert [c.quote for c in found.citations] == [c.quote for c in expected.citations]
        assert [h.passage.id for h in found.hits] == [h.passage.id for h in expected.hits]


def test_a_question_without_terms_finds_by_vectors_alone(moved: Pipeline) -> None:
    assert len(moved.store.search.lexical("的？！", 5)[0]) == 0
    assert moved.store.search.lexical_scores("的？！", [0, 1]).tolist() == [0, 0]


def test_terms_stay_whole_and_apart_in_any_analyzer() -> None:
    from milvus_lite.analyzer.standard import StandardAnalyzer

    text = "2.4亿元，占78.5%，covid-19与r&d及b+c，〇二〇年 Ⅱ期 ②"
    tokens = [*Tokenizer().tokens(text), "24", "2", "78.5", "7", "c+b"]
    written = encode_terms(tokens)
    assert StandardAnalyzer().tokenize(written) == written.split(" ")
    assert len(written.split(" ")) == len(tokens)
    assert len(set(written.split(" "))) == len(set(tokens))


def test_names_with_quotes_and_spaces_can_be_filtered_by(
    tmp_path: Path, place: Milvus, fake_embedder: FakeEmbedder
) -> None:
    names = ['a"b\\c', "it's", "甲 乙\t丙", "x] or true"]
    articles = [replace(ARTICLES[0], issue=name, n=n) for name in names for n in (1, 2)]
    build_from_articles(articles, tmp_path, "fake", milvus=place)
    store = Store.open(tmp_path, "fake", place)
    for name in names:
        for allows in (lambda a: a.issue == name, lambda a: (a.issue, a.n) == (name, 2)):  # noqa: B023
            scope = Scope.of(store.articles(), store.passages(), allows)
            rows, _ = store.search.dense(store.vectors[0], 99, scope)
            assert sorted(rows.tolist()) == scope.rows.tolist()


# Builds


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """How many entities were inserted and deleted."""
    counts = {"insert": 0, "delete": 0}
    for name in counts:
        did = getattr(Collection, name)

        def counted(self: Collection, given: Any, name: str = name, did: Any = did) -> None:
            counts[name] += len(given)
            did(self, given)

        monkeypatch.setattr(Collection, name, counted)
    return counts


def held(milvus: Milvus) -> set[int]:
    return set(Collection(milvus).keys().tolist())


def keys_of(folder: Path) -> set[int]:
    return set(np.load(current_version(folder) / ENTITIES).tolist())


def test_only_what_changed_goes_in_and_out(
    tmp_path: Path, place: Milvus, fake_embedder: FakeEmbedder, written: dict[str, int]
) -> None:
    first = build_from_articles(ARTICLES, tmp_path, "fake", milvus=place)
    assert written == {"insert": first.passages, "delete": 0}
    assert held(place) == keys_of(tmp_path) and len(Collection(place)) == first.passages
    names = {path.name for path in current_version(tmp_path).iterdir()}
    assert ENTITIES in names and not names & {"dense.faiss", "lexical"}

    again = build_from_articles(ARTICLES, tmp_path, "fake", milvus=place)
    assert again.version == first.version
    assert written == {"insert": first.passages, "delete": 0}

    before = keys_of(tmp_path)
    changed = build_from_articles(edition("131家"), tmp_path, "fake", milvus=place)
    assert changed.embedded == 1
    assert written["insert"] == first.passages + len(keys_of(tmp_path) - before)
    assert held(place) == before | keys_of(tmp_path) and written["delete"] == 0

    build_from_articles(edition("131家")[:2], tmp_path, "fake", milvus=place)
    build_from_articles(edition("131家")[:1], tmp_path, "fake", milvus=place)
    assert written["delete"] > 0
    store = Store.open(tmp_path, "fake", place)
    rows, _ = store.search.dense(store.vectors[0], 99)
    assert sorted(rows.tolist()) == list(range(len(store.passages())))


def test_a_reader_finds_its_version_while_the_next_is_built_and_after(
    tmp_path: Path, place: Milvus, fake_embedder: FakeEmbedder
) -> None:
    build_from_articles(ARTICLES, tmp_path, "fake", milvus=place)
    old = Store.open(tmp_path, "fake", place)
    renamed = [replace(article, title=article.title + "（修订）") for article in ARTICLES]
    build_from_articles(renamed, tmp_path, "fake", milvus=place)
    new = Store.open(tmp_path, "fake", place)
    assert not keys_of(tmp_path) & set(np.load(old.folder / ENTITIES).tolist())
    for store in (old, new):
        count = len(store.passages())
        for row in range(count):
            rows, scores = store.search.dense(store.vectors[row], 3)
            assert len(rows) == 3 and scores[0] == pytest.approx(1, abs=1e-5)
        assert sorted(store.search.dense(store.vectors[0], count)[0].tolist()) == list(range(count))
        assert len(store.search.lexical("家庭医生", 2)[0]) == 2


def test_clients_are_answered_through_a_build(
    tmp_path: Path, place: Milvus, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "_load_embedder", lambda model: embedder)
    build_from_articles(ARTICLES, tmp_path, embedder.name, milvus=place)
    configured = settings(tmp_path, place)
    live = LivePipeline(Pipeline.open(configured), every_s=0.05)
    said: list[tuple[float, str]] = []
    failed: list[BaseException] = []
    stop = threading.Event()

    def client() -> None:
        while not stop.is_set():
            try:
                said.append((time.monotonic(), live.ask(ASKED).text))
            except BaseException as error:
                failed.append(error)
                return

    threads = [threading.Thread(target=client) for _ in range(3)]
    for thread in threads:
        thread.start()
    began = time.monotonic()
    build_from_articles(edition("131家"), tmp_path, embedder.name, milvus=place)
    built = time.monotonic()
    while not failed and not any("131家" in t for _, t in said) and time.monotonic() < built + 30:
        time.sleep(0.02)
    stop.set()
    for thread in threads:
        thread.join()
    assert failed == []
    assert all(("126家" in text) != ("131家" in text) for _, text in said)
    during = [text for at, text in said if began <= at <= built]
    assert during and "131家" in said[-1][1]


def test_what_a_killed_build_inserted_is_used_or_removed_by_the_next(
    tmp_path: Path,
    place: Milvus,
    fake_embedder: FakeEmbedder,
    monkeypatch: pytest.MonkeyPatch,
    written: dict[str, int],
) -> None:
    build_from_articles(ARTICLES, tmp_path, "fake", milvus=place)
    whole = keys_of(tmp_path)

    def die(*args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(building, "publish", die)
        build_from_articles(edition("131家"), tmp_path, "fake", milvus=place)
    assert held(place) > whole == keys_of(tmp_path)
    store = Store.open(tmp_path, "fake", place)
    rows, _ = store.search.dense(store.vectors[0], len(whole))
    assert sorted(rows.tolist()) == list(range(len(whole)))

    inserted = written["insert"]
    build_from_articles(edition("131家"), tmp_path, "fake", milvus=place)
    assert written["insert"] == inserted  # what was in is not sent again
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(building, "publish", die)
        build_from_articles(edition("132家"), tmp_path, "fake", milvus=place)
    build_from_articles(edition("131家"), tmp_path, "fake", milvus=place)
    assert held(place) == whole | keys_of(tmp_path)


def test_what_is_lost_in_milvus_is_told_and_made_good(
    tmp_path: Path, place: Milvus, fake_embedder: FakeEmbedder
) -> None:
    build_from_articles(ARTICLES, tmp_path, "fake", milvus=place)
    whole = held(place)
    Collection(place).delete(sorted(whole)[:2])
    with pytest.raises(StoreDamaged, match="缺少索引的段落，请运行 wence migrate"):
        Store.open(tmp_path, "fake", place)
    found = repair(tmp_path, [], "fake", milvus=place)
    assert found.damaged == ["Milvus 的集合里缺少 2 段"] and held(place) == whole
    assert repair(tmp_path, [], "fake", milvus=place).damaged == []

    place.connect().drop_collection(place.collection)
    with pytest.raises(StoreMissing, match="没有集合"):
        Store.open(tmp_path, "fake", place)
    embedded = len(fake_embedder.texts)
    assert migrate(tmp_path, milvus=place).embedded == 0
    assert held(place) == whole and len(fake_embedder.texts) == embedded
    assert len(Store.open(tmp_path, "fake", place).search.lexical("家庭医生", 9)[0])


# Moving


def test_an_index_moves_there_and_back(
    tmp_path: Path, place: Milvus, fake_embedder: FakeEmbedder, written: dict[str, int]
) -> None:
    built = build_from_articles(ARTICLES, tmp_path, "fake")
    expected = Store.open(tmp_path, "fake").search.lexical("社区医院", 9)[0].tolist()
    embedded = len(fake_embedder.texts)
    with pytest.raises(StoreMismatch, match="还不在 Milvus 里，请运行 wence migrate"):
        Store.open(tmp_path, "fake", place).searched()

    stages = list[tuple[str, int, int]]()
    migrate(tmp_path, lambda *stage: stages.append(stage), place)
    assert ("写入 Milvus", built.passages, built.passages) in stages
    there = migrate(tmp_path, milvus=place)
    assert written == {"insert": built.passages, "delete": 0}
    store = Store.open(tmp_path, "fake", place)
    assert store.search.lexical("社区医院", 9)[0].tolist() == expected

    without = Store.open(tmp_path, "fake")
    assert without.articles() == list(ARTICLES)  # documents are read without Milvus
    for use in (lambda s: s.search, lambda s: s.dense, lambda s: s.lexical):
        with pytest.raises(StoreMismatch, match="WENCE_VECTOR_STORE=milvus"):
            use(without)
    with pytest.raises(StoreMismatch, match="WENCE_VECTOR_STORE=local"):
        assert store.dense

    back = migrate(tmp_path)
    assert back.version != there.version
    assert Store.open(tmp_path, "fake").lexical.search("社区医院", 9)[0].tolist() == expected
    assert len(fake_embedder.texts) == embedded


def test_the_command_moves_what_the_settings_say(
    tmp_path: Path,
    place: Milvus,
    fake_embedder: FakeEmbedder,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from ui.cli import main

    def wence(*args: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["wence", *args, "--store", str(tmp_path)])
        with pytest.raises(SystemExit) as ended:
            main.main()
        return int(str(ended.value.code)), *capsys.readouterr()

    monkeypatch.chdir(tmp_path)
    assert wence("migrate")[0] == 2
    built = build_from_articles(ARTICLES, tmp_path, "fake")
    monkeypatch.setenv("WENCE_VECTOR_STORE", "milvus")
    assert wence("migrate") == (
        2,
        "",
        "WENCE_VECTOR_STORE 是 milvus，请再设置 WENCE_MILVUS_URI，如 http://127.0.0.1:19530。\n",
    )
    monkeypatch.setenv("WENCE_MILVUS_URI", place.uri)
    monkeypatch.setenv("WENCE_MILVUS_COLLECTION", place.collection)
    code, out, err = wence("migrate")
    assert (code, err) == (0, "") and f"集合 {place.collection} 检索" in out
    code, out, _ = wence("migrate", "--json")
    assert code == 0 and json.loads(out)["passages"] == built.passages
    assert wence("articles")[0] == 0


# What goes wrong


def test_files_of_the_store_suffice_where_milvus_is_not_used() -> None:
    names = ["pymilvus", "milvus_lite", "langchain_milvus", "grpc", "pyarrow"]
    code = (
        "import sys\n"
        "import index.ingest.build, index.ingest.migrate, rag.live\n"
        "import ui.cli.doctor, ui.cli.main, ui.cli.indexing\n"
        f"assert not set({names}) & set(sys.modules), set({names}) & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_without_the_extra_it_is_told_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    with pytest.raises(StoreUnreachable, match=r"pip install 'wence\[milvus\]'"):
        build_from_articles(ARTICLES, tmp_path, "fake", milvus=Milvus("http://127.0.0.1:1"))


def test_an_unreachable_milvus_is_told_soon_and_before_anything_is_embedded(
    tmp_path: Path, fake_embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(milvus_module, "CONNECT_S", 1.0)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens
        place = Milvus(f"http://user:secret@127.0.0.1:{taken.getsockname()[1]}")
        began = time.monotonic()
        with pytest.raises(StoreUnreachable, match="连接不上 Milvus") as told:
            build_from_articles(ARTICLES, tmp_path, "fake", milvus=place)
    assert time.monotonic() - began < 5
    assert "secret" not in str(told.value) and "WENCE_MILVUS_URI" in str(told.value)
    assert fake_embedder.texts == []


@pytest.mark.parametrize("uri", ["milvus", "ftp://127.0.0.1", "/nowhere/at/all.db"])
def test_an_address_that_is_none_is_told(uri: str) -> None:
    with pytest.raises(StoreUnreachable, match=r"WENCE_MILVUS_URI|打不开"):
        Milvus(uri).connect()


def test_a_wrong_token_is_told_and_not_shown() -> None:
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


def test_a_collection_of_another_dimension_or_form_is_told(
    tmp_path: Path, place: Milvus, fake_embedder: FakeEmbedder
) -> None:
    Collection.ensure(place, 16)
    with pytest.raises(StoreMismatch, match="16 维，索引的是 8 维"):
        build_from_articles(ARTICLES, tmp_path, "fake", milvus=place)
    foreign = replace(place, collection=place.collection + "x")
    foreign.connect().create_collection(foreign.collection, dimension=8)
    with pytest.raises(StoreMismatch, match="不是 wence 建的"):
        build_from_articles(ARTICLES, tmp_path, "fake", milvus=foreign)


def test_a_collection_dropped_while_asked_is_one_sentence(
    tmp_path: Path, place: Milvus, fake_embedder: FakeEmbedder
) -> None:
    build_from_articles(ARTICLES, tmp_path, "fake", milvus=place)
    store = Store.open(tmp_path, "fake", place)
    place.connect().drop_collection(place.collection)
    with pytest.raises(StoreMissing, match="没有集合"):
        store.search.dense(store.vectors[0], 3)


def test_doctor_counts_what_is_there(
    tmp_path: Path,
    place: Milvus,
    fake_embedder: FakeEmbedder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ui.cli.doctor._model", lambda settings: "好")
    count = build_from_articles(ARTICLES, tmp_path, "fake", milvus=place).passages
    configured = settings(tmp_path, place, embedding_model="fake")
    found = {check.name: check for check in doctor.check(configured)}
    assert all(check.ok for check in found.values())
    assert f"索引的 {count} 段都在" in found["Milvus"].message
    Collection(place).delete(sorted(held(place))[:1])
    found = {check.name: check for check in doctor.check(configured)}
    assert found["索引"].ok and not found["Milvus"].ok
    assert "wence migrate" in found["Milvus"].remedy
    local = settings(tmp_path, embedding_model="fake")
    assert "WENCE_VECTOR_STORE=milvus" in doctor.check(local)[0].message


def test_a_file_in_use_by_another_process_is_told(tmp_path: Path) -> None:
    from milvus_lite import MilvusLite

    with MilvusLite(str(tmp_path / "a.db")), pytest.raises(WenceError, match="另一个进程"):
        Milvus(str(tmp_path / "a.db")).connect()


# LangChain


@pytest.mark.filterwarnings("ignore:The 'ranker_type'")  # milvus-lite knows the old form alone
def test_langchain_searches_the_same_collection_by_vectors_and_words(moved: Pipeline) -> None:
    from index.langchain.milvus import vector_store

    found = vector_store(moved.store, moved.embedder).similarity_search(
        "江原省全年结算多少人次？", k=3, fetch_k=20, ranker_type="rrf"
    )
    assert "29.8万人次" in found[0].page_content
    assert found[0].metadata["article"] == "2031-02-03/3"
    assert found[0].metadata["url"].startswith("/articles/2031-02-03/3#p")
    assert "terms" not in found[0].metadata


def test_langchain_needs_a_store_in_milvus(real_pipeline: Pipeline) -> None:
    from index.langchain.milvus import vector_store

    with pytest.raises(StoreMismatch, match="wence migrate"):
        vector_store(real_pipeline.store, real_pipeline.embedder)
