"""Write the same captures as other software would."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from hnp_crawler.archive.warc.read import StoredRecord, read_records
from hnp_crawler.archive.wire.message import entity, read_message


class Captured(NamedTuple):
    """Hold one answer of the crawl as it crossed the wire."""

    url: str
    date: str
    status: str
    headers: list[tuple[str, str]]
    framed: bytes
    entity: bytes

    @property
    def content(self) -> bytes:
        gzipped = ("content-encoding", "gzip") in [(name.lower(), value) for name, value in self.headers]
        return gzip.decompress(self.entity) if gzipped else self.entity

    def without(self, *names: str) -> list[tuple[str, str]]:
        return [(name, value) for name, value in self.headers if name.lower() not in names]


def answers_of(collection: Path) -> Iterator[Captured]:
    for path in sorted((collection / "archive").glob("*.warc.gz")):
        for record in read_records(path):
            assert isinstance(record, StoredRecord)
            if record.type == "response":
                head, body = read_message(record.block.chunks())
                framed = b"".join(body)
                yield Captured(
                    record.uri("WARC-Target-URI") or "",
                    record.get("WARC-Date") or "",
                    head.start.partition(b" ")[2].decode(),
                    [(name.decode(), value.decode()) for name, value in head.fields],
                    framed,
                    b"".join(entity(head, [framed])),
                )


class ByWarcio:
    """Write answers with warcio."""

    def __init__(self, **options: Any) -> None:
        self.file = BytesIO()
        self.writer = WARCWriter(self.file, **options)

    def response(self, url: str, date: str, status: str, headers: list[tuple[str, str]], body: bytes) -> None:
        record = self.writer.create_warc_record(
            url,
            "response",
            payload=BytesIO(body),
            http_headers=StatusAndHeaders(status, headers, protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-Date": date},
        )
        self.writer.write_record(record)
        record.raw_stream.close()

    def save(self, path: Path) -> Path:
        path.write_bytes(self.file.getvalue())
        return path
