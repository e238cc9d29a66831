"""Verify the index against the records, both ways."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hnp_crawler.archive.index.cdxj import parse_line
from hnp_crawler.archive.names import ARCHIVE, INDEX, INDEXES, OPEN
from hnp_crawler.archive.verify.catalogue import Catalogue
from hnp_crawler.archive.verify.findings import Finding

NAME = f"{INDEXES}/{INDEX}"


def verify_index(collection: Path, catalogue: Catalogue) -> Iterator[Finding]:
    """Verify that the index has the line of every record, in order, and no other."""
    index = collection / INDEXES / INDEX
    if index.with_name(INDEX + OPEN).exists():
        yield Finding(kind="fail", subject="file", problem="unfinished-file", file=NAME + OPEN)
    if not index.exists():
        # A crawl that was killed before its first record leaves neither.
        if any((collection / ARCHIVE).glob("*.warc.gz")):
            yield Finding(kind="fail", subject="index", problem="no-index", file=NAME)
        return
    yield from _read_lines(index, catalogue)
    yield from _compare(catalogue)


def _failing(problem: str, number: int | None, detail: str, record_id: str | None = None) -> Finding:
    where = "" if number is None else f"line {number}: "
    return Finding(kind="fail", subject="index", problem=problem, file=NAME, record_id=record_id, detail=where + detail)


def _read_lines(index: Path, catalogue: Catalogue) -> Iterator[Finding]:
    last = b""
    with index.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if line == last:
                yield _failing("repeated-index-line", number, "it is the same as the one before")
                continue
            if line < last:
                yield _failing("unsorted-index", number, "it belongs before the one before")
            last = line
            try:
                text = line.decode()
                place = parse_line(text).place
                catalogue.add_line(place.file, place.offset, text, number)
            except ValueError as error:
                yield _failing("malformed-index-line", number, str(error))


def _compare(catalogue: Catalogue) -> Iterator[Finding]:
    joined = (
        "SELECT lines.number, lines.line, records.line, records.id, lines.file, lines.offset FROM lines"
        " LEFT JOIN records ON records.file = lines.file AND records.offset = lines.offset ORDER BY lines.number"
    )
    for number, line, expected, record_id, file, offset in catalogue.rows(joined):
        if expected is None:
            yield _failing("line-without-record", number, f"no record for an index is at {offset} of {file}")
        elif line != expected:
            yield _failing("wrong-index-line", number, f"the record at {offset} of {file} gives {expected.strip()}")
        else:
            yield Finding(kind="pass", subject="index", file=NAME, record_id=record_id, detail=f"line {number}")
    unlisted = (
        "line IS NOT NULL AND NOT EXISTS (SELECT 1 FROM lines WHERE file = records.file AND offset = records.offset)"
    )
    for row in catalogue.records(unlisted):
        yield _failing("unlisted-record", None, f"no line for the record at {row.offset} of {row.file}", row.id)
