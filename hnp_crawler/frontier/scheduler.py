"""Let the ledger be Scrapy's frontier: a request is a row that is pending, then leased, then settled."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, Spider
from scrapy.core.scheduler import BaseScheduler
from scrapy.utils.asyncio import create_looping_call
from scrapy.utils.defer import deferred_from_coro
from twisted.python.failure import Failure
from w3lib.url import canonicalize_url

from hnp_crawler.download.keeping import CAPTURE
from hnp_crawler.frontier.conditional import ask_for_changes, ask_without_conditions
from hnp_crawler.frontier.crawl_ledger import LEDGER_FAILED, ledger_of
from hnp_crawler.frontier.leased_ahead import LeasedAhead
from hnp_crawler.frontier.leases import Lease, Leases
from hnp_crawler.frontier.outcomes import completed, outcome_of_redirect
from hnp_crawler.frontier.stored_requests import found_by, restore_request, store_request
from hnp_crawler.items import Capture
from hnp_crawler.ledger import Found, LedgerError, Outcome, Row, State
from hnp_crawler.ledger.rows import GOOD

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.utils.asyncio import AsyncioLoopingCall
    from twisted.internet.task import LoopingCall

logger = logging.getLogger(__name__)

TICK_SECONDS = 1.0
"""How often finished requests are settled and changes committed while nothing else happens."""


class LedgerScheduler(BaseScheduler):
    """Schedule requests through the ledger.

    A request that is handed out is leased, and settled when the engine is done with it, with the outcome that was
    noted last; `note` says a better one than the status code does. Retries and redirects keep their lease. Whatever a
    killed crawl had leased is pending in the next.

    A spider may give a method ``ledger_key(url) -> str`` that tells which URLs are the same; and ``meta`` may hold
    ``hnp_kind``, ``hnp_via`` and ``hnp_stamp``, for the fields of `Found`.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._stats = crawler.stats
        self.ledger = ledger_of(crawler)
        self._leases = Leases(crawler, self.ledger)
        self._spider: Spider | None = None
        self._ahead = LeasedAhead(self.ledger.urls)
        self._failed = False
        self._ticking: AsyncioLoopingCall | LoopingCall | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the scheduler over the crawl's ledger."""
        return cls(crawler)

    # --- Scrapy's interface ---------------------------------------------------------------------------------------

    def open(self, spider: Spider) -> None:
        """Begin a crawl in the ledger, unless another component has, and settle what comes from now on."""
        self.attach(spider)
        self._ticking = create_looping_call(self.tick)
        self._ticking.start(TICK_SECONDS, now=False)

    def attach(self, spider: Spider) -> None:
        """Take the spider whose methods are the callbacks, listen, and see that a crawl has begun in the ledger."""
        self._spider = spider
        self._leases.listen()
        if self.ledger.crawl is None:
            self.ledger.begin(time.strftime("%Y%m%dT%H%M%SZ", time.gmtime()) + f"-{time.time_ns() % 10**6:06}")

    def close(self, reason: str) -> None:  # noqa: ARG002
        """Settle what is finished, give the rest back, and commit."""
        if self._ticking is not None and self._ticking.running:
            self._ticking.stop()
        if self._failed:
            return
        try:
            self._settle_finished()
            self._ahead.give_back()
            self.ledger.commit()
        except LedgerError as error:
            self._stop(error)

    def has_pending_requests(self) -> bool:
        """Tell whether any URL waits."""
        try:
            self._settle_finished()
            return not self._failed and (bool(self._ahead) or self.ledger.urls.waiting())
        except LedgerError as error:
            self._stop(error)
            return False

    def __len__(self) -> int:
        """Count the URLs that wait."""
        return len(self._ahead) + self.ledger.urls.pending()

    def enqueue_request(self, request: Request) -> bool:
        """Make a request's URL wait; False where this crawl has it already, or does not want it.

        Raises `UnstorableRequestError` for a request that could not survive the process.
        """
        try:
            return self._enqueue(request)
        except LedgerError as error:
            self._stop(error)
            return False

    def _enqueue(self, request: Request) -> bool:
        self._strip(request)
        key, lease = self.key_of(request), self._leases.of(request)
        if lease is None:
            return self._offer_request(request, key)
        redirected = request.meta.get("redirect_urls", [None])[-1] == lease.request.url
        # Without either mark it is a link whose spider copied the page's `meta`.
        if key == lease.row.key and (redirected or request.dont_filter):
            return self._try_again(lease, request)
        accepted = self._offer_request(request, key, via=lease.row.key if redirected else None)
        if redirected:
            lease.outcome = outcome_of_redirect(request, key)
        return accepted

    def next_request(self) -> Request | None:
        """Lease the next request."""
        try:
            self._settle_finished()
            return None if self._failed else self._lease()
        except LedgerError as error:
            self._stop(error)
            return None

    # --- for spiders and extensions -------------------------------------------------------------------------------

    def offer(self, found: Sequence[Found]) -> list[bool]:
        """Make many URLs wait in one step, past Scrapy's middlewares; tells for each whether it does now.

        This is the cheap way for the links of a page, which are nearly all known.
        """
        accepted = self.ledger.urls.offer(found)
        waiting = [one for one, new in zip(found, accepted, strict=True) if new]
        self._count_waiting(len(waiting), max((one.priority for one in waiting), default=0))
        if len(waiting) < len(found):
            self._stats.inc_value("dupefilter/filtered", len(found) - len(waiting))
        return accepted

    def judge_anew(self, judge: Callable[[Row], Outcome | None]) -> None:
        """Let every URL be judged once more when its turn comes; an outcome settles it, None lets it be fetched."""
        self._ahead.judge = judge

    async def lease_now(self, found: Found) -> Row | None:
        """Lease one URL past the queue, for whoever fetches and settles it; None where that is not to be done.

        Where the queue is fetching it this waits for the answer, which `capture` tells of.
        """
        while (row := self.ledger.urls.take(found) or self._ahead.withdraw(found.key)) is None:
            lease = self._leases.get(found.key)
            if lease is None or lease.answered.is_set() or self._failed:
                return None
            await lease.answered.wait()
        return row

    def capture(self, key: str) -> Capture | None:
        """Give the record of a URL's last answer, which may not be settled yet; None where it was no good one."""
        lease = self._leases.get(key)
        if lease is None or lease.outcome is None:
            return self.ledger.captures.of_url(key)
        capture: Capture | None = lease.request.meta.get(CAPTURE)
        return capture if lease.outcome.state in GOOD else None

    def key_of(self, request: Request) -> str:
        """Tell what makes the request the same as another: its canonical URL; method and body, if not a plain GET."""
        spider_key = getattr(self._spider, "ledger_key", canonicalize_url)
        key: str = spider_key(request.url)
        if request.method == "GET" and not request.body:
            return key
        return f"{request.method} {key} {sha256(request.body).hexdigest()[:32]}"

    def note(self, request: Request, outcome: Outcome) -> None:
        """Say what becomes of a request's URL once the engine is done with it; the last word counts.

        What the new outcome leaves open (status, capture, validators, digest, date) an earlier one may have told.
        """
        lease = self._leases.of(request)
        if lease is not None:
            lease.outcome = completed(outcome, lease.outcome)

    def settle(self, request: Request, outcome: Outcome) -> None:
        """Settle a request's URL now; what follows from its answer must be written already."""
        lease = self._leases.of(request)
        if lease is not None:
            self._leases.settle(lease, outcome)
            self._ask_again(lease)

    def give_back(self, request: Request) -> None:
        """Let a request's URL wait again: the crawl ends before all that its answer needs could be fetched."""
        lease = self._leases.of(request)
        if lease is not None:
            self._leases.give_back(lease)

    def tick(self) -> None:
        """Settle what is finished and commit."""
        if self._failed:
            return
        try:
            self._settle_finished()
            self.ledger.commit()
        except LedgerError as error:
            self._stop(error)

    # --- inside ---------------------------------------------------------------------------------------------------

    def _lease(self) -> Request | None:
        while (row := self._ahead.next()) is not None:
            try:
                request = restore_request(row.url, row.priority, row.request, self._spider)
            except ValueError as error:
                logger.error("Cannot make the request for %s again: %s", row.url, error)
                self.ledger.urls.settle(row.key, Outcome(State.FAILED, f"making the request again: {error}"), row)
                continue
            ask_for_changes(request, row, self.ledger)
            request.errback = partial(self._request_failed, request.errback)
            self._leases.add(row, request)
            self._count("dequeued", 1)
            return request
        return None

    def _request_failed(self, errback: Any, failure: Failure) -> Any:
        """Note a failure that nothing caught, then let the request's own errback have it."""
        self._leases.request_failed(failure)
        return errback(failure) if errback else failure

    def _strip(self, request: Request) -> None:
        """Take off what a lease put on: the row puts on its own when it is leased again."""
        errback = request.errback
        if isinstance(errback, partial) and errback.func == self._request_failed:
            request.errback = errback.args[0]
        ask_without_conditions(request)

    def _offer_request(self, request: Request, key: str, via: str | None = None) -> bool:
        meta = request.meta
        # Most links of a page were met a moment ago: writing their requests down would be the dearest part.
        if not request.dont_filter and "hnp_stamp" not in meta and self.ledger.urls.met(key, meta.get("hnp_kind")):
            self._stats.inc_value("dupefilter/filtered")
            return False
        accepted = self.offer([found_by(request, key, via, self._spider)])[0]
        if not accepted and request.dont_filter and (lease := self._leases.get(key)) is not None:
            lease.again, accepted = request, True
        return accepted

    def _try_again(self, lease: Lease, request: Request) -> bool:
        """Put a retry, or a redirect to another spelling of the same URL, back under its row."""
        self._leases.drop(lease)
        self.ledger.urls.requeue(lease.row.key, request.url, request.priority, store_request(request, self._spider))
        self._count_waiting(1, request.priority)
        return True

    def _settle_finished(self) -> None:
        for lease in self._leases.settle_finished():
            self._ask_again(lease)

    def _ask_again(self, lease: Lease) -> None:
        if lease.again is not None:
            self._offer_request(lease.again, lease.row.key)

    def _count_waiting(self, count: int, priority: int) -> None:
        """Count what waits now; ``priority`` is the highest, and may be higher than that of the next request."""
        if count:
            self._ahead.heed(priority)
            self._count("enqueued", count)

    def _count(self, what: str, times: int) -> None:
        self._stats.inc_value(f"scheduler/{what}", times)
        self._stats.inc_value(f"scheduler/{what}/ledger", times)

    def _stop(self, error: LedgerError) -> None:
        """End the crawl: what cannot be written down must not be fetched. Who watches the ledger ends it already."""
        if not self._failed:
            self._failed = True
            self._leases.abandon()
            if self.ledger.is_watched:
                return
            logger.critical("Stopping: %s", error)
            deferred_from_coro(self._crawler.engine.close_spider_async(reason=LEDGER_FAILED))
