"""Prove that what the recorder gets is what crossed the wire: every scenario over every way to a server."""

from __future__ import annotations

import gzip
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import brotli
import pytest

OK = b"HTTP/1.1 200 OK\r\n"
TEXT = b"Content-Type: text/plain\r\n"
BODY = "Thủ đô Hà Nội\n".encode() * 20


def plain(body: bytes = b"fine", fields: bytes = b"") -> bytes:
    return OK + TEXT + fields + b"Content-Length: %d\r\n\r\n" % len(body) + body


def chunked(body: bytes, size: int = 7, extension: bytes = b"", trailers: bytes = b"") -> bytes:
    pieces = [body[i : i + size] for i in range(0, len(body), size)]
    framed = b"".join(b"%x%s\r\n%s\r\n" % (len(piece), extension, piece) for piece in pieces)
    return framed + b"0\r\n" + trailers + b"\r\n"


def bit_by_bit(content: bytes, pause: float = 0.002) -> Iterator[bytes | float]:
    for i in range(len(content)):
        yield content[i : i + 1]
        yield pause


CHUNKED = OK + TEXT + b"Transfer-Encoding: chunked\r\n\r\n"


@dataclass
class Scenario:
    """What a server does to one URL, attempt by attempt, and how each attempt must be on record."""

    scripts: list[Any]
    truncated: list[str | None] = field(default_factory=list)
    over_tls: str | None = None
    """How an attempt is truncated over TLS alone, where a connection must be closed, not just end."""
    surplus: int = 0
    """Bytes at the end of what is sent that belong to nobody."""
    interim: int = 0
    silent: tuple[int, ...] = ()
    """The attempts that no answer comes to."""
    method: str = "GET"
    body: bytes = b""
    meta: dict[str, Any] = field(default_factory=dict)
    repeat: int = 0
    connections: int | None = None
    """How many connections the attempts take, where that matters."""

    def script(self, attempt: int) -> Any:
        script = self.scripts[min(attempt, len(self.scripts) - 1)]
        return [script] if isinstance(script, bytes) else list(script)

    def truncation(self, attempt: int, *, tls: bool) -> str | None:
        if tls and self.over_tls:
            return self.over_tls
        return self.truncated[min(attempt, len(self.truncated) - 1)] if self.truncated else None


RETRY = {"dont_retry": False}
HASTY = {"download_timeout": 1.5}
SMALL = {"download_maxsize": 5000}
GZIPPED, BROTLI, BOMB = gzip.compress(BODY), brotli.compress(BODY), gzip.compress(bytes(3 << 20))
SCENARIOS = {
    # heads
    "plain": Scenario([plain()]),
    "odd-case": Scenario([b"HTTP/1.1 200 oK\r\ncOnTeNt-LeNgTh: 2\r\nX-lower-UPPER: a\r\nSERVER:b\r\n\r\nok"]),
    "repeated": Scenario(
        [OK + b"Z: 1\r\nSet-Cookie: a=1\r\nA: 2\r\nset-cookie: b=2\r\nZ: 1\r\nContent-Length: 0\r\n\r\n"]
    ),
    "odd-spaces": Scenario([OK + b"A:no space\r\nB:   three  \r\nC:\t tab\t\r\nD:\r\nContent-Length:2 \r\n\r\nok"]),
    "no-reason": Scenario([b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok"]),
    "empty-reason": Scenario([b"HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nok"]),
    "non-ascii": Scenario(
        [b"HTTP/1.1 200 T\xe1\xbb\x91t\r\nX-T\xc3\xaan: H\xc3\xa0 N\xe1\xbb\x99i\xff\r\nContent-Length: 2\r\n\r\nok"]
    ),
    "folded": Scenario([OK + b"X-Folded: one\r\n two\r\n\tthree\r\nContent-Length: 2\r\n\r\nok"]),
    "no-colon": Scenario([OK + b"this line has no colon\r\nContent-Length: 2\r\n\r\nok"]),
    "lf-only": Scenario([b"HTTP/1.1 200 OK\nContent-Type: text/plain\nContent-Length: 2\n\nok"]),
    "mixed-ends": Scenario([b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\nContent-Length: 2\r\n\nok"]),
    "60k-header": Scenario([OK + b"X-Long: " + b"x" * 60_000 + b"\r\nContent-Length: 2\r\n\r\nok"]),
    "1000-headers": Scenario([OK + b"".join(b"X-%d: y\r\n" % i for i in range(1000)) + b"Content-Length: 2\r\n\r\nok"]),
    "head-in-bits": Scenario([[*bit_by_bit(OK + b"A: b\r\n c\r\nContent-Length: 2\r\n\r\nok")]]),
    "endless-head": Scenario([[OK, *([b"X: " + b"x" * 60_000 + b"\r\n"] * 8), 2.0, "close"]], ["length"]),
    # bodies
    "chunked": Scenario([CHUNKED + chunked(BODY)]),
    "chunked-in-bits": Scenario([[CHUNKED, *bit_by_bit(chunked(b"Ha Noi 1010", 4, b";a=b"))]]),
    "chunked-extensions": Scenario([CHUNKED + chunked(BODY, 50, b';name="value";x')]),
    "chunked-trailers": Scenario([CHUNKED + chunked(BODY, 50, trailers=b"X-Checksum: 1\r\nx-checksum: 2\r\n")]),
    "chunked-upper": Scenario([CHUNKED.replace(b"chunked", b"Chunked") + b"00A\r\n0123456789\r\n000\r\n\r\n"]),
    "chunked-and-length": Scenario([CHUNKED[:-2] + b"Content-Length: 5\r\n\r\n" + chunked(BODY)]),
    "chunked-broken": Scenario([[CHUNKED + b"5\r\nhello\r\nzz\r\nrest\r\n", 0.3, "close"]], ["unspecified"]),
    "chunked-short": Scenario([[CHUNKED + b"ff\r\nhello", "close"]], ["disconnect"]),
    "unknown-coding": Scenario([[CHUNKED.replace(b"chunked", b"gzip") + b"?", 0.3, "close"]], ["unspecified"]),
    "gzip": Scenario([plain(GZIPPED, b"Content-Encoding: gzip\r\n")]),
    "gzip-chunked": Scenario([CHUNKED[:-2] + b"Content-Encoding: gzip\r\n\r\n" + chunked(GZIPPED, 11)]),
    "br": Scenario([plain(BROTLI, b"Content-Encoding: br\r\n")]),
    "bomb": Scenario(
        [CHUNKED[:-2] + b"Content-Encoding: gzip\r\n\r\n" + chunked(BOMB, 4096)], meta={"download_maxsize": 1 << 20}
    ),
    "until-close": Scenario([[b"HTTP/1.0 200 OK\r\nServer: old\r\n\r\n" + BODY, 0.1, BODY, "close"]]),
    "until-close-11": Scenario([[OK + TEXT + b"\r\n" + BODY, "close"]]),
    "until-close-empty": Scenario([[b"HTTP/1.0 200 OK\r\n\r\n", "close"]]),
    "until-cut": Scenario([[b"HTTP/1.0 200 OK\r\n\r\n" + BODY, "cut"]], over_tls="disconnect"),
    "until-reset": Scenario([[b"HTTP/1.0 200 OK\r\n\r\n" + BODY, 0.5, "reset"]], ["disconnect"]),
    "too-short": Scenario([[OK + b"Content-Length: 100\r\n\r\nonly this", "close"]], ["disconnect"]),
    "too-long": Scenario([OK + b"Content-Length: 4\r\n\r\nfineand more"], surplus=8),
    "no-length-0": Scenario([OK + b"Content-Length: 0\r\n\r\n"]),
    "same-lengths": Scenario([OK + b"Content-Length: 2\r\ncontent-length: 2\r\n\r\nok"]),
    "two-lengths": Scenario(
        [[OK + b"Content-Length: 2\r\nContent-Length: 5\r\n\r\nok", 0.3, "close"]], ["unspecified"]
    ),
    "bad-length": Scenario([[OK + b"Content-Length: two\r\n\r\nok", 0.3, "close"]], ["unspecified"]),
    # 1xx and no body
    "103": Scenario([b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" + plain()], interim=1),
    "100": Scenario([b"HTTP/1.1 100\r\n\r\n" + plain()], interim=1),
    "several-1xx": Scenario(
        [[b"HTTP/1.1 100 Continue\n\nHTTP/1.1 103 x\r\nA: b\r\n\r\nHTTP", 0.1, b"/1.1 102 y\r\n\r\n", 0.1, plain()]],
        interim=3,
    ),
    "1xx-in-bits": Scenario([[*bit_by_bit(b"HTTP/1.1 103 Early\r\nA: b\r\n\r\n" + plain(b"x"))]], interim=1),
    "1xx-only": Scenario([[b"HTTP/1.1 103 Early\r\n\r\n", 0.1, "close"]], interim=1, silent=(0,)),
    "1xx-flood": Scenario(
        [[(b"HTTP/1.1 103 Early\r\nX: " + b"x" * 1000 + b"\r\n\r\n") * 400, 2.0, "close"]], ["length"], interim=-1
    ),
    "204": Scenario([b"HTTP/1.1 204 No Content\r\nX: y\r\n\r\n"]),
    "304": Scenario([b'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\nContent-Length: 500\r\n\r\n']),
    "204-with-body": Scenario([b"HTTP/1.1 204 No Content\r\nContent-Length: 4\r\n\r\nbody"], surplus=4),
    "304-with-body": Scenario([b"HTTP/1.1 304 Not Modified\r\n\r\nillegal"], surplus=7),
    "head": Scenario([OK + b"Content-Length: 5000\r\n\r\n"], method="HEAD"),
    "head-with-body": Scenario([plain(b"illegal")], method="HEAD", surplus=7),
    # what is sent
    "post-100k": Scenario([plain()], method="POST", body=bytes(range(256)) * 400),
    "post-empty": Scenario([plain()], method="POST"),
    "query?a=1&a=2&b=%C3%A0": Scenario([plain()]),
    # several attempts
    "keep-alive": Scenario([plain(b"%d" % i) for i in range(5)], repeat=4, connections=1),
    "keep-alive-chunked": Scenario([CHUNKED + chunked(BODY)], repeat=2, connections=1),
    "connection-close": Scenario(
        [[OK + b"Connection: close\r\nContent-Length: 2\r\n\r\nok", "close"]], repeat=1, connections=2
    ),
    "stale": Scenario([plain(b"1"), ["close"], plain(b"2")], repeat=1, silent=(1,), connections=2),
    "stale-reset": Scenario([plain(b"1"), ["reset"], plain(b"2")], repeat=1, silent=(1,), connections=2),
    "late-bytes": Scenario([[plain(b"1"), 0.2, b"LATE"]], surplus=4),
    "redirect": Scenario([b"HTTP/1.1 302 Found\r\nLocation: redirect\r\nContent-Length: 4\r\n\r\nmove", plain()]),
    "retry-status": Scenario(
        [b"HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nContent-Length: 4\r\n\r\nbusy"] * 2 + [plain()], meta=RETRY
    ),
    "retry-lost": Scenario(
        [[OK + b"Content-Length: 100\r\n\r\nonly", "close"], ["close"], plain()],
        ["disconnect", None, None],
        silent=(1,),
        meta=RETRY,
    ),
    # failures
    "reset-in-head": Scenario([[OK + b"X-Cut: of", 0.5, "reset"]], ["disconnect"]),
    "reset-in-body": Scenario([[OK + b"Content-Length: 100\r\n\r\nonly", 0.5, "reset"]], ["disconnect"]),
    "close-in-head": Scenario([[OK + b"X-Cut: of", "close"]], ["disconnect"]),
    "close-in-status": Scenario([[b"HTTP/1.", "close"]], ["disconnect"]),
    "no-response": Scenario([["close"]], silent=(0,)),
    "no-response-reset": Scenario([["reset"]], silent=(0,)),
    "silence": Scenario([[3.0, "close"]], silent=(0,), meta=HASTY),
    "drip-in-head": Scenario([[OK, *bit_by_bit(b"X: " + b"y" * 40, 0.1), "close"]], ["time"], meta=HASTY),
    "drip-in-body": Scenario(
        [[OK + b"Content-Length: 900\r\n\r\n", *bit_by_bit(b"y" * 40, 0.1), "close"]], ["time"], meta=HASTY
    ),
    "drip-until-close": Scenario(
        [[b"HTTP/1.0 200 OK\r\n\r\n", *bit_by_bit(b"y" * 40, 0.1), "close"]], ["time"], meta=HASTY
    ),
    "drip-chunked": Scenario([[CHUNKED, *([b"1\r\ny\r\n", 0.1] * 40), "close"]], ["time"], meta=HASTY),
    "too-big": Scenario(
        [[OK + b"Content-Length: 9000\r\n\r\n" + b"y" * 3000, 0.5, b"y" * 6000]], ["length"], meta=SMALL
    ),
    "too-big-chunked": Scenario(
        [[CHUNKED, *([b"3e8\r\n" + b"y" * 1000 + b"\r\n", 0.05] * 20), b"0\r\n\r\n"]], ["length"], meta=SMALL
    ),
    "too-big-until-close": Scenario(
        [[b"HTTP/1.0 200 OK\r\n\r\n", *([b"y" * 1000, 0.05] * 20), "close"]], ["length"], meta=SMALL
    ),
    "chunk-overhead": Scenario(
        [[CHUNKED, *([(b"1;" + b"x" * 1000 + b"\r\ny\r\n") * 100] * 10), 2.0, "close"]], ["length"], meta=SMALL
    ),
    "garbage": Scenario([[b"\x16\x03\x01\x00\xff garbage\n\x00 and more", 0.3, "close"]], ["unspecified"]),
    "garbage-no-line": Scenario([[b"SSH-2.0-OpenSSH_9.2", 0.1, "close"]], ["disconnect"]),
    "bad-version": Scenario([[b"HTTP/x.y 200 OK\r\n\r\n", 0.3, "close"]], ["unspecified"]),
}

WAYS = ("http", "https", "proxy", "connect")
TLS = ("https", "connect")
PROXIED = ("proxy", "connect")


@pytest.fixture(scope="module")
def crawled(crawl: Any, wire: Any, certificate: ssl.SSLContext) -> tuple[Any, Any]:
    """Crawl every scenario in every way at once, each on connections of its own."""

    def script_of(name: str, attempt: int) -> Any:
        return SCENARIOS[name.split("/", 1)[1]].script(attempt)

    plain_server, tls_server = wire.serve(script_of), wire.serve(script_of, certificate)
    tunnel = wire.tunnel(tls_server.port)
    starts = {
        "http": (f"http://127.0.0.1:{plain_server.port}", {}),
        "https": (f"https://127.0.0.1:{tls_server.port}", {}),
        "proxy": ("http://portal.example", {"proxy": f"http://127.0.0.1:{plain_server.port}"}),
        "connect": ("https://portal.example", {"proxy": f"http://127.0.0.1:{tunnel.port}"}),
    }
    requests = []
    for way, (start, meta) in starts.items():
        for number, (name, scenario) in enumerate(SCENARIOS.items(), 2):
            own = {"bindaddress": f"127.0.0.{number}", "download_slot": f"{way} {name}", "dont_retry": True}
            requests.append(
                {
                    "url": f"{start}/{way}/{name}",
                    "method": scenario.method,
                    "body": scenario.body,
                    "meta": own | meta | scenario.meta,
                    "repeat": scenario.repeat,
                }
            )
    return crawl(requests), plain_server.served | tls_server.served


@pytest.fixture(scope="module")
def warc(crawled: Any) -> dict[str, dict[str, list[Any]]]:
    """Sort the records of the archive: requests and responses by name, 1xx answers by the request they belong to."""
    records: dict[str, dict[str, list[Any]]] = {"request": {}, "response": {}, "interim": {}}
    for record in crawled[0].records:
        kind, target = record.fields["WARC-Type"], record.fields.get("WARC-Target-URI", "")
        if kind in records:
            records[kind].setdefault("/".join(target.rsplit("/", 2)[-2:]), []).append(record)
        elif target.startswith("urn:hnp:interim:"):
            records["interim"].setdefault(record.fields["WARC-Concurrent-To"], []).append(record)
    return records


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", SCENARIOS)
def test_exchanges_equal_the_log_of_the_server(way: str, name: str, crawled: Any) -> None:
    crawl, served = crawled
    scenario = SCENARIOS[name]
    exchanges, log = crawl.exchanges[f"{way}/{name}"], served[f"{way}/{name}"]
    assert len(exchanges) == len(log)
    assert len(log) >= max(len(scenario.scripts), scenario.repeat + 1)
    for attempt, (exchange, truth) in enumerate(zip(exchanges, log, strict=True)):
        truncated = scenario.truncation(attempt, tls=way in TLS)
        assert exchange.request == truth.received
        assert exchange.facts["truncated"] == truncated
        whole = bytes(truth.sent[: len(truth.sent) - scenario.surplus])
        if truncated:
            assert whole.startswith(exchange.received)
            assert exchange.received
        else:
            assert exchange.received == whole
        assert (exchange.response is None) == (attempt in scenario.silent)
        assert bool(exchange.facts["error"]) == (attempt in scenario.silent)
        assert scenario.interim in (-1, len(exchange.interim))
        assert exchange.facts["ip"] == (None if way in PROXIED else "127.0.0.1")
    if scenario.connections:
        assert len({truth.connection for truth in log}) == scenario.connections


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", SCENARIOS)
def test_records_equal_the_log_of_the_server(way: str, name: str, crawled: Any, warc: Any) -> None:
    _, served = crawled
    scenario = SCENARIOS[name]
    log = served[f"{way}/{name}"]
    requests = warc["request"][f"{way}/{name}"]
    assert [request.block for request in requests] == [truth.received for truth in log]
    responses = iter(warc["response"].get(f"{way}/{name}", []))
    for attempt, (request, truth) in enumerate(zip(requests, log, strict=True)):
        tied = f"<{request.fields['WARC-Record-ID'].strip('<>')}>"
        received = b"".join(interim.block for interim in warc["interim"].get(tied, []))
        if attempt not in scenario.silent:
            response = next(responses)
            assert response.fields["WARC-Concurrent-To"] == tied
            assert response.fields["WARC-Date"] == request.fields["WARC-Date"]
            assert response.fields.get("WARC-Truncated") == scenario.truncation(attempt, tls=way in TLS)
            assert ("WARC-IP-Address" in response.fields) == (way not in PROXIED)
            assert ("WARC-Cipher-Suite" in response.fields) == (way in TLS)
            received += response.block
        whole = bytes(truth.sent[: len(truth.sent) - scenario.surplus])
        assert whole == received or (scenario.truncation(attempt, tls=way in TLS) and whole.startswith(received))
    assert next(responses, None) is None


@pytest.mark.parametrize(
    ("way", "name", "protocols"),
    [
        ("http", "plain", ["http/1.1"]),
        ("http", "until-close", ["http/1.0"]),
        ("proxy", "plain", ["http/1.1"]),
        ("https", "plain", ["http/1.1", "tls/1.3"]),
        ("connect", "until-close", ["http/1.0", "tls/1.3"]),
    ],
)
def test_protocols_are_those_spoken(way: str, name: str, protocols: list[str], crawled: Any) -> None:
    (exchange,) = crawled[0].exchanges[f"{way}/{name}"]
    assert exchange.facts["protocols"] == protocols
    assert bool(exchange.facts["cipher"]) == (way in TLS)
