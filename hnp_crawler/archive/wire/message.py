"""Read HTTP/1 messages as they crossed the wire, odd ones too, without changing a byte (RFC 9112)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from hnp_crawler.archive.wire.pieces import PieceReader

MAX_HEAD = 1 << 20
"""A head that has not ended after so many bytes is taken to have no end."""
MAX_CHUNK_LINE = 1 << 16
PLAIN_HEAD = 32_000

_HEAD_END = re.compile(rb"\n\r?\n")
_BLANK_LINE = re.compile(rb"\n[ \t]+\r?\n")
_STATUS = re.compile(rb"HTTP/\d+(?:\.\d+)? +(\d{3})(?!\d)")
_CHUNK_SIZE = re.compile(rb"[ \t]*([0-9a-fA-F]{1,16})[ \t]*(?:;.*)?\r?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Head:
    """Hold a message's start line and header fields."""

    start: bytes
    """The first line, without its line end."""
    fields: tuple[tuple[bytes, bytes], ...]
    """Names as sent, values unfolded and stripped, in order; a line without a colon is no field."""
    length: int
    """Bytes of the head with the empty line that ends it."""
    complete: bool
    """Whether that empty line is there."""
    plain: bool = True
    """Whether the usual readers of archives find the same end: CRLF, no line of spaces, at most 32 kB."""

    @property
    def status(self) -> int | None:
        """Read the status code; None for a request and for anything that is no HTTP answer."""
        match = _STATUS.match(self.start)
        return int(match[1]) if match else None

    def all(self, name: str) -> list[str]:
        """List the values of a field, whatever the case of its name; bytes beyond ASCII read as Latin-1."""
        wanted = name.lower().encode("latin-1")
        return [value.decode("latin-1") for key, value in self.fields if key.lower() == wanted]

    def get(self, name: str) -> str | None:
        """Look up the first value of a field."""
        return next(iter(self.all(name)), None)

    def joined(self, name: str) -> str | None:
        """Join the values of a field that is a list (RFC 9110, 5.3); None where there is none."""
        return ", ".join(self.all(name)) or None

    @property
    def chunked(self) -> bool:
        """Tell whether the last transfer coding is ``chunked`` (RFC 9112, 6.1)."""
        codings = [coding.strip().lower() for value in self.all("Transfer-Encoding") for coding in value.split(",")]
        return bool(codings) and codings[-1] == "chunked"


def parse_head(head: bytes) -> Head:
    r"""Read a head: lines that end in CRLF or LF, folded values, any bytes.

    >>> parse_head(b"HTTP/1.1 200\nServer: a\n  b\nodd\n\n").fields
    ((b'Server', b'a b'),)
    """
    lines = [line.removesuffix(b"\r") for line in head.split(b"\n")]
    fields: list[tuple[bytes, bytes]] = []
    folded: dict[int, list[bytes]] = {}
    for line in lines[1:]:
        if not line:
            continue
        if line[:1] in (b" ", b"\t"):
            folded.setdefault(len(fields) - 1, []).append(line.strip())
            continue
        name, colon, value = line.partition(b":")
        if colon:
            fields.append((name.strip(), value.strip()))
    # All at once: a head may be nothing but continued lines.
    folded.pop(-1, None)
    for place, more in folded.items():
        name, value = fields[place]
        fields[place] = (name, b" ".join(filter(None, (value, *more))))
    complete = _HEAD_END.search(head) is not None
    plain = head.endswith(b"\r\n\r\n") and len(head) <= PLAIN_HEAD and not _BLANK_LINE.search(head)
    return Head(lines[0], tuple(fields), len(head), complete, plain)


def split_head(block: bytes) -> tuple[bytes, bytes]:
    r"""Split a message after the empty line; without one all of it is head.

    >>> split_head(b"HTTP/1.0 200 OK\n\nbody")
    (b'HTTP/1.0 200 OK\n\n', b'body')
    """
    end = _HEAD_END.search(block)
    return (block[: end.end()], block[end.end() :]) if end else (block, b"")


def read_message(pieces: Iterable[bytes]) -> tuple[Head, Iterator[bytes]]:
    """Read the head of a message and return it with the pieces of what follows, still transfer-coded."""
    stream = iter(pieces)
    head, rest = split_head(_begin(stream))
    return parse_head(head), chain((rest,) if rest else (), stream)


def _begin(stream: Iterator[bytes]) -> bytes:
    """Take pieces until they hold a head, mostly one."""
    first = next(stream, b"")
    if _HEAD_END.search(first):
        return first
    begun = bytearray(first)
    for piece in stream:
        begun += piece
        if len(begun) > MAX_HEAD or _HEAD_END.search(begun, max(0, len(begun) - len(piece) - 2)):
            break
    return bytes(begun)


def entity(head: Head, body: Iterable[bytes]) -> Iterator[bytes]:
    """Take the transfer coding off a body: what the WARC standard calls the payload, still content-coded."""
    return dechunk(body) if head.chunked else iter(body)


def dechunk(pieces: Iterable[bytes]) -> Iterator[bytes]:
    r"""Undo the chunked coding (RFC 9112, 7.1), with extensions and trailers, however the pieces are cut.

    A body that does not begin with a chunk passes unchanged: some archives store decoded bodies under the old head.
    Where the framing breaks later or the bytes end early, so does the output.

    >>> b"".join(dechunk([b"4;x=y\r\nWi", b"ki\r\n0\r\nTrailer: t\r\n\r\n"]))
    b'Wiki'
    """
    stream = PieceReader(pieces)
    first = True
    while True:
        line = stream.line(MAX_CHUNK_LINE)
        match = _CHUNK_SIZE.fullmatch(line.removesuffix(b"\n")) if line.endswith(b"\n") else None
        if match is None:
            if first and line:
                yield line
                yield from stream.rest()
            return
        first = False
        size = int(match[1], 16)
        if size == 0:
            return
        yield from stream.exactly(size)
        if stream.line(2) not in (b"\r\n", b"\n"):
            return
