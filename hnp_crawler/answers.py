"""Read an answer as a page: one rule for a live response and for a record in an archive."""

from __future__ import annotations

from hnp_crawler.archive.wire.coding import Decoded, decoded
from hnp_crawler.portal.page import Page, read_page

HTML = frozenset({"text/html", "application/xhtml+xml"})
"""The media types that are read as pages."""
MAX_PAGE = 64 << 20
"""Bytes, without content coding, over which an answer is kept and not read."""
REDIRECTS = frozenset({301, 302, 303, 307, 308})
"""The statuses whose ``Location`` is followed instead of reading what came with it."""


def media_type_of(content_type: str | None) -> str:
    """Take the media type of a ``Content-Type``, empty where it names none.

    >>> media_type_of("Text/HTML; charset=utf-8")
    'text/html'
    """
    return (content_type or "").partition(";")[0].strip().casefold()


def may_be_page(content_type: str | None) -> bool:
    """Tell from its type alone whether an answer may be a page."""
    media = media_type_of(content_type)
    return media in HTML or not media


def read_answer(body: bytes, url: str, *, status: int, content_type: str | None) -> Page | None:
    """Read an answer as a page, None where it is something else; ``body`` is without content coding.

    An answer without a type is a page if it begins as HTML does, or is empty.
    """
    if len(body) > MAX_PAGE or not may_be_page(content_type):
        return None
    if not media_type_of(content_type) and body.lstrip()[:1] not in (b"<", b""):
        return None
    return read_page(body, url, status=status, content_type=content_type or None)


def content_of(entity: bytes, content_encoding: str | None, *, limit: int) -> Decoded:
    """Undo the content coding of an entity as far as it goes.

    An entity that begins as a page does is taken as it is where its head names a coding that it does not have: servers
    say so wrongly, and some archives undo the coding and leave the head as it was.
    """
    content = decoded((entity,), content_encoding, limit=limit)
    if content.problem and not content.content and entity[:64].lstrip()[:1] == b"<":
        return Decoded(entity)
    return content
