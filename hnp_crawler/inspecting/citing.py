"""Find what an article's id, a record's id or a URL stands for in a collection: the line, the record, the exchange."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from hnp_crawler.archive.captures.fetch import lines_with
from hnp_crawler.archive.index.cdxj import parse_line
from hnp_crawler.archive.index.urlkey import urlkey
from hnp_crawler.archive.names import OPEN
from hnp_crawler.archive.warc.read import StoredRecord, read_records
from hnp_crawler.archive.warc.writer import Place
from hnp_crawler.collection.folders import Folders
from hnp_crawler.errors import CollectionError, OptionError
from hnp_crawler.items import Article
from hnp_crawler.portal.urls import read_url
from hnp_crawler.schema import decode_line

DOING = "looking up a citation"


class Line(NamedTuple):
    """Hold one line of ``articles.jsonl`` and where it begins."""

    offset: int
    text: bytes


class StoredMessage(NamedTuple):
    """Hold one record with its block, and where it lies."""

    place: Place
    header: str
    """The record's own header as it stands."""
    type: str
    block: bytes


@dataclass(frozen=True, slots=True)
class Citation:
    """Hold all that was found."""

    line: Line | None
    """None where no article was read from the record."""
    record: StoredMessage
    request: StoredMessage | None
    others: tuple[Place, ...] = ()
    """Earlier captures of the same URL."""


def cite(folders: Folders, wanted: str, version: int | None = None) -> Citation:
    """Find what ``wanted`` names, the newest where there are several; raises `OptionError` where there is nothing."""
    line = _find_line(folders, wanted, version)
    if line is not None:
        capture = _article_in(folders, line).capture
        return _with_record(folders, Place(capture.file, capture.offset, capture.length), line)
    places = list(_places_of(folders, wanted)) if version is None else []
    if not places:
        named = f"version {version} of {wanted!r}" if version else repr(wanted)
        raise OptionError(f"{DOING}: {folders.root} holds no article, record or URL {named}")
    *others, newest = places
    return _with_record(folders, newest, _line_citing(folders, newest), tuple(reversed(others)))


def _find_line(folders: Folders, wanted: str, version: int | None) -> Line | None:
    """Find the newest line of an article, by its id, its record, its canonical URL or the URL that was requested."""
    page = read_url(wanted)
    names = {wanted, page.canonical, *([page.article_id] if page.article_id else [])}
    found, newest = None, 0
    for line in _lines_with(folders, {json.dumps(name, ensure_ascii=False).encode() for name in names}):
        article = _article_in(folders, line)
        named = {article.id, article.url, article.capture.record_id, article.capture.target_uri}
        if names & named and article.version >= newest and version in (None, article.version):
            found, newest = line, article.version
    return found


def _line_citing(folders: Folders, place: Place) -> Line | None:
    mark = f'"file":{json.dumps(place.file)},"offset":{place.offset},'.encode()
    for line in _lines_with(folders, {mark}):
        capture = _article_in(folders, line).capture
        if (capture.file, capture.offset) == (place.file, place.offset):
            return line
    return None


def _article_in(folders: Folders, line: Line) -> Article:
    try:
        return decode_line(line.text)
    except ValueError as error:
        where = f"the line at byte {line.offset} of {folders.articles}"
        raise CollectionError(f"{DOING}: {where} cannot be read: {error}; run scrapy verify") from None


def _lines_with(folders: Folders, marks: set[bytes]) -> Iterator[Line]:
    if not folders.articles.exists():
        return
    offset = 0
    with folders.articles.open("rb") as lines:
        for text in lines:
            if any(mark in text for mark in marks):
                yield Line(offset, text)
            offset += len(text)


def _places_of(folders: Folders, wanted: str) -> Iterator[Place]:
    """Find captures of a URL in the index, the oldest first, or a record by its id in the files."""
    key = urlkey(wanted)
    if wanted.startswith("urn:uuid:"):
        yield from _place_of_record(folders.archive, wanted)
    elif key is not None and folders.index.exists():
        for text in lines_with(folders.index, f"{key} "):
            if (place := _place_in(folders.index, text, wanted.partition("#")[0])) is not None:
                yield place


def _place_in(index: Path, line: str, url: str | None = None) -> Place | None:
    """Read where a line of the index says that a record lies; None where it is of another URL than the one wanted."""
    try:
        entry = parse_line(line)
        return entry.place if url in (None, entry.fields.get("url")) else None
    except ValueError as error:
        raise CollectionError(f"{DOING}: {index}: {error}; run scrapy verify") from None


def _place_of_record(archive: Path, record_id: str) -> Iterator[Place]:
    for path in sorted(archive.glob("*.warc.gz")):
        for record in read_records(path):
            if isinstance(record, StoredRecord) and record.id == record_id:
                yield Place(record.file, record.offset, record.length)
                return


def _with_record(folders: Folders, place: Place, line: Line | None, others: tuple[Place, ...] = ()) -> Citation:
    path = _file_named(folders.archive, place.file)
    request: tuple[str, StoredMessage] | None = None
    with closing(read_records(path, start=_before(folders.index, place))) as records:
        for record in records:
            if not isinstance(record, StoredRecord):
                continue
            if record.offset == place.offset:
                tied = request is not None and request[0] == record.uri("WARC-Concurrent-To")
                return Citation(line, _message(record), request[1] if request and tied else None, others)
            if record.offset > place.offset:
                break
            if record.type == "request":
                request = record.id, _message(record)
    raise OptionError(f"{DOING}: no record begins at {place.offset} of {place.file}")


def _file_named(archive: Path, name: str) -> Path:
    """Find a WARC file, closed or not: a running crawl still writes to it, or a killed one left it so."""
    for path in (archive / name, archive / (name + OPEN)):
        if path.parent == archive and path.is_file():
            return path
    raise OptionError(f"{DOING}: {name!r} is cited and is not in {archive}")


def _message(record: StoredRecord) -> StoredMessage:
    header = "\n".join([record.version, *(f"{name}: {value}" for name, value in record.fields)])
    return StoredMessage(Place(record.file, record.offset, record.length), header, record.type, record.block.read())


def _before(index: Path, place: Place) -> int:
    """Find where the last record before ``place`` begins that the index lists; the request lies behind that."""
    before, named = 0, f'"filename": {json.dumps(place.file)}'
    if index.exists():
        with index.open(encoding="utf-8") as lines:
            for line in lines:
                if named in line and (listed := _place_in(index, line)) and before < listed.offset < place.offset:
                    before = listed.offset
    return before
