"""Verify the WARC files: each record for itself, and all with each other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from hnp_crawler.archive.cdxj import parse_line
from hnp_crawler.archive.checks import faults
from hnp_crawler.archive.read import Damage, StoredRecord, read_records
from hnp_crawler.archive.reindex import Indexer
from hnp_crawler.archive.repair import CUT
from hnp_crawler.archive.store import ARCHIVE
from hnp_crawler.archive.verify.catalogue import Catalogue, Row
from hnp_crawler.archive.verify.findings import Finding, Kind
from hnp_crawler.archive.writer import OPEN

_NAME = re.compile(r"HNP-\d{17}-\d{5,}-[A-Za-z0-9._-]+\.warc\.gz")


def verify_files(collection: Path, catalogue: Catalogue, advance: Callable[[int], None]) -> Iterator[Finding]:
    """Verify every file of the archive and catalogue its records; ``advance`` is told of the bytes that were read."""
    for path in sorted((collection / ARCHIVE).iterdir()):
        if path.name.endswith(".warc.gz"):
            yield from _verify_file(path, catalogue, advance)
            if not _NAME.fullmatch(path.name):
                yield _of_file(path, "fail", "foreign-file", "its name is not one that a crawl gives")
        elif path.name.endswith(OPEN):
            yield _of_file(path, "fail", "unfinished-file", f"{path.stat().st_size} bytes")
        elif CUT in path.name:
            yield _of_file(path, "not-checkable", "cut-bytes", f"{path.stat().st_size} bytes")
        else:
            yield _of_file(path, "fail", "foreign-file", "it is no WARC file")


def _of_file(path: Path, kind: Kind, problem: str, detail: str) -> Finding:
    return Finding(kind=kind, subject="file", problem=problem, file=f"{ARCHIVE}/{path.name}", detail=detail)


def _verify_file(path: Path, catalogue: Catalogue, advance: Callable[[int], None]) -> Iterator[Finding]:
    indexer, warcinfo, first = Indexer(), "", True
    for record in read_records(path):
        if isinstance(record, Damage):
            yield _failing(record, record.problem, record.detail)
        else:
            found = [_failing(record, fault.problem, fault.detail) for fault in faults(record)]
            if first:
                warcinfo = record.id
                found += _verify_first(record)
            elif record.uri("WARC-Warcinfo-ID") != warcinfo:
                named = record.uri("WARC-Warcinfo-ID")
                found.append(
                    _failing(record, "wrong-warcinfo-id", f"it names {named}, the file begins with {warcinfo}")
                )
            yield from found or (_passing(record),)
            line = indexer.line(record)
            digest = parse_line(line).fields.get("digest") if line else record.get("WARC-Payload-Digest")
            catalogue.add_record(record, digest, line)
        first = False
        advance(record.length)
    if first:
        yield _of_file(path, "fail", "empty-file", "0 bytes")


def _verify_first(record: StoredRecord) -> list[Finding]:
    if record.type != "warcinfo":
        return [_failing(record, "no-warcinfo", f"the file begins with a {record.type}")]
    named = record.get("WARC-Filename")
    return [] if named == record.file else [_failing(record, "wrong-filename", f"it names {named}")]


def _passing(record: StoredRecord) -> Finding:
    return Finding(
        kind="pass", subject="record", file=f"{ARCHIVE}/{record.file}", offset=record.offset, record_id=record.id
    )


def _failing(record: StoredRecord | Damage | Row, problem: str, detail: str) -> Finding:
    return Finding(
        kind="fail",
        subject="record",
        problem=problem,
        file=f"{ARCHIVE}/{record.file}",
        offset=record.offset,
        record_id=None if isinstance(record, Damage) else record.id,
        detail=detail,
    )


def verify_ties(catalogue: Catalogue, cut_files: set[str]) -> Iterator[Finding]:
    """Verify what records say of each other; ``cut_files`` are the files that a repair cut the end off."""
    for row in catalogue.records("id IN (SELECT id FROM records GROUP BY id HAVING count(*) > 1)"):
        yield _failing(row, "duplicate-record-id", f"another record has the id {row.id}")
    for row in catalogue.records("concurrent IS NOT NULL"):
        yield from _verify_concurrent(row, catalogue)
    for row in catalogue.records("type = 'revisit'"):
        yield from _verify_revisit(row, catalogue)
    unanswered = "type = 'request' AND id NOT IN (SELECT concurrent FROM records WHERE concurrent IS NOT NULL)"
    for row in catalogue.records(unanswered):
        last = next(catalogue.records("file = ? AND offset > ?", row.file, row.offset), None) is None
        if not (last and row.file in cut_files):
            yield _failing(row, "unanswered-request", "no record of its file is concurrent to it")


def _verify_concurrent(row: Row, catalogue: Catalogue) -> Iterator[Finding]:
    other = catalogue.by_id(row.concurrent or "")
    if other is None or other.file != row.file or other.offset > row.offset:
        yield _failing(row, "dangling-concurrent-to", f"{row.concurrent} does not stand before it in its file")
    elif other.date != row.date:
        yield _failing(row, "dates-differ", f"it is of {row.date}, its request of {other.date}")


def _verify_revisit(row: Row, catalogue: Catalogue) -> Iterator[Finding]:
    original = catalogue.by_id(row.refers or "")
    if original is None:
        yield _failing(row, "unresolved-revisit", f"the collection does not hold {row.refers}")
    elif original.type != "response":
        yield _failing(row, "revisit-of-revisit", f"{row.refers} is a {original.type}")
    else:
        for name, stated, found in (
            ("URL", row.refers_uri, original.uri),
            ("date", row.refers_date, original.date),
            ("digest", row.digest, original.digest),
        ):
            if stated != found:
                yield _failing(row, "revisit-differs", f"it states the {name} {stated}, {row.refers} has {found}")
