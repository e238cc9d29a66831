"""Offer what a page leads to to the ledger's frontier, in one step a page and without making a Request for each link.

A page of the portal has some fifty links and nearly all were met before; a Request for each of them, through every
middleware, would cost more than all the rest of the crawl.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response

from hnp_crawler.arguments import Arguments
from hnp_crawler.collection.removals import article_at
from hnp_crawler.frontier.families import Families, in_series
from hnp_crawler.frontier.scheduler import LedgerScheduler
from hnp_crawler.ledger import Found, Kind, Ledger, Outcome, Row, State
from hnp_crawler.ledger.rows import GOOD
from hnp_crawler.normalize.date_grammar import HANOI
from hnp_crawler.normalize.dates import NotADate, read_date
from hnp_crawler.portal.listing import Listing, ListingEntry
from hnp_crawler.portal.urls import PortalUrl, read_url
from hnp_crawler.printed import PrintedArticle
from hnp_crawler.scope import LISTING, PRIORITIES, Scope, Verdict, listing_of, outside

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

ALONE = "hnp_alone"
"""Key in ``request.meta``: the page is read, its links are not followed."""
NAMED = "hnp_named"
"""Key in ``request.meta``: what the page of the listing before this one named."""
BARREN = "hnp_barren"
"""Key in ``request.meta``: how many pages in a row, up to the one that links this, were and named no new article."""
MAX_BARREN = 3
"""Most such pages in a row whose links are followed: an endless space of pages would else never be left."""
MAX_BARREN_VARIANTS = 1
"""The same for links that lead to the same path with another query, as the facets of a search do."""
NOTHING_NEW = "nothing new near"
PUBLISHED = frozenset({Kind.ARTICLE, Kind.PICTURE, Kind.ATTACHMENT})
"""What is asked for wherever it is found."""
GIVEN_UP = frozenset({Kind.LISTING, Kind.OTHER})
"""The kinds of pages that are left where their like has yielded nothing."""
SPARED = frozenset({LISTING, "retry_times"})
"""Keys in ``request.meta`` of pages that are asked for although their like has yielded nothing."""
SITE_HOPS = 1
"""Most steps from a seed at which a page belongs to the site's own plan, such as its menu, and is asked for anyway."""

FORM = "hnp_form"
"""Key in ``request.meta``: the form that a page of a listing was asked for with."""


@dataclass(frozen=True, slots=True)
class WalkedPage:
    """Say what one page of a listing told about its walk."""

    name: str
    """The listing."""
    past_period: bool
    """Whether all that it names is older than the wanted period, so that what follows is too."""


class Frontier:
    """Judge links and make those wait that are wanted."""

    def __init__(self, crawler: Crawler, ledger: Ledger, scope: Scope, arguments: Arguments) -> None:
        scheduler = crawler.engine.scheduler
        assert isinstance(scheduler, LedgerScheduler)
        self._scheduler = scheduler
        self._stats = crawler.stats
        self._ledger = ledger
        self._scope = scope
        self._arguments = arguments
        self._families = Families()
        scheduler.judge_anew(self._give_up)

    def follow(
        self, urls: Iterable[str], response: Response, following: str | None = None, *, is_barren: bool = False
    ) -> None:
        """Offer the links of a page, without those that differ from a page of its listing's walk by a number only.

        They are left to the walk, which counts whether it came to the listing's end. ``is_barren`` says that the page
        is and names no new article; after some such pages in a row only links to articles are followed.
        """
        barren = response.meta.get(BARREN, 0) + 1 if is_barren else 0
        walked = [following] if following else []
        if LISTING in response.meta:  # the last page of a walk names none that follows, and all before it
            walked.append(response.url)
        series = set(map(in_series, walked))
        pages = [
            page
            for page in map(read_url, urls)
            if not self._ledger.urls.met(page.identity) and not (series and in_series(page.url) in series)
        ]
        offers = [(page, self._judge_near(page, response, barren), None) for page in pages]
        self.note_yield(response, is_barren=is_barren and not any(map(_is_new_article, offers)))
        self._offer(offers, response, barren)

    def note_yield(self, response: Response, *, is_barren: bool, is_error: bool = False) -> None:
        """Note whether a page is or leads to a new article, for those that have an address like its own."""
        self._families.note(response.url, is_barren=is_barren, is_error=is_error)

    def _judge_near(self, page: PortalUrl, response: Response, barren: int) -> Verdict:
        """Judge a link of a page; after too many barren pages none but articles and files are wanted."""
        verdict = self._scope.judge(page)
        if verdict.state != State.PENDING:
            return verdict
        if verdict.kind in GIVEN_UP and hop_beyond(response) > SITE_HOPS and self._families.is_given_up(page.url):
            return Verdict(verdict.kind, State.TRAP, NOTHING_NEW)
        if barren <= MAX_BARREN_VARIANTS:
            return verdict
        leads_on = barren <= MAX_BARREN and urlsplit(page.url).path != urlsplit(response.url).path
        if leads_on or verdict.kind in PUBLISHED:
            return verdict
        return Verdict(verdict.kind, State.TRAP, NOTHING_NEW)

    def _give_up(self, row: Row) -> Outcome | None:
        """Judge a page again when its turn has come: its family may have been given up since it was offered."""
        if row.kind not in GIVEN_UP or row.hop <= SITE_HOPS or not self._families.is_given_up(row.url):
            return None
        # A walk comes to its end by itself, and a page that was answered once has to get its state from an answer.
        if not SPARED.isdisjoint(json.loads(row.request or "{}").get("meta", {})):
            return None
        self._stats.inc_value(f"hnp/refused/{NOTHING_NEW}")
        return Outcome(State.TRAP, NOTHING_NEW)

    def follow_requisites(self, urls: Iterable[str], response: Response) -> None:
        """Offer what a browser would fetch to show a page."""
        files = [file for file in map(read_url, urls) if not self._ledger.urls.met(file.identity)]
        self._offer([(file, self._scope.judge_file(file, Kind.REQUISITE), None) for file in files], response)

    def names_new(self, listing: Listing) -> bool:
        """Tell whether a listing names an article that was not met before."""
        return any(not self._ledger.urls.met(read_url(entry.url).identity) for entry in listing.entries)

    def is_new(self, article: PrintedArticle | None, url: str) -> bool:
        """Tell whether a page is an article that was not met under another address before."""
        return article is not None and not self._families.is_copy(read_url(url).identity, article)

    def walk(self, listing: Listing, response: Response) -> WalkedPage:
        """Note what a page of a listing names, and offer the entries with what the listing says of them."""
        name = response.meta.get(LISTING) or listing_of(read_url(response.url))
        offers: list[tuple[PortalUrl, Verdict, str | None]] = []
        wanted, late = [], 0
        for entry in listing.entries:
            page = read_url(entry.url)
            verdict, day = self._scope.judge(page), published_on(entry)
            if day and outside(day, self._arguments.since, self._arguments.until):
                late += self._arguments.since is not None and day < self._arguments.since
                verdict = Verdict(verdict.kind, State.OUT_OF_SCOPE, "published outside the wanted period")
            elif verdict.state == State.PENDING:
                wanted.append(page.identity)
            # An article that moved to another address is listed as changed.
            offers.append((page, verdict, f"{day or ''} {page.canonical}".lstrip()))
        self._offer(offers, response, is_listed=True)
        self._ledger.listings.name(name, wanted)
        return WalkedPage(name, bool(listing.entries) and late == len(listing.entries))

    def _is_owed(self, page: PortalUrl, verdict: Verdict, *, is_listed: bool) -> bool:
        """Tell whether an article is wanted before it is due, and this crawl has not looked at it yet.

        One that had vanished and is listed again must not stay noted as removed. One that was captured and has no line,
        because it lay outside the period that an earlier crawl was asked for, would look as if it were there.
        """
        crawl = self._ledger.crawl
        if crawl is None or verdict.kind != Kind.ARTICLE or verdict.state != State.PENDING:
            return False
        known = article_at(self._ledger, page.identity)
        if known is not None and (known.vanished is None or not is_listed):
            return False
        row = self._ledger.urls.get(page.identity)
        return row is not None and row.crawl != crawl.serial and (known is not None or self._was_left_out(row))

    def _was_left_out(self, row: Row) -> bool:
        if row.published is None or row.state not in GOOD:
            return False
        day = datetime.fromtimestamp(row.published, HANOI).date()
        is_alias = self._ledger.articles.resolve(row.key) != row.key
        return not is_alias and not outside(day, self._arguments.since, self._arguments.until)

    def _offer(
        self,
        offers: Sequence[tuple[PortalUrl, Verdict, str | None]],
        response: Response,
        barren: int = 0,
        *,
        is_listed: bool = False,
    ) -> None:
        via, hop = read_url(response.url).identity, hop_beyond(response)
        meta = {"depth": hop, BARREN: barren} if barren else {"depth": hop}
        request = json.dumps({"meta": meta}, separators=(",", ":"))
        found = [
            Found(
                key=page.identity,
                url=page.url,
                kind=verdict.kind,
                via=via,
                hop=hop,
                priority=PRIORITIES.get(verdict.kind, 0),
                request=request,
                stamp=stamp,
                state=verdict.state,
                reason=verdict.reason,
                force=self._is_owed(page, verdict, is_listed=is_listed),
            )
            for page, verdict, stamp in offers
        ]
        if not found:
            return
        self._scheduler.offer(found)
        for _, verdict, _ in offers:
            if verdict.state != State.PENDING:
                self._stats.inc_value(f"hnp/refused/{verdict.reason}")

    def passes_on(self, name: str, following: Request) -> bool:
        """Tell whether a listing's next page was asked for as another listing's, which then walks on to the end."""
        is_met = self._ledger.urls.met(self._scheduler.key_of(following))
        return is_met and listing_of(read_url(following.url)) != name

    def finish(self, name: str, reason: str | None = None) -> None:
        """Note that the walk through a listing ended, and why before the listing's end."""
        arguments = self._arguments
        if reason is None and (arguments.sections or arguments.since or arguments.until):
            reason = "only a part is wanted"
        self._ledger.listings.finish(name, complete=reason is None, reason=reason)

    def note(self, response: Response, outcome: Outcome) -> None:
        """Say what becomes of a page's URL, better than its status code does."""
        if response.request is not None:
            self._scheduler.note(response.request, outcome)

    def give_back(self, response: Response) -> None:
        """Let a page wait again for the next crawl."""
        if response.request is not None:
            self._scheduler.give_back(response.request)


def hop_beyond(response: Response) -> int:
    """Count the steps from a seed to what a page links to."""
    depth: int = response.meta.get("depth", 0)
    return depth + 1


def _is_new_article(offer: tuple[PortalUrl, Verdict, str | None]) -> bool:
    _, verdict, _ = offer
    return verdict.kind == Kind.ARTICLE and verdict.state == State.PENDING


def named_by(listing: Listing) -> str:
    """Sum up what a page of a listing names, to be compared with the page after it."""
    return hashlib.sha256("\n".join(entry.url for entry in listing.entries).encode()).hexdigest()[:16]


def published_on(entry: ListingEntry) -> date | None:
    """Read the day that a listing prints beside an entry; None where it prints none, or only "8 giờ trước"."""
    if not any(len(digits) == 4 for digits in _numbers(entry.date)):
        return None
    try:
        return datetime.fromisoformat(read_date(entry.date).at).date()
    except NotADate:
        return None


def _numbers(text: str) -> Iterator[str]:
    return iter("".join(c if c.isdigit() else " " for c in text).split())
