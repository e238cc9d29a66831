"""Fetch a list of URLs and do nothing with them: what Scrapy alone costs, and what an archive adds."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any

from scrapy import Request
from scrapy.http import Response

from hnp_crawler.arguments import Arguments, read_arguments
from hnp_crawler.spiders.seeded import SeededSpider


class FetchList(SeededSpider):
    """Ask for every URL of the ``urls`` file once."""

    name = "fetch_list"
    arguments: Arguments

    def read_arguments(self, given: Mapping[str, str]) -> Arguments:
        """Read the list."""
        return read_arguments(given, ())

    @property
    def seeds(self) -> tuple[str, ...]:
        """Give the URLs of the list."""
        return self.arguments.seeds

    async def start(self) -> AsyncIterator[Any]:
        """Ask for every URL."""
        for url in self.seeds:
            yield Request(url, dont_filter=True)

    def parse(self, response: Response) -> None:
        """Do nothing."""
