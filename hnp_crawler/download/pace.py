"""Decide when the next request may go to a host.

No Scrapy here; times are seconds of one clock that never goes back.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime


def read_retry_after(value: str, date: str | None, now: float) -> float | None:
    """Read a ``Retry-After`` (RFC 9110 section 10.2.3) as seconds from now, None where it is neither number nor date.

    A date counts from the answer's own ``Date``, if it has one, so that a server whose clock is wrong is understood;
    else from ``now`` (Unix seconds).

    >>> read_retry_after("120", None, 0.0)
    120.0
    >>> read_retry_after("Fri, 31 Dec 1999 23:59:59 GMT", "Fri, 31 Dec 1999 23:59:29 GMT", 0.0)
    30.0
    >>> read_retry_after("soon", None, 0.0) is None
    True
    """
    text = value.strip()
    if text.isascii() and text.isdigit():
        return float(text[:10])
    until = _http_date(text)
    if until is None:
        return None
    since = _http_date(date) if date else None
    return max(0.0, until - (now if since is None else since))


def _http_date(text: str) -> float | None:
    try:
        moment = parsedate_to_datetime(text[:100])
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError, IndexError):
        return None


@dataclass(frozen=True, slots=True)
class Limits:
    """Hold what no host may be asked beyond, whatever it allows."""

    per_window: int = 120
    """Most requests in any window; 0 for no limit."""
    window: float = 60.0
    """Length of the window."""
    backoff: float = 5.0
    """First pause after trouble; each further trouble doubles it, each good answer halves it."""
    most: float = 600.0
    """Longest pause, whatever ``Retry-After`` says, and longest delay, whatever ``Crawl-delay`` says."""


@dataclass(slots=True)
class Pace:
    """Keep the pace of one host."""

    limits: Limits
    crawl_delay: float = 0.0
    backoff: float = 0.0
    """Least time between two requests since there was trouble; 0 when all is well."""
    paused_until: float = 0.0
    last: float = 0.0
    """When the latest request went out."""
    _sent: deque[float] = field(init=False)

    def __post_init__(self) -> None:
        self._sent = deque(maxlen=self.limits.per_window or 1)

    def obey(self, crawl_delay: float) -> float:
        """Take over a ``Crawl-delay``, the longest of several, within the limit; gives the one that counts now."""
        self.crawl_delay = max(self.crawl_delay, min(crawl_delay, self.limits.most))
        return self.crawl_delay

    def went(self, at: float) -> None:
        """Note that a request went out."""
        self.last = at
        self._sent.append(at)

    def earliest(self) -> float:
        """Give the time from which the next request may go out."""
        earliest = self.paused_until
        if self.last:
            earliest = max(earliest, self.last + max(self.crawl_delay, self.backoff))
        if self.limits.per_window and len(self._sent) == self.limits.per_window:
            earliest = max(earliest, self._sent[0] + self.limits.window)
        return earliest

    def trouble(self, now: float, retry_after: float | None = None) -> float:
        """Pause after an answer that asks for it, or none; gives the seconds by which the pause grew.

        What was asked for together and fails together is one trouble: during a pause only a longer ``Retry-After``
        counts.
        """
        before = max(self.paused_until, now)
        if now >= self.paused_until:
            self.backoff = min(max(self.backoff * 2, self.limits.backoff), self.limits.most)
            self.paused_until = now + self.backoff
        if retry_after is not None:
            self.paused_until = max(self.paused_until, now + min(retry_after, self.limits.most))
        return self.paused_until - before

    def relief(self, now: float) -> None:
        """Note a good answer."""
        if self.backoff and now >= self.paused_until:
            self.backoff = self.backoff / 2 if self.backoff > self.limits.backoff / 2 else 0.0
            self.paused_until = 0.0
