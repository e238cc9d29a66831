"""Give every spider of the project its User-Agent and its checked arguments."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from scrapy import Spider
from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings, default_settings

from hnp_crawler.arguments import CrawlArguments
from hnp_crawler.collection.opened import Collection
from hnp_crawler.download.from_archive import AT_ONCE
from hnp_crawler.errors import OptionError
from hnp_crawler.options import read_options, refuse_unknown

OVER_THE_COMMAND_LINE = SETTINGS_PRIORITIES["cmdline"] + 1
"""What is set at the command line's own priority, a crawler process sets back when it is given the crawler."""

SWITCHED = {
    "DOWNLOADER_MIDDLEWARES_BASE": {"scrapy.downloadermiddlewares.cookies.CookiesMiddleware": "COOKIES_ENABLED"},
    "EXTENSIONS_BASE": {"scrapy.extensions.remote_control.RemoteControl": "REMOTE_CONTROL_ENABLED"},
}
"""What takes Scrapy an eighth of a second to load, two HTTP clients among it, with the setting that switches it on."""


class SeededSpider(Spider):
    """Begin at seeds, whose hosts are the scope.

    The arguments are checked when the spider is made, which raises `OptionError` with one sentence.
    """

    collection: Collection
    """What the crawl writes to; the extension that opens it sets it before the spider starts."""

    def __init__(self, name: str | None = None, **given: str) -> None:
        # Scrapy would make an attribute of each argument, and `start` is a method.
        super().__init__(name)
        # A name that begins with _ is no argument but a note of whoever runs the spider, such as Scrapyd's _job.
        self.given = {name: value for name, value in given.items() if not name.startswith("_")}
        self.arguments = self.read_arguments(self.given)

    def read_arguments(self, given: Mapping[str, str]) -> CrawlArguments:
        """Check what was asked for."""
        raise NotImplementedError

    @staticmethod
    def ledger_key(url: str) -> str:
        """Tell which URLs are the same."""
        raise NotImplementedError

    @property
    def seeds(self) -> tuple[str, ...]:
        """Give the URLs that the crawl begins with; their hosts may be private ones."""
        raise NotImplementedError

    @property
    def entrances(self) -> tuple[str, ...]:
        """Give the seeds that everything else is found from: what lies behind one that gives no page is missing."""
        raise NotImplementedError

    @property
    def recalls(self) -> bool:
        """Tell whether the crawl ends with what is due and no page names any more."""
        return True

    @property
    def hosts(self) -> frozenset[str]:
        """Name the hosts of the seeds, with their ports."""
        return frozenset(urlsplit(seed).netloc.lower() for seed in self.seeds)

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Name the operator in the User-Agent, load nothing that is off, and don't wait where no host is asked."""
        super().update_settings(settings)
        refuse_unknown(settings)
        _refuse_wrong_kind(settings)
        options = read_options(settings)
        settings.set("USER_AGENT", options.user_agent, priority="spider")
        for components, switches in SWITCHED.items():
            # What DOWNLOADER_MIDDLEWARES or EXTENSIONS set to None, Scrapy loads before it leaves it out.
            off = {component for component, switch in switches.items() if not settings.getbool(switch)}
            kept = {name: place for name, place in settings[components].items() if name not in off}
            settings.set(components, kept, priority="spider")
        if options.from_archive is not None:
            settings.setdict(AT_ONCE, priority=OVER_THE_COMMAND_LINE)


def _refuse_wrong_kind(settings: BaseSettings) -> None:
    """Raise `OptionError` for the first of Scrapy's settings that should be a number or a switch and is neither.

    Scrapy reads each where it needs it, and ends with a traceback there.
    """
    for name, default in vars(default_settings).items():
        if not isinstance(default, int | float) or settings.get(name) is None:
            continue
        try:
            settings.getbool(name) if isinstance(default, bool) else settings.getfloat(name)
        except (TypeError, ValueError):
            kind = "on or off (1, 0, true, false)" if isinstance(default, bool) else "a number"
            raise OptionError(f"reading the setting {name}: {settings.get(name)!r} is not {kind}") from None
