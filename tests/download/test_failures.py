"""Fetches without an answer are on record, bytes that belong to nobody are counted, a full disk stops the crawl."""

from __future__ import annotations

import socket
import ssl
from typing import Any

import pytest

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def request(url: str, **meta: Any) -> dict[str, Any]:
    return {"url": url, "meta": {"dont_retry": True} | meta}


@pytest.fixture(scope="module")
def server(wire: Any) -> Any:
    return wire.serve(lambda name, attempt: [OK])


@pytest.fixture(scope="module")
def tls_server(wire: Any, certificate: ssl.SSLContext) -> Any:
    return wire.serve(lambda name, attempt: [OK], certificate)


@pytest.fixture(scope="module")
def failed(crawl: Any, wire: Any, server: Any, tls_server: Any) -> Any:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        closed_port = closed.getsockname()[1]
    tunnel = wire.tunnel(tls_server.port)
    garbled = wire.serve(lambda name, attempt: [OK], greeting=b"220 this is no TLS\r\n")
    names = {
        "nowhere.example": [[]],
        "inside.example": [["10.0.0.1"]],
        "mixed.example": [["93.184.216.34", "192.168.1.1"]],
        "rebound.example": [["93.184.216.34"], ["127.0.0.1"]],
    }
    return crawl(
        [
            request("http://nowhere.example/fail/dns"),
            request(f"http://127.0.0.1:{closed_port}/fail/refused"),
            request("https://refused.example/fail/tunnel", proxy=f"http://127.0.0.1:{tunnel.port}"),
            request(f"https://127.0.0.1:{garbled.port}/fail/tls"),
            request("http://inside.example/fail/private-name"),
            request("http://mixed.example/fail/mixed-name"),
            request("http://169.254.169.254/fail/link-local"),
            request("http://127.0.0.2/fail/loopback"),
            request(f"http://rebound.example:{server.port}/fail/rebound"),
            request(f"https://rebound.example:{tls_server.port}/fail/rebound-tls"),
            request("http://portal.example/fail/proxied", proxy=f"http://localhost:{server.port}"),
        ],
        NAMES=names | {"localhost": [["127.0.0.1"]]},
    )


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("dns", "no results for hostname lookup: nowhere.example"),
        ("refused", "Connection was refused by other side"),
        ("tunnel", "Could not open CONNECT tunnel with proxy"),
        ("tls", "wrong version number"),
        ("private-name", "refused: inside.example resolves to a private address 10.0.0.1"),
        ("mixed-name", "refused: mixed.example resolves to a private address 192.168.1.1"),
        ("link-local", "refused: 169.254.169.254 resolves to a private address 169.254.169.254"),
        ("loopback", "refused: 127.0.0.2 resolves to a private address 127.0.0.2"),
        ("rebound", "refused: rebound.example resolves to a private address 127.0.0.1"),
        ("rebound-tls", "refused: rebound.example resolves to a private address 127.0.0.1"),
    ],
)
def test_failed_fetch_is_on_record(name: str, error: str, failed: Any) -> None:
    (exchange,) = failed.exchanges[f"fail/{name}"]
    assert error in exchange.facts["error"]
    assert exchange.request == b""
    assert exchange.response is None
    (outcome,) = failed.outcomes[f"fail/{name}"]
    assert outcome["kept"] == exchange.facts["number"]
    assert "error" in outcome


def test_no_byte_reaches_a_private_address(failed: Any, server: Any, tls_server: Any) -> None:
    assert "fail/rebound" not in server.served
    assert "fail/rebound-tls" not in tls_server.served


def test_the_operators_proxy_may_be_inside(failed: Any, server: Any) -> None:
    (exchange,) = failed.exchanges["fail/proxied"]
    assert exchange.request == server.served["fail/proxied"][0].received


def test_tls_is_on_record_and_no_more_of_a_request_than_was_sent(crawl: Any, tls_server: Any) -> None:
    url = f"https://127.0.0.1:{tls_server.port}"
    fine = crawl([request(f"{url}/tls/fine")]).exchanges["tls/fine"][0].facts
    assert fine["protocols"] == ["http/1.1", "tls/1.3"]
    assert fine["cipher"].startswith("TLS_")
    (distrusted,) = crawl([request(f"{url}/tls/bad")], DOWNLOAD_VERIFY_CERTIFICATES=True).exchanges["tls/bad"]
    assert distrusted.request == b""
    assert "certificate verify failed" in distrusted.facts["error"]


def test_archive_that_cannot_be_written_stops_the_crawl(crawl: Any, server: Any) -> None:
    urls = [f"http://127.0.0.1:{server.port}/full/{n}" for n in range(20)]
    crawled = crawl([request(url) for url in urls], FAIL_AT=5, CONCURRENT_REQUESTS=1)
    assert crawled.stats["reason"] == "archive_failed"
    (error,) = {
        outcome["error"] for outcomes in crawled.outcomes.values() for outcome in outcomes if "error" in outcome
    }
    assert error == "ArchiveWriteError: writing to somewhere: no space left on device"
    assert sum(map(len, crawled.exchanges.values())) < len(urls)


def test_answer_that_cannot_be_held_stops_the_crawl(crawl: Any, wire: Any) -> None:
    large = b"HTTP/1.1 200 OK\r\nContent-Length: 3000000\r\n\r\n" + bytes(3_000_000)
    server = wire.serve(lambda name, attempt: [large])
    crawled = crawl([request(f"http://127.0.0.1:{server.port}/hold/large")], MAX_FILE=2_000_000)
    assert crawled.stats["reason"] == "archive_failed"
    (outcome,) = crawled.outcomes["hold/large"]
    assert outcome["error"].startswith("ArchiveWriteError: holding the exchange with http://127.0.0.1:")
    assert outcome["error"].endswith("File too large")


def test_bytes_that_belong_to_nobody_are_counted(crawl: Any, wire: Any) -> None:
    scripts = {"surplus": [OK + b"tail"], "late": [OK, 0.2, b"LATER"], "slow": [0.6, OK]}
    server = wire.serve(lambda name, attempt: scripts[name.split("/")[1]])
    start = f"http://127.0.0.1:{server.port}/stray"
    crawled = crawl([request(f"{start}/{name}", download_slot=name) for name in scripts])
    assert crawled.stats["hnp/wire/stray_bytes"] == len(b"tail") + len(b"LATER")
    assert {exchange.response for exchanges in crawled.exchanges.values() for exchange in exchanges} == {OK}


def test_robots_txt_is_on_record(crawl: Any, server: Any) -> None:
    crawled = crawl([request(f"http://127.0.0.1:{server.port}/obey/page")], ROBOTSTXT_OBEY=True)
    (name,) = [name for name in crawled.exchanges if name.endswith("/robots.txt")]
    assert crawled.exchanges[name][0].request.startswith(b"GET /robots.txt HTTP/1.1\r\n")
    assert len(crawled.exchanges["obey/page"]) == 1


def test_nothing_is_fetched_without_the_seam(crawl: Any, server: Any) -> None:
    crawled = crawl([request(f"http://127.0.0.1:{server.port}/seam/off")], PRETEND_SCRAPY="2.20.0")
    assert not crawled.exchanges
    assert "seam/off" not in server.served
    assert "scrapy is 2.20.0, proven is 2.19.0" in crawled.outcomes["seam/off"][0]["error"]


def test_reconstructed_exchanges_say_so(crawl: Any, server: Any) -> None:
    urls = [f"http://127.0.0.1:{server.port}/seam/on?a=1", "http://nowhere.example/seam/dns"]
    crawled = crawl([request(url) for url in urls], PRETEND_SCRAPY="2.20.0", HNP_ALLOW_RECONSTRUCTED=True)
    (exchange,) = crawled.exchanges["seam/on?a=1"]
    assert exchange.facts["reconstructed"]
    assert exchange.response == OK
    assert exchange.request.startswith(b"GET /seam/on?a=1 HTTP/1.1\r\n")
    assert exchange.request.endswith(b"\r\n\r\n")
    (failed,) = crawled.exchanges["seam/dns"]
    assert failed.facts["reconstructed"]
    assert "nowhere.example" in failed.facts["error"]
