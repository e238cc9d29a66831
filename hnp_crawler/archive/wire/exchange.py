"""State the facts of one exchange: what was sent and received on the wire, once, with its times and its peer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Literal

from hnp_crawler.archive.wire.spool import Spool
from hnp_crawler.items import Capture

Truncation = Literal["length", "time", "disconnect", "unspecified"]


@dataclass(slots=True, kw_only=True)
class Exchange:
    """Hold one request and what came back; whoever taps the wire fills it in, and closes it when it is kept."""

    target_uri: str
    """The URL as it was requested, session ids and all."""
    method: str
    started: datetime
    """When the exchange began; aware."""
    request: Spool = field(default_factory=Spool)
    """The bytes that were sent; empty when none were."""
    response: Spool | None = None
    """The bytes of the final answer; None (or empty) when none came."""
    interim: list[bytes] = field(default_factory=list)
    """The 1xx answers before it, each whole."""
    ip: str | None = None
    """The server's address; None behind a proxy, whose address it would be."""
    protocols: tuple[str, ...] = ()
    """Values of ``WARC-Protocol``, e.g. ``http/1.1`` and ``tls/1.3``."""
    cipher: str | None = None
    """The TLS cipher suite."""
    truncated: Truncation | None = None
    """Why the answer is not whole."""
    error: str | None = None
    """What went wrong, in one line: a name that does not resolve, a refused connection, a time-out …"""
    validated: Capture | None = None
    """The capture whose validators the request carried, which a 304 confirms."""
    reconstructed: bool = False
    """Whether the bytes were rebuilt from a parsed message instead of read from the wire; the records say so."""

    def close(self) -> None:
        """Give back the memory and temporary files of both blocks."""
        self.request.close()
        if self.response is not None:
            self.response.close()

    def __enter__(self) -> Exchange:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
