"""Write records by hand, as odd as other software may write them."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hnp_crawler.archive.captures.holdings import Holdings
from hnp_crawler.sample_portal import SamplePortal

PORTAL = SamplePortal(articles=3)
BASE = "http://hanoi.gov.vn"
URL: str = next(iter(PORTAL.truth(BASE)))["urls"][0]
PAGE = PORTAL.respond("GET", URL.removeprefix(BASE), {"host": "hanoi.gov.vn"}, b"").body
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
DIGEST = "sha1:" + base64.b32encode(hashlib.sha1(PAGE, usedforsecurity=False).digest()).decode()
HTTP = "application/http; msgtype=response"
DAY = "2017-05-19T13:05:00Z"


def record(block: bytes = HEAD + PAGE, /, **fields: str | None) -> bytes:
    """Write a record; a field given as None is left out."""
    named: dict[str, str | None] = {"type": "response", "record_id": "<urn:x:1>", "date": DAY, "target_uri": URL}
    lines = [f"WARC-{name.title().replace('_', '-')}: {value}" for name, value in (named | fields).items() if value]
    lines = [line.removeprefix("WARC-") if "Content-Type" in line else line for line in lines]
    header = "\r\n".join(("WARC/1.0", *lines, f"Content-Length: {len(block)}", "", ""))
    return header.encode() + block + b"\r\n\r\n"


@contextmanager
def held(path: Path) -> Iterator[Holdings]:
    holdings = Holdings(path, lambda url: url)
    try:
        yield holdings
    finally:
        holdings.close()
