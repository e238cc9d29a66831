"""Give requests what the settings say for all of them, in one step where Scrapy takes three."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.utils.python import without_none_values


class RequestDefaults:
    """Stand in for Scrapy's middlewares of default headers, User-Agent and time-out: the same settings and order."""

    def __init__(self, headers: Mapping[str, str], timeout: float) -> None:
        self._headers = tuple(headers.items())
        self._timeout = timeout

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the settings."""
        settings = crawler.settings
        headers: dict[str, str] = dict(without_none_values(settings["DEFAULT_REQUEST_HEADERS"]))
        if settings["USER_AGENT"]:
            headers.setdefault("User-Agent", settings["USER_AGENT"])
        return cls(headers, settings.getfloat("DOWNLOAD_TIMEOUT"))

    def process_request(self, request: Request) -> None:
        """Add what the request does not say itself."""
        for name, value in self._headers:
            request.headers.setdefault(name, value)
        if self._timeout:
            request.meta.setdefault("download_timeout", self._timeout)
