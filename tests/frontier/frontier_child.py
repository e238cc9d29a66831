"""Crawl a tree of pages with one of two schedulers, writing a line for each page. Run by the tests, to be killed."""

from __future__ import annotations

import os
import resource
import sys
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

FOLDER, BASE, SCHEDULER = sys.argv[1:4]
if sys.argv[4:]:
    # Beyond this size a file cannot be written, as on a full disk.
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[4]), int(sys.argv[4])))
OURS = {"SCHEDULER": "hnp_crawler.frontier.scheduler.LedgerScheduler", "HNP_OUTPUT": FOLDER}
SCRAPYS = {"JOBDIR": f"{FOLDER}/job"}


class LinePipeline:
    def open_spider(self) -> None:
        self.file = os.open(f"{FOLDER}/lines.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def process_item(self, item: Any) -> Any:
        os.write(self.file, f"{item['url']}\n".encode())
        return item


class TreeSpider(scrapy.Spider):
    name = "tree"
    start_urls = (f"{BASE}/0",)

    def parse(self, response: Response) -> Any:
        yield {"url": response.url}
        for link in response.css("a::attr(href)").getall():
            yield response.follow(link, self.parse_leaf, cb_kwargs={"parent": response.url})

    def parse_leaf(self, response: Response, parent: str) -> Any:
        assert parent.startswith(BASE)
        yield from self.parse(response)


process = AsyncCrawlerProcess(
    {
        "ITEM_PIPELINES": {LinePipeline: 1},
        "CONCURRENT_REQUESTS": 8,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "LOG_LEVEL": "WARNING",
        **(OURS if SCHEDULER == "ledger" else SCRAPYS),
    }
)
process.crawl(TreeSpider)
(crawler,) = process.crawlers
process.start()
print(crawler.stats.get_value("finish_reason"))
