"""Cite captures so that a reader of the report can find the record on disk."""

from __future__ import annotations

from urllib.parse import quote

from hnp_crawler.items import Capture
from hnp_crawler.report.markup import Markup, element, html

ARCHIVE = "../../archive/"
"""Where the WARC files lie, seen from a crawl's folder."""


def cited(capture: Capture | None) -> Markup:
    """Link to a capture's WARC file, with offset, length and record id."""
    if capture is None:
        return html("none")
    return html(
        element("a", capture.file, href=ARCHIVE + quoted(capture.file)),
        element("small", f"offset {capture.offset:,}, {capture.length:,} bytes"),
        element("small", element("code", capture.record_id)),
    )


def how_to_read(capture: Capture) -> Markup:
    """Give the command that prints a capture's record, run in the collection's folder."""
    file = f"archive/{quoted(capture.file)}"
    return element(
        "code", f"tail -c +{capture.offset + 1} {file} | head -c {capture.length} | gunzip", class_="command"
    )


def quoted(name: str) -> str:
    """Percent-encode a file's name, so that it neither leaves its folder nor means anything to a shell.

    >>> quoted("../a b")
    '..%2Fa%20b'
    """
    return quote(name, safe="", errors="replace")
