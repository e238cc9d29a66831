"""Hold a collection open for one crawl: its lock, ledger, archive and lines, in one order of closing."""

from __future__ import annotations

import hashlib
import platform
import socket
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

from hnp_crawler import __version__
from hnp_crawler.archive.repair import Repair, repair
from hnp_crawler.archive.store import Archive, Kept
from hnp_crawler.archive.warc.about import About
from hnp_crawler.archive.warc.writer import ArchiveWriteError
from hnp_crawler.archive.wire.exchange import Exchange
from hnp_crawler.collection.folders import CollectionLock, Folders
from hnp_crawler.collection.lines import LineFile
from hnp_crawler.collection.removals import note_removals, read_standing
from hnp_crawler.errors import CollectionError
from hnp_crawler.items import Article, Capture, Removal
from hnp_crawler.ledger import Comparison, Ledger, LedgerError, RecrawlPolicy, compared_fields
from hnp_crawler.options import Options
from hnp_crawler.schema import decode_line, encode_line

WRITE_FAILURES = (ArchiveWriteError, LedgerError, OSError)
"""What is raised when the disk does not take what must be written."""

Clock = Callable[[], datetime]

SOFTWARE = ("scrapy", "twisted", "lxml", "warcio", "msgspec")
"""The packages whose versions decide what is captured and read."""


def utc_now() -> datetime:
    """Tell the time, aware, in UTC."""
    return datetime.now(UTC)


def software_versions() -> dict[str, str]:
    """Name the versions of everything that decides what is captured and read."""
    packages = {name: version(name) for name in SOFTWARE}
    return {"hnp_crawler": __version__, "python": platform.python_version(), **packages}


@dataclass(frozen=True, slots=True)
class Inheritance:
    """State what an earlier crawl that did not end left behind, and what was made of it."""

    repair: Repair
    leases: int
    """URLs that it was fetching, which wait again."""
    lines: int
    """Article lines that the ledger did not know of yet."""

    def sentences(self) -> list[str]:
        """Say what was left, nothing after a crawl that ended well."""
        found = [f"An earlier crawl was cut off: {cut}" for cut in self.repair.sentences()]
        if self.leases:
            found.append(f"An earlier crawl was fetching {self.leases} URLs when it ended; they wait again")
        if self.lines:
            found.append(f"The ledger did not know of {self.lines} article lines; it was told of them")
        return found

    def facts(self) -> dict[str, Any]:
        """Give the same for programs."""
        return {"repairs": self.repair.sentences(), "leases": self.leases, "lines": self.lines}


class Collection:
    """Write one crawl into a collection.

    Opening it takes the lock, repairs what a killed crawl left and begins a crawl; raises a `StartError` with one
    sentence. The order of writing is the promise: a record is written before its article's line, the line before the
    ledger settles the page. Whatever is cut off in between is fetched again, and nothing is lost.
    """

    def __init__(self, options: Options, *, full: bool = False, clock: Clock = utc_now) -> None:
        self.options = options
        self.clock = clock
        self.folders = Folders(options.output)
        self._lock = CollectionLock(self.folders)
        try:
            self._open(full)
        except BaseException as error:
            self._lock.release()
            if isinstance(error, LedgerError | ArchiveWriteError | OSError):
                raise CollectionError(f"opening the collection {options.output}: {error}") from error
            raise

    def _open(self, full: bool) -> None:
        repaired = repair(self.folders.root)
        self.ledger = Ledger(self.folders.ledger, lambda: self.clock().timestamp())
        self.started = self.clock()
        self.lines_written = 0
        self.removals: list[Removal] = []
        """What this crawl found gone, or back."""
        self.crawl_folder = self.folders.begin_crawl(self.started)
        self.crawl_id = self.crawl_folder.name
        for cut in repaired.cuts:
            self.ledger.captures.forget_after(cut.file, cut.offset)
        lines = self._catch_up()
        self._catch_up_removals()
        policy = RecrawlPolicy(
            self.options.recrawl_share, self.options.recrawl_least, self.options.recrawl_most, full=full
        )
        leases = self.ledger.begin(self.crawl_id, policy)
        self.inheritance = Inheritance(repaired, leases, lines)
        self._lines = LineFile(self.folders.articles)
        self.articles_before = self._lines.end
        """Where this crawl's lines begin in ``articles.jsonl``."""
        self.archive = Archive(
            self.folders.root,
            about=self._about(),
            host=socket.gethostname(),
            clock=self.clock,
            earlier=self._earlier,
            max_size=self.options.max_file_size,
            max_age=timedelta(seconds=self.options.max_file_age),
            fsync=self.options.fsync,
        )

    def _about(self) -> About:
        versions = software_versions()
        return About(
            software=" ".join(f"{name}/{versions[name]}" for name in ("hnp_crawler", "scrapy", "twisted")),
            collection=self.folders.root.name,
            crawl_id=self.crawl_id,
            hostname=socket.gethostname(),
            operator=self.options.operator,
            contact=self.options.contact,
            user_agent=self.options.user_agent,
        )

    def _earlier(self, digest: str) -> Capture | None:
        return self.ledger.captures.first(digest) if self.options.revisit else None

    def _catch_up(self) -> int:
        """Tell the ledger of lines that a killed crawl wrote after the ledger's last commit."""
        path, known = self.folders.articles, self.ledger.mark(self.folders.articles.name)
        size = path.stat().st_size if path.exists() else 0
        if size < known:
            raise CollectionError(
                f"opening the collection {self.folders.root}: {path.name} has {size} bytes, and {known} were written"
            )
        if size == known:
            return 0
        with path.open("rb") as file:
            file.seek(known)
            articles = [decode_line(line) for line in file]
        for article in articles:
            self.ledger.articles.record(
                article.id,
                article.url,
                compared_fields(article),
                article.capture,
                likeness(article),
                crawl_id=article.crawl_id,
            )
        self.ledger.set_mark(path.name, size)
        return len(articles)

    def _catch_up_removals(self) -> None:
        """Tell the ledger of tombstones that it does not know of: it would take what they name for returned."""
        path, known = self.folders.removals, self.ledger.mark(self.folders.removals.name)
        size = path.stat().st_size if path.exists() else 0
        if size > known:
            for removal in read_standing(path, known).values():
                self.ledger.articles.vanish(removal.id, removal.reason)
            self.ledger.set_mark(path.name, size)

    def keep(self, exchange: Exchange) -> Kept:
        """Write the records of one exchange, raising `ArchiveWriteError` when the disk does not take them."""
        kept = self.archive.keep(exchange)
        if kept.capture is not None:
            self.ledger.captures.add(kept.capture, revisit=not kept.is_original)
        return kept

    def publish(self, article: Article) -> Article | None:
        """Write the line of a new or changed article; None where it is as it was.

        An article that stands under a second id, with the same title, time and text, is one article.
        """
        articles = self.ledger.articles
        identity, alike, fields = articles.resolve(article.id), likeness(article), compared_fields(article)
        comparison: Comparison = articles.compare(identity, fields)
        if comparison.event == "new" and alike and (twins := articles.alike(alike)):
            articles.alias(article.id, twins[0])
            identity = twins[0]
            comparison = articles.compare(identity, fields)
        if comparison.event is None:
            articles.see(identity)
            return None
        line = replace(
            article,
            id=identity,
            version=comparison.version,
            event=comparison.event,
            changed=comparison.changed if comparison.event == "changed" else (),
            former=comparison.former,
        )
        self._lines.append(encode_line(line))
        self.lines_written += 1
        articles.record(identity, article.url, fields, article.capture, alike, compared=comparison)
        self.ledger.set_mark(self.folders.articles.name, self._lines.end)
        return line

    def note_removals(self) -> None:
        """Write the tombstones of what this crawl found gone, and note what came back."""
        self.removals = note_removals(
            self.ledger, self.folders.removals, self.clock(), self.crawl_id, self.options.check_dropped
        )
        if self.removals:
            self.ledger.set_mark(self.folders.removals.name, self.folders.removals.stat().st_size)

    def close_files(self) -> None:
        """Close the archive and the lines, so that their digests are final."""
        try:
            self.archive.close()
        finally:
            self._lines.close()

    def close(self) -> None:
        """Close everything and let the next crawl in; safe to call again."""
        try:
            self.close_files()
            self.ledger.close()
        finally:
            self._lock.release()

    def relative(self, path: Path) -> str:
        """Name a file by its path inside the collection."""
        return path.relative_to(self.folders.root).as_posix()


def likeness(article: Article) -> str | None:
    """Digest what tells an article under another id: language, title, time of publication and text.

    None where too little was found on the page to tell two articles apart.
    """
    text = [block.text for block in article.body]
    if not article.title or not article.published_at or not text:
        return None
    parts = (article.language or "", article.title, article.published_at, *text)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
