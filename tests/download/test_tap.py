"""Check the tap in memory: any message in any splitting, and the limits on hostile heads."""

from __future__ import annotations

import tracemalloc
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twisted.internet.address import IPv4Address
from twisted.internet.error import ConnectionDone, ConnectionLost
from twisted.internet.protocol import Protocol
from twisted.internet.testing import StringTransport
from twisted.python.failure import Failure
from twisted.web.http_headers import Headers
from twisted.web.iweb import IResponse

from hnp_crawler.archive.wire.spool import Spool
from hnp_crawler.download.fetch import MAX_HEAD, Fetch
from hnp_crawler.download.tap import BoundConnection, TapProtocol, TapRequest

REQUEST = b"GET /a HTTP/1.1\r\nHost: portal.example\r\n\r\n"
INTERIM = (b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n", b"HTTP/1.1 100\n\n")
MESSAGES = (
    b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHa Noi"[:-1],
    b"HTTP/1.1 200 OK\nA: b\n folded\nno colon\nContent-Length: 0\n\n",
    b"HTTP/1.1 200 \xe1\r\nT\xc3\xaan: x\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n0\r\nT: u\r\n\r\n",
    b"HTTP/1.1 204 No Content\r\n\r\n",
    b"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n",
)


class Transport(StringTransport):
    """A connection in memory that can be aborted."""

    aborted = False

    def abortConnection(self) -> None:  # noqa: N802
        self.aborted = True


class Connection:
    """A tapped connection with what strayed on it."""

    def __init__(self) -> None:
        self.strays: list[int] = []
        self.idle: list[TapProtocol] = []
        self.transport = Transport(peerAddress=IPv4Address("TCP", "192.0.2.1", 80))
        self.protocol = TapProtocol(self.idle.append, lambda count, peer: self.strays.append(count))
        self.protocol.makeConnection(self.transport)

    def request(self, **facts: Any) -> Fetch:
        fetch = Fetch(target_uri="http://portal.example/a", method="GET", **facts)
        request = TapRequest(b"GET", b"/a", Headers({b"Host": [b"portal.example"]}), None, persistent=True)
        answer = BoundConnection(fetch, self.protocol).request(request)
        answer.addCallback(self._read)
        answer.addErrback(lambda failure: None)
        return fetch

    @staticmethod
    def _read(response: IResponse) -> None:
        if response.length:
            response.deliverBody(Protocol())

    def receive(self, content: bytes, cuts: list[int]) -> None:
        places = sorted({0, len(content), *(cut % (len(content) + 1) for cut in cuts)})
        for start, end in pairwise(places):
            self.protocol.dataReceived(content[start:end])


@given(
    interim=st.lists(st.sampled_from(INTERIM), max_size=3),
    message=st.sampled_from(MESSAGES),
    surplus=st.binary(max_size=5),
    cuts=st.lists(st.integers(0, 400), max_size=40),
)
def test_any_splitting_gives_the_same_blocks(
    interim: list[bytes], message: bytes, surplus: bytes, cuts: list[int]
) -> None:
    connection = Connection()
    fetch = connection.request()
    connection.receive(b"".join(interim) + message + surplus, cuts)
    (exchange,) = fetch.end("unspecified", None)
    assert exchange.interim == interim
    assert exchange.response is not None
    assert exchange.response.read() == message
    assert exchange.truncated is None
    assert exchange.request.read() == REQUEST == connection.transport.value()
    assert exchange.ip == "192.0.2.1"
    assert sum(connection.strays) == len(surplus)
    assert (connection.protocol.state == "QUIESCENT") == (not surplus)


@given(
    content=st.binary(min_size=1, max_size=300), cuts=st.lists(st.integers(0, 300), max_size=20), clean=st.booleans()
)
def test_anything_at_all_is_kept_as_a_prefix(content: bytes, cuts: list[int], clean: bool) -> None:
    connection = Connection()
    fetch = connection.request()
    connection.receive(b"HTTP/1.1 200 OK\r\n" + content, cuts)
    connection.protocol.connectionLost(Failure(ConnectionDone() if clean else ConnectionLost()))
    (exchange,) = fetch.end("unspecified", None)
    received = b"".join(exchange.interim) + (exchange.response.read() if exchange.response else b"")
    assert (b"HTTP/1.1 200 OK\r\n" + content).startswith(received)
    assert received


def test_attempts_on_one_connection_are_apart() -> None:
    connection = Connection()
    for number in range(3):
        fetch = connection.request()
        answer = b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n%d" % number
        connection.receive(answer, [7, 30])
        (exchange,) = fetch.end("unspecified", None)
        assert exchange.response is not None
        assert exchange.response.read() == answer
        assert exchange.request.read() == REQUEST


def test_bytes_on_an_idle_connection_end_it() -> None:
    connection = Connection()
    fetch = connection.request()
    connection.receive(MESSAGES[0], [])
    connection.receive(b"HTTP/1.1 200 OK\r\n\r\nforged", [])
    (exchange,) = fetch.end(None, None)
    assert exchange.response is not None
    assert exchange.response.read() == MESSAGES[0]
    assert sum(connection.strays) == len(b"HTTP/1.1 200 OK\r\n\r\nforged")
    assert connection.protocol.state != "QUIESCENT"


@pytest.mark.parametrize("line", [b"X: y\r\n" * 5000, b"x" * 30_000, b"HTTP/1.1 100 x\r\n\r\n" * 2000])
def test_head_without_end_is_cut_off(line: bytes) -> None:
    connection = Connection()
    fetch = connection.request()
    if b"HTTP" not in line:
        connection.receive(b"HTTP/1.1 200 OK\r\n", [])
    for _ in range(MAX_HEAD // len(line) + 2):
        connection.receive(line, [])
    assert connection.transport.aborted
    (exchange,) = fetch.end("unspecified", None)
    assert fetch.overrun == f"a head of more than {MAX_HEAD} bytes"
    assert exchange.response is None or exchange.truncated == "length"
    assert len(exchange.response or b"") + sum(map(len, exchange.interim)) <= MAX_HEAD + len(line)


def test_framing_is_bounded() -> None:
    connection = Connection()
    fetch = connection.request(wire_limit=100_000)
    connection.receive(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", [])
    for _ in range(2000):
        connection.receive(b"1;" + b"x" * 1000 + b"\r\ny\r\n", [])
    (exchange,) = fetch.end("unspecified", None)
    assert exchange.truncated == "length"
    assert exchange.response is not None
    assert len(exchange.response) < 110_000
    assert fetch.overrun == "an answer of more than 100000 bytes on the wire"


@pytest.mark.parametrize("megabytes", [30, pytest.param(300, marks=pytest.mark.soak)])
def test_memory_is_flat(megabytes: int) -> None:
    connection = Connection()
    fetch = connection.request()
    piece = bytes(range(256)) * 256
    tracemalloc.start()
    try:
        connection.receive(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (megabytes << 20), [])
        for _ in range(megabytes << 4):
            connection.protocol.dataReceived(piece)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    (exchange,) = fetch.end("unspecified", None)
    with exchange:
        assert exchange.truncated is None
        assert exchange.response is not None
        assert len(exchange.response) > megabytes << 20
    assert peak < 4 << 20


def test_bytes_that_cannot_be_held_are_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    connection = Connection()
    fetch = connection.request()

    def fail(spool: Spool, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Spool, "append", fail)
    connection.receive(INTERIM[0] + MESSAGES[0] + b"surplus", [60])
    fetch.end("unspecified", None)
    assert "No space left" in str(fetch.spool_error())
