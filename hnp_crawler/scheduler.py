"""Let the ledger be Scrapy's frontier: a request is a row, settled when everything has come of it that will."""

from __future__ import annotations

import heapq
import logging
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from weakref import WeakKeyDictionary

from scrapy import Request, Spider, signals
from scrapy.core.scheduler import BaseScheduler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.utils.asyncio import create_looping_call
from twisted.python.failure import Failure
from w3lib.url import canonicalize_url

from hnp_crawler.download.keeping import CAPTURE, VALIDATED
from hnp_crawler.ledger import FILE_NAME, Found, Kind, Ledger, Outcome, Row, State
from hnp_crawler.signals import url_settled
from hnp_crawler.stored_requests import KEY, GivenBack, restore_request, store_request

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.utils.asyncio import AsyncioLoopingCall
    from twisted.internet.task import LoopingCall

logger = logging.getLogger(__name__)

CONDITIONAL = frozenset({Kind.ARTICLE})
"""The kinds that are asked for with ``If-None-Match`` and ``If-Modified-Since``; a listing is read in any case."""

LEASED_AHEAD = 16
"""How many URLs are leased in one statement."""

TICK_SECONDS = 1.0
"""How often finished requests are settled and changes committed while nothing else happens."""

_ledgers: WeakKeyDictionary[Crawler, Ledger] = WeakKeyDictionary()


def use_ledger(crawler: Crawler, ledger: Ledger) -> None:
    """Let a crawl's scheduler work on this ledger, which whoever opened it begins, ends and closes."""
    _ledgers[crawler] = ledger


def ledger_of(crawler: Crawler) -> Ledger:
    """Give the crawl's ledger: the one that `use_ledger` gave, else the one under ``HNP_OUTPUT``, opened here.

    A ledger that is opened here closes with the engine.
    """
    if crawler not in _ledgers:
        folder = Path(crawler.settings["HNP_OUTPUT"])
        ledger = Ledger(folder / FILE_NAME, time.time, durable=crawler.settings.get("HNP_FSYNC") == "record")
        crawler.signals.connect(ledger.close, signals.engine_stopped, weak=False)
        _ledgers[crawler] = ledger
    return _ledgers[crawler]


@dataclass(slots=True)
class Lease:
    """Hold a row whose request is under way, and what is known so far of what becomes of it."""

    row: Row
    request: Request
    outcome: Outcome | None = None
    again: Request | None = None
    """The same URL, asked for once more meanwhile by a request that is not to be filtered."""


def outcome_of_status(status: int) -> Outcome:
    """Say what an answer's status code means for its URL, as long as nobody knows better.

    >>> outcome_of_status(404).state, outcome_of_status(503).reason
    (<State.GONE: 'gone'>, 'HTTP 503')
    """
    if status == 304:
        return Outcome(State.UNCHANGED, status=status)
    if status in (404, 410):
        return Outcome(State.GONE, f"HTTP {status}", status)
    if 300 <= status < 400:
        return Outcome(State.REDIRECTED, f"HTTP {status}", status)
    if status >= 400:
        return Outcome(State.FAILED, f"HTTP {status}", status)
    return Outcome(State.FETCHED, status=status)


def outcome_of_failure(error: BaseException) -> Outcome:
    """Say what an exception in place of an answer means for the URL."""
    reason = f"{type(error).__name__}: {error}"[:500]
    if not isinstance(error, IgnoreRequest):
        return Outcome(State.FAILED, reason)
    if str(error) == "Forbidden by robots.txt":
        return Outcome(State.ROBOTS, str(error))
    return Outcome(State.OUT_OF_SCOPE if "offsite" in str(error) else State.FAILED, reason)


class LedgerScheduler(BaseScheduler):
    """Schedule requests through the ledger.

    A request that is handed out is leased. It is settled when the engine is done with it, its callback exhausted and
    its items through the pipelines, with the outcome that was noted last; `note` says a better one than the status
    code does. Retries and redirects keep their lease by ``meta["hnp_key"]``. Whatever a killed crawl had leased is
    pending in the next.

    A spider may give a method ``ledger_key(url) -> str`` that tells which URLs are the same; and ``meta`` may hold
    ``hnp_kind``, ``hnp_via`` and ``hnp_stamp``, for the fields of `Found`.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._stats = crawler.stats
        self.ledger = ledger_of(crawler)
        self._spider: Spider | None = None
        self._leases: dict[str, Lease] = {}
        self._ready: list[tuple[int, int, Row]] = []
        self._outranked = False
        self._ticking: AsyncioLoopingCall | LoopingCall | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the scheduler over the crawl's ledger."""
        return cls(crawler)

    # --- Scrapy's interface ---------------------------------------------------------------------------------------

    def open(self, spider: Spider) -> None:
        """Begin a crawl in the ledger, unless another component has, and settle what comes from now on."""
        self.attach(spider)
        connect = self._crawler.signals.connect
        connect(self.response_received, signals.response_received)
        connect(self.spider_error, signals.spider_error)
        connect(self.item_error, signals.item_error)
        self._ticking = create_looping_call(self.tick)
        self._ticking.start(TICK_SECONDS, now=False)

    def close(self, reason: str) -> None:  # noqa: ARG002
        """Settle what is finished, give the rest back, and commit."""
        if self._ticking is not None and self._ticking.running:
            self._ticking.stop()
        self._settle_finished()
        self.ledger.urls.release(row.key for _, _, row in self._ready)
        self._ready.clear()
        self.ledger.commit()

    def has_pending_requests(self) -> bool:
        """Tell whether any URL waits."""
        self._settle_finished()
        return bool(self._ready) or self.ledger.urls.waiting()

    def __len__(self) -> int:
        """Count the URLs that wait."""
        return len(self._ready) + self.ledger.urls.pending()

    def enqueue_request(self, request: Request) -> bool:
        """Make a request's URL wait; False where this crawl has it already, or does not want it.

        Raises `UnstorableRequest` for a request that could not survive the process.
        """
        lease = self.lease_of(request)
        if lease is not None:
            self._strip(request)
            key = self.key_of(request)
            if key == lease.row.key:
                return self._try_again(lease, request)
            if request.meta.get("redirect_urls", [None])[-1] == lease.row.url:
                accepted = self._offer_request(request, key, via=lease.row.key)
                lease.outcome = _redirected(request, key)
                return accepted
        return self._offer_request(request, self.key_of(request), via=None)

    def next_request(self) -> Request | None:
        """Lease the next request."""
        self._settle_finished()
        while True:
            if not self._ready or self._outranked:
                for row in self.ledger.urls.lease(LEASED_AHEAD):
                    heapq.heappush(self._ready, (-row.priority, row.id, row))
                self._outranked = False
            if not self._ready:
                return None
            row = heapq.heappop(self._ready)[2]
            try:
                request = restore_request(row.url, row.priority, row.request, self._spider)
            except ValueError as error:
                logger.error("Cannot make the request for %s again: %s", row.url, error)
                self.ledger.urls.settle(row.key, Outcome(State.FAILED, f"making the request again: {error}"))
                continue
            request.meta[KEY] = row.key
            self._ask_for_changes(request, row)
            request.errback = partial(self.request_failed, request.errback)
            self._leases[row.key] = Lease(row, request)
            self._count("dequeued")
            return request

    def attach(self, spider: Spider) -> None:
        """Take the spider whose methods are the callbacks, and see that a crawl has begun in the ledger."""
        self._spider = spider
        if self.ledger.crawl is None:
            self.ledger.begin(time.strftime("%Y%m%dT%H%M%SZ", time.gmtime()) + f"-{time.time_ns() % 10**6:06}")

    # --- for spiders and extensions -------------------------------------------------------------------------------

    def offer(self, found: Sequence[Found]) -> list[bool]:
        """Make many URLs wait in one step, past Scrapy's middlewares; tells for each whether it does now.

        This is the cheap way for the links of a page, which are nearly all known.
        """
        accepted = self.ledger.urls.offer(found)
        waiting = [one for one, new in zip(found, accepted, strict=True) if new]
        self._outranked = self._outranked or any(self._outranks(one.priority) for one in waiting)
        self._count("enqueued", len(waiting))
        if len(waiting) < len(found):
            self._inc("dupefilter/filtered", len(found) - len(waiting))
        return accepted

    def key_of(self, request: Request) -> str:
        """Tell what makes the request the same as another: its canonical URL; method and body, if not a plain GET."""
        spider_key = getattr(self._spider, "ledger_key", canonicalize_url)
        key: str = spider_key(request.url)
        if request.method == "GET" and not request.body:
            return key
        return f"{request.method} {key} {sha256(request.body).hexdigest()[:32]}"

    def lease_of(self, request: Request) -> Lease | None:
        """Give the lease that a request, or one made from it by a middleware, goes by."""
        key = request.meta.get(KEY) if request.meta else None
        return None if key is None else self._leases.get(key)

    def note(self, request: Request, outcome: Outcome) -> None:
        """Say what becomes of a request's URL once the engine is done with it; the last word counts.

        What the new outcome leaves open (status, capture, validators, digest, date) an earlier one may have told.
        """
        lease = self.lease_of(request)
        if lease is not None:
            lease.outcome = _merged(lease.outcome, outcome)

    def settle(self, request: Request, outcome: Outcome) -> None:
        """Settle a request's URL now; what follows from its answer must be written already."""
        lease = self.lease_of(request)
        if lease is not None:
            del self._leases[lease.row.key]
            self._settle(lease, _merged(lease.outcome, outcome))

    def give_back(self, request: Request) -> None:
        """Let a request's URL wait again: the crawl ends before all that its answer needs could be fetched."""
        lease = self.lease_of(request)
        if lease is not None:
            del self._leases[lease.row.key]
            self.ledger.urls.release([lease.row.key])

    def tick(self) -> None:
        """Settle what is finished and commit."""
        self._settle_finished()
        self.ledger.commit()

    # --- signals --------------------------------------------------------------------------------------------------

    def response_received(self, response: Response, request: Request) -> None:
        """Note what the status code says, unless something is noted."""
        lease = self.lease_of(request)
        if lease is not None and lease.outcome is None:
            lease.outcome = outcome_of_status(response.status)

    def request_failed(self, errback: Any, failure: Failure) -> Any:
        """Note a failure that nothing caught, then let the request's own errback have it."""
        request: Request = failure.request  # type: ignore[attr-defined]
        lease, error = self.lease_of(request), failure.value
        if lease is not None and error is not None:
            if isinstance(error, GivenBack):
                self._give_back(lease)
            elif lease.outcome is None or lease.outcome.state in (State.FETCHED, State.UNCHANGED):
                lease.outcome = _merged(lease.outcome, outcome_of_failure(error))
        return errback(failure) if errback else failure

    def spider_error(self, failure: Failure, response: Response | Failure) -> None:
        """Note that a callback raised an exception: the answer is not wholly read."""
        self._note_unread(response, failure.value, "reading")

    def item_error(self, response: Response | None, failure: Failure) -> None:
        """Note that a pipeline raised an exception: what was read is not wholly kept."""
        self._note_unread(response, failure.value, "keeping")

    def _note_unread(self, response: Response | Failure | None, error: BaseException | None, doing: str) -> None:
        request = getattr(response, "request", None)
        lease = None if request is None else self.lease_of(request)
        if lease is None:
            return
        if isinstance(error, GivenBack):
            self._give_back(lease)
        elif lease.outcome is None or lease.outcome.state in (State.FETCHED, State.UNCHANGED):
            reason = f"{doing}: {type(error).__name__}: {error}"[:500]
            lease.outcome = _merged(lease.outcome, Outcome(State.FAILED, reason))

    def _give_back(self, lease: Lease) -> None:
        del self._leases[lease.row.key]
        self.ledger.urls.release([lease.row.key])

    # --- inside ---------------------------------------------------------------------------------------------------

    def _offer_request(self, request: Request, key: str, via: str | None) -> bool:
        # Most links of a page were met a moment ago: writing their requests down would be the dearest part.
        if not request.dont_filter and "hnp_stamp" not in request.meta and self.ledger.urls.met(key):
            self._inc("dupefilter/filtered")
            return False
        referer = request.headers.get("Referer")
        meta = request.meta
        found = Found(
            key=key,
            url=request.url,
            kind=meta.get("hnp_kind", Kind.OTHER),
            via=via or meta.get("hnp_via") or (referer.decode("latin-1") if referer else None),
            hop=meta.get("depth", 0),
            priority=request.priority,
            request=store_request(request, self._spider),
            stamp=meta.get("hnp_stamp"),
            force=request.dont_filter,
        )
        accepted = self.offer([found])[0]
        lease = self._leases.get(key)
        if not accepted and request.dont_filter and lease is not None:
            lease.again = request
            return True
        return accepted

    def _ask_for_changes(self, request: Request, row: Row) -> None:
        """Make the request conditional where the collection holds a good answer with a validator."""
        if row.kind not in CONDITIONAL or self.ledger.urls.policy.full or not (conditions := row.conditions()):
            return
        capture = self.ledger.captures.get(row.capture)
        if capture is not None:
            request.meta[VALIDATED] = capture
            for name, value in conditions.items():
                request.headers.setdefault(name, value)

    def _try_again(self, lease: Lease, request: Request) -> bool:
        """Put a retry, or a redirect to another spelling of the same URL, back under its lease."""
        del self._leases[lease.row.key]
        self.ledger.urls.requeue(lease.row.key, request.url, request.priority, store_request(request, self._spider))
        self._outranked = self._outranked or self._outranks(request.priority)
        self._count("enqueued")
        return True

    def _strip(self, request: Request) -> None:
        """Take off what `next_request` put on: the row puts on its own when it is leased again."""
        if isinstance(request.errback, partial):
            request.errback = request.errback.args[0]
        if VALIDATED in request.meta:
            for name in ("If-None-Match", "If-Modified-Since"):
                request.headers.pop(name, None)

    def _outranks(self, priority: int) -> bool:
        """Tell whether a priority is higher than that of the request that would be next."""
        return bool(self._ready) and priority > -self._ready[0][0]

    def _settle_finished(self) -> None:
        """Settle the leases whose requests have left the engine: the downloader, the callback and the pipelines."""
        if not self._leases:
            return
        engine = self._crawler.engine
        scraping = engine.scraper.slot.active if engine.scraper.slot is not None else ()
        downloading = engine.downloader.active
        for lease in [
            lease
            for lease in self._leases.values()
            if lease.request not in downloading and lease.request not in scraping
        ]:
            del self._leases[lease.row.key]
            self._settle(lease, lease.outcome or Outcome(State.FAILED, "the request ended without an answer"))

    def _settle(self, lease: Lease, outcome: Outcome) -> None:
        row = lease.row
        if outcome.capture is None:
            outcome = replace(outcome, capture=lease.request.meta.get(CAPTURE))
        self.ledger.urls.settle(row.key, outcome)
        self._inc(f"ledger/{outcome.state}")
        self._crawler.signals.send_catch_log(
            url_settled, url=row.url, kind=row.kind, state=outcome.state, reason=outcome.reason
        )
        if lease.again is not None:
            self._offer_request(lease.again, row.key, via=None)

    def _count(self, what: str, times: int = 1) -> None:
        if times:
            self._inc(f"scheduler/{what}", times)
            self._inc(f"scheduler/{what}/ledger", times)

    def _inc(self, key: str, times: int = 1) -> None:
        self._stats.inc_value(key, times)


def _redirected(request: Request, key: str) -> Outcome:
    """Say that a URL led to another, from what Scrapy's redirect middleware leaves in ``meta``."""
    reason = request.meta.get("redirect_reasons", [None])[-1]
    return Outcome(State.REDIRECTED, f"to {key}", status=reason if isinstance(reason, int) else None)


def _merged(earlier: Outcome | None, later: Outcome) -> Outcome:
    """Complete an outcome by what an earlier one told."""
    if earlier is None:
        return later
    told: Iterable[str] = ("status", "capture", "etag", "last_modified", "entity_digest", "published")
    return replace(later, **{name: getattr(earlier, name) for name in told if getattr(later, name) is None})
