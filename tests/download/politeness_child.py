"""Crawl the paths of a server politely, with settings from the command line. Run by the tests."""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

from hnp_crawler.download.politeness import Politeness

FOLDER, BASE, PATHS, SETTINGS = sys.argv[1], sys.argv[2], json.loads(sys.argv[3]), json.loads(sys.argv[4])


class QuickPoliteness(Politeness):
    window = 2.0


class PathSpider(scrapy.Spider):
    name = "paths"

    async def start(self) -> AsyncIterator[scrapy.Request]:
        for path in PATHS:
            yield scrapy.Request(BASE + path, dont_filter=True)

    def parse(self, response: Response) -> Any:
        yield {"url": response.url, "status": response.status}


process = AsyncCrawlerProcess(
    {
        "HNP_OUTPUT": FOLDER,
        "SCHEDULER": "hnp_crawler.frontier.scheduler.LedgerScheduler",
        "DOWNLOADER_MIDDLEWARES": {QuickPoliteness: 990},
        "DOWNLOAD_DELAY": 0,
        "HTTPERROR_ALLOW_ALL": True,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "USER_AGENT": "hnp_crawler/1",
        "STATS_DUMP": False,
        "FEEDS": {f"{FOLDER}/items.jsonl": {"format": "jsonlines"}},
        **SETTINGS,
    }
)
process.crawl(PathSpider)
process.start()
