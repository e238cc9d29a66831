"""Stream large answers: exact to the byte in the exchange and in its record."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import pytest

CHUNK = bytes(range(256)) * 4096
"""1 MiB."""


def stream(chunks: int) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nTransfer-Encoding: chunked\r\n\r\n"
    for number in range(chunks):
        yield b"%x\r\n%s\r\n" % (len(CHUNK), number.to_bytes(8) + CHUNK[8:])
    yield b"0\r\n\r\n"


def digest(blocks: Any) -> str:
    digest = hashlib.sha256()
    for block in blocks:
        digest.update(block)
    return digest.hexdigest()


@pytest.mark.parametrize("megabytes", [30, pytest.param(300, marks=pytest.mark.soak)])
def test_large_answer_is_exact(megabytes: int, crawl: Any, wire: Any) -> None:
    server = wire.serve(lambda name, attempt: stream(megabytes), keeps=False)
    crawled = crawl([{"url": f"http://127.0.0.1:{server.port}/large/video"}])
    (exchange,) = crawled.exchanges["large/video"]
    (record,) = [record for record in crawled.records if record.fields["WARC-Type"] == "response"]
    assert exchange.facts["truncated"] is None
    assert digest([exchange.response]) == digest([record.block]) == digest(stream(megabytes))
    assert crawled.outcomes["large/video"][0]["length"] == megabytes << 20
