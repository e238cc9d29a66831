"""Export into one SQLite file with a full-text search that folds Vietnamese accents."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from hnp_crawler.exporting.newest import Newest
from hnp_crawler.exporting.rows import ARTICLES, TURNS, Columns, article_row, turn_rows

TYPES = {"text": "TEXT", "integer": "INTEGER", "boolean": "INTEGER", "list": "TEXT"}

# SQLite takes accents off letters, and the bar of đ is no accent to it. So the text is searched as it stands and once
# more with đ written as d: "đảng bộ", "đang bo" and "dang bo" all find it.
SEARCH = """
CREATE VIEW searchable AS SELECT number, title, lead, body,
    replace(replace(coalesce(title, '') || ' ' || coalesce(lead, '') || ' ' || body, 'đ', 'd'), 'Đ', 'D') AS folded
    FROM articles;
CREATE VIRTUAL TABLE search USING fts5(
    title, lead, body, folded, content = 'searchable', content_rowid = 'number',
    tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO search (search) VALUES ('rebuild');
INSERT INTO search (search) VALUES ('optimize');
"""


def write_sqlite(articles: Iterable[Newest], path: Path) -> int:
    """Write the tables ``articles`` and ``turns`` and the index ``search`` into a new file; gives how many articles.

    Lists are JSON; ``line`` holds the whole line.
    """
    count = 0
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        database.execute("BEGIN")
        database.execute(
            f"CREATE TABLE articles (number INTEGER PRIMARY KEY, {_columns(ARTICLES)}, line TEXT, UNIQUE (id))"
        )
        database.execute(f"CREATE TABLE turns ({_columns(TURNS)}, PRIMARY KEY (article_id, number)) WITHOUT ROWID")
        for newest in articles:
            count += 1
            row = _plain(article_row(newest))
            database.execute(_insert("articles", [*ARTICLES, "line"]), [*row, newest.line.decode().rstrip("\n")])
            database.executemany(_insert("turns", [*TURNS]), [_plain(turn) for turn in turn_rows(newest)])
        database.execute("CREATE INDEX articles_by_time ON articles (published_at)")
        database.execute("CREATE INDEX turns_by_speaker ON turns (speaker)")
        database.execute("COMMIT")
        database.executescript(SEARCH)
    return count


def _columns(columns: Columns) -> str:
    return ", ".join(f'"{name}" {TYPES[kind]}' for name, kind in columns.items())


def _insert(table: str, columns: list[str]) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    return f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(columns))})"


def _plain(row: dict[str, Any]) -> list[Any]:
    return [json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value for value in row.values()]
