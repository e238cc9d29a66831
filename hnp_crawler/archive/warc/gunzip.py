"""Inflate a file gzip member by gzip member, and find the next one after damage."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import BinaryIO

CHUNK = 1 << 16
GZIP_MAGIC = b"\x1f\x8b\x08"
GZIP_WBITS = 16 + zlib.MAX_WBITS
BEGINNINGS = (b"WARC/", b"filed", b"http:", b"https")
"""What the content of a member begins with, in WARC and in ARC files."""


class ProblemError(Exception):
    """Raised for what cannot be read; ``problem`` names what is wrong, and the text says it."""

    def __init__(self, problem: str, detail: str) -> None:
        super().__init__(detail)
        self.problem = problem


class MemberError(ProblemError):
    """Raised while a member is inflated."""


class Member:
    """Inflate one member; after `pieces` has run to its end, ``length`` is known."""

    def __init__(self, file: BinaryIO, offset: int, begun: bytes) -> None:
        self.offset = offset
        self.length: int | None = None
        self.behind = b""
        """Bytes that were read from the file and belong to what follows."""
        self._file = file
        self._begun = begun

    def pieces(self) -> Iterator[bytes]:
        """Give the content in pieces of bounded size; raises `MemberError` where the stream breaks or ends early."""
        inflater = zlib.decompressobj(GZIP_WBITS)
        waiting, taken = self._begun, 0
        while not inflater.eof:
            if not waiting:
                waiting = self._file.read(CHUNK)
            if not waiting:
                raise MemberError("torn-member", f"the file ends within the gzip member that begins at {self.offset}")
            try:
                piece = inflater.decompress(waiting, CHUNK)
            except zlib.error as error:
                raise MemberError("broken-member", f"the gzip member at {self.offset} is broken: {error}") from None
            left = inflater.unused_data if inflater.eof else inflater.unconsumed_tail
            taken += len(waiting) - len(left)
            waiting = left
            if piece:
                yield piece
        self.behind = waiting
        self.length = taken


def find_member(file: BinaryIO, start: int) -> int | None:
    """Find where the next member with a record in it begins, from ``start`` on."""
    held, position = b"", start
    file.seek(start)
    while piece := file.read(CHUNK):
        held += piece
        at = held.find(GZIP_MAGIC)
        while at >= 0:
            if _begins_a_record(file, position + at):
                return position + at
            at = held.find(GZIP_MAGIC, at + 1)
        keep = len(GZIP_MAGIC) - 1
        position += len(held) - len(held[-keep:])
        held = held[-keep:]
        file.seek(position + len(held))
    return None


def _begins_a_record(file: BinaryIO, offset: int) -> bool:
    file.seek(offset)
    try:
        content = zlib.decompressobj(GZIP_WBITS).decompress(file.read(1024), 5)
    except zlib.error:
        return False
    return content in BEGINNINGS
