"""Find WARC and ARC files, of their own or in WACZ packages, and open them where they lie."""

from __future__ import annotations

import io
import os
import struct
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from lzma import LZMAError
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from hnp_crawler.archive.warc.read import Damage

ENDINGS = (".warc", ".warc.gz", ".arc", ".arc.gz")
PACKAGE = ".wacz"
ZIP_MAGIC = b"PK\x03\x04"
MAX_MEMBERS = 100_000
MAX_INFLATED = 1 << 36
"""Bytes to which a member of a package, or a file of one gzip member, is inflated; no archive has more."""

_LOCAL_HEADER = struct.Struct("<4s5H3I2H")
_PACKAGE_ERRORS = (BadZipFile, NotImplementedError, ValueError, OverflowError, struct.error)
_MEMBER_ERRORS = (*_PACKAGE_ERRORS, OSError, EOFError, LZMAError, RuntimeError, zlib.error)


class PackageError(OSError):
    """Raised while a compressed member of a package is read, from where it cannot be read on."""


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
        """Open it for reading, from the package that it may be in; `PackageError` is raised by whoever reads."""
        with open(self.path, "rb") as file:  # noqa: PTH123 (a string, as it travels to other processes)
            if self.member is None:
                yield file
            elif self.stored:
                yield io.BufferedReader(_Window(file, self.begin, self.size))
            else:
                yield io.BufferedReader(_Inflated(file, self.member, self.where))


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


class _Inflated(io.RawIOBase):
    """Show a compressed member as a file, with one error for all that may be wrong with it."""

    def __init__(self, file: BinaryIO, member: str, where: str) -> None:
        self._where = where
        with self._named():
            self._member = ZipFile(file).open(member)  # noqa: SIM115 (it ends with the file that it reads)

    @contextmanager
    def _named(self) -> Iterator[None]:
        try:
            yield
        except _MEMBER_ERRORS as error:
            raise PackageError(f"{self._where} cannot be read on: {error}") from error

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        with self._named():
            return self._member.seek(offset, whence)

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        with self._named():
            piece = self._member.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)


def files_under(folder: Path) -> Iterator[Path]:
    """List what looks like an archive in a folder, however deep."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name.lower().endswith((*ENDINGS, PACKAGE)):
            yield path


def sources_in(path: Path, also: Collection[str] = ()) -> Iterator[Source | Damage]:
    """List the WARC and ARC files that a file is or, as a package, holds, and what of these cannot be read.

    ``also`` names other members that are wanted.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        if file.read(4) != ZIP_MAGIC:
            yield Source(str(path), size=size)
            return
        try:
            members = ZipFile(file).infolist()
            if len(members) > MAX_MEMBERS:
                raise BadZipFile(f"{len(members)} members are more than {MAX_MEMBERS}")
        except _PACKAGE_ERRORS as error:
            yield Damage(str(path), 0, size, "broken-package", str(error))
            return
        for info in members:
            if info.filename.lower().endswith(ENDINGS) or info.filename in also:
                yield _member(path, size, file, info)


def _member(path: Path, size: int, file: BinaryIO, info: ZipInfo) -> Source | Damage:
    name = PurePosixPath(info.filename)
    stored = info.compress_type == ZIP_STORED and info.compress_size == info.file_size
    problem, detail = "broken-package", ""
    if name.is_absolute() or ".." in name.parts or "\\" in info.filename:
        problem, detail = "unsafe-name", "would lie outside the package"
    elif info.flag_bits & 1:
        problem, detail = "encrypted-member", "is encrypted"
    elif (begin := _content_of(file, info, size)) is None or info.compress_size > size - begin:
        detail = "does not lie in the package"
    elif info.file_size > MAX_INFLATED:
        detail = f"has {info.file_size} bytes, and {MAX_INFLATED} are the most"
    else:
        return Source(str(path), info.filename, begin if stored else 0, info.file_size, stored)
    at, length = (min(number, size) for number in (info.header_offset, info.compress_size))
    return Damage(str(path), at, length, problem, f"the member {info.filename!r} {detail}")


def _content_of(file: BinaryIO, info: ZipInfo, size: int) -> int | None:
    """Find where a member's bytes begin, behind its local header (APPNOTE 4.3.7)."""
    if not 0 <= info.header_offset <= size - _LOCAL_HEADER.size:
        return None
    file.seek(info.header_offset)
    magic, *_, name, extra = _LOCAL_HEADER.unpack(file.read(_LOCAL_HEADER.size))
    return info.header_offset + _LOCAL_HEADER.size + int(name) + int(extra) if magic == ZIP_MAGIC else None
