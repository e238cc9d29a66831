"""Prove that a crawl and a re-reading see the same page in an odd answer: else its line could not be proved."""

from __future__ import annotations

import gzip
import threading
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import brotli
import pytest
from commanding import scrapy
from comparing import lines_of
from crawling import crawl

from hnp_crawler.sample_portal import SamplePortal

PORTAL = SamplePortal(articles=60)
URLS = [one["urls"][0] for one in PORTAL.truth("http://h") if one["generation"] == "c"]


def page(number: int) -> bytes:
    return PORTAL.respond("GET", URLS[number].removeprefix("http://h"), {"host": "h"}, b"").body


def flipped(content: bytes, place: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 0x5A]) + content[place + 1 :]


TYPE = b"Content-Type: text/html; charset=UTF-8\r\n"
ODD = {
    "as it should be": (TYPE + b"Content-Encoding: gzip\r\n", gzip.compress),
    "a checksum that is wrong": (TYPE + b"Content-Encoding: gzip\r\n", lambda p: flipped(gzip.compress(p), -6)),
    "a flipped bit": (TYPE + b"Content-Encoding: gzip\r\n", lambda p: flipped(gzip.compress(p), -200)),
    "an end that is missing": (TYPE + b"Content-Encoding: gzip\r\n", lambda p: gzip.compress(p)[:-30]),
    "rubbish behind the end": (TYPE + b"Content-Encoding: gzip\r\n", lambda p: gzip.compress(p) + b"\0rubbish"),
    "two members": (TYPE + b"Content-Encoding: gzip\r\n", lambda p: gzip.compress(p[:999]) + gzip.compress(p[999:])),
    "a coding that it has not": (TYPE + b"Content-Encoding: gzip\r\n", bytes),
    "a coding twice": (
        TYPE + b"Content-Encoding: gzip\r\nContent-Encoding: gzip\r\n",
        lambda p: gzip.compress(gzip.compress(p)),
    ),
    "raw deflate": (TYPE + b"Content-Encoding: deflate\r\n", lambda p: zlib.compress(p)[2:-4]),
    "brotli": (TYPE + b"Content-Encoding: br\r\n", brotli.compress),
    "a coding that nobody knows": (TYPE + b"Content-Encoding: rot13\r\n", bytes),
    "two types": (b"Content-Type: image/png\r\n" + TYPE, bytes),
    "no type": (b"", bytes),
    "another charset": (b"Content-Type: text/html; charset=windows-1258\r\n", bytes),
    "a folded type": (b"Content-Type: text/html;\r\n  charset=UTF-8\r\n", bytes),
}


class Odd(BaseHTTPRequestHandler):
    """Answer each article in another odd way."""

    paths: ClassVar[dict[str, bytes]] = {}

    def do_GET(self) -> None:
        answer = self.paths.get(self.path, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        self.wfile.write(answer)
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        return


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    for number, (fields, code) in enumerate(ODD.values()):
        body = code(page(number))
        length = b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(body)
        Odd.paths[URLS[number].removeprefix("http://h")] = b"HTTP/1.1 200 OK\r\n" + fields + length + body
    with ThreadingHTTPServer(("127.0.0.1", 0), Odd) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        serving.join()


def test_odd_answers_read_alike_in_a_crawl_and_out_of_the_archive(address: str, tmp_path: Path) -> None:
    urls, collection = tmp_path / "urls.txt", tmp_path / "c"
    urls.write_text("".join(f"{address}{path}\n" for path in Odd.paths), "utf-8")
    crawl(collection, {"HNP_REQUISITES": "0", "HNP_OTHER_HOSTS": "0", "RETRY_ENABLED": "0"}, urls=str(urls))
    lines = lines_of(collection)
    verified = scrapy("verify", collection, "--no-log")
    assert verified.code == 0, verified.out
    # With what no line cites: the archive has no article that the crawl has not.
    again = scrapy("reread", collection, "--finds")
    assert again.out == (collection / "articles.jsonl").read_bytes()
    read = {line["capture"]["target_uri"].removeprefix(address) for line in lines}
    unread = [name for name, path in zip(ODD, Odd.paths, strict=True) if path not in read]
    assert not unread
