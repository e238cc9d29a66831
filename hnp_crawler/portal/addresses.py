"""Resolve the addresses that a page names, and gather those that it links to.

Bounds: ``MAX_LINKS`` links a page, ``MAX_URL`` characters each; only http and https.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

from lxml import etree

from hnp_crawler.portal.outline import Outline

MAX_URL = 2048
MAX_LINKS = 2000
_ABSOLUTE = re.compile(r"https?://[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,9}(?::[0-9]{1,5})?(?:[/?][^\s\\#]*)?")
_FROM_ROOT = re.compile(r"/(?!/)[^\s\\#]*")
_FROM_HERE = re.compile(r"[^/?#.:\s\\][^\s\\#:]*")
_REFRESH = re.compile(r"\s*[0-9.]+\s*[;,]\s*url\s*=\s*['\"]?([^'\"]+)", re.IGNORECASE)
_RELS = frozenset(("alternate", "next", "prev", "canonical", "amphtml", "shortlink"))


def resolve(base: str, address: str) -> str | None:
    """Resolve an address as a browser does; None for what is not http(s), too long, malformed, or only a fragment.

    >>> resolve("https://hanoi.gov.vn/a/b.htm", " ../c d.htm#top")
    'https://hanoi.gov.vn/c%20d.htm'
    >>> resolve("https://hanoi.gov.vn/", "javascript:void(0)")
    """
    address = address.strip().replace("\n", "").replace("\r", "").replace("\t", "")
    if not address or address[0] == "#" or len(address) > MAX_URL:
        return None
    try:
        joined = address if address.startswith(("http://", "https://")) else urljoin(base, address)
        parts = urlsplit(joined)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return None
    return joined.partition("#")[0].replace(" ", "%20")


class Resolver:
    """Resolve the addresses of one page; each different one once, and the usual forms without a parser."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._starts = _starts_of(base)
        self._known: dict[str, str | None] = {}

    def __call__(self, address: str) -> str | None:
        """Return the absolute URL; None for what :func:`resolve` refuses."""
        known = self._known.get(address, "")
        if known != "":
            return known
        url = self._known[address] = self._usual(address) or resolve(self._base, address)
        return url

    def _usual(self, address: str) -> str | None:
        """Resolve an absolute URL, or a path without what a parser leaves out: dots, empty segments or query."""
        if len(address) > MAX_URL or "/." in address or address.endswith("?"):
            return None
        if _ABSOLUTE.fullmatch(address):
            return address
        if "//" in address:
            return None
        form = "/" if _FROM_ROOT.fullmatch(address) else "" if _FROM_HERE.fullmatch(address) else None
        start = self._starts[form] if form is not None else None
        return start[:-1] + address if start else None


def _starts_of(base: str) -> dict[str, str | None]:
    """Give what addresses from the root and from here are set behind; the usual base needs no parser."""
    path = base.partition("?")[0]
    if _ABSOLUTE.fullmatch(base) and "/" in path[8:] and not ("//" in path[8:] or "/." in path):
        return {"/": path[: path.index("/", 8) + 1], "": path[: path.rindex("/") + 1] + "_"}
    return {"/": resolve(base, "/"), "": resolve(base, "_")}


def page_links(outline: Outline, resolve_from: Callable[[str], str | None]) -> tuple[str, ...]:
    """Name what a page links to, in page order, each once: ``<a>``, ``<area>``, ``<link rel=alternate|next…>``, and
    where ``<meta http-equiv=refresh>`` leads.

    Forms are never followed.
    """
    found: dict[str, None] = {}
    for element in outline.elements("a", "area", "link", "meta"):
        href = _refresh_of(element) if element.tag == "meta" else element.get("href")
        if not href or (element.tag == "link" and _RELS.isdisjoint(element.get("rel", "").lower().split())):
            continue
        url = resolve_from(href)
        if url:
            found.setdefault(url)
            if len(found) >= MAX_LINKS:
                break
    return tuple(found)


def _refresh_of(element: etree._Element) -> str | None:
    """Give the address that a page sends its reader on to; None for any other ``<meta>``."""
    if element.get("http-equiv", "").lower() != "refresh":
        return None
    match = _REFRESH.match(element.get("content", ""))
    return match[1] if match else None
