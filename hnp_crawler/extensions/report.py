"""Write ``report.html`` into the crawl's folder once its accounts are settled."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from scrapy import signals
from scrapy.crawler import Crawler

from hnp_crawler.collection.folders import Folders
from hnp_crawler.collection.manifests import read_manifests
from hnp_crawler.extensions.collection import collection_of
from hnp_crawler.items import Article
from hnp_crawler.report import render_report
from hnp_crawler.schema import decode_line

logger = logging.getLogger(__name__)

REPORT = "report.html"


class Report:
    """Render the report when everything else has ended; a crawl does not fail for its report."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Report:
        """Wait for the end of the crawl."""
        report = cls(crawler)
        crawler.signals.connect(report.engine_stopped, signals.engine_stopped)
        return report

    def engine_stopped(self) -> None:
        """Write the report, whole or not at all."""
        owner = collection_of(self._crawler)
        if owner.account is None:
            return
        collection, folder = owner.collection, owner.account.path.parent
        unfinished = folder / (REPORT + ".open")
        try:
            text = render_report(
                owner.account.manifest,
                _lines(folder / "urls.jsonl"),
                articles_since(collection.folders, collection.articles_before),
                collection.removals,
                read_manifests(collection.folders.crawls, collection.crawl_id),
            )
            unfinished.write_text(text, "utf-8")
            unfinished.rename(folder / REPORT)
        except (OSError, ValueError) as error:
            unfinished.unlink(missing_ok=True)
            logger.error("Writing the report of the crawl %s: %s", collection.crawl_id, error)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open("rb") as file:
        for line in file:
            yield msgspec.json.decode(line)


def articles_since(folders: Folders, offset: int) -> Iterator[Article]:
    """Read the lines that were written behind an offset of ``articles.jsonl``."""
    with folders.articles.open("rb") as file:
        file.seek(offset)
        yield from map(decode_line, file)
