"""Make what opens TLS connections to a host once; Twisted asks for it with every request, connected or not."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer  # type: ignore[import-untyped]

MOST_HOSTS = 256


@implementer(IPolicyForHTTPS)
class OncePerHost:
    """Remember what a policy gives for a host and its port."""

    def __init__(self, policy: Any) -> None:
        self.creatorForNetloc = lru_cache(MOST_HOSTS)(policy.creatorForNetloc)  # Twisted's name
