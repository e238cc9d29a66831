"""Pick, among the captures that a CDX server lists, those that are fetched."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import datetime

from hnp_crawler.portal.urls import read_url
from hnp_crawler.wayback.arguments import ALL, DIGEST
from hnp_crawler.wayback.cdx import ListedCapture

PAGES = frozenset({"text/html", "application/xhtml+xml", "warc/revisit", "unk", "-", ""})
"""The media types behind which a page may be; a revisit has none of its own."""


NO_PAGES = frozenset({"image", "file", "requisite", "api", "refused"})
"""The kinds of addresses that no page is behind."""


def unwanted(capture: ListedCapture, *, all_pages: bool = False) -> str | None:
    """Say why a capture is not one of an article, None where it may be.

    With ``all_pages`` it may be behind any address: the portal has shown articles under those of its listings.
    """
    if capture.status not in (200, None):
        return "another status"
    if capture.mime.casefold() not in PAGES:
        return "not a page"
    kind = read_url(capture.url).kind
    wanted = kind not in NO_PAGES if all_pages else kind in ("article", "document")
    return None if wanted else "not an article"


class Picks:
    """Pick from captures as they are listed: all, one of each article and digest, or of each article the nearest.

    ``pick`` is ``all``, ``digest``, or a moment of 14 digits. What was picked waits in a temporary file, for an archive
    lists millions.
    """

    def __init__(self, pick: str) -> None:
        self._pick = pick
        self._table = sqlite3.connect("", isolation_level=None)
        self._table.execute(
            "CREATE TABLE picks (article TEXT NOT NULL, digest TEXT NOT NULL, distance REAL NOT NULL,"
            " url TEXT NOT NULL, timestamp TEXT NOT NULL, file TEXT, offset INTEGER, length INTEGER,"
            " PRIMARY KEY (article, digest)) WITHOUT ROWID"
        )

    def add(self, capture: ListedCapture) -> bool:
        """Consider a capture; True where it is picked already, False where `take_rest` tells in the end."""
        if self._pick == ALL:
            return True
        article = read_url(capture.url).identity
        if self._pick == DIGEST:
            return self._is_first(article, capture)
        self._table.execute(
            "INSERT INTO picks VALUES (?, '', ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET distance = excluded.distance,"
            " url = excluded.url, timestamp = excluded.timestamp, file = excluded.file, offset = excluded.offset,"
            " length = excluded.length WHERE excluded.distance < distance",
            (
                *(article, seconds_between(capture.timestamp, self._pick), capture.url, capture.timestamp),
                *(capture.file, capture.offset, capture.length),
            ),
        )
        return False

    def _is_first(self, article: str, capture: ListedCapture) -> bool:
        added = self._table.execute(
            "INSERT INTO picks (article, digest, distance, url, timestamp) VALUES (?, ?, 0, '', '')"
            " ON CONFLICT DO NOTHING",
            (article, capture.digest or capture.timestamp),
        )
        return added.rowcount == 1

    def take_rest(self) -> Iterator[ListedCapture]:
        """Give, once, what only the end of the listing could tell."""
        if self._pick in (ALL, DIGEST):
            return
        rows = self._table.execute("SELECT url, timestamp, file, offset, length FROM picks ORDER BY article")
        for url, timestamp, file, offset, length in rows:
            yield ListedCapture(url, timestamp, "", None, "", file, offset, length)
        self._table.execute("DELETE FROM picks")


def seconds_between(timestamp: str, moment: str) -> float:
    """Measure how far two moments are apart; a timestamp with fewer than 14 digits means its first second.

    >>> seconds_between("20170519", "20170518235950")
    10.0
    """
    return abs((_moment(timestamp) - _moment(moment)).total_seconds())


def _moment(digits: str) -> datetime:
    try:
        return datetime.strptime(digits + "00000101000000"[len(digits) :], "%Y%m%d%H%M%S")
    except ValueError:
        return datetime.min
