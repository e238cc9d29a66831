"""Fetch the pictures and files of an article before its line is written, each once per collection."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.exceptions import IgnoreRequest

from hnp_crawler.download.keeping import CAPTURE
from hnp_crawler.frontier.outcomes import WAITS_AGAIN, outcome_of_failure, outcome_of_status
from hnp_crawler.frontier.scheduler import LedgerScheduler
from hnp_crawler.items import Capture
from hnp_crawler.ledger import Found, Kind, Outcome
from hnp_crawler.ledger.rows import GOOD
from hnp_crawler.portal.urls import read_url
from hnp_crawler.scope import Scope

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from hnp_crawler.ledger import Ledger

MOST_OF_ONE_ARTICLE = 500
"""Pictures and files of one article that are fetched; a page with more is hostile."""


class Interrupted(IgnoreRequest):
    """Raised when the crawl ends while an article still waits for its files: the article is read again next time."""


class ArticleFiles:
    """Fetch files past the queue, a bounded number at once, and remember where their bytes lie."""

    def __init__(self, crawler: Crawler, ledger: Ledger, scope: Scope, at_once: int) -> None:
        scheduler = crawler.engine.scheduler
        assert isinstance(scheduler, LedgerScheduler)
        self._scheduler = scheduler
        self._crawler = crawler
        self._ledger = ledger
        self._scope = scope
        self._at_once = asyncio.Semaphore(at_once)
        self._under_way: dict[str, asyncio.Future[Capture | None]] = {}
        self.interrupted = False
        """Whether the crawl is ending: what has not begun is left for the next."""

    async def captures(self, urls: Iterable[tuple[str, Kind]], via: str, hop: int) -> dict[str, Capture]:
        """Fetch files and say where each lies; those that could not be fetched are left out."""
        wanted = dict(list(urls)[:MOST_OF_ONE_ARTICLE])
        if not wanted:
            return {}
        found = await asyncio.gather(*(self._capture(url, kind, via, hop) for url, kind in wanted.items()))
        return {url: capture for url, capture in zip(wanted, found, strict=True) if capture is not None}

    def _capture(self, url: str, kind: Kind, via: str, hop: int) -> asyncio.Future[Capture | None]:
        file = read_url(url)
        key = file.identity
        if waiting := self._under_way.get(key):
            return waiting
        verdict = self._scope.judge_file(file, kind)
        found = Found(key=key, url=url, kind=kind, via=via, hop=hop, state=verdict.state, reason=verdict.reason)
        fetching = self._under_way[key] = asyncio.ensure_future(self._fetch(found))
        fetching.add_done_callback(lambda _: self._under_way.pop(key))
        return fetching

    async def _fetch(self, found: Found) -> Capture | None:
        row = await self._scheduler.lease_now(found)
        if row is None:
            return self._scheduler.capture(found.key)
        try:
            outcome = await self._outcome(found.url)
        except Interrupted:
            self._ledger.urls.release([found.key])
            raise
        self._ledger.urls.settle(found.key, outcome, row)
        return outcome.capture if outcome.state in GOOD else None

    async def _outcome(self, url: str) -> Outcome:
        async with self._at_once:
            if self.interrupted or not self._crawler.engine.running:
                raise Interrupted(f"fetching {url}: the crawl ended before")
            request = Request(url, priority=50)
            try:
                response = await self._crawler.engine.download_async(request)
            except WAITS_AGAIN as error:
                raise Interrupted(f"fetching {url}: {error}") from error
            except Exception as error:
                return outcome_of_failure(error)
        final = response.request or request
        outcome = outcome_of_status(response.status)
        return Outcome(outcome.state, outcome.reason, response.status, final.meta.get(CAPTURE))
