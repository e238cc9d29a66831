"""Find what there is to read again: WARC and ARC files, those inside WACZ packages, folders of both, collections."""

from __future__ import annotations

import io
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from hnp_crawler.archive.warc.read import Damage
from hnp_crawler.collection.folders import Folders
from hnp_crawler.errors import OptionError

ENDINGS = (".warc", ".warc.gz", ".arc", ".arc.gz")
PACKAGE = ".wacz"
ZIP_MAGIC = b"PK\x03\x04"
LINES_IN_PACKAGE = "tables/articles.jsonl"
MAX_MEMBERS = 100_000

_LOCAL_HEADER = struct.Struct("<4s5H3I2H")


@dataclass(frozen=True, slots=True)
class Source:
    """Name one WARC or ARC file: a file of its own, or a member of a package."""

    path: str
    member: str | None = None
    begin: int = 0
    """Where a member that is stored as it is begins in the package."""
    size: int = 0
    """Bytes that are read."""
    stored: bool = True
    """Whether its bytes can be read from any place on; a deflated member only from its beginning."""

    @property
    def name(self) -> str:
        """The file's name, as a line cites it."""
        return PurePosixPath(self.member or self.path).name

    @property
    def where(self) -> str:
        """The file's place, for people."""
        return f"{self.path}!{self.member}" if self.member else self.path

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Open it for reading; nothing is ever unpacked to disk."""
        if self.member is not None and not self.stored:
            with ZipFile(self.path) as package, package.open(self.member) as member:
                yield member  # type: ignore[misc]
        else:
            with open(self.path, "rb") as file:  # noqa: PTH123 (a string, as it travels to other processes)
                yield file if self.member is None else io.BufferedReader(_Window(file, self.begin, self.size))


class _Window(io.RawIOBase):
    """Show a stretch of a file as a file."""

    def __init__(self, file: BinaryIO, begin: int, size: int) -> None:
        self._file, self._begin, self._size, self._at = file, begin, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        self._file.seek(self._begin + self._at)
        piece = self._file.read(max(0, min(len(buffer), self._size - self._at)))
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)


@dataclass(slots=True)
class Inputs:
    """Hold everything that was found under the names given."""

    sources: list[Source] = field(default_factory=list)
    tables: list[Source] = field(default_factory=list)
    """The article lines that were written of these archives before."""
    refused: list[Damage] = field(default_factory=list)
    """What is no archive, or lies outside its package."""

    @property
    def size(self) -> int:
        """Bytes to read in all."""
        return sum(source.size for source in self.sources)


def find_inputs(doing: str, names: list[str]) -> Inputs:
    """Find the archives under each name; raises `OptionError` for a name that holds none."""
    inputs = Inputs()
    for name in names:
        before = len(inputs.sources) + len(inputs.refused)
        path = Path(name)
        if not path.exists():
            raise OptionError(f"{doing}: there is no {name!r}")
        if path.is_dir():
            _add_folder(path, inputs)
        else:
            _add_file(path, inputs)
        if len(inputs.sources) + len(inputs.refused) == before:
            raise OptionError(f"{doing}: {name!r} holds no {', '.join(ENDINGS)} or {PACKAGE} file")
    return inputs


def _add_folder(folder: Path, inputs: Inputs) -> None:
    collection = Folders(folder)
    if collection.archive.is_dir():
        folder = collection.archive
        if collection.articles.exists():
            inputs.tables.append(_of_file(collection.articles))
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name.lower().endswith((*ENDINGS, PACKAGE)):
            _add_file(path, inputs)


def _of_file(path: Path) -> Source:
    return Source(str(path), size=path.stat().st_size)


def _add_file(path: Path, inputs: Inputs) -> None:
    with path.open("rb") as file:
        is_zip = file.read(4) == ZIP_MAGIC
    if is_zip:
        _add_package(path, inputs)
    else:
        inputs.sources.append(_of_file(path))


def _add_package(path: Path, inputs: Inputs) -> None:
    try:
        with ZipFile(path) as package, path.open("rb") as file:
            members = package.infolist()
            if len(members) > MAX_MEMBERS:
                raise BadZipFile(f"{len(members)} members are more than {MAX_MEMBERS}")
            for info in members:
                if info.filename.lower().endswith(ENDINGS):
                    _add_member(path, file, info, inputs)
                elif info.filename == LINES_IN_PACKAGE:
                    inputs.tables.append(Source(str(path), info.filename, size=info.file_size, stored=False))
    except (BadZipFile, NotImplementedError, ValueError, struct.error) as error:
        inputs.refused.append(Damage(str(path), 0, path.stat().st_size, "broken-package", str(error)))


def _add_member(path: Path, file: BinaryIO, info: ZipInfo, inputs: Inputs) -> None:
    name = PurePosixPath(info.filename)
    if name.is_absolute() or ".." in name.parts or "\\" in info.filename:
        detail = f"the member {info.filename!r} would lie outside the package"
        inputs.refused.append(Damage(str(path), info.header_offset, info.compress_size, "unsafe-name", detail))
    elif info.flag_bits & 1:
        detail = f"the member {info.filename!r} is encrypted"
        inputs.refused.append(Damage(str(path), info.header_offset, info.compress_size, "encrypted-member", detail))
    else:
        stored = info.compress_type == ZIP_STORED and info.compress_size == info.file_size
        begin = _content_of(file, info) if stored else 0
        size = info.compress_size if stored else info.file_size
        inputs.sources.append(Source(str(path), info.filename, begin, size, stored))


def _content_of(file: BinaryIO, info: ZipInfo) -> int:
    """Find where a stored member's bytes begin, behind its local header (APPNOTE 4.3.7)."""
    file.seek(info.header_offset)
    header = file.read(_LOCAL_HEADER.size)
    magic, *_, name, extra = _LOCAL_HEADER.unpack(header)
    if magic != ZIP_MAGIC:
        raise BadZipFile(f"no member begins at {info.header_offset}")
    return info.header_offset + _LOCAL_HEADER.size + int(name) + int(extra)
