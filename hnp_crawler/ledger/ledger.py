"""Bring the ledger's tables together in one file with one order of changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from hnp_crawler.ledger.articles import Articles
from hnp_crawler.ledger.captures import Captures
from hnp_crawler.ledger.crawls import Crawl, Crawls
from hnp_crawler.ledger.listings import Listings
from hnp_crawler.ledger.recrawl import RecrawlPolicy
from hnp_crawler.ledger.store import LedgerError, Store
from hnp_crawler.ledger.urls import Urls

FILE_NAME = "ledger.sqlite"
"""Name of the ledger in a collection's folder."""


class Ledger:
    """Open a collection's ledger, making it where there is none.

    All tables share one transaction, so that changes reach the disk in the order in which they were made, at the
    latest a second later: a killed crawl leaves the ledger as it stood at some moment of its last second. Who settles
    a URL after everything that followed from it loses nothing.

    ``clock`` gives Unix seconds. Raises `LedgerError` with one sentence for a file that is damaged, newer, or not a
    ledger, and later for every failing read or write.
    """

    def __init__(self, path: Path, clock: Callable[[], float], *, durable: bool = False) -> None:
        self._store = Store(path, clock, durable=durable)
        self.captures = Captures(self._store)
        self.urls = Urls(self._store, self.captures)
        self.articles = Articles(self._store, self.captures)
        self.listings = Listings(self._store)
        self.crawls = Crawls(self._store)
        self.crawl: Crawl | None = None
        """The crawl that is running in this process."""

    @property
    def path(self) -> Path:
        """Give the file's path."""
        return self._store.path

    def watch(self, told: Callable[[LedgerError], None]) -> None:
        """Call someone for every read or write that fails, before it is raised: a crawl must not go on after it."""
        self._store.on_failure = told

    @property
    def is_watched(self) -> bool:
        """Tell whether someone is called when a read or write fails."""
        return self._store.on_failure is not None

    def begin(self, crawl_id: str, policy: RecrawlPolicy | None = None) -> int:
        """Begin a crawl, durably; gives the number of leases that a dead crawl left, which are pending again."""
        self.crawl = self.crawls.begin(crawl_id)
        returned = self.urls.begin(self.crawl.serial, policy or RecrawlPolicy())
        self.articles.begin(self.crawl.serial)
        self.listings.begin(self.crawl.serial)
        self.commit()
        return returned

    def end(self, reason: str, counts: Mapping[str, Any]) -> None:
        """End the crawl that was begun, durably."""
        if self.crawl is None:
            raise LedgerError(f"ending a crawl in the ledger {self.path}: none was begun")
        self.crawls.end(self.crawl.serial, reason, counts)
        self.commit()
        self.crawl = None

    def mark(self, name: str) -> int:
        """Give how far (bytes, say) the file of this name had grown with all that the ledger holds; 0 at first."""
        row = self._store.row("SELECT value FROM marks WHERE name = ?", (name,))
        return 0 if row is None else int(row[0])

    def set_mark(self, name: str, value: int) -> None:
        """Remember how far a file has grown, in one order with the changes that its content brought."""
        self._store.write(
            "INSERT INTO marks (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, value),
        )

    def commit(self) -> None:
        """Make every change so far outlive the process."""
        self._store.commit()

    def close(self) -> None:
        """Commit and close the file."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
