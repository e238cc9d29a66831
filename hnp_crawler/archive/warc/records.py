"""Turn exchanges into WARC/1.1 records; nothing here knows about files (ISO 28500:2017)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import quote
from uuid import uuid4

from hnp_crawler.archive.warc.dates import warc_date
from hnp_crawler.archive.wire.exchange import Exchange
from hnp_crawler.archive.wire.message import Head, entity, read_message
from hnp_crawler.archive.wire.spool import Spool
from hnp_crawler.items import Capture

RecordType = Literal["warcinfo", "request", "response", "revisit", "resource", "metadata"]
Fields = tuple[tuple[str, str], ...]

VERSION = "WARC/1.1"
SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
HTTP_REQUEST = "application/http;msgtype=request"
HTTP_RESPONSE = "application/http;msgtype=response"
WARC_FIELDS = "application/warc-fields"
BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
FIDELITY = ("HNP-Fidelity", "reconstructed from the parsed message, not the bytes on the wire")
"""The extension field by which records that are not byte-exact declare themselves."""
_TWO_DIGITS = [high + low for high in BASE32 for low in BASE32]


@dataclass(frozen=True, slots=True)
class Record:
    """Hold one record before it is written: its named fields and its block."""

    type: RecordType
    id: str
    """``urn:uuid:…`` without angle brackets."""
    fields: Fields
    """The named fields in order, without ``Content-Length``."""
    block: Spool

    def get(self, name: str) -> str | None:
        """Look up the first value of a named field."""
        for key, value in self.fields:
            if key == name:
                return value
        return None

    @property
    def header(self) -> bytes:
        """Write the version line and all named fields, with the empty line."""
        lines = [f"{name}: {value}\r\n" for name, value in self.fields]
        return f"{VERSION}\r\n{''.join(lines)}Content-Length: {len(self.block)}\r\n\r\n".encode()


@dataclass(frozen=True, slots=True)
class Payload:
    """Hold what the answer carried: its head, and the measure of its entity without transfer coding."""

    head: Head
    status: int | None
    mime: str | None
    """The media type without parameters; None where the answer names none."""
    digest: str
    length: int


def media_type(content_type: str | None) -> str | None:
    """Take the parameters off a ``Content-Type``.

    >>> media_type("text/html; charset=utf-8")
    'text/html'
    """
    words = (content_type or "").replace(";", " ").split(None, 1)
    return words[0] if words else None


def read_payload(response: Spool) -> Payload:
    """Measure the entity of an answer in one pass."""
    head, body = read_message(response.chunks())
    sha256, length = hashlib.sha256(), 0
    for piece in entity(head, body):
        sha256.update(piece)
        length += len(piece)
    return Payload(head, head.status, media_type(head.get("Content-Type")), digest_text(sha256.digest()), length)


def digest_text(sha256: bytes) -> str:
    """Write a digest as WARC fields and index lines carry it: labelled, base 32."""
    # The library's function takes five bytes at a time; of the 260 bits that 52 digits are, the last four are 0.
    bits = int.from_bytes(sha256, "big") << 4
    return "sha256:" + "".join([_TWO_DIGITS[bits >> place & 1023] for place in range(250, -1, -10)]) + "===="


def digest_of(pieces: Iterable[bytes]) -> str:
    """Digest a block or payload."""
    sha256 = hashlib.sha256()
    for piece in pieces:
        sha256.update(piece)
    return digest_text(sha256.digest())


def target_uri(url: str) -> str:
    """Make a URL safe as a field's value: only what no URI may hold is percent-encoded, nothing is taken away.

    >>> target_uri("http://a/b;jsessionid=1?q=Hà Nội")
    'http://a/b;jsessionid=1?q=H%C3%A0%20N%E1%BB%99i'
    """
    return quote(url, safe="!#$%&'()*+,-./:;=?@[]\\^_`{|}~", errors="surrogatepass")


def _line(value: str) -> str:
    return " ".join(value.split())


def _new_id() -> str:
    return uuid4().urn


def _record(
    record_type: RecordType, date: str, block: Spool, fields: Iterable[tuple[str, str]], record_id: str | None = None
) -> Record:
    record_id = record_id or _new_id()
    head = (("WARC-Type", record_type), ("WARC-Record-ID", f"<{record_id}>"), ("WARC-Date", date))
    return Record(record_type, record_id, (*head, *fields, ("WARC-Block-Digest", digest_of(block.chunks()))), block)


def warc_fields(fields: Iterable[tuple[str, str]]) -> Spool:
    """Write a block of type ``application/warc-fields``."""
    return Spool("".join(f"{name}: {_line(value)}\r\n" for name, value in fields).encode())


def warcinfo(filename: str, date: datetime, fields: Iterable[tuple[str, str]]) -> Record:
    """Describe the file that begins with this record."""
    named = (("WARC-Filename", filename), ("Content-Type", WARC_FIELDS))
    return _record("warcinfo", warc_date(date), warc_fields(fields), named)


def resource(name: str, date: datetime, content_type: str, block: Spool, warcinfo_id: str) -> Record:
    """Keep something that was not fetched (settings, seeds, a log) under a ``urn:``.

    Its payload is its block, so the block's digest says all; FastWARC looks for an HTTP head where both are given.
    """
    return _record("resource", warc_date(date), block, _own_fields(name, content_type, warcinfo_id))


def metadata(name: str, date: datetime, fields: Iterable[tuple[str, str]], warcinfo_id: str) -> Record:
    """Keep facts as named fields under a ``urn:``."""
    return _record("metadata", warc_date(date), warc_fields(fields), _own_fields(name, WARC_FIELDS, warcinfo_id))


def _own_fields(name: str, content_type: str, warcinfo_id: str) -> Fields:
    if not name.startswith("urn:"):
        raise ValueError(
            f"naming a record: {name!r} is not a urn, and a page's URL would list it as a capture of the page"
        )
    return (
        ("WARC-Target-URI", target_uri(name)),
        ("WARC-Warcinfo-ID", f"<{warcinfo_id}>"),
        ("Content-Type", _line(content_type)),
    )


@dataclass(frozen=True, slots=True)
class ExchangeRecords:
    """Hold the records of one exchange in the order in which they are written."""

    date: str
    records: tuple[Record, ...]
    capture: Record | None
    """The one among them that tells what came back: the response or revisit."""
    payload: Payload | None
    refers_to: Capture | None
    """The earlier capture that the revisit stands on."""


def exchange_records(
    exchange: Exchange, warcinfo_id: str, earlier: Callable[[str], Capture | None] = lambda _: None
) -> ExchangeRecords:
    """Make the records of one exchange: request; response or revisit, or else why there is none; interim answers.

    The request comes first, so that a response in a file always has its request before it, and right before it, for
    only so do indexers find the body of a POST. Each record that follows names it in ``WARC-Concurrent-To``.
    ``earlier`` looks up the capture (never a revisit) of an entity by its digest.
    """
    date = warc_date(exchange.started)
    common = _common_fields(exchange, warcinfo_id)
    records: list[Record] = []
    beside: Fields = ()
    if len(exchange.request):
        request = _record("request", date, exchange.request, (*common, ("Content-Type", HTTP_REQUEST)))
        beside = (("WARC-Concurrent-To", f"<{request.id}>"),)
        records.append(request)
    capture, payload, original = None, None, None
    if exchange.response is None or not len(exchange.response):
        records.append(_failure(exchange, date, warcinfo_id, beside))
    else:
        payload = read_payload(exchange.response)
        original = _original(exchange, payload, earlier)
        fields = (*common, *beside)
        if original is None:
            capture = _response(exchange, exchange.response, payload, date, fields)
        else:
            capture = _revisit(exchange.response, payload, original, date, fields)
        records.append(capture)
    records += [_interim(block, date, warcinfo_id, beside) for block in exchange.interim]
    return ExchangeRecords(date, tuple(records), capture, payload, original)


def _common_fields(exchange: Exchange, warcinfo_id: str) -> Fields:
    fields = [("WARC-Target-URI", target_uri(exchange.target_uri)), ("WARC-Warcinfo-ID", f"<{warcinfo_id}>")]
    if exchange.ip:
        fields.append(("WARC-IP-Address", exchange.ip))
    fields += [("WARC-Protocol", protocol) for protocol in exchange.protocols]
    if exchange.cipher:
        fields.append(("WARC-Cipher-Suite", exchange.cipher))
    if exchange.reconstructed:
        fields.append(FIDELITY)
    return tuple(fields)


def _original(exchange: Exchange, payload: Payload, earlier: Callable[[str], Capture | None]) -> Capture | None:
    """Find the capture that an answer merely repeats.

    Only answers to GET are looked up: indexers tie a POST's body to a ``response`` alone, and would list its revisit
    under the bare URL. What is truncated repeats nothing for certain.
    """
    if exchange.truncated or exchange.method != "GET":
        return None
    if payload.status == 304:
        return exchange.validated
    return earlier(payload.digest) if payload.length and payload.head.complete else None


def _response(exchange: Exchange, block: Spool, payload: Payload, date: str, fields: Fields) -> Record:
    extra = list(fields)
    # The payload is the entity without transfer coding, but checkers digest the framed bytes of a chunked answer and
    # reject the right digest; it stands in the index and in the lines instead. Nor do they agree where odd heads end.
    if payload.head.plain and payload.status is not None and not payload.head.chunked:
        extra.append(("WARC-Payload-Digest", payload.digest))
    if exchange.truncated:
        extra.append(("WARC-Truncated", exchange.truncated))
    return _record("response", date, block, (*extra, ("Content-Type", HTTP_RESPONSE)))


def _revisit(block: Spool, payload: Payload, original: Capture, date: str, fields: Fields) -> Record:
    not_modified = payload.status == 304
    extra = [
        *fields,
        ("WARC-Profile", NOT_MODIFIED if not_modified else SAME_PAYLOAD),
        ("WARC-Refers-To", f"<{original.record_id}>"),
        ("WARC-Refers-To-Target-URI", target_uri(original.target_uri)),
        ("WARC-Refers-To-Date", original.date),
        ("WARC-Payload-Digest", original.payload_digest),
    ]
    if not not_modified:
        extra.append(("WARC-Truncated", "length"))
    extra.append(("Content-Type", HTTP_RESPONSE))
    return _record("revisit", date, Spool(block.read(0, payload.head.length)), extra)


def _interim(block: bytes, date: str, warcinfo_id: str, beside: Fields) -> Record:
    """Keep a 1xx answer exactly, but not as a ``response``: indexes would list the page with status 103."""
    record_id = _new_id()
    fields = _own_fields(f"urn:hnp:interim:{record_id.removeprefix('urn:uuid:')}", HTTP_RESPONSE, warcinfo_id)
    return _record("metadata", date, Spool(block), (*fields, *beside), record_id)


def _failure(exchange: Exchange, date: str, warcinfo_id: str, beside: Fields) -> Record:
    """Keep on record that nothing came back, and why."""
    record_id = _new_id()
    fields = _own_fields(f"urn:hnp:failure:{record_id.removeprefix('urn:uuid:')}", WARC_FIELDS, warcinfo_id)
    facts = [
        ("target-uri", target_uri(exchange.target_uri)),
        ("method", exchange.method),
        ("started", date),
        ("error", exchange.error or "no answer"),
    ]
    if exchange.ip:
        facts.append(("ip-address", exchange.ip))
    return _record("metadata", date, warc_fields(facts), (*fields, *beside), record_id)
