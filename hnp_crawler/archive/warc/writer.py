"""Write records to one WARC file that is whole after every call, or says that it is not."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Literal

from hnp_crawler.archive.names import OPEN
from hnp_crawler.archive.warc.member import SMALL, gzip_member
from hnp_crawler.archive.warc.records import Record

Fsync = Literal["never", "close", "record"]

RECORD_END = b"\r\n\r\n"


class ArchiveWriteError(Exception):
    """Raised when the archive cannot be written, with one sentence; nothing more can be written through it then."""


@dataclass(frozen=True, slots=True)
class Place:
    """Say where a record lies."""

    file: str
    """The file's final name."""
    offset: int
    length: int


class WarcWriter:
    """Write one file, ``NAME.open`` until it is closed: one gzip member a record, straight to the disk.

    ``fsync`` says when the disk is waited for: never, when the file is closed, or after every call. Only a loss of
    power needs that; what a killed process has written is safe with the system.
    """

    def __init__(self, path: Path, *, fsync: Fsync = "close") -> None:
        if path.exists():
            raise FileExistsError(f"opening {path.name}{OPEN}: {path.name} is there already")
        self.path = path
        self.size = 0
        self._open_path = path.with_name(path.name + OPEN)
        self._fsync = fsync
        self._failed: str | None = None
        self._torn = False
        self._file: int | None = _create(self._open_path)
        if fsync == "record":
            sync(path.parent)

    def write(self, records: Iterable[Record]) -> list[Place]:
        """Append records that belong together, all or none, and say where each lies; raises `ArchiveWriteError`."""
        if self._file is None or self._failed:
            raise ArchiveWriteError(f"writing to {self.path.name}: refused, {self._failed or 'the file is closed'}")
        whole, places = self.size, list[Place]()
        try:
            self._write_through(self._file, self._packed(records, places))
            if self._fsync == "record":
                os.fdatasync(self._file)
        except BaseException as error:
            self._failed = f"an earlier write failed: {error}"
            self._take_back(self._file, whole)
            if isinstance(error, OSError):
                raise ArchiveWriteError(f"writing to {self.path.name} at {whole}: {error.strerror or error}") from error
            raise
        return places

    def _packed(self, records: Iterable[Record], places: list[Place]) -> Iterator[bytes]:
        """Compress records one after the other and note where each comes to lie."""
        offset = self.size
        for record in records:
            header, length = record.header, 0
            size = len(header) + len(record.block) + len(RECORD_END)
            for piece in gzip_member(size, chain((header,), record.block.chunks(), (RECORD_END,))):
                length += len(piece)
                yield piece
            places.append(Place(self.path.name, offset, length))
            offset += length

    def _write_through(self, file: int, pieces: Iterable[bytes]) -> None:
        """Write small records together at one stroke: a kill leaves no request without at least a torn answer."""
        waiting = bytearray()
        for piece in pieces:
            waiting += piece
            if len(waiting) >= SMALL:
                self.size += write_all(file, waiting)
                waiting = bytearray()
        self.size += write_all(file, waiting)

    def _take_back(self, file: int, whole: int) -> None:
        """Cut our own unfinished tail off; where even that fails, the file stays ``.open`` for the next repair."""
        try:
            os.ftruncate(file, whole)
        except OSError:
            self._torn = True
        else:
            self.size = whole

    def close(self) -> Path | None:
        """Give the file its final name and return that; a torn file keeps its ``.open``, an empty one is removed."""
        if self._file is None:
            return None
        file, self._file = self._file, None
        try:
            try:
                if self._fsync != "never":
                    os.fsync(file)
            finally:
                os.close(file)
            if self._torn:
                return None
            if not self.size:
                self._open_path.unlink()
                return None
            self._open_path.rename(self.path)
            if self._fsync != "never":
                sync(self.path.parent)
        except OSError as error:
            raise ArchiveWriteError(f"closing {self.path.name}: {error.strerror or error}") from error
        return self.path


def write_all(file: int, content: bytes | bytearray) -> int:
    """Write every byte: a full disk may take a part and tell the error only on the next call."""
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(file, rest) :]
    return len(content)


def _create(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0), 0o644)


def sync(path: Path) -> None:
    """Wait until a file's bytes, or a folder's names, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def move_into_place(unfinished: Path, path: Path) -> None:
    """Give a file its name once all of it is on the disk, and wait for the name too."""
    sync(unfinished)
    unfinished.replace(path)
    sync(path.parent)
