"""Crawl a site as most people would: a CrawlSpider with a LinkExtractor, JSON Lines, and no archive."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from scrapy.http import Response
from scrapy.linkextractors import LinkExtractor
from scrapy.spiders import CrawlSpider, Rule

SESSION = re.compile(r";jsessionid=[^?#]*")


def without_session(address: str) -> str:
    """Take the session off, without which the portal answers as well and each page is met once."""
    return SESSION.sub("", address)


class PlainCrawl(CrawlSpider):
    """Follow every link of the host, fetch every picture, style sheet and script, and note the titles."""

    name = "plain_crawl"
    rules = (
        Rule(
            LinkExtractor(
                tags=("a", "area", "img", "link", "script"),
                attrs=("href", "src"),
                deny_extensions=[],
                deny=r"/(sr_RS_latin|en|vi)/",
                process_value=without_session,
            ),
            callback="parse_page",
            follow=True,
        ),
    )

    def __init__(self, start: str, **given: Any) -> None:
        super().__init__(**given)
        self.start_urls = [start]
        self.allowed_domains = [urlsplit(start).hostname or "", "localhost"]

    def parse_page(self, response: Response) -> Iterator[dict[str, Any]]:
        """Note what a page is called."""
        if "html" in (response.headers.get("Content-Type") or b"").decode():
            yield {
                "url": response.url,
                "title": response.css("h1::text, title::text").get(),
                "text": response.css("p::text").getall(),
            }
