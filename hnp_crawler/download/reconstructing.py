"""Stand in for the tap where the wire cannot be tapped: exchanges rebuilt from messages, which say so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers import DownloadHandlerProtocol
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response
from scrapy.utils.misc import build_from_crawler, load_object

from hnp_crawler.archive.wire.exchange import Exchange
from hnp_crawler.archive.wire.spool import Spool
from hnp_crawler.download.keeping import VALIDATED, describe, forget, keep
from hnp_crawler.download.recorder import Recorder, recorder_of


class ReconstructingDownloadHandler:
    """Download with Scrapy's own handler and rebuild each exchange from its request and response.

    Lost are reason phrases, 1xx answers, chunk framing, the case and order of header fields, lines without a colon,
    truncated answers, and what addresses a host has is not looked at.
    """

    lazy = False

    def __init__(self, crawler: Crawler, handler: DownloadHandlerProtocol) -> None:
        self._recorder: Recorder = recorder_of(crawler)
        self._handler = handler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ReconstructingDownloadHandler:
        """Put Scrapy's default handler, the same for both schemes, to use."""
        default = load_object(crawler.settings.getdict("DOWNLOAD_HANDLERS_BASE")["https"])
        return cls(crawler, build_from_crawler(default, crawler))

    async def download_request(self, request: Request) -> Response:
        """Download, then keep what can be rebuilt."""
        forget(request)
        target = request.url.partition("#")[0]
        exchange = Exchange(
            target_uri=target,
            method=request.method,
            started=datetime.now(UTC),
            validated=request.meta.get(VALIDATED),
            reconstructed=True,
        )
        try:
            response = await self._handler.download_request(request)
        except Exception as error:
            exchange.error = describe(error)
            keep(self._recorder, request, [exchange])
            raise
        exchange.request.append(request_block(request))
        exchange.response = Spool.of((response_head(response), response.body))
        if response.ip_address is not None and not request.meta.get("proxy"):
            exchange.ip = str(response.ip_address)
        keep(self._recorder, request, [exchange])
        return response

    async def close(self) -> None:
        """Close Scrapy's handler."""
        await self._handler.close()


def request_block(request: Request) -> bytes:
    """Rebuild what was probably sent."""
    parts = urlsplit(request.url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = [f"{request.method} {path} HTTP/1.1".encode(), *_fields(request.headers)]
    if "Host" not in request.headers:
        lines.append(b"Host: " + parts.netloc.rpartition("@")[2].encode())
    if request.body:
        lines.append(b"Content-Length: %d" % len(request.body))
    return b"\r\n".join((*lines, b"", request.body))


def response_head(response: Response) -> bytes:
    """Rebuild a head that agrees with the response."""
    phrase = next((status.phrase for status in HTTPStatus if status == response.status), "")
    start = f"{response.protocol or 'HTTP/1.1'} {response.status} {phrase}".encode()
    return b"\r\n".join((start, *_fields(response.headers), b"", b""))


def _fields(headers: Headers) -> Iterator[bytes]:
    for name, values in headers.items():
        for value in values:
            yield name + b": " + value
