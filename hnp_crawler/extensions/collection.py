"""Open the collection before anything else of a crawl, and close it after everything else."""

from __future__ import annotations

import json
import logging
from collections.abc import Container, Iterable
from functools import partial
from ipaddress import ip_address
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError
from scrapy.utils.defer import deferred_from_coro

from hnp_crawler.archive.store import Kept
from hnp_crawler.archive.wire.exchange import Exchange
from hnp_crawler.archive.wire.spool import Spool
from hnp_crawler.arguments import CrawlArguments
from hnp_crawler.closing import accounts
from hnp_crawler.closing.accounts import ARCHIVE_FAILED
from hnp_crawler.collection.lines import LineWriteError
from hnp_crawler.collection.opened import WRITE_FAILURES, Collection, software_versions
from hnp_crawler.download.handler import require_source
from hnp_crawler.errors import CollectionError, ExitCode, OptionError
from hnp_crawler.frontier.crawl_ledger import use_ledger
from hnp_crawler.items import Article
from hnp_crawler.options import read_options
from hnp_crawler.spiders.seeded import SeededSpider

logger = logging.getLogger(__name__)

LOG = "crawl.log"
"""Name of the log in a crawl's folder."""

_open: WeakKeyDictionary[Crawler, OpenCollection] = WeakKeyDictionary()


class PrivateHosts:
    """Say which hosts may have loopback or private addresses: the seeds', and this machine when a seed is on it."""

    def __init__(self, seeds: Iterable[str]) -> None:
        self._seeds = frozenset(urlsplit(seed).hostname or "" for seed in seeds)
        self._loopback = any(map(_is_loopback, self._seeds))

    def __contains__(self, host: object) -> bool:
        return host in self._seeds or (self._loopback and isinstance(host, str) and _is_loopback(host))


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def collection_of(crawler: Crawler) -> OpenCollection:
    """Find the collection that a crawl writes to, raising `LookupError` where none is open."""
    try:
        return _open[crawler]
    except KeyError:
        raise LookupError("no collection is open: the extension OpenCollection is off") from None


class ForeignSpider(OptionError, UsageError):  # noqa: N818
    """Raised for a spider that is none of the project's, and in ``scrapy shell``, ``fetch`` and others without one."""

    def __init__(self, name: str | None) -> None:
        sentence = f"opening a collection: the spider {name!r} is not one of this project's"
        super().__init__(f"{sentence}; scrapy shell, fetch, view and bench work outside its folder")
        self.print_help = False


class OpenCollection:
    """Own the collection: keep exchanges, publish lines, and stop the crawl when that fails."""

    def __init__(self, crawler: Crawler, spider: SeededSpider) -> None:
        self._crawler = crawler
        self._spider = spider
        self.failure: Exception | None = None
        """What could not be written: the first thing, for what follows only follows from it."""
        self._private = PrivateHosts(spider.seeds)
        self.collection = Collection(read_options(crawler.settings), full=spider.arguments.full)
        self.account: accounts.Account | None = None
        """What the crawl came to; None until it has ended."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> OpenCollection:
        """Open the collection, raising a `StartError` with one sentence where that cannot be."""
        spider = crawler.spider
        if not isinstance(spider, SeededSpider):
            raise ForeignSpider(getattr(spider, "name", None))
        require_source(crawler)
        owner = cls(crawler, spider)
        _open[crawler] = owner
        spider.collection = owner.collection
        use_ledger(crawler, owner.collection.ledger)
        owner.collection.ledger.watch(owner.failed)
        crawler.signals.connect(owner.spider_opened, signals.spider_opened)
        crawler.signals.connect(owner.spider_closed, signals.spider_closed)
        return owner

    # --- the recorder that the download handler writes to ----------------------------------------------------------

    def keep(self, exchange: Exchange) -> Kept:
        """Write the records of an exchange."""
        return self.collection.keep(exchange)

    def failed(self, error: Exception) -> None:
        """Stop the crawl: it must not go on without its archive. Only the first failure is told."""
        if self.failure is None:
            self.failure = error
            logger.critical("Stopping: %s", error)
            self.stop(ARCHIVE_FAILED)

    @property
    def exit_code(self) -> ExitCode:
        """Tell a scheduler how the crawl ended."""
        if self.failure is not None:
            return ExitCode.ARCHIVE
        return ExitCode.INCOMPLETE if self.account is None else self.account.exit_code

    def private_hosts(self) -> Container[str]:
        """Name the hosts that may have private addresses."""
        return self._private

    # --- for pipelines and other extensions ------------------------------------------------------------------------

    @property
    def arguments(self) -> CrawlArguments:
        """Give the spider's checked arguments."""
        return self._spider.arguments

    def publish(self, article: Article) -> Article | None:
        """Write the line of a new or changed article; None where it is as it was."""
        if self.failure is not None:
            raise LineWriteError(f"writing a line: refused, {self.failure}")
        try:
            return self.collection.publish(article)
        except OSError as error:
            self.failed(error)
            raise

    def stop(self, reason: str) -> None:
        """Close the spider for a reason; what is under way may finish."""
        engine = self._crawler.engine
        if engine.spider is not None:
            deferred_from_coro(engine.close_spider_async(reason=reason))

    # --- signals ---------------------------------------------------------------------------------------------------

    def spider_opened(self) -> None:
        """Say what an earlier crawl left, and let the archive explain itself."""
        inherited = self.collection.inheritance
        for line in inherited.sentences():
            logger.warning(line)
        plan = accounts.plan(self._spider, self._crawler.settings)
        try:
            self._keep_resource("plan", plan)
            self._keep_resource("software", software_versions())
        except WRITE_FAILURES as error:
            self.failed(error)

    def spider_closed(self, reason: str) -> None:
        """Close the files, settle the accounts and let the next crawl in, each whatever becomes of the others."""
        collection = self.collection
        steps = (collection.note_removals, self._keep_log, collection.close_files)
        for step in (*steps, partial(self._settle, reason), collection.close):
            try:
                step()
            except WRITE_FAILURES as error:
                self.failed(error)

    def _settle(self, reason: str) -> None:
        self.account = accounts.settle(
            self.collection,
            self._spider,
            self._crawler.settings,
            self._crawler.stats.get_stats(),
            ARCHIVE_FAILED if self.failure else reason,
            str(self.failure) if self.failure else None,
        )
        if self.account.manifest["failure"] is not None:
            self.failed(CollectionError(self.account.manifest["failure"]))

    def _keep_log(self) -> None:
        log = self.collection.crawl_folder / LOG
        if log.exists():
            self.collection.archive.keep_resource(
                f"urn:hnp:crawl:{self.collection.crawl_id}:log", "text/plain; charset=utf-8", Spool(log.read_bytes())
            )

    def _keep_resource(self, name: str, content: object) -> None:
        text = json.dumps(content, ensure_ascii=False, indent=1).encode()
        self.collection.archive.keep_resource(
            f"urn:hnp:crawl:{self.collection.crawl_id}:{name}", "application/json", Spool(text)
        )
