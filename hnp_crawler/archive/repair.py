"""Make a collection whole again that a killed crawl left: cut what is torn, keep what was cut, tell what was done.

Nothing is ever deleted that holds a byte, and no file is appended to afterwards: the next crawl begins new ones.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfileobj

from hnp_crawler.archive.index.merging import merge_into
from hnp_crawler.archive.index.reindex import lines_of_file
from hnp_crawler.archive.names import ARCHIVE, CRAWLS, CUT, INDEX, INDEXES, LINE_FILES, MANIFEST, OPEN
from hnp_crawler.archive.warc.checks import faults
from hnp_crawler.archive.warc.read import Damage, read_records
from hnp_crawler.archive.warc.writer import move_into_place


@dataclass(frozen=True, slots=True)
class Cut:
    """Say what was made of one file."""

    file: str
    """Its final name."""
    records: int
    """Whole records, or lines, that it holds now."""
    offset: int
    """Bytes that it holds now; what lay behind was cut off."""
    cut_bytes: int
    cut_file: str | None
    """Where the cut bytes are kept; None when nothing was cut."""
    reason: str
    """Why they were cut."""


@dataclass(frozen=True, slots=True)
class Repair:
    """Tell what a repair did; all is empty after a crawl that ended well."""

    cuts: tuple[Cut, ...]
    """The files that were closed, with or without something to cut off."""
    indexed: tuple[str, ...]
    """The files whose index lines were made anew."""

    def sentences(self) -> list[str]:
        """Say it for people."""
        said = []
        for cut in self.cuts:
            whole = "records" if cut.file.endswith(".gz") else "lines"
            kept = f"{cut.file} ends after {cut.records} whole {whole}, at byte {cut.offset}"
            torn = f"; {cut.cut_bytes} bytes were moved to {cut.cut_file} ({cut.reason})" if cut.cut_file else ""
            said.append(kept + torn)
        if self.indexed:
            said.append(f"index lines made anew for {', '.join(self.indexed)}")
        return said


def repair(collection: Path) -> Repair:
    """Repair a collection that no crawl is writing to; does nothing, quickly, where nothing is unfinished."""
    archive, index = collection / ARCHIVE, collection / INDEXES / INDEX
    cuts = [_repair_warc(path) for path in sorted(archive.glob("*.warc.gz" + OPEN))]
    cuts += [cut for name in LINE_FILES if (cut := repair_lines(collection / name)) is not None]
    cuts += [_repair_account(path) for path in sorted((collection / CRAWLS).glob(f"*/*{OPEN}"))]
    unfinished = [path for ending in (OPEN, ".new") if (path := index.with_name(index.name + ending)).exists()]
    indexed: tuple[str, ...] = ()
    if unfinished or any(cut.file.endswith(".gz") for cut in cuts) or not index.exists():
        indexed = _index_the_rest(archive, index)
        for path in unfinished:
            path.unlink(missing_ok=True)  # the merge has put one of them in the place of the index
    return Repair(tuple(cuts), indexed)


def rebuild_index(collection: Path) -> None:
    """Make the index from the WARC files alone and put it in the place of the one that is there."""
    merge_into(collection / INDEXES / INDEX, _lines(sorted((collection / ARCHIVE).glob("*.warc.gz"))), anew=True)


def _index_the_rest(archive: Path, index: Path) -> tuple[str, ...]:
    """Index every file that the index does not name."""
    named = _files_in(index) if index.exists() else set()
    missing = [path for path in sorted(archive.glob("*.warc.gz")) if path.name not in named]
    if missing:
        index.parent.mkdir(exist_ok=True)
        merge_into(index, _lines(missing))
    return tuple(path.name for path in missing)


def _lines(paths: list[Path]) -> Iterator[bytes]:
    for path in paths:
        for line in lines_of_file(path):
            yield line.encode()


def _files_in(index: Path) -> set[str]:
    marker, names = b'"filename": "', set()
    with index.open("rb") as lines:
        for line in lines:
            names.add(line.rpartition(marker)[2].partition(b'"')[0].decode())
    return names


def _repair_warc(unfinished: Path) -> Cut:
    """Close one ``.open`` file after its last whole record."""
    path = unfinished.with_name(unfinished.name.removesuffix(OPEN))
    if path.exists():
        raise FileExistsError(errno.EEXIST, f"closing {unfinished.name}: {path.name} is there already", str(path))
    records, end, reason = _whole_records(unfinished)
    cut = _cut(unfinished, path.name, records, end, reason)
    if end:
        move_into_place(unfinished, path)
    else:
        unfinished.unlink()
    return cut


def _whole_records(path: Path) -> tuple[int, int, str]:
    """Count the whole records from the beginning; give where they end, and why the next is none."""
    records = end = 0
    for record in read_records(path):
        if isinstance(record, Damage):
            return records, end, f"{record.problem}: {record.detail}"
        fault = next(faults(record), None)
        if fault is not None:
            return records, end, f"{fault.problem}: {fault.detail}"
        records += 1
        end = record.offset + record.length
    return records, end, ""


def _repair_account(unfinished: Path) -> Cut:
    """Give a whole manifest its name, for its crawl had ended; put anything else aside that was half written."""
    path, size = unfinished.with_name(unfinished.name.removesuffix(OPEN)), unfinished.stat().st_size
    name = f"{CRAWLS}/{path.parent.name}/{path.name}"
    if path.name == MANIFEST and _is_json(unfinished):
        move_into_place(unfinished, path)
        return Cut(name, 1, size, 0, None, "")
    kept = _free_name(path.with_name(f"{path.name}{CUT}0"))
    move_into_place(unfinished, kept)
    return Cut(name, 0, 0, size, kept.name, "its crawl was cut off while it was written")


def _is_json(path: Path) -> bool:
    try:
        json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return False
    return True


def repair_lines(path: Path) -> Cut | None:
    """Cut a torn last line off a JSON Lines file; None where it is whole or absent."""
    if not path.exists():
        return None
    end = _end_of_lines(path)
    if end == path.stat().st_size:
        return None
    with path.open("rb") as file:
        lines = sum(1 for _ in file) - 1
    return _cut(path, path.name, lines, end, "the last line does not end")


def _end_of_lines(path: Path) -> int:
    """Find the end of the last whole line, reading from the end."""
    size = position = path.stat().st_size
    with path.open("rb") as file:
        while position:
            start = max(0, position - (1 << 16))
            file.seek(start)
            at = file.read(position - start).rfind(b"\n")
            if at >= 0:
                return start + at + 1
            position = start
    return 0 if size else size


def _cut(path: Path, name: str, records: int, end: int, reason: str) -> Cut:
    """Move the bytes from ``end`` on into a file beside it; they are safe there before they go here."""
    size = path.stat().st_size
    if size == end:
        return Cut(name, records, end, 0, None, "")
    kept = _free_name(path.with_name(f"{name}{CUT}{end}"))
    copying = kept.with_name(kept.name + OPEN)
    with path.open("rb") as source, copying.open("wb") as target:
        source.seek(end)
        copyfileobj(source, target)
    move_into_place(copying, kept)
    with path.open("rb+") as file:
        file.truncate(end)
        os.fsync(file.fileno())
    return Cut(name, records, end, size - end, kept.name, reason)


def _free_name(path: Path) -> Path:
    taken, number = path, 0
    while taken.exists():
        number += 1
        taken = path.with_name(f"{path.name}.{number}")
    return taken
