"""Say what the download handler needs from whoever owns the open collection, and find that owner."""

from __future__ import annotations

from collections.abc import Container
from typing import Protocol, runtime_checkable

from scrapy.crawler import Crawler

from hnp_crawler.archive.store import Kept
from hnp_crawler.archive.wire.exchange import Exchange


@runtime_checkable
class Recorder(Protocol):
    """Keep exchanges; an extension of the crawl is one."""

    def keep(self, exchange: Exchange) -> Kept:
        """Write the records of an exchange and say where they lie; raise when they cannot be written."""

    def failed(self, error: Exception) -> None:
        """Stop the crawl, which must not go on without its archive."""

    def private_hosts(self) -> Container[str]:
        """Name the hosts, in lower case, that may have private addresses: those of the seeds."""


def recorder_of(crawler: Crawler) -> Recorder:
    """Find the extension that is a recorder, raising `LookupError` where none is on."""
    extensions = crawler.extensions.middlewares if crawler.extensions is not None else ()
    recorder = next((extension for extension in extensions if isinstance(extension, Recorder)), None)
    if recorder is None:
        raise LookupError("opening the download handler: no extension keeps exchanges, so nothing may be fetched")
    return recorder
