"""Read one capture back: the record at its place, and for a revisit the payload of the one that it stands on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from hnp_crawler.archive.index.cdxj import REVISIT_MIME, parse_line, timestamp
from hnp_crawler.archive.index.urlkey import urlkey
from hnp_crawler.archive.warc.gunzip import ProblemError
from hnp_crawler.archive.warc.read import StoredRecord, scan
from hnp_crawler.archive.warc.writer import Place
from hnp_crawler.archive.wire.coding import Decoded, decoded
from hnp_crawler.archive.wire.message import Head, entity, read_message
from hnp_crawler.archive.wire.pieces import join

MAX_ENTITY = 1 << 28

Locate = Callable[[StoredRecord], Place | None]
"""Finds the place of the record that a revisit refers to."""


class FetchError(ProblemError):
    """Raised when a capture cannot be read back."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold what a server answered, as an archive has it."""

    url: str
    date: str
    head: Head
    """Of this answer; the payload of a revisit comes from an earlier one."""
    entity: bytes
    """Without transfer coding, still content-coded."""
    content_encoding: str | None

    def content(self, limit: int = 1 << 28) -> Decoded:
        """Undo the content coding."""
        return decoded((self.entity,), self.content_encoding, limit=limit)


@contextmanager
def record_at(archive: Path, place: Place) -> Iterator[StoredRecord]:
    """Open the record at a place, raising `FetchError` where none begins there or it has another length."""
    path = archive / place.file
    if path.name != place.file or not path.is_file():
        raise FetchError("citation-missing-file", f"there is no file {place.file!r} in {archive.name}")
    with path.open("rb") as file, record_in(file, place) as record:
        yield record


@contextmanager
def record_in(file: BinaryIO, place: Place) -> Iterator[StoredRecord]:
    """Open the record at a place of an open file, as `record_at` does."""
    with closing(scan(file, place.file, start=place.offset)) as records:
        record = next(records, None)
        if not isinstance(record, StoredRecord):
            reason = record.detail if record else "the file ends before it"
            raise FetchError("citation-wrong-offset", f"no record begins at {place.offset} of {place.file}: {reason}")
        if record.length != place.length:
            raise FetchError(
                "citation-wrong-length",
                f"the record at {place.offset} of {place.file} has {record.length} bytes and not {place.length}",
            )
        yield record


def fetch(archive: Path, place: Place, locate: Locate) -> Answer:
    """Read the answer at a place, resolving a revisit through ``locate``; raises `FetchError`."""
    with record_at(archive, place) as record:
        if record.type not in ("response", "revisit"):
            raise FetchError(
                "citation-wrong-record", f"the record at {place.offset} of {place.file} is a {record.type}"
            )
        head, body = read_message(record.block.chunks())
        url, date = record.uri("WARC-Target-URI") or "", record.get("WARC-Date") or ""
        if record.type == "response":
            return Answer(url, date, head, _whole(entity(head, body)), head.joined("Content-Encoding"))
        origin = locate(record)
        if origin is None:
            raise FetchError("unresolved-revisit", f"the record that the revisit {record.id} refers to is not found")
        refers_to = record.uri("WARC-Refers-To")
    with record_at(archive, origin) as original:
        if original.type != "response":
            raise FetchError("revisit-of-revisit", f"the record that a revisit refers to is a {original.type}")
        if refers_to is not None and original.id != refers_to:
            raise FetchError("unresolved-revisit", f"the revisit refers to {refers_to}, and {original.id} was found")
        first, body = read_message(original.block.chunks())
        return Answer(url, date, head, _whole(entity(first, body)), first.joined("Content-Encoding"))


def _whole(pieces: Iterator[bytes]) -> bytes:
    content = join(pieces, MAX_ENTITY)
    if len(content) > MAX_ENTITY:
        raise FetchError("entity-too-large", f"an entity is over the limit of {MAX_ENTITY} bytes")
    return content


def locate_in(index: Path) -> Locate:
    """Find originals of revisits through a sorted index, by URL and date."""

    def locate(revisit: StoredRecord) -> Place | None:
        url, date = revisit.uri("WARC-Refers-To-Target-URI"), revisit.get("WARC-Refers-To-Date")
        key = urlkey(url) if url else None
        if key is None or date is None:
            return None
        for line in lines_with(index, f"{key} {timestamp(date)} "):
            entry = parse_line(line)
            if entry.fields.get("url") == url and entry.fields.get("mime") != REVISIT_MIME:
                return entry.place
        return None

    return locate


def lines_with(index: Path, prefix: str) -> Iterator[str]:
    """Find the lines of a sorted file that begin with a prefix, by bisection."""
    wanted = prefix.encode()
    with index.open("rb") as file:
        low, high = 0, index.stat().st_size
        while low < high:
            middle = (low + high) // 2
            file.seek(middle)
            if middle:
                file.readline()
            line = file.readline()
            if line and line < wanted:
                low = middle + 1
            else:
                high = middle
        file.seek(low)
        if low:
            file.readline()
        for line in file:
            if line.startswith(wanted):
                yield line.decode()
            elif line > wanted:
                return
