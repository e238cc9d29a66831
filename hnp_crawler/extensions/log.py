"""Keep the crawl's own log beside what it captured, and the terminal legible."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from scrapy.utils.misc import load_object
from twisted.python.failure import Failure

from hnp_crawler.closing.accounts import HANDLERS_FAILED
from hnp_crawler.collection.opened import WRITE_FAILURES
from hnp_crawler.errors import CollectionError
from hnp_crawler.extensions.collection import LOG, OpenCollection, collection_of

ROBOTS = "scrapy.downloadermiddlewares.robotstxt"
SIGNALS = "scrapy.utils.signal"
TELLERS = tuple(map(logging.getLogger, ("scrapy.core.engine", "scrapy.core.scraper", SIGNALS, ROBOTS)))
"""Scrapy's loggers for exceptions from downloads, callbacks, pipelines and signals."""
COULD_NOT_FETCH = "Could not fetch %(url)s: %(why)s"


class CrawlLog:
    """Write everything that is logged during the crawl to ``crawls/<id>/crawl.log``."""

    def __init__(self, crawler: Crawler, owner: OpenCollection) -> None:
        settings = crawler.settings
        self._owner = owner
        self._stats = crawler.stats
        self._failures_of_network = tuple(load_object(name) for name in settings.getlist("RETRY_EXCEPTIONS"))
        try:
            self._file = LogFile(owner.collection.crawl_folder / LOG, owner.failed)
        except OSError as error:
            owner.collection.close()
            raise CollectionError(f"beginning the log: {error.strerror}: {error.filename}") from error
        self._file.setFormatter(logging.Formatter(settings["LOG_FORMAT"], settings["LOG_DATEFORMAT"]))
        # Whatever the terminal shows: what was not logged can never be looked up.
        self._file.setLevel(logging.INFO)
        root = logging.getLogger()
        root.addHandler(self._file)
        # Scrapy lets every message be made, several for each answer, and leaves it to the handlers to pass over them.
        logging.disable(min(handler.level for handler in root.handlers) - 1)
        for logger in TELLERS:
            logger.addFilter(self._is_news)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CrawlLog:
        """Begin the log once the collection is open."""
        log = cls(crawler, collection_of(crawler))
        crawler.signals.connect(log.engine_stopped, signals.engine_stopped)
        return log

    def _is_news(self, record: logging.LogRecord) -> bool:
        """Leave out what only follows from a failure that was told, and the traceback of a host that cannot be reached.

        Nothing more is written after the former; where in Twisted the latter was noticed helps nobody.
        """
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, self._failures_of_network) and (record.msg == COULD_NOT_FETCH or record.name == ROBOTS):
            record.exc_info = None
        if self._owner.failure is not None and isinstance(error, WRITE_FAILURES):
            return False
        if error is not None and record.name == SIGNALS:
            # Such as a feed of Scrapy's that cannot be written: without its being counted the crawl would end well.
            self._stats.inc_value(HANDLERS_FAILED)
        return True

    def engine_stopped(self) -> None:
        """Close the log after the last component had its say."""
        for logger in TELLERS:
            logger.removeFilter(self._is_news)
        logging.disable(logging.NOTSET)
        logging.getLogger().removeHandler(self._file)
        self._file.close()


class LogFile(logging.FileHandler):
    """Write a log whose failing stops the crawl."""

    def __init__(self, path: Path, failed: Callable[[Exception], None]) -> None:
        super().__init__(path, encoding="utf-8")
        self._failed = failed

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (logging names it)
        """Write no more, and say why."""
        error = sys.exception()
        if not isinstance(error, OSError):
            super().handleError(record)
            return
        logging.getLogger().removeHandler(self)
        self._failed(OSError(f"writing to {self.baseFilename}: {error.strerror or error}"))

    def close(self) -> None:
        """Close the file; what it could not take was told."""
        with suppress(OSError):
            super().close()


class QuietFormatter(LogFormatter):
    """Leave the whole item out of the log: one article is a page of JSON."""

    def scraped(self, item: Any, response: Response | Failure | None, spider: Spider) -> LogFormatterResult:
        """Log which article was read, not the article."""
        return {
            "level": logging.DEBUG,
            "msg": "Read %(id)s from %(source)s",
            "args": {"id": getattr(item, "id", type(item).__name__), "source": response},
        }

    def dropped(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """Log that an article is as it was."""
        article = getattr(item, "article", item)
        return {
            "level": logging.DEBUG,
            "msg": "%(id)s: %(why)s",
            "args": {"id": getattr(article, "id", type(item).__name__), "why": exception},
        }

    def download_error(
        self, failure: Failure, request: Request, spider: Spider, errmsg: str | None = None
    ) -> LogFormatterResult:
        """Log a failed fetch in one line; its record and its state hold the rest."""
        return {
            "level": logging.WARNING,
            "msg": COULD_NOT_FETCH,
            "args": {"url": request.url, "why": errmsg or failure.getErrorMessage()},
        }
