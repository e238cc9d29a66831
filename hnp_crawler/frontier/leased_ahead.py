"""Lease rows a few at a time, in one statement, and hand them out one by one."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from typing import TYPE_CHECKING

from hnp_crawler.ledger import Outcome, Row

if TYPE_CHECKING:
    from hnp_crawler.ledger.urls import Urls

MOST = 16
"""How many URLs are leased in one statement."""


class LeasedAhead:
    """Hold rows that are leased and whose requests are not made yet, the highest priority first."""

    def __init__(self, urls: Urls) -> None:
        self._urls = urls
        self._rows: list[tuple[int, int, Row]] = []
        self._outranked = False
        self.judge: Callable[[Row], Outcome | None] = lambda _: None
        """Says what becomes of a URL that is not wanted any more when its turn comes; None where it is."""

    def __len__(self) -> int:
        return len(self._rows)

    def heed(self, priority: int) -> None:
        """Note that a URL of this priority waits now, which may have to come before those that are held."""
        self._outranked = self._outranked or (bool(self._rows) and priority > -self._rows[0][0])

    def next(self) -> Row | None:
        """Give the row whose turn it is and which is still wanted, None where nothing waits."""
        while (row := self._first()) is not None and (outcome := self.judge(row)) is not None:
            self._urls.settle(row.key, outcome, row)
        return row

    def _first(self) -> Row | None:
        if not self._rows or self._outranked:
            for row in self._urls.lease(MOST):
                heapq.heappush(self._rows, (-row.priority, row.id, row))
            self._outranked = False
        return heapq.heappop(self._rows)[2] if self._rows else None

    def withdraw(self, key: str) -> Row | None:
        """Give the row of this URL before its turn, None where it is not held."""
        for place, (_, _, row) in enumerate(self._rows):
            if row.key == key:
                del self._rows[place]
                heapq.heapify(self._rows)
                return row
        return None

    def give_back(self) -> None:
        """Let all that is held wait again."""
        self._urls.release(row.key for _, _, row in self._rows)
        self._rows.clear()
