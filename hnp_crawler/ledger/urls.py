"""Keep one row for every URL ever seen, and hand out those that wait: the frontier."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from hnp_crawler.items import Capture
from hnp_crawler.ledger.captures import COLUMNS as CAPTURE_COLUMNS
from hnp_crawler.ledger.captures import Captures, as_capture
from hnp_crawler.ledger.met import DECIDED, RECORDED, UNWANTED, Met
from hnp_crawler.ledger.recrawl import ALWAYS, RecrawlPolicy
from hnp_crawler.ledger.rows import OPEN, UNSUCCESSFUL, Found, Outcome, Row, State
from hnp_crawler.ledger.store import LedgerError, Store

COLUMNS = ", ".join(f"urls.{name}" for name in Row.__slots__)

_Known = tuple[str, str, int, int | None, str | None, int, str]
"""Key, state, crawl, due, stamp, last_seen and URL of a known URL."""

_OF_CRAWL = "(crawl = :crawl OR state IN ('pending', 'leased'))"

MOST_KEYS = 500
"""How many keys are looked up in one statement."""


class Urls:
    """Offer, lease and settle URLs.

    pending → leased → settled. A crawl fetches a URL at most once, unless it is forced; `RecrawlPolicy` says whether
    it fetches what an earlier crawl settled.
    """

    def __init__(self, store: Store, captures: Captures) -> None:
        self._store = store
        self._captures = captures
        self.policy = RecrawlPolicy()
        """What the running crawl fetches again."""
        self._crawl = 0
        self._started = 0
        self._met = Met()

    def begin(self, crawl: int, policy: RecrawlPolicy) -> int:
        """Take over what is open for a new crawl: leases of a dead crawl return. Gives how many there were."""
        self._crawl, self.policy, self._started = crawl, policy, self._store.now()
        self._met = Met()
        # What was settled later than now, a clock that was ahead has put off for as long.
        self._store.write("UPDATE urls SET due = :now WHERE due > :now AND settled > :now", {"now": self._started})
        return len(self._store.write("UPDATE urls SET state = 'pending' WHERE state = 'leased' RETURNING id"))

    def met(self, key: str, kind: str | None = None) -> bool:
        """Tell whether this crawl was lately offered the key to fetch, so that offering it again changes nothing.

        That holds for the same kind; with ``kind`` it holds for that one. False promises nothing: this saves a caller
        the making of a `Found`.
        """
        met = self._met.get(key)
        return met >= DECIDED or (met == UNWANTED and kind not in ALWAYS)

    def _remember(self, one: Found, row: _Known | None) -> None:
        if one.state != State.PENDING:
            meeting = RECORDED
        elif row is None or row[1] in OPEN or row[2] == self._crawl or one.kind in ALWAYS:
            meeting = DECIDED
        else:
            meeting = UNWANTED
        self._met.remember(one.key, meeting)

    def _is_news(self, one: Found) -> bool:
        """Tell whether an offer may change anything; a stamp is news about a URL that was met before."""
        if one.force or one.stamp is not None:
            return True
        return not (self.met(one.key, one.kind) or (one.state != State.PENDING and self._met.get(one.key)))

    def offer(self, found: Sequence[Found]) -> list[bool]:
        """Add what is new and wake what is wanted again; tells for each whether it waits now because of this call."""
        unmet: dict[str, Found] = {}
        for one in found:
            if self._is_news(one) and (one.key not in unmet or unmet[one.key].state != State.PENDING):
                unmet[one.key] = one
        if not unmet:
            return [False] * len(found)
        now = self._store.now()
        known = self._known(unmet)
        added = [one for key, one in unmet.items() if key not in known]
        woken = [one for key, one in unmet.items() if key in known and self._wanted(one, known[key], now)]
        self._add(added, now)
        self._wake(woken, now)
        waiting = {one.key for one in woken} | {one.key for one in added if one.state == State.PENDING}
        self._see([unmet[key] for key, row in known.items() if key not in waiting and self._news(unmet[key], row)], now)
        for key, one in unmet.items():
            self._remember(one, None if key in waiting else known.get(key))
        return [_take(waiting, one.key) for one in found]

    def _known(self, keys: Iterable[str]) -> dict[str, _Known]:
        known: dict[str, _Known] = {}
        asked = list(keys)
        for start in range(0, len(asked), MOST_KEYS):
            some = asked[start : start + MOST_KEYS]
            places = ", ".join("?" * len(some))
            sql = f"SELECT key, state, crawl, due, stamp, last_seen, url FROM urls WHERE key IN ({places})"
            known.update((row[0], row) for row in self._store.rows(sql, some))
        return known

    def _wanted(self, one: Found, row: _Known, now: int) -> bool:
        _, state, crawl, due, stamp, _, url = row
        if one.state != State.PENDING or state == State.LEASED:
            return False
        listed_as_changed = one.stamp is not None and stamp is not None and one.stamp != stamp
        if state == State.PENDING:
            # It waits under the address that it had when an earlier crawl found it.
            return listed_as_changed and one.url != url
        if one.force or state == State.OUT_OF_SCOPE:
            return True
        if crawl == self._crawl:
            return False
        return listed_as_changed or self.policy.wants(one.kind, state, due, now)

    def _news(self, one: Found, row: _Known) -> bool:
        """Tell whether meeting a known URL is worth a write: once a crawl, not with every page that links to it."""
        _, _, _, _, stamp, last_seen, _ = row
        return last_seen < self._started or (stamp is None and one.stamp is not None)

    def _add(self, found: Sequence[Found], now: int) -> None:
        if found:
            self._store.write_many(
                "INSERT INTO urls (key, url, kind, state, reason, priority, hop, via, stamp, request,"
                " crawl, first_seen, last_seen, settled) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        *(f.key, f.url, f.kind, f.state, f.reason, f.priority, f.hop, f.via, f.stamp, f.request),
                        *(self._crawl, now, now, None if f.state in OPEN else now),
                    )
                    for f in found
                ],
            )

    def _wake(self, found: Sequence[Found], now: int) -> None:
        if found:
            self._store.write_many(
                "UPDATE urls SET url = ?, kind = ?, state = 'pending', reason = NULL, priority = ?, hop = ?, via = ?,"
                " stamp = coalesce(?, stamp), request = ?, crawl = ?, last_seen = ? WHERE key = ?",
                [(f.url, f.kind, f.priority, f.hop, f.via, f.stamp, f.request, self._crawl, now, f.key) for f in found],
            )

    def _see(self, found: Sequence[Found], now: int) -> None:
        if found:
            self._store.write_many(
                "UPDATE urls SET last_seen = ?, stamp = coalesce(stamp, ?) WHERE key = ?",
                [(now, one.stamp, one.key) for one in found],
            )

    def recall(self) -> int:
        """Wake every URL that is due and that this crawl has not had, though no page may name it; gives how many.

        A full crawl wakes all that would be due at some time.
        """
        return len(
            self._store.write(
                "UPDATE urls SET state = 'pending', reason = NULL, crawl = ?"
                " WHERE (due <= ? OR ?) AND due IS NOT NULL AND crawl != ? AND state NOT IN ('pending', 'leased')"
                " RETURNING id",
                (self._crawl, self._store.now(), self.policy.full, self._crawl),
            )
        )

    def lease(self, most: int) -> list[Row]:
        """Take the next URLs, at most so many: by priority, among equals in the order in which they were found."""
        rows = self._store.write(
            "UPDATE urls SET state = 'leased', crawl = ? WHERE id IN"
            " (SELECT id FROM urls WHERE state = 'pending' ORDER BY priority DESC, id LIMIT ?)"
            f" RETURNING {COLUMNS}",
            (self._crawl, most),
        )
        return sorted((Row(*row) for row in rows), key=lambda row: (-row.priority, row.id))

    def take(self, found: Found) -> Row | None:
        """Lease this one URL past the queue, None where it is not wanted now: it was settled, or is leased already."""
        self.offer([found])
        rows = self._store.write(
            f"UPDATE urls SET state = 'leased', crawl = ? WHERE key = ? AND state = 'pending' RETURNING {COLUMNS}",
            (self._crawl, found.key),
        )
        return Row(*rows[0]) if rows else None

    def release(self, keys: Iterable[str]) -> None:
        """Give leased URLs back unfetched."""
        self._store.write_many(
            "UPDATE urls SET state = 'pending' WHERE key = ? AND state = 'leased'", [(key,) for key in keys]
        )

    def requeue(self, key: str, url: str, priority: int, request: str | None) -> None:
        """Put a leased URL back with a changed request: another try, or a redirect to another spelling of itself."""
        self._store.write(
            "UPDATE urls SET state = 'pending', original = coalesce(original, request), url = ?, priority = ?,"
            " request = ? WHERE key = ?",
            (url, priority, request, key),
        )

    def settle(self, key: str, outcome: Outcome, leased: Row | None = None) -> None:
        """Write down what became of a URL; ``leased`` is its row as it was leased, for whoever has it still.

        Whatever follows from its answer (offers, the article's line) must be written before: a crash in between then
        repeats the fetch, and never loses what came of it. Raises `LedgerError` for a key that was never offered.
        """
        row = leased or self.get(key)
        if row is None:
            raise LedgerError(f"settling a URL in the ledger: {key!r} was never offered")
        failures = row.failures + 1 if outcome.state in UNSUCCESSFUL else 0
        now = self._store.now()
        published = row.published if outcome.published is None else outcome.published
        due = self.policy.due(
            row.kind, outcome.state, failures, now, row.first_seen if published is None else published
        )
        capture = None if outcome.capture is None else self._captures.add(outcome.capture)
        # What an earlier good answer left (its validators, its digest) stays until another good one replaces it.
        replaced = (
            "etag = :etag, last_modified = :last_modified, entity_digest = :entity_digest,"
            if outcome.state == State.FETCHED
            else ""
        )
        self._store.write(
            f"UPDATE urls SET state = :state, reason = :reason, settled = :now, crawl = :crawl, {replaced}"
            " status = coalesce(:status, status), capture = coalesce(:capture, capture), failures = :failures,"
            " due = :due, published = :published, request = coalesce(original, request), original = NULL"
            " WHERE key = :key",
            {
                "key": key,
                "state": outcome.state,
                "reason": outcome.reason,
                "now": now,
                "crawl": self._crawl,
                "etag": outcome.etag,
                "last_modified": outcome.last_modified,
                "entity_digest": outcome.entity_digest,
                "status": outcome.status,
                "capture": capture,
                "failures": failures,
                "due": due,
                "published": published,
            },
        )

    def get(self, key: str) -> Row | None:
        """Give what is known of one URL."""
        row = self._store.row(f"SELECT {COLUMNS} FROM urls WHERE key = ?", (key,))
        return None if row is None else Row(*row)

    def waiting(self) -> bool:
        """Tell whether any URL is pending."""
        return self._store.row("SELECT 1 FROM urls WHERE state = 'pending' LIMIT 1") is not None

    def pending(self) -> int:
        """Count the URLs that are pending."""
        return int(self._store.row("SELECT count(*) FROM urls WHERE state = 'pending'")[0])

    def counts(self, crawl: int | None = None) -> dict[str, int]:
        """Count the URLs of the collection by state, or those that `of_crawl` gives."""
        where = "TRUE" if crawl is None else _OF_CRAWL
        sql = f"SELECT state, count(*) FROM urls WHERE {where} GROUP BY state ORDER BY state"
        return dict(self._store.rows(sql, {"crawl": crawl}))

    def due(self, until: int) -> int:
        """Count the URLs that will be asked for again by a time (Unix seconds), those that wait left out."""
        sql = "SELECT count(*) FROM urls WHERE due <= ? AND state NOT IN ('pending', 'leased')"
        return int(self._store.row(sql, (until,))[0])

    def gaps(self, most: int = 20) -> list[tuple[str, str | None, int]]:
        """Count what could not be had by state and reason, the most frequent first."""
        sql = (
            "SELECT state, reason, count(*) FROM urls WHERE state IN ('blocked', 'truncated', 'failed')"
            " GROUP BY state, reason ORDER BY count(*) DESC, state, reason LIMIT ?"
        )
        return [(row[0], row[1], row[2]) for row in self._store.rows(sql, (most,))]

    def of_crawl(self, crawl: int) -> Iterator[tuple[Row, Capture | None]]:
        """Give every URL whose state this crawl (its serial) was the last to set, and every one that still waits.

        Each comes with its last capture, in the order in which they were found.
        """
        width = len(Row.__slots__)
        for row in self._store.stream(
            f"SELECT {COLUMNS}, {CAPTURE_COLUMNS} FROM urls LEFT JOIN captures ON captures.id = urls.capture"
            f" WHERE {_OF_CRAWL} ORDER BY urls.id",
            {"crawl": crawl},
        ):
            yield Row(*row[:width]), as_capture(row[width:])


def _take(keys: set[str], key: str) -> bool:
    """Tell whether the key is among the keys, the first time only."""
    present = key in keys
    keys.discard(key)
    return present
