"""Look up what an archive holds by URL, as a server would be asked for it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hnp_crawler.archive.captures.contents import Content, list_contents
from hnp_crawler.archive.captures.fetch import FetchError, record_in
from hnp_crawler.archive.captures.restore import request_of, restore
from hnp_crawler.archive.index.cdxj import Post, timestamp
from hnp_crawler.archive.index.post import read_post
from hnp_crawler.archive.sources import Source
from hnp_crawler.archive.warc.read import StoredRecord
from hnp_crawler.archive.warc.writer import Place
from hnp_crawler.archive.wire.exchange import Exchange
from hnp_crawler.archive.wire.spool import Spool

PASSING = (429, 500, 502, 503, 504)
"""The statuses that are given out only where an archive has nothing better."""
MAX_DAMAGE = 1000
"""Sentences about damage that are kept."""

_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE captures (key TEXT NOT NULL, url TEXT NOT NULL, stamp TEXT NOT NULL, revisit INTEGER NOT NULL,
    status INTEGER, digest TEXT, file INTEGER NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL);
"""
_INDEXES = """
CREATE INDEX by_key ON captures (key);
CREATE INDEX by_place ON captures (file, offset);
CREATE INDEX by_url ON captures (url, stamp) WHERE NOT revisit;
CREATE INDEX by_digest ON captures (digest) WHERE NOT revisit;
"""
_SELECT = "SELECT file, offset, length, url, stamp FROM captures"


class HoldingsError(Exception):
    """Raised when an archive cannot be opened: one sentence that says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Holding:
    """Say where one answer lies."""

    source: Source
    place: Place
    url: str
    stamp: str
    """When it was given, 14 digits."""


class Holdings:
    """Look up the answers of an archive: a collection, a WARC or ARC file, a WACZ, or a folder of these.

    ``identity`` tells which URLs are the same. The table is a temporary file, and files whose records cannot be found
    by their offsets are unpacked beside it; `close` removes both. Raises `HoldingsError` where no answer can be read.
    """

    def __init__(self, source: Path, identity: Callable[[str], str]) -> None:
        self.damage: list[str] = []
        """One sentence for each stretch that could not be read."""
        self._identity = identity
        self._sources: dict[Source, int] = {}
        self._numbered: list[Source] = []
        self._folder = TemporaryDirectory(prefix="hnp-holdings-")
        self._table = sqlite3.connect(Path(self._folder.name, "table.sqlite"), isolation_level=None)
        try:
            self._table.executescript(_TABLES)
            self._fill(source)
            self._table.executescript(_INDEXES)
            found = self._row("SELECT EXISTS (SELECT 1 FROM captures)")
        except (OSError, sqlite3.Error) as error:
            self.close()
            raise HoldingsError(f"{str(source)!r} cannot be read: {error}") from error
        if not found or not found[0]:
            self.close()
            why = f": {self.damage[0]}" if self.damage else ""
            raise HoldingsError(f"{str(source)!r} holds no answer that can be read{why}")

    def _fill(self, source: Path) -> None:
        scratch = Path(self._folder.name, "unpacked")
        scratch.mkdir()
        self._table.execute("BEGIN")
        for content in list_contents(source, scratch, self._complain):
            self._add(content)
        self._table.execute("COMMIT")
        self._numbered = list(self._sources)

    def _complain(self, sentence: str) -> None:
        if len(self.damage) < MAX_DAMAGE:
            self.damage.append(sentence)

    def _add(self, content: Content) -> None:
        file = self._sources.setdefault(content.source, len(self._sources))
        self._table.execute(
            "INSERT INTO captures VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self._key(content.url, content.post),
                *(content.url, content.stamp, content.revisit, content.status, content.digest),
                *(file, content.place.offset, content.place.length),
            ),
        )

    def _key(self, url: str, post: Post | None) -> str:
        identity = self._identity(url)
        return f"{post.method} {identity} {post.query}" if post else identity

    def _row(self, query: str, *values: object) -> tuple[Any, ...] | None:
        row: tuple[Any, ...] | None = self._table.execute(query, values).fetchone()
        return row

    def close(self) -> None:
        """Remove the temporary files; safe to call again."""
        self._table.close()
        self._folder.cleanup()

    def find(self, url: str, post: Post | None = None) -> Iterator[Holding]:
        """Find the answers to a request, the best first: of that very URL, lasting, the latest.

        Answers from other addresses of the same page follow. One that only confirms another (304) is left out.
        """
        passing = ", ".join(map(str, PASSING))
        rows = self._table.execute(
            f"{_SELECT} WHERE key = ? AND status != 304"
            f" ORDER BY status IN ({passing}), url != ?, stamp DESC, file DESC, offset DESC",
            (self._key(url, post), url),
        )
        return map(self._holding, rows.fetchall())

    def exchange(self, holding: Holding) -> Exchange:
        """Make the exchange of an answer again; raises `FetchError` where the archive does not have all of it."""
        where = f"the answer at {holding.place.offset} of {holding.source.where}"
        try:
            with holding.source.open() as file, record_in(file, holding.place) as answer:
                if answer.uri("WARC-Target-URI") != holding.url:
                    raise FetchError("citation-wrong-record", f"{where} is not one of {holding.url}")
                if answer.type != "revisit" and answer.is_partial:
                    raise FetchError("truncated", f"{where} is not whole")
                request = self._request(holding, answer)
                post = read_post(request.chunks())
                method = post.method if post else "GET"
                if answer.type != "revisit":
                    return restore(answer, method, request)
                origin = self._original(answer)
                with origin.source.open() as other, record_in(other, origin.place) as original:
                    return restore(answer, method, request, original)
        except (OSError, ValueError) as error:
            raise FetchError("unreadable", f"{where} cannot be read: {error}") from error

    def _request(self, holding: Holding, answer: StoredRecord) -> Spool:
        """Find the request of an answer, which lies behind the end of the answer before."""
        row = self._row(
            "SELECT max(offset + length) FROM captures WHERE file = ? AND offset < ?",
            self._sources[holding.source],
            holding.place.offset,
        )
        with holding.source.open() as file:
            return request_of(file, answer, (row and row[0]) or 0)

    def _original(self, revisit: StoredRecord) -> Holding:
        """Find the record that a revisit refers to: by URL and date, or where it names none, by the payload."""
        url, date = revisit.uri("WARC-Refers-To-Target-URI"), revisit.get("WARC-Refers-To-Date")
        row = None
        if url and date:
            row = self._row(f"{_SELECT} WHERE url = ? AND stamp = ? AND NOT revisit", url, timestamp(date))
        row = row or self._row(f"{_SELECT} WHERE digest = ? AND NOT revisit", revisit.get("WARC-Payload-Digest"))
        if row is None:
            raise FetchError("unresolved-revisit", f"the record that the revisit {revisit.id} refers to is not there")
        return self._holding(row)

    def _holding(self, row: tuple[Any, ...]) -> Holding:
        file, offset, length, url, stamp = row
        source = self._numbered[file]
        return Holding(source, Place(source.name, offset, length), url, stamp)
