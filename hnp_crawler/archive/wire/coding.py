"""Undo content codings within bounds: a bomb costs no more than the limit (RFC 9110, 8.4)."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple, Protocol

from hnp_crawler.archive.wire.pieces import join

STEP = 1 << 16
MAX_CODINGS = 4


class Decoded(NamedTuple):
    """Hold decoded content, and what went wrong on the way, in one sentence."""

    content: bytes
    problem: str | None = None


class _CodingError(Exception):
    """Raised inside this module when a coded stream breaks."""


def decoded(pieces: Iterable[bytes], content_encoding: str | None, *, limit: int) -> Decoded:
    """Decode an entity by its ``Content-Encoding`` (gzip, deflate, br, zstd), to at most ``limit`` bytes.

    What comes out before a stream breaks, ends early or reaches the limit is returned with the problem.
    """
    codings = [coding.strip().lower() for coding in (content_encoding or "").split(",")]
    codings = [coding for coding in codings if coding and coding != "identity"]
    stream: Iterable[bytes] = pieces
    if len(codings) > MAX_CODINGS:
        return Decoded(b"", f"decoding an entity: {len(codings)} content codings are more than {MAX_CODINGS}")
    for coding in reversed(codings):
        decoder = DECODERS.get(coding)
        if decoder is None:
            return Decoded(b"", f"decoding an entity: no decoder for the content coding {coding!r}")
        stream = decoder(stream)
    problem: list[str] = []
    content = join(_until_broken(stream, problem), limit)
    if len(content) > limit:
        return Decoded(content[:limit], f"decoding an entity: more than {limit} bytes come out")
    return Decoded(content, f"decoding an entity: {problem[0]}" if problem else None)


def _until_broken(stream: Iterable[bytes], problem: list[str]) -> Iterator[bytes]:
    try:
        yield from stream
    except _CodingError as error:
        problem.append(str(error))


class _Decompressor(Protocol):
    """Describe the interface that `bz2`, `lzma`, `compression.zstd` and zlib's wrapper below share."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Zlib:
    """Give zlib's decompressor the common interface; tells a raw deflate stream by its first byte."""

    unused_data = b""

    def __init__(self, wbits: int | None) -> None:
        self._wbits = wbits
        self._inner: Any = None
        self._broken: zlib.error | None = None
        self.eof = False
        self.needs_input = True

    def decompress(self, data: bytes, max_length: int) -> bytes:
        if self._broken is not None:
            raise self._broken
        if self._inner is None:
            # RFC 9110 means zlib by "deflate"; many servers send raw deflate. CM = 8 in the low bits tells zlib.
            wbits = self._wbits or (zlib.MAX_WBITS if data[:1] and data[0] & 0x0F == 8 else -zlib.MAX_WBITS)
            self._inner = zlib.decompressobj(wbits)
        before, waiting = self._inner.copy(), self._inner.unconsumed_tail + data
        try:
            piece: bytes = self._inner.decompress(waiting, max_length)
        except zlib.error as error:
            return self._salvage(before, waiting, max_length, error)
        self.eof = self._inner.eof
        self.unused_data = self._inner.unused_data
        self.needs_input = not self._inner.unconsumed_tail and len(piece) < max_length
        return piece

    def _salvage(self, before: Any, waiting: bytes, max_length: int, error: zlib.error) -> bytes:
        """Give what lies before a break, which zlib throws away with the step; the next call raises."""
        self._broken, self.needs_input = error, False
        out = bytearray()
        try:
            for at in range(len(waiting)):
                out += before.decompress(waiting[at : at + 1])
        except zlib.error:
            pass
        if not out:
            raise error
        return bytes(out[:max_length])


def _steps(pieces: Iterable[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        for start in range(0, len(piece), STEP):
            yield piece[start : start + STEP]


def _streaming(
    name: str, new: Callable[[], _Decompressor], errors: tuple[type[Exception], ...], *, members: bool
) -> Callable[[Iterable[bytes]], Iterator[bytes]]:
    """Make a decoder of pieces out of a decompressor; ``members`` says whether streams may follow one another."""

    def decode(pieces: Iterable[bytes]) -> Iterator[bytes]:
        inner = new()
        begun = after_whole = False
        for waiting in _steps(pieces):
            while waiting or not (inner.needs_input or inner.eof):
                if inner.eof:
                    if not members:
                        return
                    inner, after_whole = new(), True
                try:
                    out = inner.decompress(waiting, STEP)
                except errors as error:
                    if after_whole:  # padding or rubbish after a whole stream, which browsers pass over too
                        return
                    raise _CodingError(f"the {name} stream is broken: {error}") from error
                begun, after_whole = True, after_whole and not out
                waiting = inner.unused_data if inner.eof else b""
                if out:
                    yield out
        if begun and not (inner.eof or after_whole):
            raise _CodingError(f"the {name} stream ends early")

    return decode


DECODERS: dict[str, Callable[[Iterable[bytes]], Iterator[bytes]]] = {
    "gzip": _streaming("gzip", lambda: _Zlib(zlib.MAX_WBITS | 16), (zlib.error,), members=True),
    "deflate": _streaming("deflate", lambda: _Zlib(None), (zlib.error,), members=False),
}
DECODERS["x-gzip"] = DECODERS["gzip"]

try:
    import brotli  # type: ignore[import-untyped]
except ImportError:  # pragma: no cover  (an optional package)
    pass
else:

    class _Brotli:
        """Give brotli's decompressor the common interface (its bounded output needs brotli 1.2)."""

        unused_data = b""

        def __init__(self) -> None:
            self._inner = brotli.Decompressor()
            self.eof = False
            self.needs_input = True

        def decompress(self, data: bytes, max_length: int) -> bytes:
            out: bytes = self._inner.process(data, output_buffer_limit=max_length)
            self.eof = self._inner.is_finished()
            self.needs_input = self._inner.can_accept_more_data() and len(out) < max_length
            return out

    DECODERS["br"] = _streaming("br", _Brotli, (brotli.error,), members=False)

try:
    from backports import zstd
except ImportError:  # pragma: no cover  (an optional package)
    pass
else:
    DECODERS["zstd"] = _streaming("zstd", zstd.ZstdDecompressor, (zstd.ZstdError,), members=True)
