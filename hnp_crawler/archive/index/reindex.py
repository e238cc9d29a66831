"""Make index lines from WARC files alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hnp_crawler.archive.index.cdxj import Post, line_of
from hnp_crawler.archive.index.post import read_post
from hnp_crawler.archive.warc.read import StoredRecord, read_records
from hnp_crawler.archive.warc.records import read_payload
from hnp_crawler.archive.warc.writer import Place


def lines_of_file(path: Path) -> Iterator[str]:
    """Make the index lines of a file in the order of its records; damage in it has none."""
    indexer = Indexer()
    for record in read_records(path):
        if isinstance(record, StoredRecord) and (line := indexer.line(record)) is not None:
            yield line


@dataclass(slots=True)
class _Request:
    id: str
    post: Post | None


class Indexer:
    """Make the line of each record of one file, read in order: a request's body goes into its response's line."""

    def __init__(self) -> None:
        self._request: _Request | None = None

    def line(self, record: StoredRecord) -> str | None:
        """Make the line of one record; None where no index lists it."""
        request, self._request = self._request, None
        if record.type == "request":
            self._request = _Request(record.id, read_post(record.block.chunks()))
        place = Place(record.file, record.offset, record.length)
        if record.type not in ("response", "revisit") or not record.is_http:
            return line_of(record, place)
        tied = request is not None and record.uri("WARC-Concurrent-To") == request.id and record.type == "response"
        return line_of(record, place, read_payload(record.block), request.post if tied and request else None)
