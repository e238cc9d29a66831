"""Turn the bytes of a page into its outline, whatever its encoding and however broken it is.

Bounds: 4 MB of a page are read (``MAX_BYTES``); elements nested deeper than libxml2's 2,048 levels are flattened,
text kept.
"""

from __future__ import annotations

import codecs
import re

from lxml import etree

from hnp_crawler.portal.outline import Outline
from hnp_crawler.portal.outline.walk import write_outline

MAX_BYTES = 4_000_000
"""What is read of one page; the rest is left in the archive."""
MAX_FLAT = 1_000_000
"""What is read of a page that is nested deeper."""
_CHARSET = re.compile(rb"""charset\s{0,9}=\s{0,9}["']?([A-Za-z0-9_.:-]{2,40})""", re.I)
_TAG = re.compile(rb"<(/?)([a-z][a-z0-9:]{0,30})\b[^<>]{0,4000}>", re.I)
_PARAGRAPH = re.compile(rb"<(?:p[ >]|(/)p>)")
_KEPT_WHEN_FLAT = frozenset(b"a p br img h1 h2 h3 h4 meta link title script style".split())


def charset_of(body: bytes, content_type: str | None = None) -> str:
    """Name the encoding to read a page by.

    In the order of trust: a byte order mark; UTF-16 where every other byte is zero; UTF-8 where the bytes are valid
    UTF-8, whatever is declared; the HTTP header; ``<meta>``; windows-1258, the last single-byte encoding that
    Vietnamese pages used.

    >>> charset_of("Hà Nội".encode(), "text/html; charset=iso-8859-1")
    'utf-8'
    >>> charset_of("Hà".encode("utf-16"))
    'utf-16'
    """
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if body.startswith(mark):
            return name
    if b"\0" in body and body.count(b"\0") * 5 > len(body):
        return "utf-16-be" if body[::2].count(b"\0") > body[1::2].count(b"\0") else "utf-16-le"
    if _is_mostly_utf8(body):
        return "utf-8"
    for declared in (_CHARSET.search((content_type or "").encode("utf-8", "replace")), _CHARSET.search(body[:4096])):
        codec = _usable(declared.group(1).decode("ascii")) if declared else None
        if codec:
            return codec
    return "windows-1258"


def _usable(declared: str) -> str | None:
    """Return the codec of a declared encoding; None for an unknown one and for the defaults that servers declare
    unasked.
    """
    try:
        codec = codecs.lookup(declared)
        b"a".decode(codec.name)
    except (LookupError, ValueError):
        return None
    return None if codec.name in ("utf-8", "iso8859-1", "ascii", "cp1252") else codec.name


def _is_mostly_utf8(body: bytes) -> bool:
    """Tell whether the bytes are UTF-8, a few damaged ones aside (a body cut in a character, one pasted byte)."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("utf-8", "replace")
        damaged = text.count("\ufffd")
        accented = len(re.findall(r"[^\x00-\x7f]", text)) - damaged
        return accented > 4 * damaged
    return True


def read_outline(body: bytes, content_type: str | None = None, wanted: frozenset[str] = frozenset()) -> Outline | None:
    """Parse a page of any quality into its outline, or None where there is nothing to parse; linear in the page's size.

    ``wanted`` are the selectors whose elements to note.
    """
    body = body[:MAX_BYTES]
    charset = charset_of(body, content_type)
    if charset != "utf-8":
        body = body.decode(charset, "replace").encode("utf-8", "replace")
    if b"\0" in body:
        body = body.replace(b"\0", b"")
    body = body.strip()
    if not body:
        return None
    paragraphs = _PARAGRAPH.findall(body)
    if paragraphs.count(b"/") * 2 > len(paragraphs):
        # A </p> that closes nothing is an empty paragraph to a browser (HTML, 13.2.6.4.7); libxml2 drops it.
        body = body.replace(b"</p>", b"</p><br>")
    roots = _parse(body)
    if roots is None:
        roots = _parse(_flattened(body[:MAX_FLAT])) or []
    return write_outline(roots, wanted)


def _parse(utf8: bytes) -> list[etree._Element] | None:
    """Parse a page into its trees; None where it is nested deeper than libxml2 reads."""
    # A parser of its own for every page: one that is shared keeps the error log of all pages before.
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, no_network=True, recover=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(utf8, parser)
    except etree.XMLSyntaxError:  # there is no element
        return []
    if any("Excessive depth" in error.message for error in parser.error_log):
        return None
    return [] if root is None else [root, *root.itersiblings()]


def _flattened(body: bytes) -> bytes:
    """Replace wrappers by line breaks, so that the text of a page nested without measure is read."""

    def flat(tag: re.Match[bytes]) -> bytes:
        return tag.group() if tag.group(2).lower() in _KEPT_WHEN_FLAT else b"<br>"

    return _TAG.sub(flat, body)
