"""Read the answers whose payload lies in an earlier record."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace

from hnp_crawler.answers import MAX_PAGE, may_be_page
from hnp_crawler.archive.message import entity, read_message
from hnp_crawler.archive.read import StoredRecord, scan
from hnp_crawler.archive.reindex import is_http
from hnp_crawler.rereading.gathered import Stored
from hnp_crawler.rereading.harvest import MAX_BLOCK, Answered, Wanted, with_page
from hnp_crawler.rereading.sources import Source


@dataclass(frozen=True, slots=True)
class Repeated:
    """Pair a revisit with the answer that it repeats, and the file where that lies."""

    revisit: Stored
    origin: Stored
    source: Source


def read_repeated(pair: Repeated, wanted: Wanted) -> Answered | None:
    """Read a revisit with the payload of its origin; None where that is not found again."""
    revisit, origin = pair.revisit, pair.origin
    # Some writers leave the new head out; then it is as it was.
    bare = not revisit.status
    answer = Answered(
        offset=revisit.offset,
        ordinal=revisit.ordinal,
        capture=revisit.capture,
        kind="file",
        key=revisit.key,
        status=origin.status if bare else revisit.status,
        content_type=origin.content_type if bare else revisit.content_type,
    )
    if not may_be_page(answer.content_type):
        return answer
    if answer.status is None or answer.status >= 400:
        return replace(answer, kind="error")
    with (
        pair.source.open() as file,
        closing(scan(file, pair.source.name, start=origin.offset, max_block=MAX_BLOCK)) as records,
    ):
        for record in records:
            if record.offset > origin.offset:
                break
            if isinstance(record, StoredRecord) and _is(record, origin):
                content, coding = _payload(record)
                return (
                    replace(answer, kind="too large") if content is None else with_page(answer, content, coding, wanted)
                )
    return None


def _is(record: StoredRecord, origin: Stored) -> bool:
    if origin.record_id:
        return record.id == origin.record_id
    return record.uri("WARC-Target-URI") == origin.target_uri and record.type == "response"


def _payload(record: StoredRecord) -> tuple[bytes | None, str | None]:
    if not is_http(record):
        return _joined(record.block.chunks()), None
    head, body = read_message(record.block.chunks())
    return _joined(entity(head, body)), ", ".join(head.all("Content-Encoding"))


def _joined(pieces: Iterator[bytes]) -> bytes | None:
    content = bytearray()
    for piece in pieces:
        content += piece
        if len(content) > MAX_PAGE:
            return None
    return bytes(content)
