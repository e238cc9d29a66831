"""Tap the bytes of both directions between Twisted's HTTP/1.1 client and the connection, above TLS.

The names used here are private to Scrapy and Twisted; `hnp_crawler.download.seam` checks them at the start.
"""
# Twisted has few types, none on what is overridden here.
# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from typing import Any

from OpenSSL import SSL
from scrapy.core.downloader.handlers.http11 import (
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from twisted.internet.defer import Deferred
from twisted.internet.error import ConnectionDone
from twisted.internet.interfaces import IAddress, IHandshakeListener, ISSLTransport
from twisted.internet.protocol import connectionDone
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS
from twisted.web._newclient import Request as TxRequest
from twisted.web.client import HTTPConnectionPool
from twisted.web.http_headers import InvalidHeaderName
from twisted.web.iweb import IResponse
from zope.interface import implementer  # type: ignore[import-untyped]

from hnp_crawler.download.addresses import GuardedEndpoint, IsAllowed
from hnp_crawler.download.ciphers import iana_name
from hnp_crawler.download.fetch import MAX_HEAD, Attempt, Fetch

Stray = Callable[[int, str], None]
"""Is told of bytes that belong to no exchange: how many, and from where."""


class LimitError(Exception):
    """Raised when an answer passes a limit, from `TapProtocol`."""


class SentBytes:
    """Pass a request on to the connection and note each byte; request bodies come this way too."""

    def __init__(self, transport: Any, note: Callable[[bytes], None]) -> None:
        self._transport = transport
        self._note = note

    def write(self, content: bytes) -> None:
        """Note and send."""
        self._note(content)
        self._transport.write(content)

    def writeSequence(self, pieces: Iterable[bytes]) -> None:  # noqa: N802 (Twisted's name)
        """Note and send all pieces as one."""
        self.write(b"".join(pieces))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class TapRequest(TxRequest):
    """Carry the fetch along with the request, through Twisted's repetition of it on a new connection as well."""

    fetch: Fetch
    attempt: Attempt

    def writeTo(self, transport: Any) -> Deferred[None]:  # noqa: N802
        """Write the request through a `SentBytes`."""
        sent: Deferred[None] = super().writeTo(SentBytes(transport, self.attempt.send))
        return sent


class TapParser(_LenientHTTPClientParser):
    """Report the end of each 1xx answer; allow header lines as long as a whole head may be."""

    MAX_LENGTH = MAX_HEAD
    attempt: Attempt

    def allHeadersReceived(self) -> None:  # noqa: N802
        """Part a 1xx answer from what follows, which is still in the line buffer."""
        if 100 <= self.response.code < 200:
            self.attempt.part_interim(len(self._buffer))
        elif self.response.version == (b"HTTP", 1, 0):
            self.attempt.exchange.protocols = ("http/1.0", *self.attempt.exchange.protocols[1:])
        super().allHeadersReceived()

    def headerReceived(self, name: bytes, value: bytes) -> None:  # noqa: N802
        """Skip a field whose name Twisted does not accept, as browsers do, instead of losing the page."""
        with suppress(InvalidHeaderName):
            super().headerReceived(name, value)


@implementer(IHandshakeListener)
class TapProtocol(_LenientHTTP11ClientProtocol):
    """Give each byte on a connection to the attempt that it belongs to, and know how each attempt ended."""

    transport: Any
    _parser: Any

    def __init__(self, quiescent: Callable[[Any], None], stray: Stray) -> None:
        super().__init__(quiescent)
        self._stray = stray
        self._fetch: Fetch | None = None
        self._attempt: Attempt | None = None
        self._tls: tuple[str, str | None] | None = None

    def request(self, request: TxRequest) -> Deferred[IResponse]:
        """Begin an attempt, then issue the request."""
        assert isinstance(request, TapRequest)
        self._fetch = request.fetch
        request.attempt = self._attempt = request.fetch.begin(getattr(self.transport.getPeer(), "host", None))
        self._attempt.secured = self._tls is not None or not ISSLTransport.providedBy(self.transport)
        self._note_protocols(self._attempt)
        answer = super().request(request)
        assert self._parser is not None
        self._parser.__class__ = TapParser
        self._parser.attempt = self._attempt
        return answer

    def handshakeCompleted(self) -> None:  # noqa: N802
        """Read the TLS version and cipher; only now does a request leave."""
        connection: SSL.Connection = self.transport.getHandle()
        version = connection.get_protocol_version_name().lower().replace("v", "/")
        self._tls = (version if "." in version else f"{version}.0", iana_name(connection.get_cipher_name()))
        if self._attempt is not None:
            self._attempt.secured = True
            self._note_protocols(self._attempt)

    def _note_protocols(self, attempt: Attempt) -> None:
        attempt.exchange.protocols = ("http/1.1",) if self._tls is None else ("http/1.1", self._tls[0])
        attempt.exchange.cipher = None if self._tls is None else self._tls[1]

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        """Note what came, then parse it."""
        attempt, parser = self._attempt, self._parser
        if attempt is None:
            self._count_stray(len(data))
        if attempt is None or not attempt.open or parser is None:
            return
        attempt.receive(data)
        super().dataReceived(data)
        if attempt.open:
            self._check_limits(attempt, in_head=parser.state in (STATUS, HEADER))

    def _check_limits(self, attempt: Attempt, *, in_head: bool) -> None:
        assert self._fetch is not None
        if in_head and attempt.received > MAX_HEAD:
            self._fetch.overrun = f"a head of more than {MAX_HEAD} bytes"
        elif 0 < self._fetch.wire_limit < attempt.received:
            self._fetch.overrun = f"an answer of more than {self._fetch.wire_limit} bytes on the wire"
        else:
            return
        attempt.end(truncated="length", error=self._fetch.overrun)
        self.transport.abortConnection()
        self._giveUp(Failure(LimitError(self._fetch.overrun)))

    def _finishResponse(self, rest: bytes) -> None:  # noqa: N802
        """End the attempt; a connection with bytes beyond its message is out of step and not used again."""
        if self._attempt is not None:
            self._attempt.end(surplus=len(rest))
            self._attempt = None
        super()._finishResponse(rest)
        if rest:
            self._count_stray(len(rest))

    def _count_stray(self, count: int) -> None:
        self._stray(count, getattr(self.transport.getPeer(), "host", "?"))
        if self._state == "QUIESCENT":
            self.abort()

    def _giveUp(self, reason: Failure) -> None:  # noqa: N802
        """End an attempt whose bytes are no HTTP answer."""
        if self._attempt is not None:
            self._attempt.end(truncated="unspecified")
        super()._giveUp(reason)

    def connectionLost(self, reason: Failure = connectionDone) -> None:  # noqa: N802
        """End an attempt that its connection broke off; a clean close ends a body without a length."""
        if self._attempt is not None and not (reason.check(ConnectionDone) and self._reads_until_close()):
            self._attempt.end(truncated="disconnect", error=reason.getErrorMessage())
        super().connectionLost(reason)

    def _reads_until_close(self) -> bool:
        decoder = self._parser.bodyDecoder if self._parser is not None else None
        return decoder is not None and getattr(decoder, "contentLength", 0) is None


class TapFactory(_LenientHTTP11ClientFactory):
    """Build `TapProtocol` protocols."""

    def __init__(self, quiescent: Callable[[Any], None], metadata: str, *, stray: Stray) -> None:
        super().__init__(quiescent, metadata)
        self._stray = stray

    def buildProtocol(self, addr: IAddress | None) -> TapProtocol:  # noqa: ARG002, N802
        """Build one for a new connection."""
        return TapProtocol(self._quiescentCallback, self._stray)


class BoundConnection:
    """Bind the request that is made on a connection to its fetch."""

    def __init__(self, fetch: Fetch, connection: Any) -> None:
        self._fetch = fetch
        self._connection = connection

    def request(self, request: TxRequest) -> Deferred[IResponse]:
        """Issue the request."""
        # Scrapy replaces the class of Twisted's parser in the same way: neither can be told which class to make.
        request.__class__ = TapRequest
        request.fetch = self._fetch  # type: ignore[attr-defined]
        answer: Deferred[IResponse] = self._connection.request(request)
        return answer


class TapPool(HTTPConnectionPool):
    """Hand out tapped connections; `upcoming` is set just before the agent asks for one, which it does at once."""

    def __init__(self, reactor: Any, *, per_host: int, is_allowed: IsAllowed, stray: Stray) -> None:
        super().__init__(reactor, persistent=True)
        self.maxPersistentPerHost = per_host
        self._factory: Any = partial(TapFactory, stray=stray)
        self._is_allowed = is_allowed
        self.upcoming: Fetch | None = None

    def getConnection(self, key: Any, endpoint: Any) -> Deferred[Any]:  # noqa: N802
        """Find or make a connection for the upcoming fetch; one of the operator's proxies may have any address."""
        fetch, self.upcoming = self.upcoming, None
        if fetch is None:
            raise RuntimeError("getting a connection: no fetch is upcoming")
        if not fetch.proxied:
            endpoint = GuardedEndpoint(self._reactor, endpoint, key[1].decode("ascii"), self._is_allowed)
        connection: Deferred[Any] = super().getConnection(key, endpoint)
        return connection.addCallback(partial(BoundConnection, fetch))
