from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hnp_crawler.archive.wire.coding import DECODERS, decoded

brotli = pytest.importorskip("brotli")
zstd = pytest.importorskip("backports.zstd")


def raw_deflate(content: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=-15)
    return compressor.compress(content) + compressor.flush()


ENCODERS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
}


@pytest.mark.parametrize("coding", ENCODERS)
@given(st.binary(max_size=300), st.lists(st.integers(0, 50), max_size=5))
def test_decoding_undoes_encoding_however_it_is_cut(coding, content, sizes):
    encoded = ENCODERS[coding](content)
    pieces = []
    for size in sizes:
        pieces.append(encoded[:size])
        encoded = encoded[size:]
    assert decoded([*pieces, encoded], coding.upper(), limit=1000) == (content, None)


@pytest.mark.parametrize("coding", [*ENCODERS, "identity", "nonsense"])
@given(st.binary(max_size=100))
def test_any_bytes_decode_or_have_a_problem(coding, content):
    assert len(decoded([content], coding, limit=500).content) <= 500


@pytest.mark.parametrize("coding", ENCODERS)
def test_a_bomb_stops_at_the_limit(coding):
    bomb = ENCODERS[coding](bytes(30_000_000))
    content, problem = decoded([bomb], coding, limit=1_000_000)
    assert len(content) == 1_000_000
    assert problem == "decoding an entity: more than 1000000 bytes come out"


@pytest.mark.parametrize("coding", ENCODERS)
def test_a_large_body_is_whole(coding):
    body = bytes(range(256)) * 20_000
    assert decoded([ENCODERS[coding](body)], coding, limit=1 << 30) == (body, None)


@pytest.mark.parametrize("coding", ENCODERS)
def test_what_came_before_a_tear_is_kept(coding):
    content, problem = decoded([ENCODERS[coding](bytes(range(256)) * 2000)[:-6]], coding, limit=1 << 20)
    assert problem == f"decoding an entity: the {coding.removeprefix('x-')} stream ends early"
    assert content.startswith(b"\0\1\2") or coding in ("br", "zstd")


def test_raw_deflate_and_several_members_and_rubbish_behind():
    assert decoded([raw_deflate(b"abc")], "deflate", limit=10) == (b"abc", None)
    assert decoded([gzip.compress(b"ab") + gzip.compress(b"c")], "gzip", limit=10) == (b"abc", None)
    assert decoded([gzip.compress(b"ab"), b"\0\0rubbish"], "gzip", limit=10) == (b"ab", None)
    broken = decoded([b"not gzip"], "gzip", limit=10)
    assert broken.content == b""
    assert broken.problem is not None
    assert broken.problem.startswith("decoding an entity: the gzip stream is broken")


def test_codings_are_undone_from_the_last():
    twice = gzip.compress(zlib.compress(b"abc"))
    assert decoded([twice], "deflate, gzip", limit=10) == (b"abc", None)
    assert decoded([b"abc"], None, limit=10) == (b"abc", None)
    assert (
        decoded([b"abc"], "rot13", limit=10).problem == "decoding an entity: no decoder for the content coding 'rot13'"
    )
    assert "5 content codings" in str(decoded([b""], ",".join(["gzip"] * 5), limit=10).problem)
    assert set(DECODERS) == set(ENCODERS)
