"""`wence migrate`: move an index to where it is to be searched, into Milvus or back to files.

The version's own articles and vectors are used: no document is read, nothing is embedded.
"""

from __future__ import annotations

from index.errors import StoreDamaged, StoreMismatch
from index.ingest.build import BuildReport, update
from index.ingest.repair import StoredCorpus
from index.ingest.vectors import Progress
from index.store.files import REPAIR
from index.store.manifest import current_version
from index.store.spec import StoreSpec
from index.store.versions import PreviousVersion, write_lock


def migrate(spec: StoreSpec, progress: Progress | None = None) -> BuildReport:
    """Have the live version searched where the spec says; do nothing where it is already.

    The version keeps its model and passage prompt, whatever the spec's are.

    Raises:
        StoreMissing: nothing has been built there.
        StoreMismatch: the version was built by another version of the program.
        StoreDamaged: a file is damaged.
        StoreBusy, StoreError, StoreUnreachable: as for a build.
    """
    current_version(spec.folder)
    with write_lock(spec.folder):
        live = PreviousVersion.live(spec.folder)
        if live.older_schema:
            raise StoreMismatch(f"索引 {spec.folder} 由旧版程序建立，请运行 wence index 更新。")
        if live.damaged or not (live.manifest and live.database):
            raise StoreDamaged(f"索引 {spec.folder} 有文件缺失或损坏，{REPAIR}")
        corpus = StoredCorpus(live, live.manifest, live.database)
        return update(live.manifest.applied_to(spec), corpus, live, progress)
