"""Hold what was found in the files of a collection, so that everything can be compared with everything."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any, NamedTuple

from hnp_crawler.archive.warc.read import StoredRecord

SCHEMA = """
CREATE TABLE records (
    file TEXT, offset INTEGER, length INTEGER, id TEXT, type TEXT, uri TEXT, date TEXT, digest TEXT, warcinfo TEXT,
    concurrent TEXT, refers TEXT, refers_uri TEXT, refers_date TEXT, line TEXT,
    PRIMARY KEY (file, offset)
) WITHOUT ROWID;
CREATE INDEX by_id ON records (id);
CREATE INDEX by_concurrent ON records (concurrent);
CREATE TABLE lines (file TEXT, offset INTEGER, line TEXT, number INTEGER);
CREATE INDEX by_place ON lines (file, offset);
CREATE TABLE articles (id TEXT, version INTEGER, crawl TEXT, number INTEGER, PRIMARY KEY (id, version)) WITHOUT ROWID;
"""


class Row(NamedTuple):
    """Hold what the catalogue knows of a record."""

    file: str
    offset: int
    length: int
    id: str
    type: str
    uri: str | None
    date: str | None
    digest: str | None
    """Of the entity, or as the record states it."""
    warcinfo: str | None
    concurrent: str | None
    refers: str | None
    refers_uri: str | None
    refers_date: str | None
    line: str | None
    """The index line that the record should have."""


def row_of(record: StoredRecord, digest: str | None, line: str | None) -> Row:
    """Make the row of a record from the digest of its payload and the index line that it should have."""
    return Row(
        record.file,
        record.offset,
        record.length,
        record.id,
        record.type,
        record.uri("WARC-Target-URI"),
        record.get("WARC-Date"),
        digest,
        record.uri("WARC-Warcinfo-ID"),
        record.uri("WARC-Concurrent-To"),
        record.uri("WARC-Refers-To"),
        record.uri("WARC-Refers-To-Target-URI"),
        record.get("WARC-Refers-To-Date"),
        line,
    )


class Catalogue:
    """Keep one row for each record and each index line in a temporary database; memory is flat."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)  # a private file that SQLite itself removes
        self._database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + SCHEMA + "BEGIN;")

    def add_record(self, row: Row) -> None:
        """Add a record."""
        self._database.execute(f"INSERT OR REPLACE INTO records VALUES ({','.join('?' * len(row))})", row)

    def add_line(self, file: str, offset: int, line: str, number: int) -> None:
        """Add a line of the index as it stands there."""
        self._database.execute("INSERT INTO lines VALUES (?, ?, ?, ?)", (file, offset, line, number))

    def add_article(self, article_id: str, version: int, crawl: str, number: int) -> int | None:
        """Add an article line; gives the number of the line that has this version already."""
        earlier = next(self.rows("SELECT number FROM articles WHERE id = ? AND version = ?", article_id, version), None)
        if earlier is not None:
            return int(earlier[0])
        self._database.execute("INSERT INTO articles VALUES (?, ?, ?, ?)", (article_id, version, crawl, number))
        return None

    def at(self, file: str, offset: int) -> Row | None:
        """Look up the record at a place."""
        found = next(self.rows("SELECT * FROM records WHERE file = ? AND offset = ?", file, offset), None)
        return Row(*found) if found else None

    def by_id(self, record_id: str) -> Row | None:
        """Look up a record by its id."""
        found = next(self.rows("SELECT * FROM records WHERE id = ?", record_id), None)
        return Row(*found) if found else None

    def records(self, condition: str, *values: object) -> Iterator[Row]:
        """List the records that fulfil a condition, in the order of the files."""
        for found in self.rows(f"SELECT * FROM records WHERE {condition} ORDER BY file, offset", *values):
            yield Row(*found)

    def rows(self, query: str, *values: object) -> Iterator[tuple[Any, ...]]:
        """Run a query."""
        with closing(self._database.execute(query, values)) as cursor:
            yield from cursor

    def close(self) -> None:
        """Remove the database."""
        self._database.close()
