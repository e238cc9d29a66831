"""Make the sort key (SURT) of a URL, under which an index lists its captures."""

from __future__ import annotations

import re
from functools import lru_cache

MAX_URL = 1 << 14

_ODD_HOST = re.compile(r"[a-z]+:/*(?:[^/?#@]*@)?(?:[^/?#]*%|\d+(?:\.\d+){0,3}\.?(?:[:/?#]|$))", re.IGNORECASE)
_BYTE = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_DOTTED_QUAD = re.compile(rf"[a-z]+://(?:[^/?#@]*@)?{_BYTE}(?:\.{_BYTE}){{3}}(?:[:/?#]|$)", re.IGNORECASE)
_HTTP = re.compile(r"https?:", re.IGNORECASE)

_PART = r"(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
# Escapes that stay: of a space, and of what is no ASCII.
_ESCAPE = r"%(?:20|[89A-Fa-f][0-9A-Fa-f])"
_PLAIN = re.compile(
    r"(?P<scheme>https?)://(?:www[0-9]*\.)?"
    rf"(?P<host>(?:[a-z0-9-]+\.)*[a-z][a-z0-9-]*|(?=[1-9]){_PART}(?:\.{_PART}){{3}})"
    r"(?::(?P<port>[1-9][0-9]{0,3}|[1-5][0-9]{4}))?"
    rf"(?P<path>(?:/(?!\.)(?:[A-Za-z0-9._~!$&'*+,;=:@-]|{_ESCAPE})+)*)/?"
    rf"(?:\?(?P<query>(?:[A-Za-z0-9._~!$'()*+,;:@/?=&-]|{_ESCAPE})+))?"
)
_NAME = re.compile(r"urn:[A-Za-z0-9:._-]+")
_SESSION = re.compile(r"sid=|sessionid|cfid=", re.IGNORECASE)
_DEFAULT_PORTS = {("http", "80"), ("https", "443")}


def urlkey(url: str) -> str | None:
    """Make the sort key (SURT) of a URL; None where there is none, for such a URL belongs in no index.

    >>> urlkey("http://www.Hanoi.gov.vn:80/Tin?b=2&a=1")
    'vn,gov,hanoi)/tin?a=1&b=2'
    >>> urlkey("http://hanoi.gov.vn:port/") is None
    True
    """
    return _plain_key(url) or _any_key(url)


def _plain_key(url: str) -> str | None:
    """Make the key of a URL without anything odd, as nearly all are; for others None.

    >>> _plain_key("http://hanoi.gov.vn/tin/"), _plain_key("http://hanoi.gov.vn/%74in")
    ('vn,gov,hanoi)/tin', None)
    """
    plain = _PLAIN.fullmatch(url) if len(url) <= MAX_URL else None
    if plain is None:
        return url.lower() if _NAME.fullmatch(url) else None
    scheme, host, port, path, query = plain.groups()
    key = ",".join(reversed(host.split(".")))
    if port and (scheme, port) not in _DEFAULT_PORTS:
        key += ":" + port
    key += ")" + (path.lower() or "/")
    if query is None:
        return key
    if _SESSION.search(query):
        return None
    stated = sorted(argument.split("=", 1) for argument in query.lower().split("&"))
    return key + "?" + "&".join(map("=".join, stated))


@lru_cache(maxsize=1024)
def _any_key(url: str) -> str | None:
    # Only odd URLs need the library, which loads half an HTTP client.
    import surt

    if not url or len(url) > MAX_URL or (_ODD_HOST.match(url) and not _DOTTED_QUAD.match(url)):
        return None  # the library's loops are quadratic, and it asks the DNS about hosts that look like numbers
    try:
        key: str = surt.surt(url)
    except (ValueError, AttributeError, AssertionError, OverflowError):
        return None
    if _HTTP.match(url) and ")" not in key:
        return None
    return key if key and " " not in key and key.isprintable() else None
