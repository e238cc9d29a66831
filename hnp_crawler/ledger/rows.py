"""Name the states and kinds of URLs, and hold what is found, leased and settled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

import msgspec

from hnp_crawler.items import Capture


class State(StrEnum):
    """Tell what became of a URL."""

    PENDING = "pending"
    """Waits for its turn."""
    LEASED = "leased"
    """Is being fetched or read; after a crash it is pending again."""
    FETCHED = "fetched"
    """Was answered, captured and read."""
    UNCHANGED = "unchanged"
    """Was answered 304, or with the payload that the collection already holds."""
    GONE = "gone"
    """Was answered 404 or 410."""
    REDIRECTED = "redirected"
    """Led to another URL, which has a row of its own."""
    OUT_OF_SCOPE = "out of scope"
    """Was met as a link and is not asked for."""
    ROBOTS = "robots"
    """Is forbidden by robots.txt."""
    TRAP = "trap"
    """Belongs to an endless space of URLs."""
    BLOCKED = "blocked"
    """Was answered with a block page or a challenge."""
    TRUNCATED = "truncated"
    """Was captured in part."""
    FAILED = "failed"
    """Gave no usable answer, or could not be read."""


OPEN = frozenset({State.PENDING, State.LEASED})
"""The states of a URL that still has to be fetched."""

GOOD = frozenset({State.FETCHED, State.UNCHANGED})
"""The states of a URL that showed what it stands for."""

UNSUCCESSFUL = (State.FAILED, State.TRUNCATED, State.BLOCKED)
"""The states that a later crawl tries to better, in the order in which people are told of them."""

UNASKED = frozenset({State.OUT_OF_SCOPE, State.ROBOTS, State.TRAP})
"""The states of a URL that was not asked for; another scope or robots.txt may allow it."""

TO = "to "
"""What the reason of a redirect begins with, before the key of the URL that it leads to."""


class Kind(StrEnum):
    """Tell what a URL is expected to be."""

    SEED = "seed"
    LISTING = "listing"
    ARTICLE = "article"
    PICTURE = "picture"
    ATTACHMENT = "attachment"
    REQUISITE = "requisite"
    MEMENTO = "memento"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Found:
    """Hold a URL as a page, a listing or a seed names it."""

    key: str
    """What makes two URLs the same: the canonical URL; for other methods than GET with method and body."""
    url: str
    """The URL as it is to be requested."""
    kind: str = Kind.OTHER
    via: str | None = None
    """Key of the page that names it."""
    hop: int = 0
    """Links followed from a seed."""
    priority: int = 0
    """Higher is sooner; among equals the one found first."""
    request: str | None = None
    """What else the request needs (callback, headers, body …), as the frontier's user wrote it."""
    stamp: str | None = None
    """What the listing says about the version (a date, a title); another stamp means: listed as changed."""
    state: str = State.PENDING
    """PENDING to have it fetched; another state to have it on record only."""
    reason: str | None = None
    """Why it is on record only."""
    force: bool = False
    """Whether it is fetched although this crawl or the recrawl policy does not ask for it."""


@dataclass(frozen=True, slots=True)
class Row:
    """Hold all that the ledger knows about one URL; times are Unix seconds."""

    id: int
    key: str
    url: str
    kind: str
    state: str
    reason: str | None
    priority: int
    hop: int
    via: str | None
    stamp: str | None
    request: str | None
    crawl: int
    """Serial of the crawl that last changed the state."""
    first_seen: int
    last_seen: int
    settled: int | None
    status: int | None
    etag: str | None
    last_modified: str | None
    entity_digest: str | None
    capture: int | None
    """Key of the last capture, for `Captures.get`."""
    failures: int
    due: int | None
    published: int | None
    """When the article was published, as far as it is known."""

    @property
    def leads_to(self) -> str:
        """Give the key of the URL that a redirected one leads to."""
        return (self.reason or "").removeprefix(TO)

    def conditions(self) -> dict[str, str]:
        """Give the headers of a conditional request (RFC 9110 section 13), none without a validator."""
        headers = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in headers.items() if value}


@dataclass(frozen=True, slots=True)
class Outcome:
    """Hold what became of a URL that was leased."""

    state: str
    reason: str | None = None
    status: int | None = None
    """Status code of the answer."""
    capture: Capture | None = None
    """The response or revisit record of the answer."""
    etag: str | None = None
    last_modified: str | None = None
    entity_digest: str | None = None
    """Digest of the decoded entity."""
    published: int | None = None
    """When the article was published, in Unix seconds; the recrawl policy goes by its age."""


def url_line(row: Row, capture: Capture | None, crawl_id: str) -> dict[str, Any]:
    """Give the line of ``urls.jsonl`` for one URL; times as RFC 3339 in UTC."""
    return {
        "url": row.url,
        "key": row.key,
        "kind": row.kind,
        "state": row.state,
        "reason": row.reason,
        "status": row.status,
        "via": row.via,
        "hop": row.hop,
        "first_seen": _rfc3339(row.first_seen),
        "last_seen": _rfc3339(row.last_seen),
        "settled": _rfc3339(row.settled),
        "due": _rfc3339(row.due),
        "failures": row.failures,
        "crawl_id": crawl_id,
        "capture": msgspec.to_builtins(capture),
    }


# A crawl settles many URLs in a second.
@lru_cache(maxsize=1024)
def _rfc3339(seconds: int | None) -> str | None:
    """Write Unix seconds as people and programs read them.

    >>> _rfc3339(1_500_000_000)
    '2017-07-14T02:40:00Z'
    """
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
