"""Make exchanges again out of the records that hold them, to be kept in another collection or answered with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from itertools import chain
from typing import BinaryIO

from hnp_crawler.archive.warc.dates import parse_warc_date
from hnp_crawler.archive.warc.read import StoredRecord, scan
from hnp_crawler.archive.wire.exchange import Exchange
from hnp_crawler.archive.wire.message import dechunk, read_message
from hnp_crawler.archive.wire.spool import Spool


def restore(answer: StoredRecord, method: str, request: Spool, original: StoredRecord | None = None) -> Exchange:
    """Make the exchange of an answer and its request (empty where the archive has none).

    Of a revisit ``original`` is the record that it refers to: the exchange is then put together of two, and says so, as
    that of a page does that was kept without its exchange. Raises `ValueError` where the answer has no date.
    """
    if original is not None:
        response = _joined(answer, original)
    elif answer.is_http:
        response = Spool.of(answer.block.chunks())
    else:
        response = _answered_with(answer)
    return Exchange(
        target_uri=answer.uri("WARC-Target-URI") or "",
        method=method,
        started=parse_warc_date(answer.get("WARC-Date")),
        request=request,
        response=response,
        ip=answer.get("WARC-IP-Address"),
        protocols=tuple(value for name, value in answer.fields if name.lower() == "warc-protocol"),
        cipher=answer.get("WARC-Cipher-Suite"),
        reconstructed=original is not None or not answer.is_http,
    )


def _answered_with(page: StoredRecord) -> Spool:
    content_type = page.get("Content-Type")
    stated = f"Content-Type: {content_type}\r\n" if content_type else ""
    head = f"HTTP/1.1 200 OK\r\n{stated}Content-Length: {len(page.block)}\r\n\r\n"
    return Spool.of(chain((head.encode(),), page.block.chunks()))


def _joined(revisit: StoredRecord, original: StoredRecord) -> Spool:
    """Put the head of a revisit before the payload of its original, framed as that head says."""
    own, _ = read_message(revisit.block.chunks())
    first, body = read_message(original.block.chunks())
    if own.status is None or not own.complete:
        return Spool.of(original.block.chunks())
    joined = Spool(revisit.block.read(0, own.length))
    pieces = dechunk(body) if first.chunked and not own.chunked else body
    for piece in _framed(pieces) if own.chunked and not first.chunked else pieces:
        joined.append(piece)
    return joined


def _framed(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Frame pieces by the chunked coding (RFC 9112, 7.1)."""
    for piece in pieces:
        if piece:
            yield b"%x\r\n%s\r\n" % (len(piece), piece)
    yield b"0\r\n\r\n"


def request_of(file: BinaryIO, answer: StoredRecord, start: int) -> Spool:
    """Find the request of an answer among the records from ``start`` on to just behind it; empty where there is none.

    Writers tie the two by ``WARC-Concurrent-To`` on either; where neither has it, the request before the answer counts
    if it asks for the same URL.
    """
    behind = 0
    untied = Spool()
    with closing(scan(file, answer.file, start=start)) as records:
        for record in records:
            behind += record.offset >= answer.offset
            if behind > 2:
                break
            if not isinstance(record, StoredRecord) or record.type != "request":
                continue
            if record.id and _tied(record, answer):
                return Spool.of(record.block.chunks())
            if not behind and not ties(record) and not ties(answer) and _same_target(record, answer):
                untied = Spool.of(record.block.chunks())
    return untied


def ties(record: StoredRecord) -> list[str]:
    """List the ids of the records that a record says it belongs together with."""
    return [
        value.removeprefix("<").removesuffix(">")
        for name, value in record.fields
        if name.lower() == "warc-concurrent-to"
    ]


def _tied(request: StoredRecord, answer: StoredRecord) -> bool:
    return request.id in ties(answer) or (bool(answer.id) and answer.id in ties(request))


def _same_target(request: StoredRecord, answer: StoredRecord) -> bool:
    return request.uri("WARC-Target-URI") == answer.uri("WARC-Target-URI")
