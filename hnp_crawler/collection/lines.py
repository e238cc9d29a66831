"""Append whole lines to a JSON Lines file: each is there entirely or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from hnp_crawler.archive.warc.writer import write_all


class LineWriteError(OSError):
    """Raised when a line cannot be written; the file then ends with the last whole line."""


class LineFile:
    """Append lines with one unbuffered write each.

    A torn last line that a killed process left must be repaired before (`hnp_crawler.archive.repair`).
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        self.end = os.fstat(self._file).st_size
        """How many bytes the whole lines take."""

    def append(self, line: bytes) -> None:
        """Write one line that ends with a line feed, raising `LineWriteError` and taking half a line back."""
        try:
            self.end += write_all(self._file, line)
        except OSError as error:
            os.ftruncate(self._file, self.end)
            raise LineWriteError(f"writing a line to {self.path}: {error.strerror or error}") from error

    def sync(self) -> None:
        """Force the lines onto the disk."""
        os.fsync(self._file)

    def close(self) -> None:
        """Force the lines onto the disk and close the file."""
        if self._file >= 0:
            self.sync()
            os.close(self._file)
            self._file = -1
