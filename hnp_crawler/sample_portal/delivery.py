"""Deliver a page as HTTP has it: validators and 304, gzip, chunks."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from hnp_crawler.sample_portal.plan import draw
from hnp_crawler.sample_portal.reply import Reply

SMALLEST_GZIP = 400


def validators(tag: int | None, changed: datetime | None) -> tuple[tuple[str, str], ...]:
    """Write ``ETag`` and ``Last-Modified``, those of them that there are."""
    headers = []
    if tag is not None:
        headers.append(("ETag", f'"{tag:08x}"'))
    if changed is not None:
        headers.append(("Last-Modified", http_date(changed)))
    return tuple(headers)


def http_date(when: datetime) -> str:
    """Write a time as HTTP does."""
    return format_datetime(when.astimezone(UTC), usegmt=True)


def is_unchanged(reply: Reply, request: Mapping[str, str]) -> bool:
    """Tell whether the client has this answer already; ``If-None-Match`` overrules (RFC 9110, 13.2.2)."""
    known, tag = request.get("if-none-match"), reply.header("ETag")
    if known is not None:
        return tag is not None and (
            known.strip() == "*" or tag in [each.strip().removeprefix("W/") for each in known.split(",")]
        )
    since, changed = request.get("if-modified-since"), reply.header("Last-Modified")
    if since is None or changed is None:
        return False
    try:
        return parsedate_to_datetime(changed) <= parsedate_to_datetime(since)
    except (TypeError, ValueError):
        return False


def not_modified(reply: Reply) -> Reply:
    """Answer 304 with the validators of the full answer (RFC 9110, 15.4.5)."""
    kept = tuple(pair for pair in reply.headers if pair[0] in {"Date", "Server", "ETag", "Last-Modified", "Vary"})
    return Reply(304, kept)


def packed(reply: Reply, target: str) -> Reply:
    """Compress the body, for clients that take gzip, on half of the pages that are text."""
    kind = reply.header("Content-Type") or ""
    if len(reply.body) < SMALLEST_GZIP or not kind.startswith("text/") or draw(5, "gzip", target) % 2:
        return reply
    headers = (*reply.headers, ("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding"))
    return replace(reply, headers=headers, body=gzip.compress(reply.body, 5, mtime=0))


def framed(reply: Reply, target: str) -> Reply:
    """Send a third of all pages in chunks."""
    return replace(reply, chunked=True) if reply.body and draw(5, "chunked", target) % 3 == 0 else reply
