"""Refuse connections to loopback, private and link-local addresses, so that no page can point the crawl inwards."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

from scrapy.exceptions import IgnoreRequest
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError
from twisted.internet.interfaces import IAddress, IResolutionReceiver, IStreamClientEndpoint
from twisted.internet.protocol import Factory
from zope.interface import implementer  # type: ignore[import-untyped]

IsAllowed = Callable[[str], bool]
"""Tells whether a host, in lower case, may have a private address."""

_NAT64 = ip_network("64:ff9b::/96")


class PrivateAddressError(IgnoreRequest):
    """Raised when a host that is no seed resolves to an address inside, from `GuardedEndpoint`."""


def is_public(address: str) -> bool:
    """Tell whether an address is one of the open internet, also when IPv6 wraps an IPv4 address.

    >>> is_public("8.8.8.8"), is_public("10.0.0.1"), is_public("::ffff:127.0.0.1"), is_public("169.254.169.254")
    (True, False, False, False)
    """
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None)
        ip = inner or ip
    return ip.is_global and not ip.is_multicast


@implementer(IStreamClientEndpoint)
class GuardedEndpoint:
    """Connect to a host only if its addresses are public or it is allowed to have others.

    The addresses are looked at before a connection is made, and the peer's once more when it stands, before a byte
    is sent: a name that changes its address in between gains nothing.
    """

    def __init__(self, reactor: Any, endpoint: Any, host: str, is_allowed: IsAllowed) -> None:
        self._reactor = reactor
        self._endpoint = endpoint
        self._host = host.lower().strip("[]")
        self._is_allowed = is_allowed

    def __repr__(self) -> str:
        return repr(self._endpoint)

    def connect(self, factory: Factory) -> Deferred[Any]:
        """Connect, failing with `PrivateAddressError` or as the endpoint does."""
        if self._is_allowed(self._host):
            connected: Deferred[Any] = self._endpoint.connect(factory)
        else:
            connected = resolve(self._reactor, self._host).addCallback(self._connect, factory)
        return connected

    def _connect(self, addresses: list[str], factory: Factory) -> Deferred[Any]:
        for address in addresses:
            self.check(address)
        connected: Deferred[Any] = self._endpoint.connect(_GuardedFactory(factory, self.check))
        return connected

    def check(self, address: str) -> None:
        """Raise `PrivateAddressError` for an address that is not public."""
        if not is_public(address):
            raise PrivateAddressError(f"refused: {self._host} resolves to a private address {address}")


class _GuardedFactory(Factory):
    """Look at the peer's address before the protocol, and TLS below it, can send anything."""

    noisy = False

    def __init__(self, factory: Factory, check: Callable[[str], None]) -> None:
        self._guarded = factory
        self._check = check

    def buildProtocol(self, addr: IAddress | None) -> Any:  # noqa: N802
        self._check(getattr(addr, "host", "?"))
        return self._guarded.buildProtocol(addr)


def resolve(reactor: Any, host: str) -> Deferred[list[str]]:
    """List the addresses of a host, failing with `DNSLookupError` where it has none."""
    resolved: Deferred[list[str]] = Deferred()
    receiver = _Addresses(host, resolved)
    reactor.nameResolver.resolveHostName(receiver, host)
    return resolved


@implementer(IResolutionReceiver)
class _Addresses:
    def __init__(self, host: str, resolved: Deferred[list[str]]) -> None:
        self._host = host
        self._resolved = resolved
        self._found: list[str] = []

    def resolutionBegan(self, resolution: object) -> None:  # noqa: N802
        pass

    def addressResolved(self, address: IAddress) -> None:  # noqa: N802
        self._found.append(getattr(address, "host", "?"))

    def resolutionComplete(self) -> None:  # noqa: N802
        if self._found:
            self._resolved.callback(self._found)
        else:
            self._resolved.errback(DNSLookupError(f"no results for hostname lookup: {self._host}"))
