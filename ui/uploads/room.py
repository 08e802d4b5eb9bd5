"""How many uploaded files there may be, and how large all of them."""

from __future__ import annotations

from dataclasses import dataclass

from index.errors import DocumentError

MB = 1 << 20


@dataclass(frozen=True, slots=True)
class Room:
    """A number of files, and the bytes of all: those that there are, or may be; 0 for no limit."""

    files: int
    size: int

    @property
    def mb(self) -> int:
        """The size in megabytes, rounded up."""
        return -(-self.size // MB)

    def refuse(self, used: Room, size: int) -> None:
        """Raise DocumentError where another file of a size is too much beside those used."""
        if self.files and used.files >= self.files:
            raise DocumentError(f"上传的文件已有 {self.files} 个，请先删除一些。")
        if self.size and used.size + size > self.size:
            raise DocumentError(f"上传的文件一共最多 {self.mb} MB，请先删除一些。")


NO_LIMIT = Room(0, 0)
