"""Build small collections through the archive's own front door."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hnp_crawler.archive.store import Archive, Kept
from hnp_crawler.archive.warc.about import About
from hnp_crawler.archive.wire.exchange import Exchange
from hnp_crawler.archive.wire.spool import Spool
from hnp_crawler.items import Capture

ABOUT = About(software="hnp_crawler/test", collection="sample", crawl_id="crawl-1", operator="Thư viện", robots="obey")
HTML = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"


class Clock:
    """Advance by one second at each look."""

    def __init__(self) -> None:
        self.now = datetime(2024, 3, 12, 5, 0, 0, 123456, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


class Crawl:
    """Keep exchanges and remember payloads, as a crawl with a ledger does."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.folder = folder
        self.clock = Clock()
        self.payloads: dict[str, Capture] = {}
        self.kept: list[Kept] = []
        settings = {"about": ABOUT, "host": "test host", "clock": self.clock, "earlier": self.payloads.get} | settings
        self.archive = Archive(folder, **settings)

    def get(self, url: str, response: bytes | None, **facts: Any) -> Kept:
        """Keep an answer to a GET, or with other facts of the exchange."""
        method = facts.pop("method", "GET")
        request = facts.pop("request", f"{method} / HTTP/1.1\r\nHost: h\r\n\r\n".encode())
        facts = {"ip": "127.0.0.1", "protocols": ("http/1.1",), "started": self.clock()} | facts
        answer = None if response is None else Spool(response)
        with Exchange(target_uri=url, method=method, request=Spool(request), response=answer, **facts) as exchange:
            kept = self.archive.keep(exchange)
        if kept.capture and kept.digest and kept.is_original:
            self.payloads.setdefault(kept.digest, kept.capture)
        self.kept.append(kept)
        return kept

    @property
    def files(self) -> list[Path]:
        return sorted(path for path in (self.folder / "archive").iterdir())

    @property
    def index(self) -> list[str]:
        return (self.folder / "indexes" / "index.cdxj").read_text().splitlines()


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Callable[..., Crawl]]:
    begun: list[Crawl] = []

    def start(**settings: Any) -> Crawl:
        begun.append(Crawl(tmp_path / "sample", **settings))
        return begun[-1]

    yield start
    for crawl in begun:
        crawl.archive.close()
