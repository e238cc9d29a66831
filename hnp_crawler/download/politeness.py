"""Ask every host at its pace: Crawl-delay, Retry-After, back-off, and a hard limit a minute."""

from __future__ import annotations

import logging
import time
from collections import deque
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.core.downloader import Downloader, Slot
from scrapy.exceptions import DownloadConnectionRefusedError, DownloadFailedError, DownloadTimeoutError, IgnoreRequest
from scrapy.http import Response
from scrapy.utils.asyncio import create_looping_call

from hnp_crawler.download.keeping import KEY
from hnp_crawler.download.pace import Limits, Pace, read_retry_after
from hnp_crawler.options import read_options

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.robotstxt import RobotParser
    from scrapy.utils.asyncio import AsyncioLoopingCall
    from twisted.internet.defer import Deferred
    from twisted.internet.task import LoopingCall

logger = logging.getLogger(__name__)

TROUBLE = frozenset({429, 502, 503, 504})
"""The status codes that say: too much."""

NO_ANSWER = (DownloadConnectionRefusedError, DownloadFailedError, DownloadTimeoutError)
"""The exceptions that say: the host did not answer."""

SHORTEST_DELAY = 1e-6
"""Any delay makes Scrapy ask anew before each request that leaves."""

LONG_WAIT = 5.0
"""Seconds that a request outside the ledger's queue may still wait when the crawl is ending."""


class GivenBack(IgnoreRequest):
    """Raised for a request that still waited when the crawl ended, so that its URL is pending again."""


class DepartureQueue(deque[tuple[Request, "Deferred[Response]"]]):
    """Hold a host's waiting requests; what is taken out is on its way."""

    def __init__(self, transferring: set[Request], pace: Pace) -> None:
        super().__init__()
        self._transferring = transferring
        self._pace = pace

    def popleft(self) -> tuple[Request, Deferred[Response]]:
        """Take the next request out, and count it: for the pace, and for the limit of concurrent requests.

        Scrapy 2.19 counts it only when a task begins that it has just made, and so sends all that waits at once where
        there is no delay, whatever ``CONCURRENT_REQUESTS_PER_DOMAIN`` says.
        """
        leaving = super().popleft()
        self._transferring.add(leaving[0])
        self._pace.went(time.monotonic())
        return leaving


class PoliteSlot(Slot):
    """Let Scrapy's own queue of a host wait for the host's pace: here it is decided when a request leaves.

    AutoThrottle and ``DOWNLOAD_DELAY`` go on as usual; the pace is a lower bound that no jitter undercuts.
    """

    __slots__ = ("pace",)

    def __init__(self, slot: Slot, pace: Pace) -> None:
        super().__init__(slot.concurrency, slot.delay, slot.jitter)
        self.pace = pace
        self.queue = DepartureQueue(self.transferring, pace)

    def download_delay(self) -> float:
        """Give the least time between the latest request of the slot and the next."""
        return max(super().download_delay(), self.pace.earliest() - self.lastseen, SHORTEST_DELAY)


class Politeness:
    """Keep the pace of every host; a downloader middleware beside the downloader, so that it sees every attempt.

    Settings: ``HNP_MAX_REQUESTS_PER_MINUTE`` (0 for no limit), ``HNP_BACKOFF`` (first pause after 429, 502, 503, 504,
    no answer, or one slower than ``HNP_SLOW_ANSWER`` seconds; doubled by each further one), ``HNP_MAX_PAUSE`` (bound of
    pauses, Retry-After and Crawl-delay).
    """

    window = 60.0
    """Seconds in which at most ``HNP_MAX_REQUESTS_PER_MINUTE`` requests go to a host."""

    def __init__(self, crawler: Crawler) -> None:
        options = read_options(crawler.settings)
        self._crawler = crawler
        self._stats = crawler.stats
        self._limits = Limits(
            per_window=options.max_requests_per_minute,
            window=self.window,
            backoff=options.backoff,
            most=options.max_pause,
        )
        self._slow = options.slow_answer
        self._paces: dict[str, Pace] = {}
        self._paused: set[str] = set()
        self._watching: AsyncioLoopingCall | LoopingCall | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the settings, raising `OptionError` for a wrong one, and listen for robots.txt files."""
        politeness = cls(crawler)
        crawler.signals.connect(politeness.spider_opened, signals.spider_opened)
        crawler.signals.connect(politeness.spider_closed, signals.spider_closed)
        crawler.signals.connect(politeness.robots_parsed, signals.robots_parsed)
        crawler.signals.connect(politeness.response_downloaded, signals.response_downloaded)
        return politeness

    # --- signals --------------------------------------------------------------------------------------------------

    def spider_opened(self) -> None:
        """Begin to look whether the crawl is ending."""
        self._watching = create_looping_call(self.give_back_at_the_end)
        self._watching.start(1.0, now=False)

    def spider_closed(self) -> None:
        """End looking."""
        if self._watching is not None and self._watching.running:
            self._watching.stop()

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        """Obey the Crawl-delay that a host's robots.txt names for this crawler."""
        settings = self._crawler.settings
        agent = settings["ROBOTSTXT_USER_AGENT"] or request.headers.get("User-Agent") or settings["USER_AGENT"]
        delay = robotparser.crawl_delay(agent)
        if delay is None or not delay > 0 or not self._limits.most:
            return
        leave_slot_of_redirect(request)
        host = self._host(request)
        obeyed = self._pace(host).obey(delay)
        self._stats.set_value(f"politeness/crawl_delay/{host}", obeyed)
        if obeyed < delay:
            logger.warning("%s asks for a delay of %g s between requests; %g s is kept", host, delay, obeyed)

    def response_downloaded(self, response: Response, request: Request) -> None:
        """Pause after an answer that says "too much" or came slowly.

        The signal comes before Scrapy takes the host's next request from the queue; ``process_response`` would be late.
        """
        latency = request.meta.get("download_latency", 0.0)
        if response.status in TROUBLE:
            self._trouble(request, f"HTTP {response.status}", _retry_after(response))
        elif self._slow and latency >= self._slow:
            self._trouble(request, f"an answer after {latency:.1f} s")
        else:
            self._relief(request)

    # --- downloader middleware ------------------------------------------------------------------------------------

    def process_request(self, request: Request) -> None:
        """See that the request will wait in a queue that keeps its host's pace."""
        leave_slot_of_redirect(request)
        downloader = self._downloader
        host, slot = downloader._get_slot(request)
        if not isinstance(slot, PoliteSlot):
            downloader.slots[host] = PoliteSlot(slot, self._pace(host))

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Pause after no answer; one more request may be on its way by then."""
        if isinstance(exception, NO_ANSWER):
            self._trouble(request, type(exception).__name__)

    # --- inside ---------------------------------------------------------------------------------------------------

    @property
    def _downloader(self) -> Downloader:
        return self._crawler.engine.downloader

    def _host(self, request: Request) -> str:
        key: str = self._downloader.get_slot_key(request)
        return key

    def _pace(self, host: str) -> Pace:
        return self._paces.setdefault(host, Pace(self._limits))

    def _trouble(self, request: Request, what: str, retry_after: float | None = None) -> None:
        host = self._host(request)
        pace = self._pace(host)
        now = time.monotonic()
        seconds = pace.trouble(now, retry_after)
        if seconds > 0:
            self._paused.add(host)
            self._stats.inc_value("politeness/pauses")
            self._stats.inc_value("politeness/paused_seconds", round(seconds, 3))  # type: ignore[arg-type]
            logger.warning("Pausing %s for %.1f s: %s", host, pace.paused_until - now, what)

    def _relief(self, request: Request) -> None:
        host = self._host(request)
        pace = self._pace(host)
        pace.relief(time.monotonic())
        if host in self._paused and not pace.backoff:
            self._paused.discard(host)
            logger.info("%s answers as before", host)

    def give_back_at_the_end(self) -> None:
        """Give waiting requests back to the ledger when the crawl is ending: a paused host must not hold it up."""
        engine_slot = self._crawler.engine._slot
        if engine_slot is None or engine_slot.closing is None:
            return
        for host, slot in self._downloader.slots.items():
            long_wait = self._pace(host).earliest() - time.monotonic() > LONG_WAIT
            waiting = [one for one in slot.queue if KEY in one[0].meta or long_wait]
            for one in waiting:
                slot.queue.remove(one)
                one[1].errback(GivenBack("the crawl is ending"))


def leave_slot_of_redirect(request: Request) -> None:
    """Take the mark of the queue off a redirected request: Scrapy's redirects keep that of the host they come from.

    >>> request = Request("https://b.vn/", meta={"redirect_urls": ["https://a.vn/"], "download_slot": "a.vn"})
    >>> leave_slot_of_redirect(request)
    >>> "download_slot" in request.meta
    False
    """
    came_from = request.meta.get("redirect_urls")
    if came_from and request.meta.get(Downloader.DOWNLOAD_SLOT) == urlsplit(came_from[-1]).hostname:
        del request.meta[Downloader.DOWNLOAD_SLOT]


def _retry_after(response: Response) -> float | None:
    value, date = (response.headers.get(name) for name in ("Retry-After", "Date"))
    if not value:
        return None
    return read_retry_after(value.decode("latin-1"), date.decode("latin-1") if date else None, time.time())
