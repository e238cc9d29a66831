"""List the answers that an archive contains: a collection by its index, files of other writers by reading them once."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from hnp_crawler.archive.captures.restore import ties
from hnp_crawler.archive.index.cdxj import REVISIT_MIME, Post, parse_line, timestamp
from hnp_crawler.archive.index.post import read_post
from hnp_crawler.archive.names import ARCHIVE, INDEX, INDEXES
from hnp_crawler.archive.sources import MAX_INFLATED, PackageError, Source, files_under, sources_in
from hnp_crawler.archive.warc.gunzip import CHUNK, GZIP_MAGIC, Member, MemberError
from hnp_crawler.archive.warc.read import MAX_BLOCK, Damage, StoredRecord, scan
from hnp_crawler.archive.warc.records import digest_of, read_payload
from hnp_crawler.archive.warc.writer import Place

_STATUS = re.compile(r"[0-9]{3}")

Complain = Callable[[str], None]
"""Takes one sentence about what could not be read."""


@dataclass(slots=True)
class Content:
    """Hold what an archive says of one answer."""

    source: Source
    place: Place
    url: str
    stamp: str
    """When it was given, 14 digits."""
    revisit: bool
    status: int | None
    digest: str | None
    post: Post | None = None


def list_contents(source: Path, scratch: Path, complain: Complain) -> Iterator[Content]:
    """List the answers of a collection, a WARC or ARC file, a WACZ, or a folder of these.

    What has to be unpacked for its records to be found at their offsets is unpacked into ``scratch``. Raises `OSError`
    where the source itself cannot be read.
    """
    index = source / INDEXES / INDEX
    if index.is_file():
        yield from _of_collection(source / ARCHIVE, index, scratch, complain)
    elif source.is_dir():
        for path in files_under(source):
            yield from _of_file(path, scratch, complain)
    else:
        yield from _of_file(source, scratch, complain)


def _of_collection(archive: Path, index: Path, scratch: Path, complain: Complain) -> Iterator[Content]:
    """List what the index names; files that it does not name are read."""
    named: set[str] = set()
    with index.open("rb") as lines:
        for line in lines:
            try:
                entry = parse_line(line.decode())
                place, fields = entry.place, entry.fields
            except ValueError as error:
                complain(str(error))
                continue
            named.add(place.file)
            status = _STATUS.fullmatch(fields.get("status", ""))
            post = Post(fields["method"], fields.get("requestBody", "")) if "method" in fields else None
            yield Content(
                source=Source(str(archive / Path(place.file).name)),
                place=place,
                url=fields.get("url", ""),
                stamp=entry.timestamp,
                revisit=fields.get("mime") == REVISIT_MIME,
                status=int(status[0]) if status else None,
                digest=fields.get("digest"),
                post=post,
            )
    for path in files_under(archive):
        if path.name not in named:
            yield from _of_file(path, scratch, complain)


def _of_file(path: Path, scratch: Path, complain: Complain) -> Iterator[Content]:
    for source in sources_in(path):
        if isinstance(source, Damage):
            complain(f"{path}: {source.detail}")
        else:
            yield from _of_records(_seekable(source, scratch, complain), source.where, complain)


def _of_records(source: Source, where: str, complain: Complain) -> Iterator[Content]:
    """List the answers of a file by reading it; a request may stand before its answer or behind it."""
    request: StoredRecord | None = None
    post: Post | None = None
    waiting: tuple[StoredRecord, Content] | None = None
    for record in _records(source):
        if isinstance(record, Damage):
            complain(f"{where}, at {record.offset}: {record.detail}")
        elif record.type == "request":
            request, post = record, read_post(record.block.chunks())
            if waiting and post and _are_tied(request, waiting[0]):
                waiting[1].post = post
        elif record.is_answer and (content := _content(source, record)):
            if waiting:
                yield waiting[1]
            if request and post and _are_tied(request, record):
                content.post = post
            waiting = record, content
    if waiting:
        yield waiting[1]


def _are_tied(request: StoredRecord, answer: StoredRecord) -> bool:
    return request.id in ties(answer) or answer.id in ties(request)


def _content(source: Source, record: StoredRecord) -> Content | None:
    url, date = record.uri("WARC-Target-URI"), record.get("WARC-Date")
    if not url or not date:
        return None
    status, digest = _status_and_digest(record)
    return Content(
        source=source,
        place=Place(record.file, record.offset, record.length),
        url=url,
        stamp=timestamp(date),
        revisit=record.type == "revisit",
        status=status,
        digest=record.get("WARC-Payload-Digest") or digest,
    )


def _status_and_digest(record: StoredRecord) -> tuple[int | None, str | None]:
    if record.type == "resource":
        return 200, digest_of(record.block.chunks())
    payload = read_payload(record.block)
    if record.type == "response":
        return payload.status, payload.digest
    # Some writers leave the head out of a revisit; it answers as its original did.
    return payload.status if payload.head.start else 200, None


def _records(source: Source) -> Generator[StoredRecord | Damage, None, None]:
    with source.open() as file:
        yield from scan(file, source.name, max_block=MAX_BLOCK)


def _seekable(source: Source, scratch: Path, complain: Complain) -> Source:
    """Give the file, or a copy in which its records are found by their offsets."""
    if not source.stored:
        source = _copied(source, scratch, complain)
    with closing(_records(source)) as records:
        first = next(records, None)
    # Of several records in one gzip member none but the first can be found by its offset.
    if isinstance(first, StoredRecord) and not first.alone and first.length == 0:
        source = _inflated(source, scratch)
    return source


def _copied(source: Source, scratch: Path, complain: Complain) -> Source:
    """Unpack a compressed member of a package, as far as it can be."""
    copy = _new_file(scratch, source.name)
    with copy.open("wb") as out:
        try:
            with source.open() as member:
                shutil.copyfileobj(member, out)
        except PackageError as error:
            complain(str(error))
    return Source(str(copy))


def _inflated(source: Source, scratch: Path) -> Source:
    """Inflate a file whose records share a member, as far as it can be; raises `OSError` for a bomb."""
    inflated = _new_file(scratch, source.name.removesuffix(".gz"))
    with source.open() as file, inflated.open("wb") as out:
        begun = file.read(CHUNK)
        while begun.startswith(GZIP_MAGIC):
            member = Member(file, 0, begun)
            try:
                for piece in member.pieces():
                    if out.tell() > MAX_INFLATED:
                        raise OSError(f"inflating {source.where}: more than {MAX_INFLATED} bytes come out")
                    out.write(piece)
            except MemberError:
                break
            begun = member.behind or file.read(CHUNK)
    return Source(str(inflated))


def _new_file(scratch: Path, name: str) -> Path:
    return scratch / f"{sum(1 for _ in scratch.iterdir()):06}-{name}"
