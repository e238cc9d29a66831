"""Read the answers whose payload lies in an earlier record."""

from __future__ import annotations

from contextlib import closing, suppress
from dataclasses import dataclass, replace

from hnp_crawler.answers import may_be_page
from hnp_crawler.archive.sources import PackageError, Source
from hnp_crawler.archive.warc.read import MAX_BLOCK, StoredRecord, scan
from hnp_crawler.archive.wire.message import Head, entity, parse_head, read_message
from hnp_crawler.rereading.harvest import Answered, Wanted, bounded, with_page
from hnp_crawler.rereading.seeing import holds_memento
from hnp_crawler.rereading.stored import Stored


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
    own = parse_head(revisit.head) if revisit.head and not bare else None
    if not holds_memento(own):
        if not may_be_page(answer.content_type):
            return answer
        if answer.status is None or answer.status >= 400:
            return replace(answer, kind="error")
    with (
        suppress(PackageError),
        pair.source.open() as file,
        closing(scan(file, pair.source.name, start=origin.offset, max_block=MAX_BLOCK)) as records,
    ):
        for record in records:
            if record.offset > origin.offset:
                break
            if isinstance(record, StoredRecord) and _is(record, origin):
                content, coding, head = _payload(record)
                if content is None:
                    return replace(answer, kind="too large")
                return with_page(answer, content, coding, own or head, wanted)
    return None


def _is(record: StoredRecord, origin: Stored) -> bool:
    if origin.record_id:
        return record.id == origin.record_id
    return record.uri("WARC-Target-URI") == origin.target_uri and record.type == "response"


def _payload(record: StoredRecord) -> tuple[bytes | None, str | None, Head | None]:
    """Give a record's payload, its content coding and its HTTP head."""
    if not record.is_http:
        return bounded(record.block.chunks()), None, None
    head, body = read_message(record.block.chunks())
    return bounded(entity(head, body)), head.joined("Content-Encoding"), head
