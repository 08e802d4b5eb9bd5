import pytest

from index.errors import DocumentError
from ui.uploads.folder import Acceptance, UploadFolder
from ui.uploads.room import MB, NO_LIMIT, Room


def test_without_limits_there_is_room_for_all():
    NO_LIMIT.refuse(Room(10**6, 10**15), 10**9)


def test_too_many_files_and_too_many_bytes_are_refused_with_the_limit():
    most = Room(3, 5 * MB)
    most.refuse(Room(2, 4 * MB), MB)
    with pytest.raises(DocumentError, match="已有 3 个"):
        most.refuse(Room(3, 0), 1)
    with pytest.raises(DocumentError, match="最多 5 MB"):
        most.refuse(Room(2, 4 * MB), MB + 1)


def test_waiting_and_accepted_files_count(tmp_path):
    files = UploadFolder(tmp_path / "store", Room(2, MB))
    files.receive("a.md", "# 甲\n\n正文甲。".encode())
    files.accept({"a.md": Acceptance()})
    files.receive("b.md", "# 乙\n\n正文乙。".encode())
    assert files.used().files == 2 and 0 < files.used().size < MB
    with pytest.raises(DocumentError, match="已有 2 个"):
        files.receive("c.md", "# 丙\n\n正文丙。".encode())
    files.discard(["b.md"])
    files.receive("c.md", "# 丙\n\n正文丙。".encode())
