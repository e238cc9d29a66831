"""Answer requests for the sample portal: the same request, the same night, the same answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final
from zlib import crc32

from hnp_crawler.sample_portal import delivery
from hnp_crawler.sample_portal.assets import asset, robots
from hnp_crawler.sample_portal.desk import Desk
from hnp_crawler.sample_portal.drafts import draft_of
from hnp_crawler.sample_portal.faults import Faults, disturbed_page, disturbed_reply
from hnp_crawler.sample_portal.markup import View
from hnp_crawler.sample_portal.model import Place
from hnp_crawler.sample_portal.plan import NOW, Reserve, make_plan
from hnp_crawler.sample_portal.reply import Headers, Reply
from hnp_crawler.sample_portal.routes import LISTING_API, NOT_FOUND, Page, find_fragment, find_page
from hnp_crawler.sample_portal.traps import Traps, trap_page, with_trap_links
from hnp_crawler.sample_portal.truth import truth_of, vanished_of

HTML: Final = "text/html; charset=UTF-8"
_ASSETS_CHANGED: Final = datetime(2025, 3, 1, tzinfo=NOW.tzinfo)
_STATUS_PAGE = """<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{status}</title></head>
<body><h1>{status}</h1><p>Không tìm thấy trang mà bạn yêu cầu.</p><p><a href="/">Về trang chủ</a></p></body></html>"""


class SamplePortal:
    """Publish synthetic articles in all generations of the portal.

    ``articles`` is how many stand on night 0, ``seed`` decides every word, and ``night`` moves the portal on: later
    nights add, edit, move and remove articles. ``reserves`` are articles of given wording, published beside the
    composed ones. Pages are written when they are asked for.
    """

    def __init__(
        self,
        articles: int = 120,
        seed: int = 7,
        faults: Faults | None = None,
        traps: Traps | None = None,
        night: int = 0,
        *,
        reserves: Sequence[Reserve] = (),
        crawl_delay: float = 0.0,
        media_host: str = "localhost",
    ) -> None:
        self.articles = articles
        self.seed = seed
        self.faults = faults or Faults()
        self.traps = traps or Traps()
        self.reserves = tuple(reserves)
        self.crawl_delay = crawl_delay
        self.media_host = media_host
        self._draft = lru_cache(maxsize=20_000)(lambda place: draft_of(place, seed))
        self.night = night

    def __reduce__(self) -> tuple[Any, ...]:
        arguments = (self.articles, self.seed, self.faults, self.traps, self.night)
        return _rebuild, (arguments, self.reserves, self.crawl_delay, self.media_host)

    @property
    def night(self) -> int:
        """The night that the portal shows; setting it changes all later answers."""
        return self._night

    @night.setter
    def night(self, night: int) -> None:
        self._plan = make_plan(self.articles, self.seed, night, twins=self.traps.twins, reserves=self.reserves)
        self._rendered = lru_cache(maxsize=4096)(self._render)
        self._night = night

    def respond(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes = b"", attempt: int = 1
    ) -> Reply:
        """Answer one request.

        ``target`` is path and query, ``headers`` have names in small letters, ``attempt`` counts how often the target
        was asked for: passing faults strike at the first attempt only.
        """
        if method not in {"GET", "HEAD", "POST"}:
            return self._status(405)
        host = headers.get("host", "127.0.0.1")
        form = body.decode("utf-8", "replace") if method == "POST" else None
        reply = self._rendered(target, host, form, "gzip" in headers.get("accept-encoding", ""))
        if reply.status == 200 and delivery.is_unchanged(reply, headers):
            return delivery.not_modified(reply)
        return disturbed_reply(self.faults, reply, target, attempt)

    def truth(self, base: str = "http://127.0.0.1:8000") -> Iterator[dict[str, Any]]:
        """Tell what each article that stands tonight says, in the fields of ``items.Article``."""
        desk = self._desk(base.removeprefix("http://"), still=False)
        for place in self._plan.places:
            if place.farewell is None:
                yield truth_of(desk, place)

    def vanished(self, base: str = "http://127.0.0.1:8000") -> Iterator[dict[str, Any]]:
        """Tell which articles were published once and are gone tonight, and how their URL answers."""
        desk = self._desk(base.removeprefix("http://"), still=False)
        for place in self._plan.places:
            if place.farewell is not None:
                yield vanished_of(desk, place)

    def _desk(self, host: str, *, still: bool) -> Desk:
        name, colon, port = host.partition(":")
        media = f"{self.media_host}{colon}{port}" if name != self.media_host else host
        night = 0 if still else self._night
        view = View(f"http://{host}", f"http://{media}", NOW + timedelta(days=night), night)
        return Desk(view, self._plan, self.seed, self._draft)

    def _render(self, target: str, host: str, form: str | None, takes_gzip: bool) -> Reply:
        path, _, query = target.partition("?")
        if path == "/robots.txt":
            return self._ok("text/plain; charset=utf-8", robots(self.crawl_delay).encode())
        file = asset(path, query)
        if file is not None:
            kind, content = file
            return self._ok(kind, content, delivery.validators(crc32(content), _ASSETS_CHANGED))
        desk = self._desk(host, still=False)
        trapped = trap_page(self.traps, desk, path, query)
        if trapped is not None:
            return trapped
        page = self._page(desk, path, query, form)
        if page.text is None:
            return self._pageless(page)
        html = page.text(desk)
        if not html:
            return self._ok(HTML, b"")
        # On night 0 the clock stands still by itself.
        calm = page.text(self._desk(host, still=True)) if self._night else html
        if form is None:
            html = with_trap_links(self.traps, html, path, page.place)
        kind, content = disturbed_page(self.faults, html, target, page.place)
        reply = self._ok(kind, content, self._validators(calm, page.place) if form is None else ())
        return delivery.framed(delivery.packed(reply, target) if takes_gzip else reply, target)

    def _page(self, desk: Desk, path: str, query: str, form: str | None) -> Page:
        if path == LISTING_API:
            return Page(405) if form is None else find_fragment(form)
        return NOT_FOUND if form is not None else find_page(desk, path, query, deltas=self.traps.page_sizes)

    def _validators(self, calm: str, place: Place | None) -> Headers:
        """Name the state of a page, its clock and its counters left aside."""
        tag = crc32(calm.encode())
        if place is None or place.generation == "liferay":
            return delivery.validators(tag, None)
        changed = NOW + timedelta(days=place.edited) if place.edited else place.published or _ASSETS_CHANGED
        return delivery.validators(None if place.generation == "b1" and place.number % 2 else tag, changed)

    def _ok(self, kind: str, content: bytes, headers: Headers = ()) -> Reply:
        return Reply(200, (("Date", delivery.http_date(self._now)), ("Content-Type", kind), *headers), content)

    @property
    def _now(self) -> datetime:
        return NOW + timedelta(days=self._night)

    def _pageless(self, page: Page) -> Reply:
        if page.location is None:
            return self._status(page.status)
        return Reply(page.status, (("Date", delivery.http_date(self._now)), ("Location", page.location)))

    def _status(self, status: int) -> Reply:
        return replace(self._ok(HTML, _STATUS_PAGE.format(status=status).encode()), status=status)


def _rebuild(
    arguments: tuple[Any, ...], reserves: tuple[Reserve, ...], crawl_delay: float, media_host: str
) -> SamplePortal:
    return SamplePortal(*arguments, reserves=reserves, crawl_delay=crawl_delay, media_host=media_host)
