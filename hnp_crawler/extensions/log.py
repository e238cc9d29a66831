"""Keep the crawl's own log beside what it captured, and the terminal legible."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from twisted.python.failure import Failure

from hnp_crawler.extensions.collection import LOG, collection_of


class CrawlLog:
    """Write everything that is logged during the crawl to ``crawls/<id>/crawl.log``."""

    def __init__(self, crawler: Crawler, path: Path) -> None:
        settings = crawler.settings
        self._file = logging.FileHandler(path, encoding="utf-8")
        self._file.setFormatter(logging.Formatter(settings["LOG_FORMAT"], settings["LOG_DATEFORMAT"]))
        # Whatever the terminal shows: what was not logged can never be looked up.
        self._file.setLevel(logging.INFO)
        logging.getLogger().addHandler(self._file)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CrawlLog:
        """Begin the log once the collection is open."""
        log = cls(crawler, collection_of(crawler).collection.crawl_folder / LOG)
        crawler.signals.connect(log.engine_stopped, signals.engine_stopped)
        return log

    def engine_stopped(self) -> None:
        """Close the log after the last component had its say."""
        logging.getLogger().removeHandler(self._file)
        self._file.close()


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
            "msg": "Could not fetch %(url)s: %(why)s",
            "args": {"url": request.url, "why": errmsg or failure.getErrorMessage()},
        }
