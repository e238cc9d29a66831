"""Crawl the requests of a job with the tapping handler, and write each exchange to files. Run by the tests."""

from __future__ import annotations

import base64
import json
import resource
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import scrapy
from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.http import Response
from scrapy.utils.defer import _schedule_coro
from twisted.internet.address import IPv4Address
from twisted.internet.interfaces import IHostnameResolver
from zope.interface import implementer

from hnp_crawler.archive.store import Archive, Kept
from hnp_crawler.archive.warc.about import About
from hnp_crawler.archive.warc.writer import ArchiveWriteError
from hnp_crawler.archive.wire.exchange import Exchange

FOLDER = Path(sys.argv[1])
JOB = json.loads((FOLDER / "job.json").read_text("utf-8"))


class KeepInFiles:
    """A recorder that writes blocks to files, and fails where the job says so."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._number = 0
        self._archive = Archive(
            FOLDER,
            about=About(software="test", collection="test", crawl_id="test"),
            host="localhost",
            clock=lambda: datetime.now(UTC),
        )
        self._facts = (FOLDER / "exchanges.jsonl").open("w", encoding="utf-8")
        crawler.signals.connect(self._finish, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> KeepInFiles:
        return cls(crawler)

    def keep(self, exchange: Exchange) -> Kept:
        self._number += 1
        if self._number == self._crawler.settings.getint("FAIL_AT"):
            raise ArchiveWriteError("writing to somewhere: no space left on device")
        stem = FOLDER / str(self._number)
        write(stem.with_suffix(".request"), exchange.request)
        if exchange.response is not None:
            write(stem.with_suffix(".response"), exchange.response)
        facts = {
            "number": self._number,
            "response": exchange.response is not None,
            "interim": [base64.b64encode(block).decode() for block in exchange.interim],
            "started": exchange.started.isoformat(),
        }
        plain = ("target_uri", "method", "ip", "protocols", "cipher", "truncated", "error", "reconstructed")
        facts |= {name: getattr(exchange, name) for name in plain}
        self._facts.write(json.dumps(facts) + "\n")
        self._facts.flush()
        return replace(self._archive.keep(exchange), status=self._number)

    def failed(self, error: Exception) -> None:
        _schedule_coro(self._crawler.engine.close_spider_async(reason="archive_failed"))  # type: ignore[union-attr]

    def private_hosts(self) -> list[str]:
        return self._crawler.settings.getlist("PRIVATE_HOSTS")

    def _finish(self, reason: str) -> None:
        self._archive.close()
        stats = dict(self._crawler.stats.get_stats())  # type: ignore[union-attr]
        stats["reason"] = reason
        stats["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        (FOLDER / "stats.json").write_text(json.dumps(stats, default=str), "utf-8")


@implementer(IHostnameResolver)
class TableResolver:
    """Resolve names from the job's table, answer by answer, so that no test asks a name server."""

    def __init__(self, names: dict[str, list[list[str]]], reactor: Any) -> None:
        self._names = names
        self._reactor = reactor

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> TableResolver:
        return cls(crawler.settings.getdict("NAMES"), reactor)

    def install_on_reactor(self) -> None:
        self._reactor.installNameResolver(self)

    def resolveHostName(self, receiver: Any, name: str, port: int = 0, *rest: Any, **more: Any) -> Any:  # noqa: N802
        if "portNumber" in more:
            port = more["portNumber"]
        receiver.resolutionBegan(self)
        answers = self._names.get(name, [[name] if name[0].isdigit() else []])
        for address in answers.pop(0) if len(answers) > 1 else answers[0]:
            receiver.addressResolved(IPv4Address("TCP", address, port))
        receiver.resolutionComplete()
        return self


def write(path: Path, spool: Any) -> None:
    with path.open("wb") as file:
        file.writelines(spool.chunks())


class JobSpider(scrapy.Spider):
    name = "job"

    async def start(self) -> AsyncIterator[scrapy.Request]:
        self.outcomes = (FOLDER / "outcomes.jsonl").open("w", encoding="utf-8")
        for wanted in JOB["requests"]:
            yield self.make(wanted)

    def make(self, wanted: dict[str, Any]) -> scrapy.Request:
        return scrapy.Request(
            wanted["url"],
            method=wanted.get("method", "GET"),
            body=base64.b64decode(wanted["body"]),
            headers=wanted.get("headers"),
            meta=dict(wanted.get("meta", {})),
            callback=self.parse,
            errback=self.fail,
            dont_filter=True,
            cb_kwargs={"wanted": wanted},
        )

    def parse(self, response: Response, wanted: dict[str, Any]) -> Iterator[scrapy.Request]:
        self.note(wanted, status=response.status, length=len(response.body), meta=response.meta)
        if wanted.get("repeat", 0) > 0:
            yield self.make(wanted | {"repeat": wanted["repeat"] - 1})

    def fail(self, failure: Any) -> None:
        request = failure.request
        self.note(
            request.cb_kwargs["wanted"], error=f"{type(failure.value).__name__}: {failure.value}", meta=request.meta
        )

    def note(self, wanted: dict[str, Any], *, meta: dict[str, Any], **facts: Any) -> None:
        kept = meta.get("hnp_kept")
        line = {"url": wanted["url"], "kept": kept and kept.status, **facts}
        self.outcomes.write(json.dumps(line) + "\n")
        self.outcomes.flush()


SETTINGS = {
    "DOWNLOAD_HANDLERS": dict.fromkeys(("http", "https"), "hnp_crawler.download.handler.ArchivingDownloadHandler"),
    "EXTENSIONS": {KeepInFiles: 0},
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "HTTPERROR_ALLOW_ALL": True,
    "CONCURRENT_REQUESTS": 64,
    "DOWNLOAD_DELAY": 0,
    "LOG_LEVEL": "INFO",
    "DNS_RESOLVER": TableResolver,
    "PRIVATE_HOSTS": ["127.0.0.1", "localhost"],
}

if __name__ == "__main__":
    if "PRETEND_SCRAPY" in JOB["settings"]:
        scrapy.__version__ = JOB["settings"]["PRETEND_SCRAPY"]
    if "MAX_FILE" in JOB["settings"]:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (JOB["settings"]["MAX_FILE"],) * 2)
    process = AsyncCrawlerProcess(SETTINGS | JOB["settings"])
    process.crawl(JobSpider)
    process.start()
