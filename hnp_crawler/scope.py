"""Decide what a crawl asks for, and in which order."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qsl, urlencode, urlsplit

from hnp_crawler.ledger import Kind, State
from hnp_crawler.portal.listing.paging import without_page_segment
from hnp_crawler.portal.urls import PortalUrl, is_in_scope

PRIORITIES = {
    Kind.SEED: 100,
    Kind.ARTICLE: 30,
    Kind.REQUISITE: 20,
    Kind.LISTING: 10,
    Kind.OTHER: 0,
}
"""Articles first: what a crawl that is cut short has saved is what the portal publishes."""

_PAGE_NUMBERS = ("cur", "page", "pageindex", "trang")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Say whether a URL is asked for (``pending``) or why it is not."""

    kind: Kind
    state: State
    reason: str | None = None


class Scope:
    """Judge URLs by the seeds' hosts, the wanted sections and the portal's known traps."""

    def __init__(self, hosts: Collection[str], sections: Collection[str] = (), *, other_hosts: bool = True) -> None:
        self._other_hosts = other_hosts
        self._hosts = frozenset(hosts)
        self._sections = frozenset(sections)
        self._known_hosts: dict[str, bool] = {}

    def judge(self, page: PortalUrl) -> Verdict:
        """Judge a link to a page."""
        kind = KINDS.get(page.kind, Kind.OTHER)
        if page.trap:
            return Verdict(kind, State.TRAP, page.trap)
        if not self.contains(page.url):
            return Verdict(kind, State.OUT_OF_SCOPE, "another host")
        if page.kind in ("image", "requisite"):
            return Verdict(kind, State.OUT_OF_SCOPE, "not a page")
        if self._sections and section_of(page) not in self._sections:
            return Verdict(kind, State.OUT_OF_SCOPE, "another section")
        return Verdict(kind, State.PENDING)

    def judge_file(self, file: PortalUrl, kind: Kind) -> Verdict:
        """Judge a picture, a file or what a page needs to be shown: it may lie on any host, if the operator agrees."""
        if file.trap in UNFETCHABLE:
            return Verdict(kind, State.TRAP, file.trap)
        if not self._other_hosts and not self.contains(file.url):
            return Verdict(kind, State.OUT_OF_SCOPE, "another host")
        return Verdict(kind, State.PENDING)

    def contains(self, url: str) -> bool:
        """Tell whether a URL lies on one of the crawl's hosts."""
        origin = "/".join(url.split("/", 3)[:3])
        known = self._known_hosts.get(origin)
        if known is None:
            if len(self._known_hosts) > 10_000:
                self._known_hosts.clear()
            known = self._known_hosts[origin] = is_in_scope(url, self._hosts)
        return known


UNFETCHABLE = frozenset({"scheme", "malformed", "too long", "captcha"})
"""The traps that no file can be behind, or another one each time."""

LISTING = "hnp_listing"
"""Key in a request's ``meta``: the listing that the page is a part of."""

KINDS = {
    "article": Kind.ARTICLE,
    "document": Kind.ARTICLE,
    "listing": Kind.LISTING,
    "section": Kind.LISTING,
    "api": Kind.LISTING,
    "image": Kind.PICTURE,
    "file": Kind.ATTACHMENT,
    "requisite": Kind.REQUISITE,
}
"""What the ledger calls the portal's kinds of pages."""


def section_of(page: PortalUrl) -> str:
    """Name the section that a page's URL lies in: the first segment of its path.

    >>> from hnp_crawler.portal.urls import read_url
    >>> section_of(read_url("https://hanoi.gov.vn/tin-so-nganh/hop-bao-4250808215021297.htm"))
    'tin-so-nganh'
    """
    return urlsplit(page.canonical).path.strip("/").split("/", 1)[0]


def listing_of(page: PortalUrl) -> str:
    """Name the listing that a listing page belongs to: its canonical URL without the number of the page.

    >>> from hnp_crawler.portal.urls import read_url
    >>> listing_of(read_url("http://h/tin-tuc?p_p_id=101&_101_cur=3"))
    'http://h/tin-tuc?p_p_id=101'
    >>> listing_of(read_url("http://h/tin-tuc/trang-3.html"))
    'http://h/tin-tuc'
    """
    base, _, query = page.canonical.partition("?")
    base = without_page_segment(base)
    kept = [(n, v) for n, v in parse_qsl(query, keep_blank_values=True) if not n.casefold().endswith(_PAGE_NUMBERS)]
    return f"{base}?{urlencode(kept)}" if kept else base


def outside(day: date, since: date | None, until: date | None) -> bool:
    """Tell whether a day lies outside the wanted period.

    >>> outside(date(2017, 5, 19), date(2017, 5, 20), None)
    True
    """
    return (since is not None and day < since) or (until is not None and day > until)
