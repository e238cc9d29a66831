"""Take the page out of what another archive answers: a memento (RFC 7089), or a record out of one of its WARC files."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from io import BytesIO
from urllib.parse import urlsplit

from hnp_crawler.archive.warc.dates import parse_warc_date
from hnp_crawler.archive.warc.read import StoredRecord, scan
from hnp_crawler.archive.wire.coding import decoded
from hnp_crawler.archive.wire.message import entity, read_message
from hnp_crawler.items import Source
from hnp_crawler.wayback.cdx import ListedCapture

MAX_PAGE = 128 << 20
"""Bytes to which a page is decoded."""

_LINK = re.compile(r"<([^<>]{1,4000})>([^<>]{0,400})")
_ORIGINAL = re.compile(r";\s{0,9}rel\s{0,9}=\s{0,9}(?:\"[^\"]{0,99}\boriginal\b|original\b)", re.IGNORECASE)
_REPLAY = re.compile(r"/\d{4,14}(?:id_)?/(https?:/{1,2}.+)")
_RANGE = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(?:\d{1,18}|\*)", re.ASCII)
_FRAGMENT = re.compile(r"bytes=(\d{1,18}-\d{1,18})", re.ASCII)

Field = Callable[[str], str | None]
"""Looks up a header field of an answer by its name."""


class MementoError(ValueError):
    """Raised for an answer that holds no capture of another archive: one sentence."""


@dataclass(frozen=True, slots=True)
class Memento:
    """Hold a page as another archive captured it."""

    url: str
    """The original's URL."""
    source: Source
    status: int
    content_type: str | None
    body: bytes
    """Without content coding."""


def capture_url(template: str, capture: ListedCapture) -> str:
    """Make the address at which a capture is fetched.

    ``template`` has the places ``{timestamp}`` and ``{url}``, or ``{filename}`` for a part of a WARC file; which part
    stands in the fragment, so that two records of a file have two addresses.
    """
    if "{filename}" not in template:
        return template.replace("{timestamp}", capture.timestamp).replace("{url}", capture.url.partition("#")[0])
    whole = template.replace("{filename}", capture.file or "")
    return f"{whole}#bytes={capture.offset}-{capture.offset + capture.length - 1}"


def range_of(url: str) -> str | None:
    """Give the value of the ``Range`` field that an address with a part in its fragment is asked for with."""
    match = _FRAGMENT.fullmatch(url.partition("#")[2])
    return f"bytes={match[1]}" if match else None


def is_memento(field: Field) -> bool:
    """Tell from its head whether an answer may be a capture of another archive."""
    return field("Memento-Datetime") is not None or field("Content-Range") is not None


def read_memento(url: str, status: int, field: Field, body: bytes) -> Memento:
    """Read what an archive answered under ``url``, raising `MementoError`; ``body`` is without content coding."""
    if status == 206:
        return _of_record(url.partition("#")[0], field("Content-Range") or "", body)
    date = _http_date(field("Memento-Datetime"))
    if date is None:
        raise MementoError("the answer says not when it was captured")
    original = _original(field("Link") or "") or _replayed(url)
    if original is None:
        raise MementoError("the answer says not of which page it is a capture")
    # Some captures come as they were compressed, without saying so in a field of their own.
    coding = field("X-Archive-Orig-Content-Encoding") if body.startswith(b"\x1f\x8b") else None
    return Memento(
        url=original,
        source=Source(archive=urlsplit(url).netloc, uri=url, date=date),
        status=status,
        content_type=field("X-Archive-Orig-Content-Type") or field("Content-Type"),
        body=decoded((body,), coding, limit=MAX_PAGE).content,
    )


def _of_record(url: str, content_range: str, body: bytes) -> Memento:
    """Read the record that a part of a WARC file is."""
    part = _RANGE.fullmatch(content_range)
    if part is None:
        raise MementoError(f"the answer says not which part of the file it is: {content_range[:80]!r}")
    with closing(_records(body)) as records:
        record = next(records, None)
        if record is None or record.type != "response":
            kind = record.type if record else "no record that can be read"
            raise MementoError(f"at {part[1]} of the file is {kind}, not a response")
        head, rest = read_message(record.block.chunks())
        content = decoded(entity(head, rest), head.joined("Content-Encoding"), limit=MAX_PAGE)
        try:
            date = parse_warc_date(record.get("WARC-Date"))
        except ValueError:
            raise MementoError("the record says not when it was captured") from None
        return Memento(
            url=record.uri("WARC-Target-URI") or "",
            source=Source(
                archive=urlsplit(url).netloc,
                uri=f"{url}#bytes={part[1]}-{part[2]}",
                date=date.strftime("%Y-%m-%dT%H:%M:%SZ"),
            ),
            status=head.status or 0,
            content_type=head.get("Content-Type"),
            body=content.content,
        )


def _records(body: bytes) -> Generator[StoredRecord, None, None]:
    for record in scan(BytesIO(body), "a part of a file", max_block=MAX_PAGE):
        if not isinstance(record, StoredRecord):
            return
        yield record


def _http_date(value: str | None) -> str | None:
    try:
        moment = parsedate_to_datetime((value or "")[:100])
    except (ValueError, OverflowError, IndexError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _original(link: str) -> str | None:
    """Find the target of the relation ``original`` in a ``Link`` field (RFC 8288).

    >>> _original('<http://h/a?b=1,2>; rel="original", <http://w/timemap/link/http://h/>; rel="timemap"')
    'http://h/a?b=1,2'
    """
    return next((target for target, rest in _LINK.findall(link[:65_536]) if _ORIGINAL.search(rest)), None)


def _replayed(url: str) -> str | None:
    """Read the original's URL out of a replay's.

    >>> _replayed("https://web.archive.org/web/20170519130500id_/http://hanoi.gov.vn/a")
    'http://hanoi.gov.vn/a'
    """
    match = _REPLAY.search(url)
    return match[1] if match else None
