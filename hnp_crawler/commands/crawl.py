"""Run a spider as ``scrapy crawl`` does: a wrong start is refused with one sentence, the exit code tells the end."""

from __future__ import annotations

import argparse
import gc
import logging
import sys
from collections import Counter

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.exceptions import UsageError

from hnp_crawler.alert import refusal
from hnp_crawler.closing.summary import summary
from hnp_crawler.errors import ExitCode, StartError
from hnp_crawler.extensions.collection import collection_of
from hnp_crawler.options import read_recipients

GARBAGE = (20_000, 20, 50)
"""When cycles are looked for, of three ages; at Python's own 700 objects that takes some 5 % of a crawl, for 3 MB."""
logger = logging.getLogger(__name__)


class UnforeseenFailure(StartError):  # noqa: N818
    """Raised by nothing: what no part of the project expected, told as what was expected is."""

    exit_code = ExitCode.INCOMPLETE


class Command(ScrapyCrawl):
    """Replace Scrapy's own ``crawl`` inside the project."""

    def long_desc(self) -> str:
        """Describe the command and its exit codes."""
        codes = ", ".join(f"{code.value} {code.name.lower()}" for code in ExitCode)
        return f"Run a spider of the project, by name. Exit codes: {codes}."

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Refuse an argument that is given twice, of which Scrapy takes the last and forgets the others."""
        for name, times in Counter(word.partition("=")[0] for word in opts.spargs).items():
            if times > 1:
                raise UsageError(f"running 'scrapy crawl': -a {name}=… is given {times} times", print_help=False)
        super().process_options(args, opts)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run one spider to its end."""
        if len(args) != 1:
            raise UsageError("running 'scrapy crawl': name one spider, e.g. scrapy crawl hnp", print_help=False)
        assert self.crawler_process is not None
        if args[0] not in self.crawler_process.spider_loader.list():
            raise UsageError(f"running 'scrapy crawl': there is no spider {args[0]!r}", print_help=False)
        try:
            self.exitcode = self._crawl(args[0], opts.spargs)
        except StartError as error:
            self.exitcode = self._refuse(error)
        except Exception as error:
            logger.exception("The crawl failed")
            self.exitcode = self._refuse(UnforeseenFailure(f"running the crawl: {type(error).__name__}: {error}"))

    def _crawl(self, name: str, arguments: dict[str, str]) -> int:
        assert isinstance(self.crawler_process, AsyncCrawlerProcess)
        crawler = self._create_crawler(name)
        crawling = self.crawler_process.crawl(crawler, **arguments)
        gc.freeze()
        gc.set_threshold(*GARBAGE)
        self.crawler_process.start()
        if crawling.done() and not crawling.cancelled():
            crawling.result()
        return _account(crawler)

    def _refuse(self, error: StartError) -> int:
        """Say why the crawl cannot start, also to whoever is to be told of crawls that do not end well."""
        print(f"scrapy crawl: {error}", file=sys.stderr)
        assert self.settings is not None
        try:
            recipients = read_recipients(self.settings)
        except StartError:
            return int(error.exit_code)  # the setting that is wrong is this one
        content = refusal(str(error), int(error.exit_code), str(self.settings.get("HNP_OUTPUT")))
        for trouble in recipients.tell(content):
            print(f"scrapy crawl: {trouble}", file=sys.stderr)
        return int(error.exit_code)


def _account(crawler: Crawler) -> int:
    """Show people what the crawl came to, and tell the scheduler by the exit code."""
    owner = collection_of(crawler)
    if owner.account is not None:
        print(summary(owner.account), file=sys.stderr)
    elif owner.failure is not None:
        print(f"scrapy crawl: {owner.failure}", file=sys.stderr)
    else:
        ended = f"the crawl {owner.collection.crawl_id} ended before its accounts were settled, as by a second signal"
        print(f"scrapy crawl: {ended}; the next one repairs and goes on", file=sys.stderr)
    return int(owner.exit_code)
