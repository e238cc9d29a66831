"""Undo content codings in a crawl with the function that also reads archives, so that both give a reader one body.

Scrapy's own decoders give up other bytes of a broken stream, and a line of such a page could not be proved.
"""

from __future__ import annotations

from scrapy import Request
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from hnp_crawler.answers import content_of

BROKEN = "hnp_broken"
"""Key in ``request.meta``: how the content coding of the answer breaks off, in one sentence."""


class ContentDecoding(HttpCompressionMiddleware):
    """Stand in for Scrapy's middleware: the same settings, stats and order."""

    _problem: str | None = None

    # Scrapy warns of the third argument that its own method still has.
    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Undo the coding as far as it goes, and leave word where it breaks off."""
        self._problem = None
        decoded = super().process_response(request, response)
        request.meta.pop(BROKEN, None)
        if self._problem:
            request.meta[BROKEN] = self._problem
        return decoded

    def _handle_encoding(self, body: bytes, content_encoding: list[bytes], max_size: int) -> tuple[bytes, list[bytes]]:
        coding = b",".join(content_encoding).decode("latin-1")
        content, problem = content_of(body, coding, limit=max_size)
        if problem and (not content or len(content) >= max_size):
            raise IgnoreRequest(problem)
        self._problem = problem
        return content, []
