"""Find the newest version of every article in the lines of a collection."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from hnp_crawler.collection.folders import Folders
from hnp_crawler.errors import CollectionError
from hnp_crawler.items import Article
from hnp_crawler.schema import decode_line, decode_removal


class Newest(NamedTuple):
    """Hold one article as it stands now."""

    article: Article
    line: bytes
    removed: str | None
    """When it was noted that the portal has it no more."""


class _Version(msgspec.Struct):
    id: str
    version: int


def newest_versions(folders: Folders, advance: Callable[[int], None] = lambda _: None) -> Iterator[Newest]:
    """Give the newest version of every article, in the order of their lines; memory holds the ids alone.

    ``advance`` is told of bytes as they are read, twice the size of the lines in all. Raises `CollectionError` for a
    line that cannot be read.
    """
    removed = _removed(folders.removals)
    wanted = {offset for _, offset in _newest_offsets(folders.articles, advance).values()}
    for number, offset, line in _lines(folders.articles, advance):
        if offset in wanted:
            try:
                article = decode_line(line)
            except ValueError as error:
                raise _unreadable(folders.articles, number, error) from None
            yield Newest(article, line, removed.get(article.id))


def _newest_offsets(path: Path, advance: Callable[[int], None]) -> dict[str, tuple[int, int]]:
    decode = msgspec.json.Decoder(_Version).decode
    newest: dict[str, tuple[int, int]] = {}
    for number, offset, line in _lines(path, advance):
        try:
            found = decode(line)
        except ValueError as error:
            raise _unreadable(path, number, error) from None
        if found.version >= newest.get(found.id, (0, 0))[0]:
            newest[found.id] = (found.version, offset)
    return newest


def _removed(path: Path) -> dict[str, str]:
    """Give the articles that are gone from the portal now, with the day of that."""
    removed: dict[str, str] = {}
    for number, _, line in _lines(path, lambda _: None):
        try:
            removal = decode_removal(line)
        except ValueError as error:
            raise _unreadable(path, number, error) from None
        if removal.event == "removed":
            removed[removal.id] = removal.date
        else:
            removed.pop(removal.id, None)
    return removed


def _lines(path: Path, advance: Callable[[int], None]) -> Iterator[tuple[int, int, bytes]]:
    """Give each line with its number and where it begins; nothing where there is no file."""
    if not path.exists():
        return
    offset = 0
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            yield number, offset, line
            offset += len(line)
            advance(len(line))


def _unreadable(path: Path, number: int, error: ValueError) -> CollectionError:
    return CollectionError(f"exporting {path}: line {number} cannot be read: {error}")
