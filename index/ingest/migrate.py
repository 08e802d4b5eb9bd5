"""`wence migrate`: an index moves to where it is to be searched, into Milvus or back to files.

The version's own articles and vectors are taken: no file is read again, nothing embedded.
"""

from __future__ import annotations

from pathlib import Path

from index.errors import StoreDamaged, StoreMismatch
from index.ingest.build import BuildReport, update
from index.ingest.repair import StoredCorpus
from index.ingest.vectors import Progress
from index.search.milvus.collection import Milvus
from index.store.files import REPAIR
from index.store.manifest import current_version
from index.store.versions import Previous, writing


def migrate(
    store_dir: Path, progress: Progress | None = None, milvus: Milvus | None = None
) -> BuildReport:
    """Have the live version searched in Milvus, or in files without; done again, nothing happens.

    Raises:
        StoreMissing: nothing has been built there.
        StoreMismatch: it was built by another version of the program.
        StoreDamaged: a file is damaged.
        StoreBusy, StoreError, StoreUnreachable: as for a build.
    """
    current_version(store_dir)
    with writing(store_dir):
        live = Previous.open(store_dir)
        if live.first:
            raise StoreMismatch(f"索引 {store_dir} 由旧版程序建立，请运行 wence index 更新。")
        if live.damaged or not (live.manifest and live.database):
            raise StoreDamaged(f"索引 {store_dir} 有文件缺失或损坏，{REPAIR}")
        corpus = StoredCorpus(live, live.manifest, live.database)
        return update(store_dir, corpus, live, live.manifest.model, progress, milvus=milvus)
