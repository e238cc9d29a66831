"""Ask a CDX server and read its answers: the Wayback Machine's, pywb's and Common Crawl's.

The Wayback Machine answers with one JSON array of rows, the first of which names the columns, and ends with a key to go
on from (https://github.com/internetarchive/wayback/tree/master/wayback-cdx-server). pywb and Common Crawl answer with a
JSON object a line, and number the pages of what is long
(https://pywb.readthedocs.io/en/latest/manual/cdxserver_api.html).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from hnp_crawler.wayback.arguments import DIGEST, WaybackArguments

ROWS = 5000
"""Rows that are asked for at a time."""
MAX_PAGES = 1_000_000
"""Pages of one listing; a server that counts more is broken."""

_COLUMNS = {"original": "url", "mimetype": "mime", "statuscode": "status"}
"""The Wayback Machine's names of columns, where pywb has others."""
_DIGITS = re.compile(r"\d{4,14}", re.ASCII)


class CdxError(ValueError):
    """Raised for an answer that is no list of captures: one sentence."""


@dataclass(frozen=True, slots=True)
class ListedCapture:
    """Hold one row of an answer."""

    url: str
    timestamp: str
    mime: str
    status: int | None
    """None where the row names none, as that of a revisit."""
    digest: str
    file: str | None = None
    """The WARC file, where the server tells it."""
    offset: int = 0
    length: int = 0


@dataclass(frozen=True, slots=True)
class Listed:
    """Hold one answer."""

    captures: tuple[ListedCapture, ...]
    resumes: bool = False
    """Whether the server is one that gives a key to go on from, as long as there is more."""
    resume_key: str | None = None
    unread: int = 0
    """Rows that are not those of a capture."""


def listing_url(server: str, arguments: WaybackArguments) -> str:
    """Make the address at which a server lists what matches; further parameters may follow."""
    asked = [("url", arguments.match), ("output", "json")]
    asked += [(name, moment) for name, moment in (("from", arguments.first), ("to", arguments.last)) if moment]
    if arguments.pick == DIGEST:
        # A revisit repeats a digest that is listed already. Both servers read these alike.
        asked += [("filter", "statuscode:200"), ("filter", "mimetype:text/html")]
    return with_parameters(server, asked)


def with_parameters(url: str, parameters: Sequence[tuple[str, str]]) -> str:
    """Add parameters to a URL."""
    return f"{url}{'&' if '?' in url else '?'}{urlencode(parameters, safe='*:/')}"


def read_listed(body: bytes) -> Listed:
    """Read an answer, raising `CdxError` where it is no list of captures.

    >>> read_listed(b'[["timestamp","original"],["20170519","http://h/"],[],["h,)/+2017"]]').resume_key
    'h,)/+2017'
    """
    text = body.decode("utf-8", "replace").strip()
    try:
        if text.startswith("["):
            return _of_array(json.loads(text))
        return _of_rows([_object(line) for line in text.splitlines() if line.strip()])
    except (ValueError, RecursionError):
        raise CdxError(f"reading a list of captures: the answer begins with {text[:80]!r}") from None


def _of_array(rows: Any) -> Listed:
    if not all(isinstance(row, list) for row in rows):
        raise ValueError
    if not rows:
        return Listed((), resumes=True)
    names, rest, key = rows[0], rows[1:], None
    if len(rest) >= 2 and not rest[-2] and len(rest[-1]) == 1:
        rest, key = rest[:-2], str(rest[-1][0])
    listed = _of_rows([dict(zip(names, row, strict=False)) for row in rest])
    return Listed(listed.captures, True, key, listed.unread)


def _object(line: str) -> Mapping[str, Any]:
    """Read a line of JSON, or of CDXJ: key, timestamp and JSON."""
    key, _, rest = line.partition(" ")
    if line.startswith("{"):
        row = json.loads(line)
    else:
        stamp, _, encoded = rest.partition(" ")
        row = {"urlkey": key, "timestamp": stamp, **json.loads(encoded)}
    if not isinstance(row, dict):
        raise ValueError(line)
    return row


def _of_rows(rows: Sequence[Mapping[str, Any]]) -> Listed:
    if len(rows) == 1 and "message" in rows[0] and "timestamp" not in rows[0]:
        return Listed(())  # how pywb says that there are none
    captures = tuple(_captures(rows))
    return Listed(captures, unread=len(rows) - len(captures))


def _captures(rows: Sequence[Mapping[str, Any]]) -> Iterator[ListedCapture]:
    for row in rows:
        named = {_COLUMNS.get(name, name): "" if value is None else str(value) for name, value in row.items()}
        url, stamp = named.get("url", ""), named.get("timestamp", "")
        if url and _DIGITS.fullmatch(stamp):
            status = named.get("status", "")
            yield ListedCapture(
                url=url,
                timestamp=stamp,
                mime=named.get("mime", ""),
                status=int(status) if status.isdecimal() else None,
                digest=named.get("digest", ""),
                file=named.get("filename") or None,
                offset=_number(named.get("offset", "")),
                length=_number(named.get("length", "")),
            )


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def read_page_count(body: bytes) -> int | None:
    r"""Read how many pages a listing has, None where the server does not count pages.

    >>> read_page_count(b"12\n"), read_page_count(b'{"pages": 3, "pageSize": 5, "blocks": 12}'), read_page_count(b"[]")
    (12, 3, None)
    """
    try:
        counted = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if isinstance(counted, dict):
        counted = counted.get("pages")
    return counted if type(counted) is int and 0 <= counted <= MAX_PAGES else None
