"""Give every spider of the project its User-Agent and its checked arguments."""

from __future__ import annotations

from typing import ClassVar
from urllib.parse import urlsplit

from scrapy import Spider
from scrapy.settings import BaseSettings

from hnp_crawler.arguments import Arguments, read_arguments
from hnp_crawler.options import read_options


class SeededSpider(Spider):
    """Begin at seeds, whose hosts are the scope.

    The arguments are checked when the spider is made, which raises `OptionError` with one sentence.
    """

    default_start: ClassVar[tuple[str, ...]] = ()

    def __init__(self, name: str | None = None, **given: str) -> None:
        # Scrapy would make an attribute of each argument, and `start` is a method.
        super().__init__(name)
        self.given = given
        self.arguments: Arguments = read_arguments(given, self.default_start)
        self.hosts = frozenset(urlsplit(seed).netloc.lower() for seed in self.arguments.seeds)

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Name the operator and the contact in the User-Agent, unless the operator sets one."""
        super().update_settings(settings)
        settings.set("USER_AGENT", read_options(settings).user_agent, priority="spider")
