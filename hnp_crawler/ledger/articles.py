"""Remember the versions of every article, and what vanished."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import msgspec

from hnp_crawler.items import Article, Capture, Event
from hnp_crawler.ledger.captures import COLUMNS as CAPTURE_COLUMNS
from hnp_crawler.ledger.captures import Captures, as_capture
from hnp_crawler.ledger.store import LedgerError, Store

COMPARED = (
    "language",
    "title",
    "published_at",
    "section",
    "agency",
    "lead",
    "body",
    "byline",
    "authors",
    "interview",
    "images",
    "attachments",
    "tags",
    "comments",
)
"""The fields of an `Article` that make a version; counters, neighbours and where it was read from do not."""


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True)


def compared_fields(article: Article) -> dict[str, str]:
    """Digest each field that makes a version, so that two readings can be compared without keeping them."""
    values = {name: msgspec.to_builtins(getattr(article, name)) for name in COMPARED}
    for file in (*values["images"], *values["attachments"]):
        del file["capture"]
    return {name: _digest(value) for name, value in values.items()}


def _digest(value: object) -> str:
    return hashlib.sha256(_ENCODER.encode(value).encode("utf-8", "surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Tell how a reading relates to the article's last version."""

    version: int
    """Number that the reading has, or would have, in the collection."""
    event: Event | None
    """None when the reading equals the last version."""
    changed: tuple[str, ...] = ()
    """The fields that differ."""
    former: Capture | None = None
    """The capture of the last version."""
    returned: bool = False
    """Whether the article had vanished."""


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """Hold what the ledger knows of one article; times are Unix seconds."""

    id: str
    url: str
    """Canonical URL of the last version."""
    version: int
    first_seen: int
    last_seen: int
    vanished: int | None
    vanished_reason: str | None
    capture: Capture | None
    """The capture of the last version."""


@dataclass(frozen=True, slots=True)
class Version:
    """Hold one version of an article."""

    version: int
    crawl_id: str
    recorded: int
    """When it was recorded, in Unix seconds."""
    changed: tuple[str, ...]
    capture: Capture | None


@dataclass(frozen=True, slots=True)
class Removal:
    """Hold what a tombstone says: which article is gone, why, and where its last good capture lies."""

    id: str
    url: str
    version: int
    reason: str
    capture: Capture | None


class Articles:
    """Compare readings with what is known, and record them once their lines are written."""

    def __init__(self, store: Store, captures: Captures) -> None:
        self._store = store
        self._captures = captures
        self._crawl = 0

    def begin(self, crawl: int) -> None:
        """Count what follows as this crawl's."""
        self._crawl = crawl

    def get(self, article_id: str) -> KnownArticle | None:
        """Give what is known of an article, by its id or an alias."""
        row = self._store.row(
            f"SELECT {CAPTURE_COLUMNS}, articles.id, url, version, first_seen, last_seen, vanished, vanished_reason"
            " FROM articles LEFT JOIN captures ON captures.id = articles.capture"
            " WHERE articles.id = ?",
            (self.resolve(article_id),),
        )
        if row is None:
            return None
        *columns, id_, url, version, first_seen, last_seen, vanished, vanished_reason = row
        return KnownArticle(
            id=id_,
            url=url,
            version=version,
            first_seen=first_seen,
            last_seen=last_seen,
            vanished=vanished,
            vanished_reason=vanished_reason,
            capture=as_capture(columns),
        )

    def compare(self, article_id: str, fields: Mapping[str, str]) -> Comparison:
        """Tell whether a reading (see `compared_fields`) is a new article, a changed one or the known version."""
        row = self._store.row(
            f"SELECT {CAPTURE_COLUMNS}, fields, version, vanished"
            " FROM articles LEFT JOIN captures ON captures.id = articles.capture WHERE articles.id = ?",
            (article_id,),
        )
        if row is None:
            return Comparison(version=1, event="new")
        *columns, known, version, vanished = row
        old = json.loads(known)
        changed = tuple(name for name in dict.fromkeys([*fields, *old]) if fields.get(name) != old.get(name))
        return Comparison(
            version=version + 1 if changed else version,
            event="changed" if changed else None,
            changed=changed,
            former=as_capture(columns),
            returned=vanished is not None,
        )

    def record(
        self,
        article_id: str,
        url: str,
        fields: Mapping[str, str],
        capture: Capture,
        likeness: str | None = None,
        crawl_id: str | None = None,
        compared: Comparison | None = None,
    ) -> Comparison:
        """Remember a reading whose line is written; gives what `compare` gave before.

        ``likeness`` is whatever tells the same article under another id, e.g. a digest of title and date.
        ``crawl_id`` names the crawl that wrote the line, where that is not the running one. ``compared`` is what
        `compare` gave just now, to whoever asked.
        """
        comparison = compared or self.compare(article_id, fields)
        if comparison.event is None:
            self.see(article_id)
            return comparison
        now, key = self._store.now(), self._captures.add(capture)
        self._store.write(
            "INSERT INTO articles (id, version, fields, likeness, url, capture, first_seen, last_seen)"
            " VALUES (:id, :version, :fields, :likeness, :url, :capture, :now, :now)"
            " ON CONFLICT (id) DO UPDATE SET version = :version, fields = :fields, likeness = :likeness, url = :url,"
            " capture = :capture, last_seen = :now, vanished = NULL, vanished_reason = NULL",
            {
                "id": article_id,
                "version": comparison.version,
                "fields": json.dumps(dict(fields)),
                "likeness": likeness,
                "url": url,
                "capture": key,
                "now": now,
            },
        )
        self._store.write(
            "INSERT INTO versions (article, version, crawl, recorded, changed, capture)"
            " VALUES (?, ?, coalesce((SELECT serial FROM crawls WHERE id = ?), ?), ?, ?, ?)",
            (article_id, comparison.version, crawl_id, self._crawl, now, json.dumps(comparison.changed), key),
        )
        return comparison

    def see(self, article_id: str) -> bool:
        """Note that the known version is still there; tells whether it had vanished before."""
        returned = self._store.row("SELECT vanished IS NOT NULL FROM articles WHERE id = ?", (article_id,))
        self._store.write(
            "UPDATE articles SET last_seen = ?, vanished = NULL, vanished_reason = NULL WHERE id = ?",
            (self._store.now(), article_id),
        )
        return bool(returned and returned[0])

    def vanish(self, article_id: str, reason: str) -> Removal | None:
        """Note that an article is gone; None where it is unknown, or was gone already."""
        known = self.get(article_id)
        if known is None or known.vanished is not None:
            return None
        self._store.write(
            "UPDATE articles SET vanished = ?, vanished_reason = ? WHERE id = ?",
            (self._store.now(), reason, known.id),
        )
        return Removal(id=known.id, url=known.url, version=known.version, reason=reason, capture=known.capture)

    def alias(self, alias: str, article_id: str) -> None:
        """Note that another id, or a URL's key, means this article."""
        if alias == article_id:
            raise LedgerError(f"naming an alias of an article: {alias!r} is its own id")
        self._store.write(
            "INSERT INTO aliases (alias, article) VALUES (?, ?)"
            " ON CONFLICT (alias) DO UPDATE SET article = excluded.article",
            (alias, article_id),
        )

    def resolve(self, alias: str) -> str:
        """Give the article's id that an alias stands for; an unknown one stands for itself."""
        row = self._store.row("SELECT article FROM aliases WHERE alias = ?", (alias,))
        return alias if row is None else str(row[0])

    def aliases(self, article_id: str) -> list[str]:
        """Give the other ids that stand for an article."""
        rows = self._store.rows("SELECT alias FROM aliases WHERE article = ? ORDER BY alias", (article_id,))
        return [row[0] for row in rows]

    def alike(self, likeness: str) -> list[str]:
        """Give the ids of the articles that were recorded with this likeness."""
        rows = self._store.rows("SELECT id FROM articles WHERE likeness = ? ORDER BY first_seen, id", (likeness,))
        return [row[0] for row in rows]

    def versions(self, article_id: str) -> list[Version]:
        """Give the versions of an article, by its id or an alias, the oldest first."""
        rows = self._store.rows(
            f"SELECT version, crawls.id, recorded, changed, {CAPTURE_COLUMNS} FROM versions"
            " LEFT JOIN crawls ON crawls.serial = versions.crawl LEFT JOIN captures ON captures.id = versions.capture"
            " WHERE article = ? ORDER BY version",
            (self.resolve(article_id),),
        )
        return [Version(row[0], row[1] or "", row[2], tuple(json.loads(row[3])), as_capture(row[4:])) for row in rows]

    def all(self) -> Iterator[tuple[str, int]]:
        """Give every article's id and the number of its last version, in the order of the ids."""
        yield from self._store.stream("SELECT id, version FROM articles ORDER BY id")

    def count(self) -> tuple[int, int, int]:
        """Count the articles, their versions, and the articles that have vanished."""
        row = self._store.row("SELECT count(*), coalesce(sum(version), 0), count(vanished) FROM articles")
        return int(row[0]), int(row[1]), int(row[2])
