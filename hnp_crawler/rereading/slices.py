"""Cut archives into slices that are read apart, and put them together again in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from hnp_crawler.archive.sources import Source
from hnp_crawler.archive.warc.gunzip import GZIP_MAGIC, find_member

SIZE = 2 << 20
"""Bytes of an archive that are read at a time."""
CHUNK = 1 << 20

_BEHIND_A_RECORD = b"\r\n\r\nWARC/"


@dataclass(frozen=True, slots=True)
class Slice:
    """Name a stretch of a file: the records that begin from ``start`` on and before ``end``.

    Where a record begins is guessed. A payload may hold bytes that look like one, so whoever reads slices compares
    where one ended with where the next begins, and reads that again from there if they differ.
    """

    number: int
    """Of the source, in order."""
    source: Source
    start: int
    end: int


def cut(number: int, source: Source, size: int = SIZE) -> Iterator[Slice]:
    """Cut a source into slices of about ``size`` bytes; what can only be read from its beginning is one."""
    start = 0
    if source.stored and source.size > size:
        with source.open() as file:
            compressed = file.read(2) == GZIP_MAGIC[:2]
            while start + size < source.size:
                found = find_member(file, start + size) if compressed else _find_record(file, start + size)
                if found is None:
                    break
                yield Slice(number, source, start, found)
                start = found
    yield Slice(number, source, start, max(source.size, start + 1))


def _find_record(file: BinaryIO, start: int) -> int | None:
    """Find the next place in an uncompressed file that looks like the beginning of a record."""
    position, held = start, b""
    file.seek(start)
    while piece := file.read(CHUNK):
        held += piece
        at = held.find(_BEHIND_A_RECORD)
        if at >= 0:
            return position + at + 4
        keep = len(_BEHIND_A_RECORD) - 1
        position += len(held) - len(held[-keep:])
        held = held[-keep:]
    return None
