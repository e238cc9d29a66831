"""Examine the records of a stretch of a WARC file, each for itself."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field

from hnp_crawler.archive.index.cdxj import parse_line
from hnp_crawler.archive.index.reindex import Indexer
from hnp_crawler.archive.verify.catalogue import Row, row_of
from hnp_crawler.archive.verify.sharing import Stretch
from hnp_crawler.archive.warc.checks import Fault, faults
from hnp_crawler.archive.warc.read import Damage, StoredRecord, read_records


@dataclass(frozen=True, slots=True)
class Examined:
    """Hold what is wrong with one record, and what the catalogue keeps of it; a damage is no record."""

    record: Row | Damage
    faults: tuple[Fault, ...]

    @property
    def offset(self) -> int:
        """Where it begins."""
        return self.record.offset


@dataclass(slots=True)
class Examination:
    """Hold what a stretch gave."""

    ended: int
    """Where the first record begins that was not examined, or the file ends."""
    examined: list[Examined] = field(default_factory=list)


def examine(stretch: Stretch) -> Examination:
    """Examine the records of a stretch; the answer to its last request belongs to it, wherever it lies."""
    examination = Examination(max(stretch.start, stretch.path.stat().st_size))
    indexer, request = Indexer(), ""
    with closing(read_records(stretch.path, start=stretch.start)) as records:
        for record in records:
            if record.offset >= stretch.end and not _answers(record, request):
                examination.ended = record.offset
                break
            if isinstance(record, Damage):
                found, request = Examined(record, (Fault(record.problem, record.detail),)), ""
            else:
                line = indexer.line(record)
                digest = parse_line(line).fields.get("digest") if line else record.get("WARC-Payload-Digest")
                wrong = [
                    *faults(record),
                    *(_first_faults(record) if record.offset == 0 and not examination.examined else ()),
                ]
                found = Examined(row_of(record, digest, line), tuple(wrong))
                request = record.id if record.type == "request" else ""
            examination.examined.append(found)
    return examination


def _answers(record: StoredRecord | Damage, request: str) -> bool:
    return isinstance(record, StoredRecord) and request != "" and record.uri("WARC-Concurrent-To") == request


def _first_faults(record: StoredRecord) -> list[Fault]:
    if record.type != "warcinfo":
        return [Fault("no-warcinfo", f"the file begins with a {record.type}")]
    named = record.get("WARC-Filename")
    return [] if named == record.file else [Fault("wrong-filename", f"it names {named}")]
