"""Undo content codings in a crawl with the function that also reads archives, so that both give a reader one body.

Scrapy's own decoders give up other bytes of a broken stream, and a line of such a page could not be proved.
"""

from __future__ import annotations

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest

from hnp_crawler.answers import content_of


class ContentDecoding(HttpCompressionMiddleware):
    """Stand in for Scrapy's middleware: the same settings, stats and order."""

    def _handle_encoding(self, body: bytes, content_encoding: list[bytes], max_size: int) -> tuple[bytes, list[bytes]]:
        coding = b",".join(content_encoding).decode("latin-1")
        content, problem = content_of(body, coding, limit=max_size)
        if problem and (not content or len(content) >= max_size):
            raise IgnoreRequest(problem)
        return content, []
