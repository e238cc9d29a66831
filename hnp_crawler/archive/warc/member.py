"""Compress one record into one gzip member: ISA-L where it is installed, else zlib (RFC 1952)."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

SMALL = 1 << 20
"""Records up to this size are compressed and written at one go."""
GZIP_WBITS = 16 + zlib.MAX_WBITS


class _Compressor(Protocol):
    def compress(self, data: bytes, /) -> bytes: ...
    def flush(self) -> bytes: ...


def _zlib_compressor() -> _Compressor:
    return zlib.compressobj(6, zlib.DEFLATED, GZIP_WBITS)


def _zlib_whole(content: bytes) -> bytes:
    return zlib.compress(content, 6, GZIP_WBITS)


compress_whole: Callable[[bytes], bytes] = _zlib_whole
new_compressor: Callable[[], _Compressor] = _zlib_compressor

try:
    from isal import igzip_lib, isal_zlib
except ImportError:  # pragma: no cover  (not every machine has ISA-L)
    COMPRESSOR = "zlib"
else:
    # Level 2 costs an eighth of zlib's level 6 for files a few per cent larger.
    COMPRESSOR = "isal"

    def _isal_whole(content: bytes) -> bytes:
        packed: bytes = igzip_lib.compress(content, 2, igzip_lib.COMP_GZIP)
        return packed

    def _isal_compressor() -> _Compressor:
        compressor: _Compressor = isal_zlib.compressobj(2, isal_zlib.DEFLATED, GZIP_WBITS)
        return compressor

    compress_whole, new_compressor = _isal_whole, _isal_compressor


def gzip_member(length: int, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Compress pieces of ``length`` bytes in all: at one go when they are few, else piece by piece."""
    if length <= SMALL:
        yield compress_whole(b"".join(pieces))
        return
    compressor = new_compressor()
    for piece in pieces:
        if packed := compressor.compress(piece):
            yield packed
    yield compressor.flush()
