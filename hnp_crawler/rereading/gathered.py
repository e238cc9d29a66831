"""Gather in one SQLite file what the slices of all archives gave: memory is flat, and an interrupted run goes on."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from hnp_crawler.archive.warc.read import Damage
from hnp_crawler.errors import OptionError
from hnp_crawler.items import Capture
from hnp_crawler.portal.urls import read_url
from hnp_crawler.rereading.harvest import ARTICLE, REVISIT, UNCHANGED, Answered, Harvest
from hnp_crawler.rereading.slices import Slice
from hnp_crawler.rereading.stored import Stored, Version

SCHEMA = """
CREATE TABLE plan (fingerprint TEXT);
CREATE TABLE slices (source INTEGER, start INTEGER, ended INTEGER, PRIMARY KEY (source, start)) WITHOUT ROWID;
CREATE TABLE crawls (source INTEGER, record_id TEXT, crawl TEXT);
CREATE TABLE damages (file TEXT, offset INTEGER, length INTEGER, problem TEXT, detail TEXT);
CREATE TABLE answers (
    serial INTEGER PRIMARY KEY, source INTEGER, offset INTEGER, start INTEGER, ordinal INTEGER, file TEXT,
    length INTEGER, record_id TEXT, target_uri TEXT, date TEXT, digest TEXT, kind TEXT, key TEXT, status INTEGER,
    content_type TEXT, location TEXT, refers_id TEXT, refers_uri TEXT, refers_date TEXT, warcinfo TEXT, head BLOB,
    line BLOB, content TEXT, likeness TEXT, cited INTEGER DEFAULT 0
);
CREATE TABLE versions (article TEXT, number INTEGER, answer INTEGER, likeness TEXT);
CREATE TABLE aliases (alias TEXT PRIMARY KEY, article TEXT);
CREATE UNIQUE INDEX by_record ON answers (record_id) WHERE record_id <> '';
"""
INDEXES = """
CREATE INDEX IF NOT EXISTS by_key ON answers (key, date);
CREATE INDEX IF NOT EXISTS by_uri ON answers (target_uri, date);
CREATE INDEX IF NOT EXISTS by_digest ON answers (digest, date);
CREATE INDEX IF NOT EXISTS by_kind ON answers (kind, date, source, offset, ordinal);
CREATE INDEX IF NOT EXISTS by_article ON versions (article);
CREATE INDEX IF NOT EXISTS by_likeness ON versions (likeness);
"""
COLUMNS = (
    "source, offset, start, ordinal, file, length, record_id, target_uri, date, digest, kind, key, status,"
    " content_type, location, refers_id, refers_uri, refers_date, warcinfo, head, line, content, likeness"
)


class Gathered:
    """Keep what was read so far; with a path it outlives the process until `remove`."""

    def __init__(self, path: Path | None, fingerprint: str, *, resume: bool = False) -> None:
        self._path = path
        if path is not None and path.exists() and not resume:
            raise OptionError(
                f"reading archives again: {path} is left from an interrupted run; add --resume, or remove it"
            )
        self._database = sqlite3.connect("" if path is None else path, isolation_level=None)
        try:
            self._open(fingerprint)
        except sqlite3.DatabaseError as error:
            self._database.close()
            if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path)) from None
            raise OptionError(
                f"reading archives again: {path} is not the state of an interrupted run: {error}"
            ) from None

    def _open(self, fingerprint: str) -> None:
        self._database.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;")
        if next(self._rows("SELECT 1 FROM sqlite_master WHERE name = 'plan'"), None) is None:
            self._database.executescript(f"BEGIN; {SCHEMA} COMMIT;")
            self._database.execute("INSERT INTO plan VALUES (?)", (fingerprint,))
        elif next(self._rows("SELECT fingerprint FROM plan")) != (fingerprint,):
            raise OptionError(
                f"reading archives again: {self._path} is left from a run over other files, by another reader, or with"
                " other options; remove it"
            )

    # --- slices -----------------------------------------------------------------------------------------------------

    def ended(self, piece: Slice) -> int | None:
        """Give where a slice that was read before ended."""
        found = next(
            self._rows("SELECT ended FROM slices WHERE source = ? AND start = ?", piece.number, piece.start), None
        )
        return int(found[0]) if found else None

    def end_before(self, piece: Slice) -> int:
        """Give where the slices of its source that lie before a slice ended."""
        query = "SELECT coalesce(max(ended), 0) FROM slices WHERE source = ? AND start < ?"
        return int(next(self._rows(query, piece.number, piece.start))[0])

    def add(self, piece: Slice, harvest: Harvest) -> None:
        """Keep what a slice gave, whole or not at all."""
        self._database.execute("BEGIN")
        for answer in harvest.answers:
            self._add(piece, answer)
        self._database.executemany(
            "INSERT INTO crawls VALUES (?, ?, ?)",
            [(piece.number, record, crawl) for record, crawl in harvest.crawls.items()],
        )
        self.add_damages(harvest.damages, piece.source.where)
        self._database.execute("INSERT INTO slices VALUES (?, ?, ?)", (piece.number, piece.start, harvest.ended))
        self._database.execute("COMMIT")

    def _add(self, piece: Slice, answer: Answered) -> None:
        capture = answer.capture
        # The second copy of a record, in another file, says nothing new.
        self._database.execute(
            f"INSERT OR IGNORE INTO answers ({COLUMNS}) VALUES ({','.join('?' * 23)})",
            (
                piece.number,
                answer.offset,
                piece.start,
                answer.ordinal,
                capture.file,
                capture.length,
                capture.record_id,
                capture.target_uri,
                capture.date,
                capture.payload_digest,
                answer.kind,
                answer.key,
                answer.status,
                answer.content_type,
                answer.location,
                *answer.refers,
                answer.warcinfo,
                answer.head,
                answer.line,
                answer.content,
                answer.likeness,
            ),
        )

    def add_damages(self, damages: list[Damage], where: str = "") -> None:
        """Keep what could not be read, under the place of the file where its name alone does not tell."""
        self._database.executemany(
            "INSERT INTO damages VALUES (?, ?, ?, ?, ?)",
            [(where or one.file, one.offset, one.length, one.problem, one.detail) for one in damages],
        )

    def end_adding(self) -> None:
        """Make what was gathered easy to look up, in one go for all of it."""
        self._database.executescript(f"BEGIN; {INDEXES} COMMIT;")

    # --- versions ---------------------------------------------------------------------------------------------------

    def identify(self, article_id: str, likeness: str | None) -> str:
        """Give the id that an article goes by: its own, or that of one that is alike and came first."""
        if next(self._rows("SELECT 1 FROM versions WHERE article = ?", article_id), None):
            return article_id
        alias = "SELECT article FROM aliases WHERE alias = ?"
        alike = "SELECT article FROM versions WHERE likeness = ? ORDER BY rowid"
        known = next(self._rows(alias, article_id), None) or (likeness and next(self._rows(alike, likeness), None))
        if not known:
            return article_id
        self._database.execute("INSERT OR IGNORE INTO aliases VALUES (?, ?)", (article_id, known[0]))
        return str(known[0])

    def add_version(self, article_id: str, answer: Stored, number: int) -> None:
        """Note that an answer is a version of an article."""
        self._database.execute(
            "INSERT INTO versions VALUES (?, ?, ?, ?)", (article_id, number, answer.serial, answer.likeness)
        )

    def versions(self, article_id: str) -> list[Version]:
        """Give the known versions of an article in the order of their capture."""
        numbers = list(self._rows("SELECT answer, number FROM versions WHERE article = ?", article_id))
        found = [Version(number, answer) for serial, number in numbers for answer in self.answers("serial = ?", serial)]
        return sorted(found, key=lambda version: (version.answer.date, version.number))

    # --- looking up -------------------------------------------------------------------------------------------------

    def answers(
        self, condition: str, *values: object, order: str = "date, source, offset, ordinal"
    ) -> Iterator[Stored]:
        """Give the answers that fulfil a condition."""
        for row in self._rows(
            f"SELECT serial, cited, {COLUMNS} FROM answers WHERE {condition} ORDER BY {order}", *values
        ):
            yield Stored(*row)

    def by_record(self, record_id: str) -> Stored | None:
        """Give the answer in the record of this id."""
        return next(self.answers("record_id = ?", record_id), None) if record_id else None

    def mark_cited(self, answer: Stored) -> None:
        """Note that a line was written of this answer."""
        self._database.execute("UPDATE answers SET cited = 1 WHERE serial = ?", (answer.serial,))

    def replace(self, answer: Stored, read: Answered) -> None:
        """Keep what came of a revisit."""
        self._database.execute(
            "UPDATE answers SET kind = ?, line = ?, content = ?, likeness = ? WHERE serial = ?",
            (read.kind, read.line, read.content, read.likeness, answer.serial),
        )

    def crawl_of(self, answer: Stored) -> str:
        """Name the crawl that an answer comes from; empty where its archive names none."""
        query = "SELECT crawl FROM crawls WHERE source = ? ORDER BY record_id IS NOT ?, rowid LIMIT 1"
        found = next(self._rows(query, answer.source, answer.warcinfo), None)
        return str(found[0]) if found else ""

    def good_capture(self, url: str) -> Capture | None:
        """Give the first good answer under a URL's identity, redirects followed."""
        key = read_url(url).identity
        for _ in range(8):
            found = next(
                self.answers(
                    "key = ? AND (status BETWEEN 200 AND 299 OR kind = 'redirect') AND kind <> 'truncated'", key
                ),
                None,
            )
            if found is None or found.kind != "redirect":
                return found.capture if found else None
            key = found.target_key
        return None

    def revisits(self, after: int, most: int) -> list[Stored]:
        """Give some of the answers that only say "as before", by the numbers that they were gathered under."""
        return list(self.answers(f"kind = '{REVISIT}' AND serial > ?", after, order=f"serial LIMIT {most}"))

    def origin_of(self, revisit: Stored) -> Stored | None:
        """Find the answer that a revisit repeats: by id, by URL and date, or the last one with its payload."""
        named = self.by_record(revisit.refers_id or "")
        if named is not None and named.kind not in (REVISIT, UNCHANGED):
            return named
        return next((origin for origin in self._origins(revisit) if origin is not None), None)

    def _origins(self, revisit: Stored) -> Iterator[Stored | None]:
        whole = f"kind NOT IN ('{REVISIT}', '{UNCHANGED}', 'truncated')"
        uri, date = revisit.refers_uri or revisit.target_uri, revisit.refers_date
        if date is not None:
            # Who refers by an index knows the second alone.
            within = f"target_uri = ? AND date BETWEEN ? AND ? AND {whole}"
            second = date[:19]
            yield next(self.answers(within, uri, second, f"{second}.999999Z", date, order="date <> ?, date"), None)
        same = f"target_uri = ? AND date <= ? AND digest = ? AND {whole}"
        yield next(self.answers(same, uri, revisit.date, revisit.digest, order="date DESC"), None)
        yield next(self.answers(f"digest = ? AND {whole}", revisit.digest, order="date"), None)

    def kinds(self) -> dict[str, int]:
        """Count the answers by what they are."""
        return dict(self._rows("SELECT kind, count(*) FROM answers GROUP BY kind ORDER BY kind"))

    def damages(self) -> Iterator[tuple[str, int, int, str, str]]:
        """Give what could not be read: file, offset, length, problem, detail."""
        yield from self._rows("SELECT * FROM damages ORDER BY rowid")

    def uncited(self) -> Iterator[Stored]:
        """Give the articles that no line was written of, in the order of their capture."""
        return self.answers(f"kind = '{ARTICLE}' AND NOT cited")

    def pages(self) -> Iterator[Stored]:
        """Give every answer in the order of the files."""
        return self.answers("1", order="source, offset, start, ordinal")

    def begin_settling(self) -> None:
        """Note from now on what lines are made of what was gathered; nothing of that outlives this process."""
        self._database.execute("BEGIN")

    def _rows(self, query: str, *values: object) -> Iterator[tuple[Any, ...]]:
        with closing(self._database.execute(query, values)) as cursor:
            yield from cursor

    def close(self) -> None:
        """Close the file and leave it for a run that goes on."""
        self._database.close()

    def remove(self) -> None:
        """Close and remove the file."""
        self._database.close()
        if self._path is not None:
            for ending in ("", "-wal", "-shm"):
                self._path.with_name(self._path.name + ending).unlink(missing_ok=True)
