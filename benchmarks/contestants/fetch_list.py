"""Fetch a list of URLs and do nothing with them: what Scrapy alone costs, and what an archive adds."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from scrapy import Request
from scrapy.http import Response

from hnp_crawler.spiders.seeded import SeededSpider


class FetchList(SeededSpider):
    """Ask for every URL of the ``urls`` file once."""

    name = "fetch_list"

    async def start(self) -> AsyncIterator[Any]:
        """Ask for every URL."""
        for url in Path(self.given["urls"]).read_text("utf-8").split():
            yield Request(url, dont_filter=True)

    def parse(self, response: Response) -> None:
        """Do nothing."""
