"""Read lines and counted bytes from pieces, however they are cut, or join them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def join(pieces: Iterable[bytes], limit: int) -> bytes:
    """Join pieces, all of them or until they are more than ``limit`` bytes; a single one is not copied."""
    content: bytes | bytearray = b""
    for piece in pieces:
        if not content:
            content = piece
        elif isinstance(content, bytes):
            content = bytearray(content) + piece
        else:
            content += piece
        if len(content) > limit:
            break
    return bytes(content)


class PieceReader:
    """Give lines, counted bytes and the rest of an iterable of pieces; ``position`` counts what was taken."""

    __slots__ = ("_at", "_held", "_pieces", "position")

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._held = b""
        self._at = 0
        self.position = 0

    def _more(self) -> bool:
        piece = next(self._pieces, None)
        if piece is None:
            return False
        self._held, self._at = self._held[self._at :] + piece, 0
        return True

    def line(self, limit: int) -> bytes:
        """Read up to and with a line feed, or ``limit`` bytes, or what there is."""
        searched = 0
        while True:
            end = self._held.find(b"\n", self._at + searched, self._at + limit)
            if end >= 0:
                return self._take(end + 1 - self._at)
            searched = len(self._held) - self._at
            if searched >= limit or not self._more():
                return self._take(min(limit, len(self._held) - self._at))

    def exactly(self, count: int) -> Iterator[bytes]:
        """Read ``count`` bytes in pieces, or what there is."""
        while count:
            if self._at == len(self._held) and not self._more():
                return
            piece = self._take(min(count, len(self._held) - self._at))
            count -= len(piece)
            if piece:
                yield piece

    def rest(self) -> Iterator[bytes]:
        """Read all that is left."""
        while self._at < len(self._held) or self._more():
            yield self._take(len(self._held) - self._at)

    def peek(self, count: int) -> bytes:
        """Look at the next ``count`` bytes, or what there is, without taking them."""
        while len(self._held) - self._at < count and self._more():
            pass
        return self._held[self._at : self._at + count]

    def back(self, content: bytes) -> None:
        """Put bytes back that were the last to be taken."""
        self._held, self._at = content + self._held[self._at :], 0
        self.position -= len(content)

    def _take(self, count: int) -> bytes:
        taken = self._held[self._at : self._at + count]
        self._at += count
        self.position += count
        return taken
