"""Read WARC and ARC files by any writer, record by record; what cannot be read is named, never skipped.

WARC 1.0 and 1.1 and ARC, uncompressed, with one gzip member a record, or in one gzip member for all.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from os import SEEK_END
from pathlib import Path
from typing import BinaryIO

from hnp_crawler.archive.warc.gunzip import CHUNK, GZIP_MAGIC, Member, ProblemError, find_member
from hnp_crawler.archive.warc.records import HTTP_RESPONSE, Fields, media_type
from hnp_crawler.archive.warc.writer import RECORD_END
from hnp_crawler.archive.wire.message import parse_head
from hnp_crawler.archive.wire.pieces import PieceReader
from hnp_crawler.archive.wire.spool import Spool

MAX_BLOCK = 1 << 30
"""Bytes of a block over which a record of unknown origin is damage; by default a crawl takes half of it at most."""
MAX_HEADER = 1 << 20
MAX_LINE = 1 << 17
MAX_SEARCHED = 1 << 16
"""Bytes of a block of doubtful length in which the next record is looked for; more would make hostile files slow."""

EXCHANGED = frozenset(("request", "response", "revisit"))
"""The types of record that hold what was exchanged with a server."""
HTTP = frozenset(("application/http", "message/http"))
"""The types of a block that is an HTTP message; the standard's own example of a revisit has the second."""

_VERSION = re.compile(rb"WARC/\d\.\d+\r?\n")
_ARC_LINE = re.compile(rb"(\S.*) (\S+) (\d{14}) (\S+)(?: \S+){0,5} (\d{1,18})\r?\n")
_EITHER = re.compile(b"|".join((_VERSION.pattern, _ARC_LINE.pattern)))
_BEGINNING = re.compile(rb"WARC/|[a-z]{3,8}:")


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """Hold one record as it lies in a file; the block is there until the next record is read."""

    file: str
    offset: int
    """Where the record begins: its gzip member, or in an uncompressed file its first byte."""
    length: int
    """How long that is; 0 for one of several records in a member."""
    version: str
    fields: Fields
    block: Spool
    ending: bytes
    """The line ends behind the block; a WARC record has two."""
    alone: bool
    """Whether a gzip member holds this record and nothing else."""

    def get(self, name: str) -> str | None:
        """Look up the first value of a named field, whatever the case of its name."""
        wanted = name.lower()
        for key, value in self.fields:
            if key.lower() == wanted:
                return value
        return None

    def uri(self, name: str) -> str | None:
        """Look up a field that holds a URI, without the angle brackets that some writers put round it."""
        value = self.get(name)
        return value.removeprefix("<").removesuffix(">") if value else None

    @property
    def type(self) -> str:
        """Name the record's type."""
        return self.get("WARC-Type") or ""

    @property
    def id(self) -> str:
        """Give the record's id without angle brackets; empty where it has none."""
        return self.uri("WARC-Record-ID") or ""

    @property
    def is_http(self) -> bool:
        """Tell whether the block is an HTTP message, which some writers leave unsaid."""
        stated = media_type(self.get("Content-Type"))
        return self.type in EXCHANGED if stated is None else stated.lower() in HTTP

    @property
    def is_answer(self) -> bool:
        """Tell whether the record says what a URL answers: by an exchange, or as a page that was kept without one."""
        url = (self.uri("WARC-Target-URI") or "").lower()
        if self.type == "resource":
            return url.startswith(("http://", "https://"))
        return bool(url) and self.type in ("response", "revisit") and self.is_http

    @property
    def is_partial(self) -> bool:
        """Tell whether the block is a part of what came: cut off, or the first of several segments (WARC 1.1, 7)."""
        return bool(self.get("WARC-Truncated") or self.get("WARC-Segment-Number"))


@dataclass(frozen=True, slots=True)
class Damage:
    """Name a stretch of a file that holds no readable record."""

    file: str
    offset: int
    length: int
    problem: str
    detail: str


class RecordError(ProblemError):
    """Raised for content that is no whole record, or for a record that says what none may say."""


def read_records(
    path: Path, *, start: int = 0, max_block: int | None = None, folder: Path | None = None
) -> Generator[StoredRecord | Damage, None, None]:
    """Read the records of a file in order.

    ``start`` is the offset of the first; ``max_block`` the size over which a block counts as damage; ``folder`` the
    place where blocks over 1 MiB wait.
    """
    with path.open("rb") as file:
        yield from scan(file, path.name, start=start, max_block=max_block, folder=folder)


def scan(
    file: BinaryIO, name: str, *, start: int = 0, max_block: int | None = None, folder: Path | None = None
) -> Generator[StoredRecord | Damage, None, None]:
    """Read the records of an open file in order, as `read_records` does."""
    file.seek(start)
    begun = file.read(CHUNK)
    parser = _Parser(name, max_block, folder)
    if begun.startswith(GZIP_MAGIC[:2]):
        yield from _compressed(file, start, begun, parser)
    else:
        yield from _plain(file, start, begun, parser)


def _compressed(file: BinaryIO, start: int, begun: bytes, parser: _Parser) -> Iterator[StoredRecord | Damage]:
    offset: int | None = start
    while offset is not None and (begun or (begun := file.read(CHUNK))):
        member = Member(file, offset, begun)
        try:
            yield from parser.of_member(member)
            assert member.length is not None
            offset, begun = offset + member.length, member.behind
        except ProblemError as error:
            # A member that is whole as gzip, though not as a record, tells where the next one begins.
            following = offset + member.length if member.length else find_member(file, offset + 1)
            end = file.seek(0, SEEK_END) if following is None else following
            yield Damage(parser.name, offset, end - offset, error.problem, str(error))
            offset, begun = following, b""
            if offset is not None:
                file.seek(offset)


def _plain(file: BinaryIO, start: int, begun: bytes, parser: _Parser) -> Iterator[StoredRecord | Damage]:
    stream = PieceReader(_pieces(begun, file))
    while True:
        skip_line_ends(stream)
        at = stream.position
        if not stream.peek(1):
            return
        try:
            version, fields, block, ending = parser.parse(stream)
            parser.check_end(stream, block, ending)
        except RecordError as error:
            parser.find_next(stream)
            yield Damage(parser.name, start + at, stream.position - at, error.problem, str(error))
        else:
            length = stream.position - len(ending) - at
            with closing(block):
                yield StoredRecord(parser.name, start + at, length, version, fields, block, ending, alone=False)


def _pieces(begun: bytes, file: BinaryIO) -> Iterator[bytes]:
    yield begun
    while piece := file.read(CHUNK):
        yield piece


def skip_line_ends(stream: PieceReader) -> bytes:
    """Take line ends, at most eight bytes at a time."""
    taken = stream.peek(8)
    taken = taken[: len(taken) - len(taken.lstrip(b"\r\n"))]
    return b"".join(stream.exactly(len(taken)))


class _Parser:
    """Parse records of one file."""

    def __init__(self, name: str, max_block: int | None, folder: Path | None) -> None:
        self.name = name
        self._max_block = max_block
        self._folder = folder
        self._beginning = _VERSION

    def of_member(self, member: Member) -> Iterator[StoredRecord]:
        """Read all records of one gzip member."""
        stream = PieceReader(member.pieces())
        first = more = True
        try:
            while more:
                version, fields, block, ending = self.parse(stream)
                with closing(block):
                    more = self._more(stream)
                    alone, first = first and not more, False
                    length = member.length or 0 if alone else 0
                    yield StoredRecord(self.name, member.offset, length, version, fields, block, ending, alone)
        except RecordError as error:
            if error.problem != "block-too-large":
                for _ in stream.rest():
                    pass
            raise

    def _more(self, stream: PieceReader) -> bool:
        """Tell whether another record follows in the member; whatever else follows makes the one before doubtful."""
        while skip_line_ends(stream):
            pass
        following = stream.peek(9)
        if following and not _BEGINNING.match(following):
            raise RecordError("bad-record-end", f"behind the block stands {following!r}")
        return bool(following)

    def check_end(self, stream: PieceReader, block: Spool, ending: bytes) -> None:
        """Doubt a record of an uncompressed file behind whose block neither its line ends nor another record stand.

        Where its length is too great, the next record begins in the block; so that is put back to be looked through.
        """
        following = stream.peek(9)
        if ending == RECORD_END or not following or _BEGINNING.match(following):
            return
        with closing(block):
            if len(block) <= MAX_SEARCHED:
                stream.back(block.read() + ending)
            raise RecordError("bad-record-end", f"behind the block of {len(block)} bytes stands {following!r}")

    def find_next(self, stream: PieceReader) -> None:
        """Go on to what looks like the beginning of a record, in a file whose members do not tell it."""
        while line := stream.line(MAX_LINE):
            if self._beginning.fullmatch(line):
                stream.back(line)
                return

    def parse(self, stream: PieceReader) -> tuple[str, Fields, Spool, bytes]:
        """Read one record: its version, named fields, block and the line ends behind it."""
        line = stream.line(MAX_LINE)
        if _VERSION.fullmatch(line):
            version, fields = line.strip().decode(), _warc_fields(line, stream)
        elif match := _ARC_LINE.fullmatch(line):
            version, fields = "ARC/1.0", _arc_fields(match)
            self._beginning = _EITHER
        else:
            raise RecordError("no-record", f"a record begins with its version, and this begins with {line[:40]!r}")
        length = _length(fields)
        if self._max_block is not None and length > self._max_block:
            raise RecordError("block-too-large", f"a block of {length} bytes is over the limit of {self._max_block}")
        block = Spool.of(stream.exactly(length), folder=self._folder)
        if len(block) < length:
            held = len(block)
            block.close()
            raise RecordError("block-too-short", f"the block has {held} bytes and Content-Length says {length}")
        return version, fields, block, skip_line_ends(stream)


def _warc_fields(line: bytes, stream: PieceReader) -> Fields:
    header = bytearray(line)
    while line.strip(b"\r\n"):
        line = stream.line(MAX_HEADER - len(header))
        header += line
        if not line.endswith(b"\n"):
            raise RecordError("endless-header", f"the header has not ended after {len(header)} bytes")
    fields = parse_head(bytes(header)).fields
    return tuple((name.decode("utf-8", "replace"), value.decode("utf-8", "replace")) for name, value in fields)


def _arc_fields(match: re.Match[bytes]) -> Fields:
    """Name the parts of an ARC header line as a WARC header would."""
    url, ip, date, mime, length = (part.decode("utf-8", "replace") for part in match.groups())
    described = url.startswith("filedesc:")
    stamp = f"{date[:4]}-{date[4:6]}-{date[6:8]}T{date[8:10]}:{date[10:12]}:{date[12:]}Z"
    return (
        ("WARC-Type", "warcinfo" if described else "response"),
        ("WARC-Target-URI", url),
        ("WARC-Date", stamp),
        ("WARC-IP-Address", ip),
        ("Content-Type", mime if described else HTTP_RESPONSE),
        ("Content-Length", length),
    )


def _length(fields: Fields) -> int:
    stated = next((value for name, value in fields if name.lower() == "content-length"), None)
    if stated is None or not (stated.isascii() and stated.isdigit() and len(stated) < 19):
        raise RecordError("bad-length", f"Content-Length is {stated!r}")
    return int(stated)
