"""Remember what the portal's listings name, and whether they were walked to their end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hnp_crawler.ledger.store import Store


@dataclass(frozen=True, slots=True)
class Walk:
    """Hold how far one crawl went through one listing."""

    listing: str
    pages: int
    entries: int
    """Different entries that the walk saw."""
    complete: bool
    """Whether the walk reached the listing's end."""
    reason: str | None
    """Why it ended before."""
    missing: int
    """Entries of this walk whose URL has no good capture."""


class Listings:
    """Keep, for every entry of every listing, the first and the last crawl that saw it there."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._crawl = 0

    def begin(self, crawl: int) -> None:
        """Count what follows as this crawl's."""
        self._crawl = crawl

    def name(self, listing: str, entries: Iterable[str]) -> int:
        """Note what one page of a listing names (keys of URLs); gives how many this crawl had not seen there."""
        fresh = self._store.write_many(
            "INSERT INTO entries (listing, entry, first_crawl, last_crawl)"
            " VALUES (:listing, :entry, :crawl, :crawl) ON CONFLICT (listing, entry)"
            " DO UPDATE SET last_crawl = :crawl WHERE last_crawl != :crawl",
            [{"listing": listing, "entry": entry, "crawl": self._crawl} for entry in dict.fromkeys(entries)],
        )
        self._store.write(
            "INSERT INTO walks (crawl, listing, pages, entries, complete, reason)"
            " VALUES (:crawl, :listing, 1, :fresh, 0, 'not finished')"
            " ON CONFLICT (crawl, listing) DO UPDATE SET pages = pages + 1, entries = entries + :fresh",
            {"crawl": self._crawl, "listing": listing, "fresh": fresh},
        )
        return fresh

    def finish(self, listing: str, *, complete: bool, reason: str | None = None) -> None:
        """Note that this crawl's walk through a listing ended, and, where it is not complete, why."""
        self._store.write(
            "INSERT INTO walks (crawl, listing, pages, entries, complete, reason)"
            " VALUES (:crawl, :listing, 0, 0, :complete, :reason)"
            " ON CONFLICT (crawl, listing) DO UPDATE SET complete = :complete, reason = :reason",
            {"crawl": self._crawl, "listing": listing, "complete": complete, "reason": reason},
        )

    def walks(self, crawl: int) -> list[Walk]:
        """Give the walks of a crawl (its serial) in the order of the listings' names."""
        rows = self._store.rows(
            "SELECT listing, pages, entries, complete, reason,"
            " (SELECT count(*) FROM entries LEFT JOIN urls ON key = entry WHERE entries.listing = walks.listing"
            " AND last_crawl = walks.crawl AND (state IS NULL OR state NOT IN ('fetched', 'unchanged', 'redirected')))"
            " FROM walks WHERE crawl = ? ORDER BY listing",
            (crawl,),
        )
        return [Walk(row[0], row[1], row[2], bool(row[3]), row[4], row[5]) for row in rows]

    def dropped(self, listing: str) -> Iterator[str]:
        """Give the entries seen since the listing's former complete walk that this crawl's complete walk did not see.

        None while this crawl has not walked the listing to its end.
        """
        yield from (
            row[0]
            for row in self._store.rows(
                "SELECT entry FROM entries WHERE listing = :listing AND last_crawl < :crawl AND last_crawl >="
                " (SELECT max(crawl) FROM walks WHERE listing = :listing AND complete AND crawl < :crawl) AND EXISTS"
                " (SELECT 1 FROM walks WHERE listing = :listing AND complete AND crawl = :crawl) ORDER BY entry",
                {"listing": listing, "crawl": self._crawl},
            )
        )

    def named(self, entry: str) -> list[str]:
        """Give the listings that named this entry in this crawl."""
        rows = self._store.rows(
            "SELECT listing FROM entries WHERE entry = ? AND last_crawl = ? ORDER BY listing", (entry, self._crawl)
        )
        return [row[0] for row in rows]
