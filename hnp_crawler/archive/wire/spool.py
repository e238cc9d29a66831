"""Hold the bytes of one block, in memory while it is small and in a temporary file when it is not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

MEMORY_LIMIT = 1 << 20
CHUNK = 1 << 16


class Spool:
    """Collect bytes at one end and read them as often as needed; memory is flat however many there are.

    ``folder`` is where a block over 1 MiB waits (default: the system's folder for temporary files). `append` and
    `cut` raise `OSError` when that folder is full.
    """

    __slots__ = ("_file", "_folder", "_held", "_length")

    def __init__(self, content: bytes = b"", *, folder: Path | None = None) -> None:
        # One piece is kept as it is, for most blocks come as one; more are gathered, and copied when they are read.
        self._held: bytes | bytearray = b""
        self._file: IO[bytes] | None = None
        self._folder = folder
        self._length = 0
        if content:
            self.append(content)

    @classmethod
    def of(cls, pieces: Iterable[bytes], *, folder: Path | None = None) -> Spool:
        """Collect all pieces of an iterable."""
        spool = cls(folder=folder)
        try:
            for piece in pieces:
                spool.append(piece)
        except BaseException:
            spool.close()
            raise
        return spool

    def append(self, content: bytes) -> None:
        """Add bytes at the end."""
        if self._file is None and self._length + len(content) > MEMORY_LIMIT:
            self._file = TemporaryFile(dir=self._folder)  # noqa: SIM115 (`close` closes it)
            self._file.write(self._held)
            self._held = b""
        if self._file is None:
            self._hold(content)
        else:
            self._file.seek(self._length)
            self._file.write(content)
        self._length += len(content)

    def _hold(self, content: bytes) -> None:
        if not self._held:
            self._held = content
            return
        if isinstance(self._held, bytes):
            self._held = bytearray(self._held)
        self._held += content

    def cut(self, count: int) -> bytes:
        """Take ``count`` bytes off the end and return them: what a server sent beyond its message."""
        if not 0 <= count <= self._length:
            raise ValueError(f"cutting a block of {self._length} bytes: {count} is not within it")
        tail = b"".join(self.chunks(self._length - count))
        self._length -= count
        if self._file is None:
            self._held = self._held[: self._length]
        else:
            self._file.truncate(self._length)
        return tail

    def __len__(self) -> int:
        return self._length

    def chunks(self, start: int = 0, size: int = CHUNK) -> Iterator[bytes]:
        """Read the bytes from ``start`` on, in pieces of at most ``size``."""
        for position in range(start, self._length, size):
            yield self._at(position, min(size, self._length - position))

    def read(self, start: int = 0, end: int | None = None) -> bytes:
        """Read a part that is known to be small at once, or everything."""
        return self._at(start, (self._length if end is None else min(end, self._length)) - start)

    def _at(self, position: int, size: int) -> bytes:
        if self._file is None:
            # Of bytes, all of them are no copy.
            self._held = bytes(self._held)
            return self._held[position : position + size]
        self._file.seek(position)
        return self._file.read(size)

    def close(self) -> None:
        """Give the memory or the temporary file back; a closed block is empty."""
        self._held = b""
        self._length = 0
        if self._file is not None:
            self._file.close()
            self._file = None
