"""Crawl the portal of the city of Hanoi, or any portal of its generations."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any

from scrapy import FormRequest, Request
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.http import Response

from hnp_crawler.answers import REDIRECTS, media_type_of, read_answer
from hnp_crawler.arguments import Arguments, read_arguments
from hnp_crawler.download.decoding import BROKEN
from hnp_crawler.download.keeping import CAPTURE
from hnp_crawler.frontier.article_files import ArticleFiles, Interrupted
from hnp_crawler.frontier.links import ALONE, FORM, NAMED, Frontier, hop_beyond, named_by
from hnp_crawler.items import Capture
from hnp_crawler.ledger import Kind, Outcome, State
from hnp_crawler.ledger.rows import TO
from hnp_crawler.options import read_options
from hnp_crawler.portal.listing import Listing, next_page
from hnp_crawler.portal.listing.paging import PageRequest
from hnp_crawler.portal.page import Page
from hnp_crawler.portal.requisites import css_requisites
from hnp_crawler.portal.urls import read_url
from hnp_crawler.printed import PrintedArticle
from hnp_crawler.reading import Reading, begin, publication_time
from hnp_crawler.scope import LISTING, PRIORITIES, Scope
from hnp_crawler.spiders.seeded import SeededSpider


class HnpSpider(SeededSpider):
    """Crawl section landings, listings, articles, their pictures and files, and what shows a page again.

    Arguments:
        start: seed URLs, comma-separated; their hosts are the scope. Default: the sections of hanoi.gov.vn.
        urls: a file of URLs, one a line, that are fetched and read, and whose links are not followed.
        sections: names of sections as they stand in URLs, comma-separated; other sections are left out.
        since: first day of publication that is wanted, ``2017-05-19`` or ``19/05/2017``.
        until: last day of publication that is wanted.
        max_articles: number of articles after which the crawl ends.
        full: ``1`` to ask for everything again, whatever is known.
    """

    name = "hnp"
    default_start = (
        "https://hanoi.gov.vn/",
        "https://hanoi.gov.vn/tin-tuc-su-kien-noi-bat",
        "https://hanoi.gov.vn/tin-so-nganh",
        "https://hanoi.gov.vn/chi-dao-cua-ubnd-thanh-pho-ha-noi",
        "https://hanoi.gov.vn/chi-dao-dieu-hanh",
        "https://english.hanoi.gov.vn/featured-news",
    )

    arguments: Arguments

    def read_arguments(self, given: Mapping[str, str]) -> Arguments:
        """Check what was asked for."""
        return read_arguments(given, self.default_start)

    @property
    def seeds(self) -> tuple[str, ...]:
        """Give the URLs that the crawl begins with."""
        return self.arguments.seeds

    @property
    def entrances(self) -> tuple[str, ...]:
        """A listed URL leads to nothing but itself."""
        return self.arguments.start

    @property
    def recalls(self) -> bool:
        """A crawl of listed URLs asks for nothing else."""
        return not self.arguments.urls

    @staticmethod
    def ledger_key(url: str) -> str:
        """Tell which URLs are the same: those of one article, else those of one canonical form."""
        return read_url(url).identity

    async def start(self) -> AsyncIterator[Any]:
        """Begin with the seeds."""
        settings = self.crawler.settings
        self.options = read_options(settings)
        ledger = self.collection.ledger
        scope = Scope(self.hosts, self.arguments.sections, other_hosts=self.options.other_hosts)
        self.frontier = Frontier(self.crawler, ledger, scope, self.arguments)
        self.files = ArticleFiles(self.crawler, ledger, scope, settings.getint("CONCURRENT_REQUESTS"))
        for url in self.arguments.start:
            yield self.seed(url, {})
        for url in self.arguments.urls:
            yield self.seed(url, {ALONE: True})

    def seed(self, url: str, meta: dict[str, Any]) -> Request:
        """Make the request for a seed."""
        return Request(url, meta={"hnp_kind": str(Kind.SEED), **meta}, priority=PRIORITIES[Kind.SEED])

    # --- callbacks -------------------------------------------------------------------------------------------------

    async def parse(self, response: Response) -> AsyncIterator[Any]:
        """Read whatever came: a page, a style sheet, or bytes that are kept as they are."""
        content_type = header(response, "Content-Type")
        broken = response.meta.get(BROKEN)
        if broken and (again := self.once_more(response, broken)):
            yield again
        elif response.status == 304:
            self.see_unchanged(response)
        elif response.status in REDIRECTS:  # to what cannot be asked for, such as a file: address
            self.note(response, Outcome(State.REDIRECTED, f"{TO}{header(response, 'Location')}"))
        elif media_type_of(content_type) == "text/css":
            self.follow_requisites(css_requisites(response.body, response.url), response)
        elif page := read_answer(response.body, response.url, status=response.status, content_type=content_type):
            self.count(f"pages/{page.kind}")
            async for found in self.parse_page(page, response):
                yield found
        if broken:
            self.note(response, Outcome(State.TRUNCATED, broken))

    async def parse_page(self, page: Page, response: Response) -> AsyncIterator[Any]:
        """Follow what a page leads to, and read its article; what stands in for a page is asked for once more."""
        if (outcome := stand_in(page, response.url)) is not None:
            if outcome.state != State.BLOCKED:
                self.frontier.note_yield(response, is_barren=True, is_error=True)
            again = self.once_more(response, page.kind)
            # A listing under an article's URL stays one.
            if again is not None and page.listing is None:
                yield again
                return
            self.note(response, outcome)
            if page.kind == "empty" and (listing := response.meta.get(LISTING)):
                # A POST listing ends with an empty answer; it is believed when it comes twice.
                self.frontier.finish(listing, None if response.meta.get(FORM) else "an empty answer")
        elif response.status < 400:
            if not response.meta.get(ALONE):
                listing = page.listing if page.kind == "listing" else None
                is_new = self.frontier.is_new(page.article, response.url)
                is_barren = not is_new and not (listing and self.frontier.names_new(listing))
                if listing and (following := self.follow_listing(listing, response)):
                    yield following
                series = listing.next.url if listing and listing.next else None
                self.frontier.follow(page.links, response, series, is_barren=is_barren)
            self.follow_requisites(page.requisites, response)
            if page.article is not None:
                async for reading in self.parse_article(page.article, response):
                    yield reading
        elif response.status in (404, 410):
            self.frontier.note_yield(response, is_barren=True, is_error=True)

    def once_more(self, response: Response, reason: str) -> Request | None:
        """Make the request for a second look, None after that."""
        assert response.request is not None
        return get_retry_request(
            response.request, spider=self, reason=reason, max_retry_times=1, give_up_log_level="DEBUG"
        )

    async def parse_article(self, printed: PrintedArticle, response: Response) -> AsyncIterator[Reading]:
        """Fetch the article's pictures and files, then give it to the pipelines."""
        files = [(link.url, Kind.PICTURE) for link in printed.images]
        files += [(link.url, Kind.ATTACHMENT) for link in printed.attachments]
        url, capture = read_url(response.url), self.capture_of(response)
        try:
            captures = await self.files.captures(files, via=url.identity, hop=hop_beyond(response))
        except Interrupted:
            self.frontier.give_back(response)
            return
        reading = begin(printed, url, capture, self.collection.crawl_id, captures)
        self.note(
            response,
            Outcome(
                State.FETCHED,
                etag=header(response, "ETag"),
                last_modified=header(response, "Last-Modified"),
                published=publication_time(reading),
            ),
        )
        yield reading

    def see_unchanged(self, response: Response) -> None:
        """Note that an article that answered with 304 is still there."""
        article_id = read_url(response.url).article_id
        if article_id:
            self.collection.ledger.articles.see(article_id)
        self.count("articles/unchanged")

    # --- following -------------------------------------------------------------------------------------------------

    def follow_listing(self, listing: Listing, response: Response) -> Request | None:
        """Note what a listing names and make the request for its next page, None at the end of the walk."""
        walk = self.frontier.walk(listing, response)
        asked, before, named = response.meta.get(FORM), response.meta.get(NAMED), named_by(listing)
        if before and (before == named or not listing.entries):
            self.frontier.finish(walk.name)  # some pagers go on for ever behind the last page
            return None
        if asked is None:
            following = listing.next
        else:
            request = PageRequest(response.url, "POST", tuple((name, value) for name, value in asked))
            following = next_page(request, listing)
        if following is not None and not walk.past_period:
            next_request = self.listing_request(following, walk.name, response, named)
            if not self.frontier.passes_on(walk.name, next_request):
                return next_request
        self.frontier.finish(walk.name, "the rest is older than wanted" if walk.past_period else None)
        return None

    def listing_request(self, following: PageRequest, listing: str, response: Response, named: str) -> Request:
        """Make the request for a page of a listing."""
        meta = {
            "hnp_kind": str(Kind.LISTING),
            LISTING: listing,
            "depth": response.meta.get("depth", 0),
        }
        if (following.method == "POST") == (FORM in response.meta):  # a section page names what its first POST does
            meta[NAMED] = named
        priority = PRIORITIES[Kind.LISTING]
        if following.method == "GET":
            return Request(following.url, meta=meta, priority=priority)
        meta[FORM] = [list(pair) for pair in following.form]
        return FormRequest(following.url, formdata=list(following.form), meta=meta, priority=priority)

    def follow_requisites(self, urls: tuple[str, ...], response: Response) -> None:
        """Ask for what a browser needs to show the page, unless the operator does not want it."""
        if self.options.requisites:
            self.frontier.follow_requisites(urls, response)

    # --- bookkeeping -----------------------------------------------------------------------------------------------

    def capture_of(self, response: Response) -> Capture:
        """Give the record that a response was read from."""
        capture = response.meta[CAPTURE]
        assert isinstance(capture, Capture)
        return capture

    def note(self, response: Response, outcome: Outcome) -> None:
        """Say what becomes of the page's URL, better than its status code does."""
        self.frontier.note(response, outcome)

    def count(self, what: str) -> None:
        """Count something under the project's prefix."""
        self.crawler.stats.inc_value(f"hnp/{what}")


def stand_in(page: Page, url: str) -> Outcome | None:
    """Say what an answer means for its URL that is not the page asked for; None for a page."""
    if page.kind in ("block page", "challenge"):
        return Outcome(State.BLOCKED, page.kind)
    if page.kind == "soft 404":
        return Outcome(State.GONE, "a listing" if page.listing else "soft 404")
    if page.kind != "empty":
        return None
    # A listing may end with an empty answer; an article has something to say.
    is_article = read_url(url).kind in ("article", "document")
    return Outcome(State.FAILED, "an empty answer") if is_article else Outcome(State.FETCHED, "empty")


def header(response: Response, name: str) -> str | None:
    """Give a header's value as text."""
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None
