"""Name the ways in which a crawl is refused or ends, with the exit code that a scheduler sees for each."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """Tell a scheduler how a command ended (docs/operations.md)."""

    FINISHED = 0
    """All that was to be fetched was fetched; for other commands: nothing wrong was found."""
    PROBLEMS = 1
    """Finished, with URLs that failed or were cut short, listings with gaps, unreadable pages, or alarms."""
    USAGE = 2
    """A wrong argument or setting; nothing was begun."""
    BLOCKED = 3
    """The portal answered mostly with block pages, challenges or not at all."""
    ARCHIVE = 4
    """The collection could not be written, such as on a full disk; what was written is whole."""
    LOCKED = 5
    """Another crawl is writing to the collection, or a command that reads the whole of it keeps writers out."""
    INTERRUPTED = 6
    """Stopped by a signal; the next crawl goes on."""
    INCOMPLETE = 7
    """Stopped for another reason before all was fetched, such as CLOSESPIDER_TIMEOUT; the next crawl goes on."""
    ACCOUNTS = 8
    """Finished, and the sums of ledger, archive and lines do not agree."""


class StartError(Exception):
    """Raised when a crawl cannot start: one sentence that names what is wrong, the value and what is allowed."""

    exit_code = ExitCode.USAGE


class OptionError(StartError):
    """Raised for a wrong setting or spider argument, from `hnp_crawler.options` and `hnp_crawler.arguments`."""


class CollectionLocked(StartError):  # noqa: N818
    """Raised when another crawl is writing to the collection."""

    exit_code = ExitCode.LOCKED


class CollectionError(StartError):
    """Raised when the collection's folder cannot be used, from `hnp_crawler.collection.opened`."""

    exit_code = ExitCode.ARCHIVE
