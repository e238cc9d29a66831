"""Keep exchanges in a collection: WARC files that rotate, and an index that grows with them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from hnp_crawler.archive.index.cdxj import line_of
from hnp_crawler.archive.index.merging import IndexPart
from hnp_crawler.archive.index.post import read_post
from hnp_crawler.archive.names import ARCHIVE, INDEX, INDEXES, OPEN
from hnp_crawler.archive.warc.about import About
from hnp_crawler.archive.warc.records import (
    ExchangeRecords,
    exchange_records,
    metadata,
    resource,
    warcinfo,
)
from hnp_crawler.archive.warc.writer import ArchiveWriteError, Fsync, Place, WarcWriter
from hnp_crawler.archive.wire.exchange import Exchange
from hnp_crawler.archive.wire.spool import Spool
from hnp_crawler.items import Capture

MAX_SIZE = 1_000_000_000
MAX_AGE = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Say what became of an exchange."""

    capture: Capture | None
    """The response or revisit, under the file's final name; None when nothing came back."""
    status: int | None = None
    mime: str | None = None
    digest: str | None = None
    """Digest of the entity without transfer coding, of this answer; ``capture.payload_digest`` is the same, except
    after a 304, where that is the digest of what the 304 confirms."""
    revisit: bool = False
    """Whether the record only says "as before"."""
    is_original: bool = False
    """Whether a revisit may refer to the record: only such a capture must be given as an earlier one."""
    refers_to: Capture | None = None
    """The capture that a revisit stands on."""


class Archive:
    """Write the exchanges of one crawl into ``folder`` (the collection).

    ``clock`` tells the time, aware. ``earlier`` looks up a capture of a payload by its digest (never a revisit).
    Files are closed when they pass ``max_size`` bytes or ``max_age``. Every method raises `ArchiveWriteError` when the
    disk does not take what it must; the crawl has to stop then, and `close` still leaves whole files.
    """

    def __init__(
        self,
        folder: Path,
        *,
        about: About,
        host: str,
        clock: Callable[[], datetime],
        earlier: Callable[[str], Capture | None] = lambda _: None,
        max_size: int = MAX_SIZE,
        max_age: timedelta = MAX_AGE,
        fsync: Fsync = "close",
    ) -> None:
        self.folder = folder / ARCHIVE
        self.files: list[str] = []
        """Names of the files begun so far, in order."""
        self.captured = 0
        """Responses and revisits written so far."""
        self._about = about
        self._host = re.sub(r"[^A-Za-z0-9.-]", "_", host) or "localhost"
        self._clock = clock
        self._earlier = earlier
        self._max_size, self._max_age, self._fsync = max_size, max_age, fsync
        self._writer: WarcWriter | None = None
        self._warcinfo_id = ""
        self._begun = clock()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            (folder / INDEXES).mkdir(exist_ok=True)
            self._index = IndexPart(folder / INDEXES / INDEX)
        except OSError as error:
            raise ArchiveWriteError(f"opening the archive in {folder}: {error.strerror or error}") from error

    def keep(self, exchange: Exchange) -> Kept:
        """Write the records of one exchange, all or none; what is returned is on the disk."""
        writer = self._writer_for_next()
        made = exchange_records(exchange, self._warcinfo_id, self._earlier)
        places = writer.write(made.records)
        self.captured += made.capture is not None
        self._write_exchange_lines(exchange, made, places)
        return _kept(exchange, made, places)

    def keep_resource(self, name: str, content_type: str, content: Spool) -> Place:
        """Keep something that was not fetched, such as settings, seeds or a log, under a ``urn:``."""
        writer = self._writer_for_next()
        record = resource(name, self._clock(), content_type, content, self._warcinfo_id)
        (place,) = writer.write((record,))
        self._write_line(line_of(record, place))
        return place

    def keep_facts(self, name: str, facts: Iterable[tuple[str, str]]) -> Place:
        """Keep named facts, such as software versions, as a metadata record under a ``urn:``."""
        writer = self._writer_for_next()
        (place,) = writer.write((metadata(name, self._clock(), facts, self._warcinfo_id),))
        return place

    def close(self) -> None:
        """Close the file and bring the index in order; safe to call again."""
        try:
            if self._writer is not None:
                self._writer.close()
        finally:
            self._writer = None
            self._index.close()

    def _writer_for_next(self) -> WarcWriter:
        """Give the open file, or a new one when there is none or it is full or old."""
        self._index.require()
        if self._writer is not None:
            if self._writer.size < self._max_size and self._clock() - self._begun < self._max_age:
                return self._writer
            self._writer.close()
            self._writer = None
        self._begun = self._clock()
        self._writer = self._create()
        record = warcinfo(self._writer.path.name, self._begun, self._about.fields())
        self._writer.write((record,))
        self._warcinfo_id = record.id
        return self._writer

    def _create(self) -> WarcWriter:
        stamp = self._begun.astimezone(UTC).strftime("%Y%m%d%H%M%S") + f"{self._begun.microsecond // 1000:03}"
        for serial in count(len(self.files)):
            name = f"HNP-{stamp}-{serial:05}-{self._host}.warc.gz"
            try:
                writer = WarcWriter(self.folder / name, fsync=self._fsync)
            except FileExistsError:
                continue
            except OSError as error:
                raise ArchiveWriteError(f"creating {name}{OPEN}: {error.strerror or error}") from error
            break
        self.files.append(name)
        return writer

    def _write_exchange_lines(self, exchange: Exchange, made: ExchangeRecords, places: list[Place]) -> None:
        post = read_post(exchange.request.chunks()) if exchange.method in ("POST", "PUT") else None
        for record, place in zip(made.records, places, strict=True):
            is_capture = record is made.capture
            self._write_line(line_of(record, place, made.payload, post) if is_capture else line_of(record, place))

    def _write_line(self, line: str | None) -> None:
        if line is not None:
            self._index.append(line)


def _kept(exchange: Exchange, made: ExchangeRecords, places: list[Place]) -> Kept:
    if made.capture is None or made.payload is None:
        return Kept(capture=None)
    place = places[made.records.index(made.capture)]
    capture = Capture(
        file=place.file,
        offset=place.offset,
        length=place.length,
        record_id=made.capture.id,
        target_uri=exchange.target_uri,
        date=made.date,
        payload_digest=made.capture.get("WARC-Payload-Digest") or made.payload.digest,
    )
    return Kept(
        capture=capture,
        status=made.payload.status,
        mime=made.payload.mime,
        digest=made.payload.digest,
        revisit=made.refers_to is not None,
        is_original=_is_original(exchange, made),
        refers_to=made.refers_to,
    )


def _is_original(exchange: Exchange, made: ExchangeRecords) -> bool:
    """Tell whether an answer has a whole payload of its own, which is found by URL and date; not so that of a POST."""
    whole = exchange.truncated is None and made.payload is not None and made.payload.length > 0
    return whole and made.refers_to is None and exchange.method == "GET"
