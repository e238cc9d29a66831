"""Lay out the ledger's tables."""

from __future__ import annotations

APPLICATION_ID = 0x484E504C
"""``HNPL``: what ``PRAGMA application_id`` of a ledger says."""

MIGRATIONS = (
    """
    CREATE TABLE crawls (
        serial INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        started INTEGER NOT NULL,
        ended INTEGER,
        reason TEXT,
        counts TEXT
    );

    CREATE TABLE urls (
        id INTEGER PRIMARY KEY,
        key TEXT NOT NULL UNIQUE,
        url TEXT NOT NULL,
        kind TEXT NOT NULL,
        state TEXT NOT NULL,
        reason TEXT,
        priority INTEGER NOT NULL,
        hop INTEGER NOT NULL,
        via TEXT,
        stamp TEXT,
        request TEXT,
        -- The request as it was found, while a retry stands in its place.
        original TEXT,
        crawl INTEGER NOT NULL,
        first_seen INTEGER NOT NULL,
        last_seen INTEGER NOT NULL,
        settled INTEGER,
        status INTEGER,
        etag TEXT,
        last_modified TEXT,
        entity_digest TEXT,
        capture INTEGER,
        failures INTEGER NOT NULL DEFAULT 0,
        due INTEGER
    );
    -- Partial: the frontier costs what waits in it, not what was ever seen.
    CREATE INDEX urls_pending ON urls (priority DESC, id) WHERE state = 'pending';
    CREATE INDEX urls_leased ON urls (id) WHERE state = 'leased';
    CREATE INDEX urls_due ON urls (due) WHERE due IS NOT NULL;

    CREATE TABLE captures (
        id INTEGER PRIMARY KEY,
        file TEXT NOT NULL,
        offset INTEGER NOT NULL,
        length INTEGER NOT NULL,
        record_id TEXT NOT NULL,
        target_uri TEXT NOT NULL,
        date TEXT NOT NULL,
        payload_digest TEXT NOT NULL,
        revisit INTEGER NOT NULL,
        UNIQUE (file, offset)
    );
    CREATE INDEX captures_payload ON captures (payload_digest, id) WHERE revisit = 0;

    CREATE TABLE articles (
        id TEXT PRIMARY KEY,
        version INTEGER NOT NULL,
        fields TEXT NOT NULL,
        likeness TEXT,
        url TEXT NOT NULL,
        capture INTEGER NOT NULL,
        first_seen INTEGER NOT NULL,
        last_seen INTEGER NOT NULL,
        vanished INTEGER,
        vanished_reason TEXT
    ) WITHOUT ROWID;
    CREATE INDEX articles_likeness ON articles (likeness) WHERE likeness IS NOT NULL;

    CREATE TABLE versions (
        article TEXT NOT NULL,
        version INTEGER NOT NULL,
        crawl INTEGER NOT NULL,
        recorded INTEGER NOT NULL,
        changed TEXT NOT NULL,
        capture INTEGER NOT NULL,
        PRIMARY KEY (article, version)
    ) WITHOUT ROWID;

    CREATE TABLE aliases (
        alias TEXT PRIMARY KEY,
        article TEXT NOT NULL
    ) WITHOUT ROWID;

    -- Entry by entry only the first and the last crawl that saw it: a nightly crawl of years stays small.
    CREATE TABLE entries (
        listing TEXT NOT NULL,
        entry TEXT NOT NULL,
        first_crawl INTEGER NOT NULL,
        last_crawl INTEGER NOT NULL,
        PRIMARY KEY (listing, entry)
    ) WITHOUT ROWID;

    CREATE TABLE walks (
        crawl INTEGER NOT NULL,
        listing TEXT NOT NULL,
        pages INTEGER NOT NULL,
        entries INTEGER NOT NULL,
        complete INTEGER NOT NULL,
        reason TEXT,
        PRIMARY KEY (crawl, listing)
    ) WITHOUT ROWID;

    CREATE TABLE marks (
        name TEXT PRIMARY KEY,
        value INTEGER NOT NULL
    ) WITHOUT ROWID;
    """,
    """
    -- Which listings name this entry?
    CREATE INDEX entries_entry ON entries (entry, last_crawl);
    -- The age of an article that answers 304 decides when it is asked for again.
    ALTER TABLE urls ADD COLUMN published INTEGER;
    """,
)
"""What makes an empty file a ledger, step by step; ``PRAGMA user_version`` counts the steps that a file has taken."""
