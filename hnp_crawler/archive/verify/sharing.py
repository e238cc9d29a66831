"""Cut a verification into tasks that stand alone, so that others may do them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from hnp_crawler.archive.warc.gunzip import find_member

Task = TypeVar("Task")
Outcome = TypeVar("Outcome")

SIZE = 4 << 20
"""Bytes of a file that are one task."""


class Run(Protocol):
    """Do tasks: gives each with its outcome, in order; None for one that kills whatever works on it."""

    def __call__(
        self, function: Callable[[Task], Outcome], tasks: Iterable[Task], /
    ) -> Iterator[tuple[Task, Outcome | None]]:
        """Do them."""
        ...


def one_by_one(function: Callable[[Task], Outcome], tasks: Iterable[Task]) -> Iterator[tuple[Task, Outcome | None]]:
    """Do the tasks here."""
    return ((task, function(task)) for task in tasks)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Name the records of a file that begin from ``start`` on and before ``end``."""

    path: Path
    start: int
    end: int


def stretches(path: Path, size: int) -> Iterator[Stretch]:
    """Cut a compressed WARC file where records seem to begin; an empty one is one stretch."""
    start, length = 0, path.stat().st_size
    with path.open("rb") as file:
        while start + size < length and (found := find_member(file, start + size)) is not None:
            yield Stretch(path, start, found)
            start = found
    yield Stretch(path, start, length)
