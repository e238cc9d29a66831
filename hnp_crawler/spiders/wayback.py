"""Read articles out of web archives that others keep, such as the Wayback Machine."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from scrapy import Request, signals
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response
from scrapy.settings import BaseSettings

from hnp_crawler.answers import read_answer
from hnp_crawler.download.keeping import CAPTURE
from hnp_crawler.frontier.scheduler import LedgerScheduler
from hnp_crawler.frontier.stored_requests import store_request
from hnp_crawler.ledger import Found, Kind, Outcome, State
from hnp_crawler.options import read_options
from hnp_crawler.portal.urls import read_url
from hnp_crawler.reading import begin
from hnp_crawler.spiders.seeded import SeededSpider
from hnp_crawler.wayback.arguments import WaybackArguments, read_wayback_arguments
from hnp_crawler.wayback.cdx import (
    ROWS,
    CdxError,
    Listed,
    ListedCapture,
    listing_url,
    read_listed,
    read_page_count,
    with_parameters,
)
from hnp_crawler.wayback.mementos import MementoError, capture_url, is_memento, range_of, read_memento
from hnp_crawler.wayback.picking import Picks, unwanted

PAGE, PAGES = "hnp_page", "hnp_pages"
"""Keys in ``request.meta``: the number of a page, and how many there are."""
FIRST = 1_000_000_000
"""Priority of the listing: what is picked is then asked for from the oldest on, so that versions come in order."""


class WaybackSpider(SeededSpider):
    """Ask a CDX server which captures it has, fetch them as they were captured, and read their articles.

    Arguments:
        match: what is wanted: a URL, a beginning of URLs such as ``hanoi.gov.vn/*``, or a domain, ``*.hanoi.gov.vn``.
        from: beginning of the time of capture, ``2010`` or ``2010-05-19``.
        to: end of the time of capture, ``2023`` or ``2023-05-19``, all of it meant.
        pick: ``digest`` (default) for one capture of each article and digest, ``all``, or a date for the nearest.
        pages: ``articles`` (default) for what has an article's address, ``all`` for any page that may hold one.
        max_articles: number of articles after which the crawl ends.
        full: ``1`` to fetch captures again that the collection has.
    """

    name = "wayback"
    arguments: WaybackArguments

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Write to a collection of its own, unless the operator names one."""
        settings.set("HNP_OUTPUT", "output/wayback", priority="spider")
        super().update_settings(settings)

    def read_arguments(self, given: Mapping[str, str]) -> WaybackArguments:
        """Check what was asked for."""
        return read_wayback_arguments(given)

    @property
    def seeds(self) -> tuple[str, ...]:
        """Give the first page of the listing, and where captures are fetched."""
        options = read_options(self.settings)
        return self._page(), options.cdx_captures

    @property
    def entrances(self) -> tuple[str, ...]:
        """Every capture is found from the listing."""
        return (self._page(),)

    @property
    def recalls(self) -> bool:
        """A capture never changes."""
        return False

    @staticmethod
    def ledger_key(url: str) -> str:
        """Tell which URLs are the same: a part of a file stands in the fragment."""
        return url

    async def start(self) -> AsyncIterator[Any]:
        """Begin with the first page of the listing."""
        self.options = read_options(self.settings)
        scheduler = self.crawler.engine.scheduler
        assert isinstance(scheduler, LedgerScheduler)
        self.scheduler = scheduler
        self.picks = Picks(self.arguments.pick)
        self.crawler.signals.connect(self.spider_idle, signals.spider_idle)
        yield self._request(self._page(), Kind.SEED)

    # --- the listing -----------------------------------------------------------------------------------------------

    def _page(self, *parameters: tuple[str, str]) -> str:
        """Make the address of a page of the listing, by default of the first."""
        asked = parameters or (("limit", str(ROWS)), ("showResumeKey", "true"))
        return with_parameters(listing_url(read_options(self.settings).cdx_server, self.arguments), asked)

    def _request(self, url: str, kind: Kind = Kind.LISTING, callback: Any = None, **meta: int) -> Request:
        meta_of_page = {"hnp_kind": str(kind), **meta}
        return Request(url, callback=callback or self.parse_listed, priority=FIRST, meta=meta_of_page)

    async def parse_listed(self, response: Response) -> AsyncIterator[Any]:
        """Pick from a page of the listing, and ask for what follows."""
        listed = self._read_listed(response)
        if listed is None:
            return
        pages = response.meta.get(PAGES)
        if pages is None and not listed.resumes:
            # Without keys to go on from, a first answer does not tell whether there is more.
            yield self._request(self._page(("showNumPages", "true")), callback=self.parse_page_count)
            return
        self._pick(listed.captures)
        if listed.resume_key is not None:
            going_on = (("limit", str(ROWS)), ("showResumeKey", "true"), ("resumeKey", listed.resume_key))
            yield self._request(self._page(*going_on))
        elif pages is not None and response.meta[PAGE] + 1 < pages:
            yield self._numbered(response.meta[PAGE] + 1, pages)
        else:
            self.collection.ledger.listings.finish(self.arguments.match, complete=True)

    async def parse_page_count(self, response: Response) -> AsyncIterator[Any]:
        """Begin with the first of the pages that the server counts; one that counts none has answered with all."""
        pages = read_page_count(response.body) if response.status == 200 else None
        if pages:
            yield self._numbered(0, pages)
        else:
            response.meta.update({PAGE: 0, PAGES: 1})
            async for found in self.parse_listed(response):
                yield found

    def _numbered(self, page: int, pages: int) -> Request:
        return self._request(self._page(("page", str(page))), hnp_page=page, hnp_pages=pages)

    def _read_listed(self, response: Response) -> Listed | None:
        try:
            listed = read_listed(response.body)
        except CdxError as error:
            self._note(response, Outcome(State.FAILED, f"HTTP {response.status}, {error}"))
            return None
        if response.status == 404 and not listed.captures:
            self._note(response, Outcome(State.FETCHED))
        elif response.status != 200:
            return None
        if listed.unread:
            self._count("listed/unread", listed.unread)
        return listed

    def _pick(self, captures: tuple[ListedCapture, ...]) -> None:
        picked = []
        for capture in captures:
            reason = unwanted(capture, all_pages=self.arguments.all_pages)
            if reason is not None:
                self._count(f"refused/{reason}")
            elif self.picks.add(capture):
                picked.append(capture)
        self._count("listed", len(captures))
        self._offer(picked)

    def spider_idle(self) -> None:
        """Ask for what only the whole listing could tell."""
        if self._offer(self.picks.take_rest()):
            # The engine looks into the queue again when it is given a request; the seed's own is filtered.
            self.crawler.engine.crawl(self._request(self._page(), Kind.SEED))
            raise DontCloseSpider

    def _offer(self, captures: Iterable[ListedCapture]) -> int:
        """Let captures wait, the oldest first, unless the collection has them; gives how many wait now."""
        template, waiting = self.options.cdx_captures, 0
        for some in batched(captures, ROWS):
            found = [self._found(capture_url(template, capture), capture.timestamp) for capture in some]
            waiting += sum(self.scheduler.offer(found))
            self.collection.ledger.listings.name(self.arguments.match, [one.key for one in found])
        return waiting

    def _found(self, url: str, timestamp: str) -> Found:
        part = range_of(url)
        request = Request(
            url, self.parse_memento, meta={"hnp_kind": Kind.MEMENTO}, headers={"Range": part} if part else None
        )
        return Found(
            key=self.ledger_key(request.url),
            url=request.url,
            kind=Kind.MEMENTO,
            via=self._page(),
            hop=1,
            priority=-int(timestamp.ljust(8, "0")[:8]),
            request=store_request(request, self),
        )

    # --- captures --------------------------------------------------------------------------------------------------

    async def parse(self, response: Response) -> None:
        """Leave alone what another spider let wait in this collection."""
        self._note(response, Outcome(State.OUT_OF_SCOPE, "no capture of another archive"))

    async def parse_memento(self, response: Response) -> AsyncIterator[Any]:
        """Read the article of a capture, under its own URL and with the time of its capture."""

        def field(name: str) -> str | None:
            value = response.headers.get(name)
            return value.decode("latin-1") if value else None

        if response.status >= 400 and not is_memento(field):
            return
        assert response.request is not None
        try:
            memento = read_memento(response.request.url, response.status, field, response.body)
        except MementoError as error:
            self._note(response, Outcome(State.FAILED, str(error)))
            return
        page = read_answer(memento.body, memento.url, status=memento.status, content_type=memento.content_type)
        kind = page.kind if page else "no page"
        self._count(f"pages/{kind}")
        self._note(response, Outcome(State.FETCHED, None if kind == "article" else kind))
        if page is not None and page.article is not None:
            capture = response.meta[CAPTURE]
            yield begin(
                page.article, read_url(memento.url), capture, self.collection.crawl_id, {}, source=memento.source
            )

    def _note(self, response: Response, outcome: Outcome) -> None:
        if response.request is not None:
            self.scheduler.note(response.request, outcome)

    def _count(self, what: str, count: int = 1) -> None:
        self.crawler.stats.inc_value(f"hnp/{what}", count)


def batched(captures: Iterable[ListedCapture], most: int) -> Iterator[list[ListedCapture]]:
    """Cut into lists of bounded length."""
    remaining = iter(captures)
    while some := list(islice(remaining, most)):
        yield some
