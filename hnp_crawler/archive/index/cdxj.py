"""Write and read index lines: CDXJ, as ``cdxj-indexer --post-append`` gives it.

Two differences. Where a record carries no payload digest (`hnp_crawler.archive.warc.records` says when), our line has
the digest of the entity or, of a metadata record, of the block; theirs has a SHA-1 of what its reader took for the
payload. And where an answer is no HTTP, ours has no status.
"""

from __future__ import annotations

import json
import re
from typing import NamedTuple, Protocol

from hnp_crawler.archive.index.urlkey import urlkey
from hnp_crawler.archive.warc.records import WARC_FIELDS, Payload, digest_of, media_type
from hnp_crawler.archive.warc.writer import Place
from hnp_crawler.archive.wire.spool import Spool

REVISIT_MIME = "warc/revisit"


class Post(NamedTuple):
    """Hold what a request with a body adds to its index line."""

    method: str
    query: str


class Named(Protocol):
    """Describe what a record before it is written and one that was read have in common."""

    @property
    def type(self) -> str:
        """Name the record's type."""

    @property
    def block(self) -> Spool:
        """Give its content."""

    def get(self, name: str) -> str | None:
        """Look up the first value of a named field."""


def line_of(record: Named, place: Place, payload: Payload | None = None, post: Post | None = None) -> str | None:
    """Write the line of a record, None where no index lists it; ``payload`` is that of an HTTP answer."""
    url, date = record.get("WARC-Target-URI"), record.get("WARC-Date")
    if not url or not date:
        return None
    url = url.removeprefix("<").removesuffix(">")
    digest = record.get("WARC-Payload-Digest")
    if payload is None:
        mime = media_type(record.get("Content-Type"))
        digest = digest or record.get("WARC-Block-Digest") or digest_of(record.block.chunks())
        return index_line(record.type, url, date, place, mime=mime, digest=digest)
    digest = digest or payload.digest
    return index_line(record.type, url, date, place, mime=payload.mime, status=payload.status, digest=digest, post=post)


def index_line(
    record_type: str,
    url: str,
    date: str,
    place: Place,
    *,
    mime: str | None,
    status: int | None = None,
    digest: str | None = None,
    post: Post | None = None,
) -> str | None:
    """Write the line of one record; None for records that no index lists, and for URLs without a key."""
    if not indexed(record_type, mime):
        return None
    key = urlkey(post_url(url, post) if post else url)
    if key is None:
        return None
    fields = {
        "url": url,
        "mime": REVISIT_MIME if record_type == "revisit" else mime,
        "status": None if status is None else str(status),
        "digest": digest,
        "length": str(place.length),
        "offset": str(place.offset),
        "filename": place.file,
    }
    if post:
        fields |= {"requestBody": post.query, "method": post.method}
    stated = {name: value for name, value in fields.items() if value is not None}
    return f"{key} {timestamp(date)} {json.dumps(stated)}\n"


def indexed(record_type: str, content_type: str | None) -> bool:
    """Tell whether an index lists a record: answers, and what was kept beside them except bare facts."""
    if record_type in ("resource", "metadata"):
        return content_type != WARC_FIELDS
    return record_type in ("response", "revisit")


def post_url(url: str, post: Post) -> str:
    """Append the method and what the body asks for to a URL, as replay looks it up."""
    query = f"&{post.query}" if post.query else ""
    return f"{url}{'&' if '?' in url else '?'}__wb_method={post.method}{query}"


def timestamp(warc_date: str) -> str:
    """Write a ``WARC-Date`` as 14 digits; what it leaves open is the first that it may be.

    >>> timestamp("2017-05-19T13:05:00.123456Z"), timestamp("2017-05")
    ('20170519130500', '20170501000000')
    """
    digits = re.sub(r"\D", "", warc_date.partition(".")[0])
    return (digits + "00000101000000"[len(digits) :])[:14]


class IndexEntry(NamedTuple):
    """Hold one parsed line."""

    urlkey: str
    timestamp: str
    fields: dict[str, str]

    @property
    def place(self) -> Place:
        """Say where the record lies; raises `ValueError` where the line does not."""
        return Place(self._field("filename"), self._count("offset"), self._count("length"))

    def _field(self, name: str) -> str:
        if name not in self.fields:
            raise ValueError(f"reading an index line: no {name!r}")
        return self.fields[name]

    def _count(self, name: str) -> int:
        text = self._field(name)
        if not (text.isascii() and text.isdigit() and len(text) < 19):
            raise ValueError(f"reading an index line: {name} is {text[:40]!r}")
        return int(text)


def parse_line(line: str) -> IndexEntry:
    """Read one line, raising `ValueError` for what is none."""
    key, _, rest = line.rstrip("\n").partition(" ")
    stamp, _, encoded = rest.partition(" ")
    try:
        fields = json.loads(encoded)
    except RecursionError:
        raise ValueError(f"reading an index line: {line[:80]!r} is nested too deeply") from None
    if not (key and stamp.isdigit() and isinstance(fields, dict)):
        raise ValueError(f"reading an index line: {line[:80]!r} is not key, timestamp and JSON object")
    texts = {str(name): str(value) for name, value in fields.items()}
    "".join(texts.values()).encode()  # JSON can name half a character, which nothing else can hold
    return IndexEntry(key, stamp, texts)
