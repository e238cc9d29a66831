"""Keep the index of a collection: lines appended while a crawl runs, merged in order when it ends."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from heapq import merge
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from hnp_crawler.archive.names import OPEN
from hnp_crawler.archive.warc.writer import ArchiveWriteError, move_into_place, write_all

RUN_SIZE = 1 << 25
"""Bytes of lines that are sorted in memory at a time."""


class IndexPart:
    """Append index lines to ``NAME.open`` beside the index; a line is there when its record is."""

    def __init__(self, index: Path) -> None:
        self.index = index
        self.path = index.with_name(index.name + OPEN)
        self._file: int | None = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)

    def require(self) -> int:
        """Give the open file, raising `ArchiveWriteError` where a record would be written that nothing can list."""
        if self._file is None:
            raise ArchiveWriteError(f"writing to {self.path.name}: refused, an earlier write failed or it is closed")
        return self._file

    def append(self, line: str) -> None:
        """Write one line, or raise `ArchiveWriteError`: the part is never merged then, for a repair makes it anew."""
        file = self.require()
        try:
            write_all(file, line.encode())
        except OSError as error:
            self._file = None
            os.close(file)
            raise ArchiveWriteError(f"writing to {self.path.name}: {error.strerror or error}") from error

    def close(self) -> None:
        """Merge the lines into the index and remove the part; raises `ArchiveWriteError` and keeps the part."""
        if self._file is None:
            return
        os.close(self._file)
        self._file = None
        with self.path.open("rb") as lines:
            merge_into(self.index, lines)
        self.path.unlink()


def merge_into(index: Path, lines: Iterable[bytes], *, anew: bool = False) -> None:
    """Sort lines into an index, or ``anew`` into an empty one, and replace it at one stroke; memory is flat."""
    new = index.with_name(index.name + ".new")
    try:
        with ExitStack() as files:
            runs: list[Iterable[bytes]] = [files.enter_context(run) for run in _sorted_runs(lines, index.parent)]
            if index.exists() and not anew:
                runs.append(files.enter_context(index.open("rb")))
            with new.open("wb") as out:
                out.writelines(_once(merge(*runs)))
        move_into_place(new, index)
    except OSError as error:
        new.unlink(missing_ok=True)
        raise ArchiveWriteError(f"merging lines into {index.name}: {error.strerror or error}") from error


def _sorted_runs(lines: Iterable[bytes], folder: Path) -> Iterator[IO[bytes]]:
    run: list[bytes] = []
    size = 0
    for line in lines:
        run.append(line)
        size += len(line)
        if size > RUN_SIZE:
            yield _write_run(run, folder)
            run, size = [], 0
    yield _write_run(run, folder)


def _write_run(run: list[bytes], folder: Path) -> IO[bytes]:
    file = TemporaryFile(dir=folder)  # noqa: SIM115 (the caller closes it)
    file.writelines(sorted(run))
    file.seek(0)
    return file


def _once(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Drop lines that repeat the one before."""
    last = None
    for line in lines:
        if line != last:
            yield line
        last = line
