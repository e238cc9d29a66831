"""Find the page that a URL asks for."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, parse_qsl

from hnp_crawler.sample_portal.addresses import address
from hnp_crawler.sample_portal.desk import Desk
from hnp_crawler.sample_portal.model import Generation, Place, Section
from hnp_crawler.sample_portal.sections import BY_PATH
from hnp_crawler.sample_portal.templates import b1, b2, current, current_article, current_listing, liferay, vanban

_SESSION = re.compile(r";jsessionid=[^/?]*$")
_LOCALE = re.compile(r"^/(?:[a-z]{2}|[a-z]{2}_[A-Z]{2}(?:_[a-z]+)?)(?=/)")
_ARTICLE: Final[tuple[tuple[Generation, re.Pattern[str]], ...]] = (
    ("b1", re.compile(r"^/[^/]+/-/hn/\w{12}/\d+/(\d+)/\d+/[^/]*\.html$")),
    ("liferay", re.compile(r"^/[^/]+/-/view_content/(\d+)-[^/]*$")),
    ("vanban", re.compile(r"^/chi-tiet-van-ban/[^/]*-(\d+)$")),
    ("c", re.compile(r"^/[^/]+/[^/]*-(\d+)\.htm$")),
)
_PRINTERS: Final[dict[Generation, Callable[[Desk, Place], str]]] = {
    "b1": b1.article,
    "b2": b2.article,
    "c": current_article.article,
    "liferay": liferay.article,
    "vanban": vanban.article,
}
REDIRECTS: Final = {
    "/trang-chu": "/",
    "/tin-tuc": "/tin-tuc-su-kien-noi-bat",
    "/index.html": "/",
    "/english": "/ct_trangchu",
}
LISTING_API: Final = "/api/NewsZone/NewsZone"


@dataclass(frozen=True, slots=True)
class Page:
    """Hold what a URL stands for: something to print, a redirect, or a status."""

    status: int = 200
    location: str | None = None
    text: Callable[[Desk], str] | None = None
    place: Place | None = None


NOT_FOUND: Final = Page(404)


def find_page(desk: Desk, path: str, query: str, *, deltas: bool = False) -> Page:
    """Find the page of a path and a query; sessions and locale prefixes do not matter.

    ``deltas`` has the sister portal's listings offer other page sizes.
    """
    path = _SESSION.sub("", path)
    if path in REDIRECTS:
        return Page(301, REDIRECTS[path])
    if path == "/":
        return Page(text=current_listing.start_page)
    if path == "/ct_trangchu" and "articleId" not in query:
        return Page(text=b2.front)
    path = _LOCALE.sub("", path)
    for generation, pattern in _ARTICLE:
        found = pattern.match(path)
        if found:
            return _article_page(desk, generation, found[1], path)
    first = path.strip("/")
    if "_articleId=" in query:
        ids = [value for name, value in parse_qsl(query) if name.endswith("_articleId")]
        return _article_page(desk, "b2", ids[0] if ids else "", path)
    section = BY_PATH.get(first)
    return _listing_page(section, query, deltas) if section else NOT_FOUND


def _article_page(desk: Desk, generation: Generation, article_id: str, path: str) -> Page:
    place = desk.plan.by_id.get((generation, article_id))
    if place is None:
        return NOT_FOUND
    if place.farewell is not None:
        return Page(302, f"/{place.section.path}") if place.farewell == "listing" else Page(int(place.farewell))
    if place.generation != generation:
        # Moved to another generation: half of the old addresses lead on, the others are gone.
        return Page(301, address(place, desk.draft(place))) if place.number % 2 else NOT_FOUND
    draft = desk.draft(place)
    if generation == "c":
        twin = article_id == place.twin_id
        right = current.address(place, draft, twin=twin)
        if path != right:
            return Page(301, right)
    print_article = _PRINTERS[generation]
    return Page(text=lambda view_of: print_article(view_of, place), place=place)


def _listing_page(section: Section, query: str, deltas: bool) -> Page:
    fields = {name.rsplit("_", 1)[-1]: value for name, value in parse_qsl(query)}
    page = _number(fields.get("cur") or fields.get("page"), 1)
    match section.generation:
        case "b1":
            return Page(text=lambda desk: b1.listing(desk, section, page))
        case "b2":
            return Page(text=lambda desk: b2.listing(desk, section, page))
        case "liferay":
            delta = _number(fields.get("delta"), liferay.PAGE_SIZE)
            return Page(text=lambda desk: liferay.listing(desk, section, page, delta, deltas=deltas))
        case "vanban":
            return Page(text=lambda desk: vanban.listing(desk, section, page))
    return Page(text=lambda desk: current_listing.landing(desk, section))


def find_fragment(form: str) -> Page:
    """Find the page of the current portal's listing that a posted form asks for."""
    fields = parse_qs(form)
    section = current.section_of_token(fields.get("Catname", [""])[0])
    if section is None:
        return Page(400)
    page = _number(fields.get("PageIndex", ["0"])[0], 0)
    size = min(_number(fields.get("PageSize", [""])[0], current.PAGE_SIZE), 50)
    return Page(text=lambda desk: current_listing.fragment(desk, section, page, max(1, size)))


def _number(text: str | None, otherwise: int) -> int:
    return min(int(text), 100_000) if text and text.isascii() and text.isdigit() else otherwise
