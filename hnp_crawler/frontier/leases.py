"""Hold what is under way, and settle each URL when everything has come of it that will."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from scrapy import Request, signals
from scrapy.http import Response
from twisted.python.failure import Failure

from hnp_crawler.download.keeping import CAPTURE, KEY
from hnp_crawler.frontier.outcomes import WAITS_AGAIN, completed, outcome_of_failure, outcome_of_status
from hnp_crawler.frontier.signals import url_settled
from hnp_crawler.ledger import Ledger, Outcome, Row, State
from hnp_crawler.ledger.rows import GOOD

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


@dataclass(slots=True)
class Lease:
    """Hold a row whose request is under way, and what is known so far of what becomes of it."""

    row: Row
    request: Request
    outcome: Outcome | None = None
    again: Request | None = None
    """The same URL, asked for once more meanwhile by a request that is not to be filtered."""
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the answer is there, or none will come under this lease."""


class Leases:
    """Follow requests by ``meta["hnp_key"]`` from the scheduler to the end of their callbacks and pipelines.

    Settling a URL when its callback ends would be too soon: what it yielded may still be on its way to the scheduler.
    """

    def __init__(self, crawler: Crawler, ledger: Ledger) -> None:
        self._crawler = crawler
        self._ledger = ledger
        self._leases: dict[str, Lease] = {}

    def listen(self) -> None:
        """Note what the engine tells of each request."""
        connect = self._crawler.signals.connect
        connect(self.response_received, signals.response_received)
        connect(self.spider_error, signals.spider_error)
        connect(self.item_error, signals.item_error)

    def add(self, row: Row, request: Request) -> None:
        """Follow the request that a leased row is fetched with."""
        request.meta[KEY] = row.key
        self._leases[row.key] = Lease(row, request)

    def get(self, key: str) -> Lease | None:
        """Give the lease of a URL by its key."""
        return self._leases.get(key)

    def of(self, request: Request) -> Lease | None:
        """Give the lease that a request, or one made from it by a middleware, goes by."""
        key = request.meta.get(KEY) if request.meta else None
        return None if key is None else self._leases.get(key)

    def drop(self, lease: Lease) -> None:
        """Follow a request no longer."""
        lease.answered.set()
        del self._leases[lease.row.key]

    def abandon(self) -> None:
        """Let nobody wait any more: a request that failed is answered when it is settled, and nothing will be."""
        for lease in self._leases.values():
            lease.answered.set()

    def give_back(self, lease: Lease) -> None:
        """Let a URL wait again."""
        self.drop(lease)
        self._ledger.urls.release([lease.row.key])

    def settle(self, lease: Lease, outcome: Outcome) -> None:
        """Write down what became of a URL, completed by what was noted, and tell everybody."""
        outcome = completed(outcome, lease.outcome)
        if outcome.capture is None:
            outcome = replace(outcome, capture=lease.request.meta.get(CAPTURE))
        row = lease.row
        self.drop(lease)
        self._ledger.urls.settle(row.key, outcome, row)
        self._crawler.stats.inc_value(f"ledger/{outcome.state}")
        self._crawler.signals.send_catch_log(
            url_settled, url=row.url, kind=row.kind, state=outcome.state, reason=outcome.reason
        )

    def settle_finished(self) -> Iterator[Lease]:
        """Settle the leases whose requests have left the engine: the downloader, the callback and the pipelines."""
        if not self._leases:
            return
        engine = self._crawler.engine
        scraping = engine.scraper.slot.active if engine.scraper.slot is not None else ()
        downloading = engine.downloader.active
        under_way = list(self._leases.values())
        for lease in under_way:
            if lease.request not in downloading and lease.request not in scraping:
                self.settle(lease, lease.outcome or Outcome(State.FAILED, "the request ended without an answer"))
                yield lease

    # --- signals --------------------------------------------------------------------------------------------------

    def response_received(self, response: Response, request: Request) -> None:
        """Note what the status code says, unless something is noted."""
        lease = self.of(request)
        if lease is not None:
            lease.outcome = lease.outcome or outcome_of_status(response.status)
            lease.answered.set()

    def spider_error(self, failure: Failure, response: Response | Failure) -> None:
        """Note that a callback raised an exception: the answer is not wholly read."""
        self._note_failure(getattr(response, "request", None), failure, "reading")

    def item_error(self, response: Response | None, failure: Failure) -> None:
        """Note that a pipeline raised an exception: what was read is not wholly kept."""
        self._note_failure(getattr(response, "request", None), failure, "keeping")

    def request_failed(self, failure: Failure) -> None:
        """Note a failure in place of an answer that nothing caught."""
        self._note_failure(failure.request, failure, None)  # type: ignore[attr-defined]

    def _note_failure(self, request: Request | None, failure: Failure, doing: str | None) -> None:
        lease = None if request is None else self.of(request)
        if lease is None or failure.value is None:
            return
        if isinstance(failure.value, WAITS_AGAIN):
            self.give_back(lease)
        elif lease.outcome is None or lease.outcome.state in GOOD:  # an exception takes a good state back
            lease.outcome = completed(outcome_of_failure(failure.value, doing), lease.outcome)
