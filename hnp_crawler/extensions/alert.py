"""When a crawl ends with another exit code than 0, tell whoever the settings name."""

from __future__ import annotations

import asyncio
import logging

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from hnp_crawler.alert import message
from hnp_crawler.errors import ExitCode
from hnp_crawler.extensions.collection import collection_of
from hnp_crawler.options import Options, read_options

logger = logging.getLogger(__name__)


class Alert:
    """Run ``HNP_ALERT_COMMAND`` and post to ``HNP_ALERT_URL``; a message that is not taken is logged and no more."""

    def __init__(self, crawler: Crawler, options: Options) -> None:
        self._crawler = crawler
        self._options = options

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Alert:
        """Wait for the end of the crawl, where anybody is to be told."""
        options = read_options(crawler.settings)
        if not options.recipients:
            raise NotConfigured
        alert = cls(crawler, options)
        crawler.signals.connect(alert.engine_stopped, signals.engine_stopped)
        return alert

    async def engine_stopped(self) -> None:
        """Deliver the message, in a thread."""
        account = collection_of(self._crawler).account
        if account is None or account.exit_code == ExitCode.FINISHED:
            return
        content = message(account.manifest, str(self._options.output))
        for trouble in await asyncio.to_thread(self._options.recipients.tell, content):
            logger.error("%s", trouble)
