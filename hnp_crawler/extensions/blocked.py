"""Stop a crawl that is being blocked: it must not look like a finished one."""

from __future__ import annotations

import logging
from collections import deque

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider

from hnp_crawler.extensions.collection import collection_of
from hnp_crawler.frontier.signals import url_settled
from hnp_crawler.ledger import Kind, State
from hnp_crawler.options import read_options

logger = logging.getLogger(__name__)

LATEST = 20
"""How many of the latest answers are looked at."""
BLOCKED = "blocked"
"""Reason of a crawl that stopped itself."""
FILES = frozenset({Kind.PICTURE, Kind.ATTACHMENT, Kind.REQUISITE})
"""What may lie on other hosts."""
REFUSALS = frozenset({State.BLOCKED, State.FAILED})
"""Block pages and challenges, and hosts that drop connections silently."""
ANSWERS = frozenset({State.FETCHED, State.UNCHANGED, State.GONE, State.REDIRECTED, State.TRUNCATED})


class StopWhenBlocked:
    """Close the spider as ``blocked`` when most of the latest answers are block pages, challenges or none at all."""

    def __init__(self, crawler: Crawler, share: float) -> None:
        self._crawler = crawler
        self._share = share
        self._latest: deque[bool] = deque(maxlen=LATEST)
        self._stopped = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> StopWhenBlocked:
        """Watch every URL that is settled."""
        watcher = cls(crawler, read_options(crawler.settings).blocked_share)
        crawler.signals.connect(watcher.url_settled, url_settled)
        crawler.signals.connect(watcher.spider_idle, signals.spider_idle)
        return watcher

    def url_settled(self, kind: str, state: str) -> None:
        """Look at one more answer of the portal itself; a host of pictures that is down blocks nobody."""
        if kind not in FILES and (state in REFUSALS or state in ANSWERS):
            self._latest.append(state in REFUSALS)
            if len(self._latest) == LATEST and self._is_blocked():
                collection_of(self._crawler).stop(BLOCKED)

    def spider_idle(self) -> None:
        """Look once more at the end: a crawl that is blocked at once gives few answers."""
        if self._is_blocked():
            raise CloseSpider(BLOCKED)

    def _is_blocked(self) -> bool:
        refused = sum(self._latest)
        if self._stopped or not self._share or not refused or refused < self._share * len(self._latest):
            return False
        self._stopped = True
        logger.error(
            "Stopping: of the latest %d answers %d were block pages, challenges or none at all",
            len(self._latest),
            refused,
        )
        return True
