"""Gather what crosses the wire for one download: an exchange for each attempt, each with its end."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from hnp_crawler.archive.wire.exchange import Exchange, Truncation
from hnp_crawler.archive.wire.spool import Spool
from hnp_crawler.items import Capture

MAX_HEAD = 1 << 18
"""Bytes of heads, 1xx answers among them, after which an answer is cut off: Chromium's limit."""


@dataclass(slots=True)
class Attempt:
    """Fill in one exchange while it is on the wire.

    When bytes cannot be held, the attempt goes on without them and `spool_error` says why: the exchange is then
    not fit to be kept, and that is for the handler to act on, not for Twisted in the midst of its parsing.
    """

    exchange: Exchange
    received: int = 0
    """Bytes received so far, 1xx answers among them."""
    open: bool = True
    secured: bool = True
    """False while a TLS handshake holds the request back."""
    spool_error: OSError | None = None
    """Why bytes could not be held, e.g. a full disk for temporary files."""

    def send(self, content: bytes) -> None:
        """Add bytes that go out."""
        try:
            self.exchange.request.append(content)
        except OSError as error:
            self.spool_error = error

    def receive(self, content: bytes) -> None:
        """Add bytes that came in."""
        self.received += len(content)
        exchange = self.exchange
        try:
            if exchange.response is None:
                exchange.response = Spool()
            exchange.response.append(content)
        except OSError as error:
            self.spool_error = error

    def part_interim(self, following: int) -> None:
        """Set a 1xx answer apart; ``following`` bytes of those received come after it."""
        exchange = self.exchange
        if self.spool_error or exchange.response is None:
            return
        rest = exchange.response.cut(following)
        exchange.interim.append(exchange.response.read())
        exchange.response.close()
        exchange.response = Spool(rest) if rest else None

    def end(self, *, surplus: int = 0, truncated: Truncation | None = None, error: str | None = None) -> None:
        """End the exchange, unless it has ended; ``surplus`` bytes at its tail belong to nobody."""
        if not self.open:
            return
        self.open = False
        exchange = self.exchange
        if self.spool_error:
            return
        if surplus and exchange.response is not None:
            exchange.response.cut(surplus)
        if exchange.response is None:
            exchange.error = error or "no answer came"
        else:
            exchange.truncated = truncated
        if not self.secured:
            exchange.request.cut(len(exchange.request))


@dataclass(slots=True, kw_only=True)
class Fetch:
    """Gather the attempts of one download: mostly one, two where Twisted repeats a request on a new connection."""

    target_uri: str
    method: str
    proxied: bool = False
    validated: Capture | None = None
    wire_limit: int = 0
    """Bytes received in one attempt after which it is cut off; 0 for no limit."""
    overrun: str | None = None
    """Which limit was passed."""
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    attempts: list[Attempt] = field(default_factory=list)

    def begin(self, ip: str | None) -> Attempt:
        """Begin an attempt on a connection to ``ip``."""
        attempt = Attempt(self._exchange(datetime.now(UTC)))
        attempt.exchange.ip = None if self.proxied else ip
        self.attempts.append(attempt)
        return attempt

    def end(self, truncated: Truncation | None, error: str | None) -> list[Exchange]:
        """End what is still on the wire and list the exchanges in order; at least one, which may be without bytes."""
        for attempt in self.attempts:
            attempt.end(truncated=truncated, error=error)
        if self.attempts:
            last = self.attempts[-1].exchange
            if last.truncated == "disconnect" and truncated in ("time", "length"):
                # To the protocol, a connection that this side broke off looks lost.
                last.truncated = truncated
            return [attempt.exchange for attempt in self.attempts]
        exchange = self._exchange(self.started)
        exchange.error = error or "no connection was made"
        return [exchange]

    def spool_error(self) -> OSError | None:
        """Say why bytes were lost on this side, if any were."""
        return next((attempt.spool_error for attempt in self.attempts if attempt.spool_error), None)

    def _exchange(self, started: datetime) -> Exchange:
        return Exchange(target_uri=self.target_uri, method=self.method, started=started, validated=self.validated)
