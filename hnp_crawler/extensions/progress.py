"""Show on a terminal how far the crawl is; say nothing where nobody watches, as in cron."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, TextIO

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import create_looping_call
from tqdm import tqdm

from hnp_crawler.frontier.crawl_ledger import ledger_of
from hnp_crawler.frontier.signals import url_settled
from hnp_crawler.options import read_options

if TYPE_CHECKING:
    from hnp_crawler.ledger import Ledger

TICK = 0.5
"""Seconds between two looks."""
SHARE_OF_COUNTING = 0.01
"""Largest share of the time that is spent on counting what the listings name, which grows with the collection."""
FORMAT = "{percentage:3.0f}% {bar:20} {n_fmt}/{total_fmt} URLs [{elapsed}, about {remaining} left, {rate_fmt}]{postfix}"


class LinesAbove:
    """Write to a terminal above the progress line."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> None:
        """Take the line away, write, and draw it again."""
        with tqdm.external_write_mode(file=self._stream):
            self._stream.write(text)

    def flush(self) -> None:
        """Flush the terminal."""
        self._stream.flush()


@contextmanager
def lines_above(stream: TextIO) -> Iterator[None]:
    """Let whatever logs to a stream log above the progress line."""
    handlers = [h for h in logging.getLogger().handlers if getattr(h, "stream", None) is stream]
    for handler in handlers:
        assert isinstance(handler, logging.StreamHandler)
        handler.setStream(LinesAbove(stream))
    try:
        yield
    finally:
        for handler in handlers:
            assert isinstance(handler, logging.StreamHandler)
            handler.setStream(stream)


class Progress:
    """Draw a line with pages, articles, queue, rate, what the listings still name, and the time that is left.

    What is left grows as the crawl finds more, so the time is an estimate that rises at first.
    """

    def __init__(self, crawler: Crawler, stream: TextIO) -> None:
        self._crawler = crawler
        self._stream = stream
        self._closing = ExitStack()
        self._settled = 0
        self._missing: int | None = None
        self._count_again = 0.0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Progress:
        """Watch the crawl, where standard error is a terminal."""
        if not read_options(crawler.settings).progress or not sys.stderr.isatty():
            raise NotConfigured
        progress = cls(crawler, sys.stderr)
        crawler.signals.connect(progress.spider_opened, signals.spider_opened)
        crawler.signals.connect(progress.url_settled, url_settled)
        crawler.signals.connect(progress.spider_closed, signals.spider_closed)
        return progress

    def spider_opened(self) -> None:
        """Begin to draw; what is logged meanwhile goes above the line."""
        self._bar = tqdm(total=1, file=self._stream, bar_format=FORMAT, unit="", dynamic_ncols=True, leave=False)
        self._closing.callback(self._bar.close)
        self._closing.enter_context(lines_above(self._stream))
        ticking = create_looping_call(self.tick)
        self._closing.callback(ticking.stop)
        ticking.start(TICK, now=False)

    def url_settled(self) -> None:
        """Count one URL that is done."""
        self._settled += 1

    def tick(self) -> None:
        """Draw anew."""
        ledger = ledger_of(self._crawler)
        waiting = ledger.urls.pending()
        self._bar.total = max(1, self._settled + waiting + len(self._crawler.engine.downloader.active))
        self._bar.n = self._settled
        self._bar.set_postfix_str(self._told(ledger, waiting))

    def spider_closed(self) -> None:
        """Take the line away: the summary follows."""
        self._closing.close()

    def _told(self, ledger: Ledger, waiting: int) -> str:
        stats = self._crawler.stats
        articles = sum(stats.get_value(f"hnp/articles/{event}", 0) for event in ("new", "changed", "unchanged"))
        pages = sum(count for name, count in stats.get_stats().items() if name.startswith("hnp/pages/"))
        told = [f"{pages} pages", f"{articles} articles", f"{waiting} waiting"]
        if (missing := self._missing_of_listings(ledger)) is not None:
            told.append(f"{missing} to come by the listings")
        return ", ".join(told)

    def _missing_of_listings(self, ledger: Ledger) -> int | None:
        """Count what the listings name and is not captured, as often as its cost allows."""
        begun = time.monotonic()
        if begun >= self._count_again and ledger.crawl is not None:
            self._missing = sum(walk.missing for walk in ledger.listings.walks(ledger.crawl.serial))
            self._count_again = begun + max(TICK, (time.monotonic() - begun) / SHARE_OF_COUNTING)
        return self._missing
