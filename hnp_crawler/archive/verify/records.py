"""Verify the WARC files: each record for itself, and all with each other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from hnp_crawler.archive.names import ARCHIVE, CUT, OPEN
from hnp_crawler.archive.verify.catalogue import Catalogue, Row
from hnp_crawler.archive.verify.examining import Examination, Examined, examine
from hnp_crawler.archive.verify.findings import Finding, Kind
from hnp_crawler.archive.verify.sharing import Run, Stretch, stretches
from hnp_crawler.archive.warc.read import Damage

_NAME = re.compile(r"HNP-\d{17}-\d{5,}-[A-Za-z0-9._-]+\.warc\.gz")


def verify_files(
    collection: Path, catalogue: Catalogue, run: Run, size: int, advance: Callable[[int], None]
) -> Iterator[Finding]:
    """Verify every file of the archive and catalogue its records; ``advance`` is told of the bytes that were read."""
    files = []
    for path in sorted((collection / ARCHIVE).iterdir()):
        if path.name.endswith(".warc.gz"):
            files.append(path)
            if not _NAME.fullmatch(path.name):
                yield _of_file(path, "fail", "foreign-file", "its name is not one that a crawl gives")
        elif path.name.endswith(OPEN):
            yield _of_file(path, "fail", "unfinished-file", f"{path.stat().st_size} bytes")
        elif CUT in path.name:
            yield _of_file(path, "not-checkable", "cut-bytes", f"{path.stat().st_size} bytes")
        else:
            yield _of_file(path, "fail", "foreign-file", "it is no WARC file")
    reached = _Reached()
    for stretch, examination in run(examine, (stretch for path in files for stretch in stretches(path, size))):
        if stretch.start == 0:
            reached = _Reached()
        yield from _verify_stretch(stretch, examination, reached, catalogue)
        advance(stretch.end - stretch.start)


def _of_file(path: Path, kind: Kind, problem: str, detail: str) -> Finding:
    return Finding(kind=kind, subject="file", problem=problem, file=f"{ARCHIVE}/{path.name}", detail=detail)


@dataclass(slots=True)
class _Reached:
    """Hold how far the records of a file have been taken."""

    offset: int = 0
    warcinfo: str = ""
    """The id of the file's first record."""


def _verify_stretch(
    stretch: Stretch, examination: Examination | None, reached: _Reached, catalogue: Catalogue
) -> Iterator[Finding]:
    if stretch.end == 0:
        yield _of_file(stretch.path, "fail", "empty-file", "0 bytes")
    if reached.offset not in (stretch.start, *_offsets(examination)):
        # What looked like the beginning of a record was none: the one before reaches over it.
        if reached.offset >= stretch.end:
            return
        examination = examine(replace(stretch, start=reached.offset))
    if examination is None:
        detail = f"every process that read the {stretch.end - stretch.start} bytes at {stretch.start} died"
        yield _of_file(stretch.path, "not-checkable", "unread-part", detail)
        reached.offset = stretch.end
        return
    for one in examination.examined:
        if one.offset >= reached.offset:
            yield from _verify_record(one, reached, catalogue)
    reached.offset = max(reached.offset, examination.ended)


def _offsets(examination: Examination | None) -> tuple[int, ...]:
    """Give where an examination may go on from what is taken already."""
    return (*(one.offset for one in examination.examined), examination.ended) if examination else ()


def _verify_record(one: Examined, reached: _Reached, catalogue: Catalogue) -> Iterator[Finding]:
    record = one.record
    found = [_failing(record, fault.problem, fault.detail) for fault in one.faults]
    if isinstance(record, Row):
        if record.offset == 0 and not reached.warcinfo:
            reached.warcinfo = record.id
        elif record.warcinfo != reached.warcinfo:
            told = f"it names {record.warcinfo}, the file begins with {reached.warcinfo}"
            found.append(_failing(record, "wrong-warcinfo-id", told))
        found = found or [_passing(record)]
        catalogue.add_record(record)
    yield from found


def _passing(record: Row) -> Finding:
    return Finding(
        kind="pass", subject="record", file=f"{ARCHIVE}/{record.file}", offset=record.offset, record_id=record.id
    )


def _failing(record: Damage | Row, problem: str, detail: str) -> Finding:
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
