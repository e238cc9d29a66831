"""Download over HTTP and HTTPS as Scrapy does, and keep what crossed the wire before a response is given out."""

from __future__ import annotations

import logging
from typing import Any

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError
from scrapy.http import Response

from hnp_crawler.archive.warc.writer import ArchiveWriteError
from hnp_crawler.archive.wire.exchange import Truncation
from hnp_crawler.download.fetch import MAX_HEAD, Fetch
from hnp_crawler.download.keeping import VALIDATED, describe, forget, keep
from hnp_crawler.download.recorder import Recorder, recorder_of
from hnp_crawler.download.tap import TapPool
from hnp_crawler.download.tls import OncePerHost

logger = logging.getLogger(__name__)


class TapDownloadHandler(HTTP11DownloadHandler):
    """Keep every attempt of every download: retries, redirects, robots.txt, failures, Twisted's own repetitions."""

    lazy = False
    _pool: TapPool
    _contextFactory: Any  # noqa: N815 (Scrapy's name)

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        from twisted.internet import reactor

        assert crawler.stats is not None
        self._stats = crawler.stats
        self._recorder: Recorder = recorder_of(crawler)
        self._contextFactory = OncePerHost(self._contextFactory)
        self._pool = TapPool(
            reactor,
            per_host=crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"),
            is_allowed=lambda host: host in self._recorder.private_hosts(),
            stray=self._count_stray,
        )

    async def download_request(self, request: Request) -> Response:
        """Download, then keep; raises what Scrapy's handler raises, or why the archive could not be written."""
        forget(request)
        fetch = self._fetch(request)
        # Scrapy's handler asks the pool for a connection before it first waits, so no other fetch comes in between.
        self._pool.upcoming = fetch
        try:
            response = await super().download_request(request)
        except GeneratorExit:
            # The process ends with the download under way, and the archive is closed.
            raise
        except BaseException as error:
            # Nothing here may wait: a download that is cancelled would lose its exchange.
            self._keep(request, fetch, truncation_of(error), describe(error))
            if fetch.overrun:
                raise DownloadCancelledError(f"downloading {request.url}: {fetch.overrun}") from error
            raise
        finally:
            self._pool.upcoming = None
        self._keep(request, fetch, "unspecified", None)
        if fetch.overrun:
            raise DownloadCancelledError(f"downloading {request.url}: {fetch.overrun}")
        return response

    def _fetch(self, request: Request) -> Fetch:
        maxsize = request.meta.get("download_maxsize", self._default_maxsize)
        return Fetch(
            target_uri=request.url.partition("#")[0],
            method=request.method,
            proxied=bool(request.meta.get("proxy")),
            validated=request.meta.get(VALIDATED),
            # Chunk framing may add to a body, but not without measure.
            wire_limit=maxsize + maxsize // 4 + MAX_HEAD if maxsize else 0,
        )

    def _keep(self, request: Request, fetch: Fetch, truncated: Truncation, error: str | None) -> None:
        exchanges = fetch.end(truncated, error)
        if (lost := fetch.spool_error()) is not None:
            failure = ArchiveWriteError(f"holding the exchange with {fetch.target_uri}: {lost}")
            self._recorder.failed(failure)
            raise failure from lost
        self._stats.inc_value("hnp/wire/exchanges", len(exchanges))
        keep(self._recorder, request, exchanges)

    def _count_stray(self, count: int, peer: str) -> None:
        self._stats.inc_value("hnp/wire/stray_bytes", count)
        logger.warning("Reading from %s: %d bytes belong to no exchange", peer, count)


def truncation_of(error: BaseException) -> Truncation:
    """Say why an answer that was still coming in was left; one that broke off has its reason already."""
    if isinstance(error, DownloadTimeoutError):
        return "time"
    if isinstance(error, DownloadCancelledError):
        return "length"
    return "unspecified"
