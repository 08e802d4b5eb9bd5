"""Open the zipped packages of Word, PowerPoint and OFD, whose members are XML.

A package from outside may be a bomb, lie about sizes, or hold entities; it is checked before
anything of it is parsed, and nothing is loaded from elsewhere.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from typing import Any

from index.errors import DocumentError

MAX_XML = 40_000_000  # bytes of uncompressed XML: about a thousand pages
MAX_UNPACKED = 300_000_000  # bytes of all uncompressed members, pictures included
MAX_MEMBERS = 5_000
BAD_ARCHIVE = (  # raised by zipfile for files that are not archives, damaged, or encrypted
    *(zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError),
    *(OSError, ValueError, EOFError),
)
_CHUNK = 1 << 16
_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"


def check_archive(data: bytes, kind: str) -> None:
    """Check that a file is a sound archive of permitted size; `kind` names it to the user.

    Raises:
        DocumentError: it is not an archive, or its members are too many, too large, or not of
            the sizes they declare.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            xml = sum(m.file_size for m in members if m.filename.endswith((".xml", ".rels")))
            unpacked = sum(m.file_size for m in members)
            if xml > MAX_XML or unpacked > MAX_UNPACKED or len(members) > MAX_MEMBERS:
                raise DocumentError(f"{kind} 文件展开后太大，已拒绝读取")
            for member in members:
                with archive.open(member) as stream:
                    while stream.read(_CHUNK):  # raises if a member is larger than it declares
                        pass
    except BAD_ARCHIVE as error:
        raise DocumentError(f"{kind} 文件已损坏，无法读取") from error


def parse_xml(data: bytes) -> Any:
    """Parse one member; entities stay unexpanded, and nothing is loaded from outside.

    Raises:
        lxml.etree.XMLSyntaxError: the member is not well-formed, or nested too deeply.
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
    )
    return etree.fromstring(data, parser)


def local(element: Any) -> str:
    """Return the name of an element without its namespace; '' for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


class Package:
    """The members of a checked archive, by name; names are as links between members give them."""

    def __init__(self, data: bytes, kind: str) -> None:
        check_archive(data, kind)
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        self._names = set(self._archive.namelist())

    def xml(self, name: str) -> Any | None:
        """Return the root element of a member; None if there is no such member."""
        return parse_xml(self._archive.read(name)) if name in self._names else None

    def targets(self, name: str) -> dict[str, tuple[str, str]]:
        """Return the members that an Office member links to: id → (kind of link, name)."""
        folder, base = posixpath.split(name)
        root = self.xml(f"{folder}/_rels/{base}.rels".lstrip("/"))
        found = {}
        for link in root if root is not None else ():
            if local(link) == "Relationship" and link.get("TargetMode") != "External":
                kind = str(link.get("Type")).rpartition("/")[2]
                found[str(link.get("Id"))] = (kind, resolve(name, str(link.get("Target"))))
        return found


def resolve(name: str, target: str) -> str:
    """Return the name of the member that a link in the member `name` points to."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(name), target)).lstrip("/")


def link_id(element: Any, name: str = "id") -> str:
    """Return the id of the link that an Office element names in an attribute."""
    return str(element.get(f"{{{_RELATIONSHIPS}}}{name}") or element.get(f"{{{_STRICT}}}{name}"))
