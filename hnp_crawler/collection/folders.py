"""Name the places of a collection on disk, and lock it for one crawl at a time."""

from __future__ import annotations

import errno
import fcntl
import os
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from hnp_crawler.errors import CollectionError, CollectionLocked

CRAWL_ID = re.compile(r"\d{8}T\d{6}Z(?:-\d+)?", re.ASCII)
"""How the folder of a crawl is called."""
MOST_AT_ONCE = 10_000
"""How many crawls may be called after one second: the nights that wait until a leap of the clock is caught up."""


@dataclass(frozen=True, slots=True)
class Folders:
    """Name every place of the collection under ``root``."""

    root: Path

    @property
    def archive(self) -> Path:
        """Folder of the WARC files."""
        return self.root / "archive"

    @property
    def index(self) -> Path:
        """The sorted CDXJ index over all WARC files."""
        return self.root / "indexes" / "index.cdxj"

    @property
    def articles(self) -> Path:
        """The lines of all versions of all articles, append-only."""
        return self.root / "articles.jsonl"

    @property
    def removals(self) -> Path:
        """The tombstones of what vanished from the portal, append-only."""
        return self.root / "removals.jsonl"

    @property
    def ledger(self) -> Path:
        """What became of every URL."""
        return self.root / "ledger.sqlite"

    @property
    def crawls(self) -> Path:
        """One folder a crawl: its manifest, log, URLs and report."""
        return self.root / "crawls"

    @property
    def lock(self) -> Path:
        """The file that a running crawl holds locked."""
        return self.root / ".lock"

    def is_locked(self) -> bool:
        """Tell whether a crawl is writing to the collection."""
        try:
            with self.lock.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except BlockingIOError:
            return True
        return False

    def create(self) -> None:
        """Make the folders, raising `CollectionError` where that cannot be."""
        try:
            for folder in (self.archive, self.index.parent, self.crawls):
                folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CollectionError(f"opening the collection {self.root}: {error.strerror}: {error.filename}") from None

    def begin_crawl(self, now: datetime) -> Path:
        """Make the folder of a new crawl, named after the time in UTC, and sorting behind every crawl before it.

        Where the clock says that it is earlier than the last crawl, the name is that crawl's with another number: who
        looks for the newest crawl must not find one that a wrong clock has put into the future.
        """
        last = max((path.name for path in self.crawls.iterdir() if CRAWL_ID.fullmatch(path.name)), default="")
        stamp = max(now.strftime("%Y%m%dT%H%M%SZ"), last.partition("-")[0])
        for name in (stamp, *(f"{stamp}-{serial:04}" for serial in range(1, MOST_AT_ONCE))):
            if name <= last:
                continue
            folder = self.crawls / name
            try:
                folder.mkdir()
            except FileExistsError:
                continue
            except OSError as error:
                raise CollectionError(f"beginning a crawl in {self.crawls}: {error.strerror}") from None
            return folder
        raise CollectionError(f"beginning a crawl in {self.crawls}: {MOST_AT_ONCE} crawls began at {stamp}")


class CollectionLock:
    """Hold the collection for one writer; the operating system lets go of it however the process ends."""

    def __init__(self, folders: Folders) -> None:
        folders.create()
        self._file = _open_lock(folders, os.O_RDWR | os.O_CREAT)
        self._lock(folders, fcntl.LOCK_EX)
        try:
            os.ftruncate(self._file, 0)
            os.pwrite(self._file, f"{os.getpid()}\n".encode(), 0)
        except OSError as error:
            self.release()
            raise CollectionError(f"opening the collection {folders.root}: {error.strerror}: {folders.lock}") from None

    def _lock(self, folders: Folders, kind: int) -> None:
        try:
            fcntl.flock(self._file, kind | fcntl.LOCK_NB)
        except OSError as error:
            holder = _holder(self._file)
            self.release()
            if error.errno not in (errno.EAGAIN, errno.EACCES):
                raise CollectionError(f"locking the collection {folders.root}: {error.strerror}") from None
            raise CollectionLocked(f"opening the collection {folders.root}: {holder}; one crawl at a time") from None

    def release(self) -> None:
        """Let the next writer in."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.release()


class ReadingLock(CollectionLock):
    """Keep writers out while a collection is read, and write nothing: it may lie where nothing can be written.

    Where nobody ever locked the collection there is nothing to lock.
    """

    def __init__(self, folders: Folders) -> None:
        self._file = -1
        if folders.lock.exists():
            self._file = _open_lock(folders, os.O_RDONLY)
            self._lock(folders, fcntl.LOCK_SH)


def _open_lock(folders: Folders, flags: int) -> int:
    try:
        return os.open(folders.lock, flags | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise CollectionError(f"opening the collection {folders.root}: {error.strerror}: {folders.lock}") from None


def _holder(file: int) -> str:
    """Say who holds a lock that was refused; readers leave no number."""
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        number = os.read(file, 40).decode("ascii", "replace").strip() or "unknown"
        return f"the process {number} is writing to it"
    return "it is being verified or packaged"
