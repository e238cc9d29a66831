"""Before a crawl ends, ask for what no page names any more: articles that are due, and those that listings dropped."""

from __future__ import annotations

import logging

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider

from hnp_crawler.collection.removals import unlisted
from hnp_crawler.frontier.crawl_ledger import ledger_of
from hnp_crawler.ledger import Kind
from hnp_crawler.options import read_options
from hnp_crawler.spiders.seeded import SeededSpider

logger = logging.getLogger(__name__)


class Recall:
    """Wake the rest when the queue is empty for the first time.

    Not sooner: by then the listings have said under which address an article stands now.
    """

    def __init__(self, crawler: Crawler, most_dropped: float) -> None:
        self._crawler = crawler
        self._most_dropped = most_dropped
        self._recalled = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Recall:
        """Wait for the end of the queue."""
        recall = cls(crawler, read_options(crawler.settings).check_dropped)
        crawler.signals.connect(recall.spider_idle, signals.spider_idle)
        return recall

    def spider_idle(self) -> None:
        """Go on once with what is left to ask for, if the crawl is one of all that there is."""
        spider = self._crawler.spider
        assert isinstance(spider, SeededSpider)
        if self._recalled or not spider.recalls:
            return
        self._recalled = True
        ledger = ledger_of(self._crawler)
        dropped = [row.url for row in unlisted(ledger, self._most_dropped)]
        due = ledger.urls.recall()
        if dropped or due:
            logger.info("Asking again for %d articles that are due and %d that listings dropped", due, len(dropped))
        for url in dropped:
            self._crawler.engine.crawl(Request(url, meta={"hnp_kind": str(Kind.ARTICLE)}, dont_filter=True))
        if due:
            # The engine looks into the queue again when it is given a request; the seed's own is filtered.
            self._crawler.engine.crawl(Request(spider.seeds[0], meta={"hnp_kind": str(Kind.SEED)}))
        if dropped or due:
            raise DontCloseSpider
