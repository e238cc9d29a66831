"""Decide when a URL that is known is fetched again."""

from __future__ import annotations

from dataclasses import dataclass

from hnp_crawler.ledger.rows import UNASKED, UNSUCCESSFUL, Kind

DAY = 86_400
"""Seconds of a day."""

ALWAYS = frozenset({Kind.SEED, Kind.LISTING})
"""The kinds that every crawl fetches."""

ONCE = frozenset({Kind.PICTURE, Kind.ATTACHMENT, Kind.REQUISITE, Kind.MEMENTO})
"""The kinds that a collection needs once."""


@dataclass(frozen=True, slots=True)
class RecrawlPolicy:
    """Ask for young articles often and for old ones rarely.

    An article is due again after ``share`` of its age, at least ``least`` and at most ``most`` seconds; what failed
    after ``least`` seconds, doubled with every further failure. ``full`` asks for everything again.
    """

    share: float = 0.25
    least: float = 0.75 * DAY
    most: float = 180 * DAY
    full: bool = False

    def due(self, kind: str, state: str, failures: int, now: int, published: int) -> int | None:
        """Give the time (Unix seconds) from which the URL is wanted again, None for never by itself.

        ``published`` is when the article was published; when its URL was first seen, where nobody knows.

        >>> policy = RecrawlPolicy(share=0.5, least=10, most=100)
        >>> policy.due("article", "fetched", 0, now=1000, published=900)
        1050
        >>> policy.due("article", "failed", 3, now=1000, published=900)
        1040
        >>> policy.due("picture", "fetched", 0, now=1000, published=0) is None
        True
        """
        if kind in ALWAYS or state in UNASKED:
            return None
        if state in UNSUCCESSFUL:
            return now + int(min(self.most, self.least * 2 ** min(failures - 1, 30)))
        if kind in ONCE:
            return None
        return now + int(min(self.most, max(self.least, (now - published) * self.share)))

    def wants(self, kind: str, state: str, due: int | None, now: int) -> bool:
        """Tell whether a URL that an earlier crawl settled is fetched again now that it is found again."""
        return self.full or kind in ALWAYS or state in UNASKED or (due is not None and due <= now)
