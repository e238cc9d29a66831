"""Remember which record holds which payload."""

from __future__ import annotations

from typing import Any

from hnp_crawler.items import Capture
from hnp_crawler.ledger.store import Store

COLUMNS = "file, offset, length, record_id, target_uri, date, payload_digest"
"""The columns of table ``captures`` in the order of `Capture`'s fields."""

LATELY = 4096
"""Records whose keys are kept in memory."""


def as_capture(columns: Any) -> Capture | None:
    """Make a Capture of a row's `COLUMNS`, None of a row that joined none."""
    if columns is None or columns[0] is None:
        return None
    file, offset, length, record_id, target_uri, date, payload_digest = columns
    return Capture(
        file=file,
        offset=offset,
        length=length,
        record_id=record_id,
        target_uri=target_uri,
        date=date,
        payload_digest=payload_digest,
    )


class Captures:
    """Keep one row for every response and revisit record."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lately: dict[tuple[str, int], int] = {}

    def add(self, capture: Capture, *, revisit: bool = False) -> int:
        """Remember a record, giving its key; a record that is known keeps its key."""
        # A record is added when it is written, and again by each row that cites it soon after.
        place = capture.file, capture.offset
        if place not in self._lately:
            if len(self._lately) >= LATELY:
                self._lately.clear()
            self._lately[place] = self._add(capture, revisit)
        return self._lately[place]

    def _add(self, capture: Capture, revisit: bool) -> int:
        added = self._store.insert(
            f"INSERT INTO captures ({COLUMNS}, revisit) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (file, offset) DO NOTHING",
            (
                capture.file,
                capture.offset,
                capture.length,
                capture.record_id,
                capture.target_uri,
                capture.date,
                capture.payload_digest,
                revisit,
            ),
        )
        if added is not None:
            return added
        place = capture.file, capture.offset
        return int(self._store.row("SELECT id FROM captures WHERE file = ? AND offset = ?", place)[0])

    def get(self, key: int | None) -> Capture | None:
        """Give the record that `add` gave this key for."""
        return as_capture(self._store.row(f"SELECT {COLUMNS} FROM captures WHERE id = ?", (key,)))

    def first(self, payload_digest: str) -> Capture | None:
        """Give the earliest record that holds this payload itself, not by reference: what a revisit refers to."""
        return as_capture(
            self._store.row(
                f"SELECT {COLUMNS} FROM captures WHERE payload_digest = ? AND revisit = 0 ORDER BY id LIMIT 1",
                (payload_digest,),
            )
        )

    def original(self, key: int | None) -> Capture | None:
        """Give the record that holds the payload of the one with this key; None where no record is known to."""
        capture = self.get(key)
        return None if capture is None else self.first(capture.payload_digest)

    def of_url(self, key: str) -> Capture | None:
        """Give the last record of the URL with this key, where its last answer was a good one."""
        return as_capture(
            self._store.row(
                f"SELECT {COLUMNS} FROM urls JOIN captures ON captures.id = urls.capture"
                " WHERE key = ? AND state IN ('fetched', 'unchanged')",
                (key,),
            )
        )

    def forget_after(self, file: str, offset: int) -> int:
        """Forget the records of a file from an offset on, which a repair cut off; gives how many they were."""
        forgotten = self._store.rows("SELECT id FROM captures WHERE file = ? AND offset >= ?", (file, offset))
        self._store.write("DELETE FROM captures WHERE file = ? AND offset >= ?", (file, offset))
        return len(forgotten)

    def count(self) -> int:
        """Count the records."""
        return int(self._store.row("SELECT count(*) FROM captures")[0])
