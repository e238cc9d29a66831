"""Check one stored record for itself: structure, lengths and digests."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from hnp_crawler.archive.warc.read import StoredRecord
from hnp_crawler.archive.warc.writer import RECORD_END
from hnp_crawler.archive.wire.message import entity, read_message

TYPES = frozenset(("warcinfo", "request", "response", "revisit", "resource", "metadata", "conversion", "continuation"))
_ID = re.compile(r"<[a-z][a-z0-9+.-]*:[^\s<>]+>", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z")
_SIZES = {"sha1": 20, "sha256": 32, "sha512": 64, "md5": 16}


class Fault(NamedTuple):
    """Name what is wrong with a record, and say how."""

    problem: str
    detail: str


def faults(record: StoredRecord) -> Iterator[Fault]:
    """Find everything that is wrong with a record, or nothing."""
    if not record.alone:
        yield Fault("several-records-in-a-member", "a gzip member holds one record and nothing else")
    yield from _header_faults(record)
    if record.ending != RECORD_END:
        yield Fault("bad-record-end", f"behind the block stand {record.ending!r} and not two line ends")
    yield from _digest_faults(record)


def _header_faults(record: StoredRecord) -> Iterator[Fault]:
    for name, form in (("WARC-Record-ID", _ID), ("WARC-Date", _DATE)):
        value = record.get(name)
        if value is None:
            yield Fault("missing-field", f"there is no {name}")
        elif not form.fullmatch(value):
            yield Fault("malformed-field", f"{name} is {value!r}")
    if record.type not in TYPES:
        yield Fault("malformed-field", f"WARC-Type is {record.type!r}")
    elif record.type != "warcinfo" and not record.get("WARC-Target-URI"):
        yield Fault("missing-field", "there is no WARC-Target-URI")


def _digest_faults(record: StoredRecord) -> Iterator[Fault]:
    stated = record.get("WARC-Block-Digest")
    if stated is None:
        yield Fault("missing-field", "there is no WARC-Block-Digest")
    elif not digest_matches(stated, record.block.chunks()):
        yield Fault("block-digest-mismatch", f"the block does not have the digest {stated}")
    stated = record.get("WARC-Payload-Digest")
    if stated is not None and record.type != "revisit" and not digest_matches(stated, payload_of(record)):
        yield Fault("payload-digest-mismatch", f"the payload does not have the digest {stated}")


def payload_of(record: StoredRecord) -> Iterator[bytes]:
    """Give a record's payload: of an HTTP message the entity without transfer coding, else the block."""
    if record.is_http and record.type in ("request", "response"):
        return entity(*read_message(record.block.chunks()))
    return record.block.chunks()


def digest_matches(stated: str, pieces: Iterable[bytes]) -> bool:
    """Compare content with a labelled digest in base 32 or 16; a label that is not known does not match."""
    label, _, value = stated.partition(":")
    label = label.lower().replace("-", "")
    if label not in _SIZES:
        return False
    hashing = hashlib.new(label, usedforsecurity=False)
    for piece in pieces:
        hashing.update(piece)
    return hashing.digest() == _digest_bytes(value, _SIZES[label])


def _digest_bytes(value: str, size: int) -> bytes | None:
    try:
        if len(value) == 2 * size:
            return bytes.fromhex(value)
        return base64.b32decode(value.upper() + "=" * (-len(value) % 8))
    except (ValueError, binascii.Error):
        return None
