"""Answer a crawl's requests from an archive, and never from the network.

What is answered is kept in the crawl's own collection as the exchange that it once was: request and answer to the byte,
with the date and the address of then, so that the crawl's lines cite records of their own collection. An answer that
the archive has only as a revisit is put together with the payload of its original, and its records say so.
"""

from __future__ import annotations

import logging
from pathlib import Path
from weakref import WeakKeyDictionary

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes
from w3lib.url import canonicalize_url

from hnp_crawler.answers import content_of
from hnp_crawler.archive.captures.fetch import FetchError
from hnp_crawler.archive.captures.holdings import Holdings, HoldingsError
from hnp_crawler.archive.index.cdxj import Post
from hnp_crawler.archive.index.post import MAX_QUERY, post_query
from hnp_crawler.archive.wire.exchange import Exchange
from hnp_crawler.archive.wire.message import entity, read_message
from hnp_crawler.download.keeping import forget, keep
from hnp_crawler.download.recorder import recorder_of
from hnp_crawler.errors import OptionError
from hnp_crawler.options import read_options

logger = logging.getLogger(__name__)

AT_ONCE = {
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_ENABLED": False,
    "HNP_MAX_REQUESTS_PER_MINUTE": 0,
    "HNP_BACKOFF": 0,
    # The archived robots.txt may ask for a delay, and an archived 429 for a pause.
    "HNP_MAX_PAUSE": 0,
    # An archive gives the same answer however often it is asked, and what it misses blocks nobody.
    "RETRY_ENABLED": False,
    "HNP_BLOCKED_SHARE": 0,
}
"""The settings of a crawl that asks nobody: no courtesy and no second tries."""

_holdings: WeakKeyDictionary[Crawler, Holdings] = WeakKeyDictionary()


class MissingCapture(IgnoreRequest):
    """Raised for a request that the archive holds no answer to."""


def holdings_of(crawler: Crawler) -> Holdings | None:
    """Open the archive that a crawl is answered from, once for all its handlers; None for a crawl of the network.

    Raises `OptionError` where it cannot be read. To be called where that stops the crawl: Scrapy only logs what a
    download handler raises when it is made.
    """
    options = read_options(crawler.settings)
    if options.from_archive is None:
        return None
    if crawler not in _holdings:
        source, output = options.from_archive.resolve(), options.output.resolve()
        if source == output or output in source.parents:
            raise _refused(options.from_archive, "lies in the collection that the crawl would write to, HNP_OUTPUT")
        identity = getattr(crawler.spider, "ledger_key", canonicalize_url)
        try:
            _holdings[crawler] = Holdings(source, identity)
        except HoldingsError as error:
            raise _refused(options.from_archive, f"is no archive: {error}") from error
    return _holdings[crawler]


def _refused(source: Path, why: str) -> OptionError:
    return OptionError(f"reading the setting HNP_FROM_ARCHIVE: {str(source)!r} {why}")


class FromArchiveDownloadHandler:
    """Give each request the best answer that the archive holds, or raise `MissingCapture`."""

    lazy = False

    def __init__(self, crawler: Crawler, holdings: Holdings) -> None:
        self._holdings = holdings
        self._recorder = recorder_of(crawler)
        self._stats = crawler.stats
        self._maxsize = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        for sentence in holdings.damage:
            logger.warning("Reading the archive: %s", sentence)
        holdings.damage.clear()

    async def download_request(self, request: Request) -> Response:
        """Find the answer and keep its exchange."""
        forget(request)
        exchange = self._exchange(request)
        # The blocks are gone once the exchange is kept.
        try:
            response = self._response(request, exchange)
        except BaseException:
            exchange.close()
            raise
        keep(self._recorder, request, [exchange])
        self._stats.inc_value("hnp/from_archive/answered")
        return response

    async def close(self) -> None:
        """Remove what the looking up needed."""
        self._holdings.close()

    def _exchange(self, request: Request) -> Exchange:
        post = post_of(request)
        asked = request.url.partition("#")[0]
        trouble = None
        for holding in self._holdings.find(asked, post):
            try:
                return self._holdings.exchange(holding)
            except FetchError as error:
                trouble = trouble or error
                logger.warning("Reading the archive: %s", error)
        self._stats.inc_value("hnp/from_archive/missing")
        logger.debug("Not in the archive: %s %s", request.method, asked)
        raise MissingCapture(str(trouble) if trouble else "not in the archive")

    def _response(self, request: Request, exchange: Exchange) -> Response:
        """Make the response that the answer would have come as."""
        assert exchange.response is not None
        head, body = read_message(exchange.response.chunks())
        if self._maxsize and len(exchange.response) > self._maxsize + head.length:
            raise DownloadCancelledError(f"reading {request.url}: the answer is over {self._maxsize} bytes")
        raw = b"".join(entity(head, body))
        content = content_of(raw, head.joined("Content-Encoding"), limit=self._maxsize or 1 << 40)
        if content.problem:
            logger.warning("Reading %s from the archive: %s", exchange.target_uri, content.problem)
        headers = Headers()
        for name, value in head.fields:
            if name.lower() != b"content-encoding":
                headers.appendlist(name, value)
        # A robots.txt too may lie decoded under the head that it came with.
        plain = raw if content.problem and not content.content else content.content
        made = responsetypes.from_args(headers=headers, url=exchange.target_uri, body=plain)
        return made(exchange.target_uri, status=head.status or 200, headers=headers, body=plain, flags=["from archive"])


def post_of(request: Request) -> Post | None:
    """Write what a request with a body asks for, as indexes do."""
    if request.method not in ("POST", "PUT"):
        return None
    content_type = (request.headers.get("Content-Type") or b"").decode("latin-1")
    return Post(request.method, post_query(request.body, content_type)[:MAX_QUERY])
