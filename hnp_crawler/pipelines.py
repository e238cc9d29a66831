"""Clean each article in stages and write its line."""

from __future__ import annotations

import sys
from abc import ABC, abstractmethod
from datetime import datetime
from typing import Any

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.http import Response

from hnp_crawler.arguments import CrawlArguments
from hnp_crawler.extensions.collection import OpenCollection, collection_of
from hnp_crawler.frontier.scheduler import LedgerScheduler
from hnp_crawler.items import Article
from hnp_crawler.reading import Reading, with_dates, with_interview, with_problems, with_text
from hnp_crawler.scope import outside


class Stage(ABC):
    """Pass each reading through one pure function; any other item goes by untouched."""

    @abstractmethod
    def clean(self, reading: Reading) -> Reading:
        """Clean one field family of an article."""

    def process_item(self, item: Any) -> Any:
        """Clean an article's reading."""
        return self.clean(item) if isinstance(item, Reading) else item


class TextPipeline(Stage):
    """Normalize texts."""

    def clean(self, reading: Reading) -> Reading:
        """Normalize every printed text."""
        return with_text(reading)


class DatesPipeline(Stage):
    """Choose and normalize the time of publication."""

    def clean(self, reading: Reading) -> Reading:
        """Read the printed stamps."""
        return with_dates(reading)


class PeriodPipeline:
    """Leave out the articles that were published outside ``since`` and ``until``; their pages stay captured."""

    def __init__(self, arguments: CrawlArguments) -> None:
        self._arguments = arguments

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PeriodPipeline:
        """Take the wanted period from the spider's arguments."""
        return cls(collection_of(crawler).arguments)

    def process_item(self, item: Any) -> Any:
        """Drop an article by its own date; one without a date stays."""
        if isinstance(item, Reading) and (published := item.article.published_at):
            day = datetime.fromisoformat(published).date()
            if outside(day, self._arguments.since, self._arguments.until):
                raise DropItem(f"published on {day}, outside the wanted period", log_level="DEBUG")
        return item


class InterviewPipeline(Stage):
    """Read the turns of an interview."""

    def clean(self, reading: Reading) -> Reading:
        """Find who says what, where the article is an interview."""
        return with_interview(reading)


class ValidatePipeline(Stage):
    """Name what is missing."""

    def clean(self, reading: Reading) -> Reading:
        """Compare the line with what every article has."""
        return with_problems(reading)


class TooManyArticles(DropItem):
    """Raised for an article that comes when the crawl has as many as it was asked for."""


class LinesPipeline:
    """Write the line of each new or changed article to ``articles.jsonl``."""

    def __init__(self, crawler: Crawler, collection: OpenCollection) -> None:
        self._crawler = crawler
        self._collection = collection
        self._published = 0
        self._most = collection.arguments.max_articles or sys.maxsize

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> LinesPipeline:
        """Find the open collection, and listen for what is dropped."""
        pipeline = cls(crawler, collection_of(crawler))
        crawler.signals.connect(pipeline.item_dropped, signals.item_dropped)
        return pipeline

    def item_dropped(self, exception: Exception, response: Response | None) -> None:
        """Let the page of an article wait that came when there were enough: the next crawl writes its line."""
        if isinstance(exception, TooManyArticles) and response is not None and response.request is not None:
            scheduler = self._crawler.engine.scheduler
            assert isinstance(scheduler, LedgerScheduler)
            scheduler.give_back(response.request)

    def process_item(self, item: Any) -> Any:
        """Write one line, and count what was found and what was not."""
        if not isinstance(item, Reading):
            return item
        if self._published >= self._most:
            raise TooManyArticles("max_articles is reached", log_level="DEBUG")
        self._published += 1
        if self._published == self._most:
            self._collection.stop("max_articles")
        article = self._collection.publish(item.article)
        if article is None:
            self._crawler.stats.inc_value("hnp/articles/unchanged")
            raise DropItem("unchanged", log_level="DEBUG")
        self._count(article)
        return article

    def _count(self, article: Article) -> None:
        stats = self._crawler.stats
        stats.inc_value(f"hnp/articles/{article.event}")
        stats.inc_value("hnp/interviews", int(article.interview is not None))
        stats.inc_value("hnp/problems", len(article.problems))
        stats.inc_value(f"hnp/layouts/{article.layout}")
        for name in COVERED:
            found = bool(getattr(article, name))
            stats.inc_value(f"hnp/{'found' if found else 'missing'}/{name}")
            stats.inc_value(f"hnp/covered/{article.layout}/{name}", int(found))


COVERED = ("title", "published_at", "section", "agency", "lead", "body", "byline", "images")
"""The fields whose coverage is counted: a field that goes missing everywhere shows that the templates changed."""
