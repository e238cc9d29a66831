"""Remember the crawls of a collection."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hnp_crawler.ledger.store import LedgerError, Store


@dataclass(frozen=True, slots=True)
class Crawl:
    """Hold one crawl; times are Unix seconds."""

    serial: int
    id: str
    started: int
    ended: int | None = None
    """None while it runs, and for ever when it was killed."""
    reason: str | None = None
    counts: Mapping[str, Any] = field(default_factory=dict)


class Crawls:
    """Number the crawls and keep how each ended."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def begin(self, crawl_id: str) -> Crawl:
        """Number a new crawl; raises `LedgerError` where the id was used before."""
        now = self._store.now()
        if self._store.row("SELECT 1 FROM crawls WHERE id = ?", (crawl_id,)):
            raise LedgerError(f"beginning a crawl: the ledger already holds a crawl {crawl_id!r}")
        serial = self._store.write("INSERT INTO crawls (id, started) VALUES (?, ?) RETURNING serial", (crawl_id, now))[
            0
        ][0]
        return Crawl(serial, crawl_id, now)

    def end(self, serial: int, reason: str, counts: Mapping[str, Any]) -> None:
        """Write down how a crawl ended."""
        self._store.write(
            "UPDATE crawls SET ended = ?, reason = ?, counts = ? WHERE serial = ?",
            (self._store.now(), reason, json.dumps(counts, ensure_ascii=False), serial),
        )

    def latest(self, most: int = 10) -> list[Crawl]:
        """Give the last crawls, the latest first."""
        rows = self._store.rows(
            "SELECT serial, id, started, ended, reason, counts FROM crawls ORDER BY serial DESC LIMIT ?", (most,)
        )
        return [_crawl(row) for row in rows]

    def get(self, crawl_id: str) -> Crawl | None:
        """Give one crawl by its id."""
        row = self._store.row("SELECT serial, id, started, ended, reason, counts FROM crawls WHERE id = ?", (crawl_id,))
        return None if row is None else _crawl(row)


def _crawl(row: Sequence[Any]) -> Crawl:
    serial, crawl_id, started, ended, reason, counts = row
    return Crawl(serial, crawl_id, started, ended, reason, json.loads(counts or "{}"))
