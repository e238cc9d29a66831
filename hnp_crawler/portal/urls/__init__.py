"""Read URLs of the portal: kind of page, generation, identity, canonical form, scope and traps.

Everything here is total: any string gets an answer, and what cannot be asked for says why in ``trap``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from hnp_crawler.portal.urls import grammar
from hnp_crawler.portal.urls.grammar import Generation, Kind, Language
from hnp_crawler.portal.urls.parts import MAX_LENGTH, join, split, strip_sessions
from hnp_crawler.portal.urls.pictures import picture_id
from hnp_crawler.portal.urls.scope import is_in_scope
from hnp_crawler.portal.urls.traps import find_trap

__all__ = ["Generation", "Kind", "Language", "PortalUrl", "is_in_scope", "payload_key", "picture_id", "read_url"]


@dataclass(frozen=True, slots=True)
class PortalUrl:
    """Hold what a URL alone tells about the page behind it."""

    url: str
    """Absolute URL as asked, without fragment."""
    canonical: str
    """The URL that is published: one for all spellings of a page's address."""
    kind: Kind
    """``refused`` whenever there is a ``trap``; ``document`` is a page of a legal document, ``file`` a file to keep."""
    generation: Generation | None = None
    article_id: str | None = None
    """Identity of the article or document across hosts and generations, e.g. ``hnp:vi:2851753``."""
    language: Language | None = None
    """Language of the page, where its host or its grammar tells."""
    trap: str | None = None
    """Why the URL must not be asked for: ``language link``, ``repeated segment``, ``calendar``, ``scheme`` …"""

    @property
    def identity(self) -> str:
        """The article where the URL names one, else the page: two URLs of one identity need one request."""
        return self.article_id or self.canonical


def read_url(url: str) -> PortalUrl:
    """Read a URL, of whatever spelling and of any host.

    >>> page = read_url("http://hanoi.gov.vn/sr_RS_latin/tintuc/-/hn/ZVOm7e3VDMRM/3/2851753/5/hop-bao.html;jsessionid=Iw.app2")
    >>> page.kind, page.generation, page.article_id
    ('article', 'b1', 'hnp:vi:2851753')
    >>> page.canonical
    'https://hanoi.gov.vn/tintuc/-/hn/ZVOm7e3VDMRM/3/2851753/1/hop-bao.html'
    >>> read_url("https://hanoi.gov.vn/tin-so-nganh/hop-bao-42851753.htm").article_id
    'hnp:vi:2851753'
    >>> read_url("javascript:;").trap
    'scheme'
    """
    asked = url.partition("#")[0].strip()
    if len(asked) > MAX_LENGTH:
        return PortalUrl(asked, asked, "refused", trap="too long")
    return _read(asked)


@lru_cache(maxsize=16_384)
def _read(asked: str) -> PortalUrl:
    parts = split(asked)
    if parts is None:
        is_http = asked[:8].lower().startswith(("http://", "https://"))
        return PortalUrl(asked, asked, "refused", trap="malformed" if is_http else "scheme")
    reading = grammar.read(parts)
    trap = find_trap(parts, reading.kind)
    return PortalUrl(
        asked,
        join(parts.scheme, parts.authority, reading.segments, reading.parameters),
        "refused" if trap else reading.kind,
        reading.generation,
        reading.article_id,
        reading.language,
        trap,
    )


def payload_key(url: str) -> str:
    """Give the key under which answers are compared: the URL without session ids, else to the character.

    >>> payload_key("http://h/a.html;jsessionid=IwLM8wuG.undefined?b=1#top")
    'http://h/a.html?b=1'
    """
    return strip_sessions(url)
