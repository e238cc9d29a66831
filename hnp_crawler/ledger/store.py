"""Open the ledger's file and write to it in batches."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from hnp_crawler.errors import CollectionError
from hnp_crawler.ledger.schema import APPLICATION_ID, MIGRATIONS

COMMIT_SECONDS = 1.0
"""Age at which a batch of changes is committed with the next change; `Store.commit` may be called sooner."""

COMMIT_CHANGES = 2_000
"""Number of changes at which a batch is committed."""

CACHE_KIB = 16 * 1024
"""Most memory that SQLite uses for pages."""

Values = Sequence[Any] | dict[str, Any]


class LedgerError(CollectionError):
    """Raised when the ledger's file cannot be used, from `hnp_crawler.ledger`."""


class Store:
    """Run statements on one SQLite file, many in one transaction.

    A killed process loses what was not committed and nothing before it: the file is as it stood at some moment of the
    last `COMMIT_SECONDS`. ``durable`` forces each commit onto the disk, against loss of power.

    After a write that failed nothing more is written: what would follow might rest on what is missing.
    """

    def __init__(self, path: Path, clock: Callable[[], float], *, durable: bool = False) -> None:
        self.path = path
        self.clock = clock
        self._changes = 0
        self._begun = 0.0
        self._failure: LedgerError | None = None
        self.on_failure: Callable[[LedgerError], None] | None = None
        """Is told of a read or write that failed, before it is raised."""
        try:
            self._connection = sqlite3.connect(path, isolation_level=None, timeout=5.0)
        except sqlite3.Error as error:
            raise self._error("opening", error) from error
        try:
            self._prepare(durable)
        except BaseException:
            self._connection.close()
            raise

    def _error(self, doing: str, error: object) -> LedgerError:
        return LedgerError(f"{doing} the ledger {self.path}: {error}")

    def _prepare(self, durable: bool) -> None:
        try:
            tables = self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            application = self._connection.execute("PRAGMA application_id").fetchone()[0]
            version = self._connection.execute("PRAGMA user_version").fetchone()[0]
            if (tables or application) and application != APPLICATION_ID:
                raise self._error("opening", "the file is another program's database")
            if version > len(MIGRATIONS):
                newest = len(MIGRATIONS)
                raise self._error("opening", f"its layout {version} is newer than {newest}, which this version knows")
            damage = self._connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            if damage != "ok":
                raise self._error("opening", f"the file is damaged: {' '.join(str(damage).split())}")
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            self._connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
            if version < len(MIGRATIONS):
                self._migrate(version)
        except sqlite3.Error as error:
            raise self._error("opening", error) from error

    def _migrate(self, version: int) -> None:
        steps = "".join(MIGRATIONS[version:])
        self._connection.executescript(
            f"BEGIN IMMEDIATE; {steps}"
            f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {len(MIGRATIONS)}; COMMIT"
        )

    def now(self) -> int:
        """Give the time in whole Unix seconds."""
        return int(self.clock())

    def rows(self, sql: str, values: Values = ()) -> list[Any]:
        """Give the rows of a query."""
        try:
            return self._connection.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise self._tell(self._error("reading", error)) from error

    def row(self, sql: str, values: Values = ()) -> Any:
        """Give the first row of a query, None where there is none."""
        try:
            return self._connection.execute(sql, values).fetchone()
        except sqlite3.Error as error:
            raise self._tell(self._error("reading", error)) from error

    def stream(self, sql: str, values: Values = ()) -> Iterator[Any]:
        """Give the rows of a query one by one; the table must not change meanwhile."""
        try:
            yield from self._connection.execute(sql, values)
        except sqlite3.Error as error:
            raise self._tell(self._error("reading", error)) from error

    def write(self, sql: str, values: Values = ()) -> list[Any]:
        """Run one changing statement, giving the rows of its RETURNING clause."""
        try:
            self._begin()
            cursor = self._connection.execute(sql, values)
            returned = cursor.fetchall()
            self._count(max(cursor.rowcount, 1))
        except sqlite3.Error as error:
            raise self._fail(error) from error
        return returned

    def insert(self, sql: str, values: Values) -> int | None:
        """Insert one row and give its number, None where it was not inserted; dearer by half with RETURNING."""
        try:
            self._begin()
            cursor = self._connection.execute(sql, values)
            self._count(1)
        except sqlite3.Error as error:
            raise self._fail(error) from error
        return cursor.lastrowid if cursor.rowcount == 1 else None

    def write_many(self, sql: str, rows: Iterable[Values]) -> int:
        """Run one changing statement for every row, giving how many rows of the table that changed."""
        try:
            self._begin()
            changed = self._connection.executemany(sql, rows).rowcount
            self._count(max(changed, 1))
        except sqlite3.Error as error:
            raise self._fail(error) from error
        return max(changed, 0)

    def _fail(self, error: sqlite3.Error) -> LedgerError:
        self._failure = self._error("writing", error)
        return self._tell(self._failure)

    def _tell(self, failure: LedgerError) -> LedgerError:
        if self.on_failure is not None:
            self.on_failure(failure)
        return failure

    def _begin(self) -> None:
        if self._failure is not None:
            raise self._failure
        if not self._changes:
            self._connection.execute("BEGIN IMMEDIATE")
            self._begun = self.clock()

    def _count(self, changes: int) -> None:
        self._changes += changes
        # A clock that was set back must not put the commit off.
        if self._changes >= COMMIT_CHANGES or not 0 <= self.clock() - self._begun < COMMIT_SECONDS:
            self.commit()

    def commit(self) -> None:
        """Make every change so far outlive the process."""
        if self._failure is not None:
            raise self._failure
        if self._changes:
            try:
                self._connection.execute("COMMIT")
            except sqlite3.Error as error:
                raise self._fail(error) from error
            self._changes = 0

    def close(self) -> None:
        """Commit, fold the write-ahead log into the file, and close it; after a failed write only close it."""
        try:
            if self._failure is None:
                self.commit()
        finally:
            self._connection.close()
