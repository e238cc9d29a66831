from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hnp_crawler.archive.wire.message import dechunk, entity, parse_head, read_message, split_head


def pieces(content: bytes, sizes: list[int]) -> list[bytes]:
    cut = []
    for size in sizes:
        cut.append(content[:size])
        content = content[size:]
    return [*cut, content]


SIZES = st.lists(st.integers(0, 9), max_size=40)
SIZE_LINE = st.tuples(st.sampled_from(["x", "X"]), st.sampled_from(["", ";a=b", ' ; q="1"', " "]))


@given(st.lists(st.tuples(st.binary(min_size=1, max_size=40), SIZE_LINE)), SIZES, st.sampled_from([b"\r\n", b"\n"]))
def test_dechunking_undoes_chunking_however_it_is_cut(chunks, sizes, end):
    framed = b"".join(
        f"{len(chunk):{case}}{extension}".encode() + end + chunk + end for chunk, (case, extension) in chunks
    )
    framed += b"0" + end + b"Trailer: t" + end + end
    assert b"".join(dechunk(pieces(framed, sizes))) == b"".join(chunk for chunk, _ in chunks)


@given(st.binary(), SIZES)
def test_any_bytes_dechunk_to_something_no_longer(content, sizes):
    once = b"".join(dechunk(pieces(content, sizes)))
    assert once == b"".join(dechunk([content]))
    assert len(once) <= len(content)


@pytest.mark.parametrize(
    ("framed", "expected"),
    [
        (b"5\r\nhello\r\n5\r\nwor", b"hellowor"),
        (b"5\r\nhello\r\nzz\r\nworld", b"hello"),
        (b"5\r\nhelloXX5\r\nworld", b"hello"),
        (b"<html>\r\nnot chunked", b"<html>\r\nnot chunked"),
        (b"", b""),
        (b"5", b"5"),
        (b"FFFFFFFFFFFFFFFF\r\nab", b"ab"),
        (b"FFFFFFFFFFFFFFFFF\r\nab", b"FFFFFFFFFFFFFFFFF\r\nab"),
    ],
)
def test_torn_and_false_framing(framed, expected):
    assert b"".join(dechunk([framed])) == expected


def test_a_head_of_nothing_but_folds_costs_no_more_than_another():
    begun = process_time()
    (field,) = parse_head(b"HTTP/1.1 200 OK\r\nA: b\r\n" + b" c\n \n" * 300_000 + b"\r\n").fields
    assert field == (b"A", b"b" + b" c" * 300_000)
    assert process_time() - begun < 2


@pytest.mark.parametrize(
    ("head", "status", "fields"),
    [
        (
            b"HTTP/1.1 200 OK\r\n of nothing\r\nA: b\r\n\t c\r\nodd\r\n d\r\nE:\r\n f\r\n\r\n",
            200,
            ((b"A", b"b c d"), (b"E", b"f")),
        ),
        (b"HTTP/1.1 200 OK\r\nA: b\r\n\r\n", 200, ((b"A", b"b"),)),
        (b"HTTP/1.1 200\n\n", 200, ()),
        (b"HTTP/1.0  404 \xe1\xbb\r\nX-\xc3: \xff\r\n\r\n", 404, ((b"X-\xc3", b"\xff"),)),
        (b"HTTP/1.1 200 OK\r\nA: 1\r\n\tmore\r\nno colon\r\na: 2\r\n\r\n", 200, ((b"A", b"1 more"), (b"a", b"2"))),
        (b"HTTP/2 103 \r\n\r\n", 103, ()),
        (b"HTTP/1.1 2000 OK\r\n\r\n", None, ()),
        (b"SSH-2.0-OpenSSH\r\n\r\n", None, ()),
        (b"\x00\xff", None, ()),
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", None, ((b"Host", b"x"),)),
    ],
)
def test_odd_heads(head, status, fields):
    parsed = parse_head(head)
    assert (parsed.status, parsed.fields) == (status, fields)


def test_fields_are_found_in_any_case_and_all_of_them():
    head = parse_head(b"HTTP/1.1 200 OK\r\nSet-Cookie: a\r\nset-cookie: \xff\r\n\r\n")
    assert head.all("SET-COOKIE") == ["a", "ÿ"]
    assert head.get("Set-cookie") == "a"
    assert head.get("absent") is None


def test_the_last_coding_decides_whether_a_body_is_chunked():
    for value, chunked in ((b"Chunked", True), (b"gzip, chunked", True), (b"chunked, gzip", False), (b"", False)):
        assert parse_head(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: " + value + b"\r\n\r\n").chunked is chunked


@given(st.binary(max_size=80), st.binary(max_size=80), SIZES)
def test_head_and_body_together_are_the_message(head, body, sizes):
    block = b"HTTP/1.1 200 OK\r\n" + head + b"\r\n\r\n" + body
    first, rest = split_head(block)
    assert first + rest == block
    read, stream = read_message(pieces(block, sizes))
    assert read == parse_head(first)
    assert b"".join(stream) == rest
    assert read.complete
    assert read.length == len(first)


def test_a_long_head_is_read_and_an_endless_one_bounded():
    long = b"HTTP/1.1 200 OK\r\nX: " + b"a" * 60_000 + b"\r\n\r\nbody"
    head, body = read_message(long[start : start + 1000] for start in range(0, len(long), 1000))
    assert (head.status, b"".join(body), head.plain) == (200, b"body", False)
    head, body = read_message(b"a" * (1 << 16) for _ in range(1000))
    assert not head.complete
    assert head.length < 1 << 21
    assert sum(map(len, body)) + head.length == 1000 << 16


def test_an_entity_is_the_body_without_transfer_coding():
    head, body = read_message([b"HTTP/1.1 200 OK\r\nTransfer-Encoding: CHUNKED\r\n\r\n2\r\nab\r\n0\r\n\r\n"])
    assert b"".join(entity(head, body)) == b"ab"
    head, body = read_message([b"HTTP/1.1 200 OK\r\n\r\n2\r\nab\r\n0\r\n\r\n"])
    assert b"".join(entity(head, body)) == b"2\r\nab\r\n0\r\n\r\n"
