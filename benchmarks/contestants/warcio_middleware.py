"""Write WARC records from a downloader middleware with warcio, as the plug-ins for Scrapy do."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter


class WarcioMiddleware:
    """Rebuild each exchange from Scrapy's objects and write it."""

    def __init__(self, crawler: Crawler) -> None:
        self._file = open(crawler.settings["WARC_FILE"], "wb")  # noqa: PTH123, SIM115
        self._writer = WARCWriter(self._file, gzip=True)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> WarcioMiddleware:
        """Open the file that the setting WARC_FILE names."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Write a request and a response record."""
        head = StatusAndHeaders(f"{response.status} OK", _fields(response), protocol="HTTP/1.1")
        answer = self._writer.create_warc_record(
            request.url, "response", payload=BytesIO(response.body), http_headers=head
        )
        asked = StatusAndHeaders(f"{request.method} {request.url} HTTP/1.1", _fields(request), is_http_request=True)
        question = self._writer.create_warc_record(request.url, "request", http_headers=asked)
        self._writer.write_request_response_pair(question, answer)
        return response


def _fields(message: Any) -> list[tuple[str, str]]:
    return [(n.decode("latin-1"), v.decode("latin-1")) for n, values in message.headers.items() for v in values]
