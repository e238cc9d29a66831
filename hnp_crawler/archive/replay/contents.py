"""List the answers that an archive contains: a collection by its index, files of other writers by reading them once."""

from __future__ import annotations

import re
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from hnp_crawler.archive.index.cdxj import REVISIT_MIME, Post, parse_line, timestamp
from hnp_crawler.archive.index.post import read_post
from hnp_crawler.archive.names import ARCHIVE, INDEX, INDEXES
from hnp_crawler.archive.replay.restore import ties
from hnp_crawler.archive.warc.gunzip import CHUNK, GZIP_MAGIC, Member, MemberError
from hnp_crawler.archive.warc.read import Damage, StoredRecord, read_records
from hnp_crawler.archive.warc.records import read_payload
from hnp_crawler.archive.warc.writer import Place

RECORDS = re.compile(r".+\.w?arc(?:\.gz)?", re.IGNORECASE)
"""What files of records are called."""
NAMES = re.compile(rf"{RECORDS.pattern}|.+\.wacz", re.IGNORECASE)
"""What the files of an archive are called."""
MAX_INFLATED = 1 << 36
"""Bytes to which a file of one gzip member, or a compressed member of a package, is inflated; no archive has more."""

_STATUS = re.compile(r"[0-9]{3}")

Complain = Callable[[str], None]
"""Takes one sentence about what could not be read."""


@dataclass(slots=True)
class Content:
    """Hold what an archive says of one answer."""

    path: Path
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
        for path in sorted(source.rglob("*")):
            if NAMES.fullmatch(path.name) and path.is_file():
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
                path=archive / Path(place.file).name,
                place=place,
                url=fields.get("url", ""),
                stamp=entry.timestamp,
                revisit=fields.get("mime") == REVISIT_MIME,
                status=int(status[0]) if status else None,
                digest=fields.get("digest"),
                post=post,
            )
    for path in sorted(archive.iterdir()):
        if NAMES.fullmatch(path.name) and path.name not in named:
            yield from _of_file(path, scratch, complain)


def _of_file(path: Path, scratch: Path, complain: Complain) -> Iterator[Content]:
    if path.suffix.lower() == ".wacz":
        for member in _unpacked(path, scratch, complain):
            yield from _of_file(member, scratch, complain)
        return
    if _is_one_member(path):
        path = _inflated(path, scratch)
    yield from _of_records(path, complain)


def _of_records(path: Path, complain: Complain) -> Iterator[Content]:
    """List the answers of a file by reading it; a request may stand before its answer or behind it."""
    request: StoredRecord | None = None
    post: Post | None = None
    waiting: tuple[StoredRecord, Content] | None = None
    for record in read_records(path):
        if isinstance(record, Damage):
            complain(f"{path}, at {record.offset}: {record.detail}")
        elif record.type == "request":
            request, post = record, read_post(record.block.chunks())
            if waiting and post and _are_tied(request, waiting[0]):
                waiting[1].post = post
        elif record.type in ("response", "revisit") and (content := _content(path, record)):
            if waiting:
                yield waiting[1]
            if request and post and _are_tied(request, record):
                content.post = post
            waiting = record, content
    if waiting:
        yield waiting[1]


def _are_tied(request: StoredRecord, answer: StoredRecord) -> bool:
    return request.id in ties(answer) or answer.id in ties(request)


def _content(path: Path, record: StoredRecord) -> Content | None:
    url, date = record.uri("WARC-Target-URI"), record.get("WARC-Date")
    if not url or not date or not record.is_http:
        return None
    payload = read_payload(record.block)
    digest = record.get("WARC-Payload-Digest") or (payload.digest if record.type == "response" else None)
    return Content(
        path=path,
        place=Place(record.file, record.offset, record.length),
        url=url,
        stamp=timestamp(date),
        revisit=record.type == "revisit",
        # Some writers leave the head out of a revisit; it answers as its original did.
        status=payload.status if payload.head.start or record.type == "response" else 200,
        digest=digest,
    )


def _is_one_member(path: Path) -> bool:
    """Tell whether one gzip member holds several records, so that none but the first can be found by its offset."""
    with closing(read_records(path)) as records:
        first = next(records, None)
        return isinstance(first, StoredRecord) and not first.alone and first.length == 0


def _inflated(path: Path, scratch: Path) -> Path:
    """Inflate a file whose records share a member, as far as it can be; raises `OSError` for a bomb."""
    inflated = scratch / f"{_serial(scratch)}-{path.name.removesuffix('.gz')}"
    with path.open("rb") as file, inflated.open("wb") as out:
        begun = file.read(CHUNK)
        while begun.startswith(GZIP_MAGIC):
            member = Member(file, 0, begun)
            try:
                for piece in member.pieces():
                    if out.tell() > MAX_INFLATED:
                        raise OSError(f"inflating {path}: more than {MAX_INFLATED} bytes come out")
                    out.write(piece)
            except MemberError:
                break
            begun = member.behind or file.read(CHUNK)
    return inflated


def _unpacked(path: Path, scratch: Path, complain: Complain) -> Iterator[Path]:
    """Copy the archive files of a WACZ, compressed or not; no path of the package is used."""
    with zipfile.ZipFile(path) as package:
        for member in package.infolist():
            name = member.filename.rpartition("/")[2]
            if not member.filename.startswith("archive/") or not RECORDS.fullmatch(name):
                continue
            copy = scratch / f"{_serial(scratch)}-{name}"
            try:
                _copy(package, member, copy)
            except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
                # A member that is damaged, encrypted, or packed in a way that Python does not know.
                complain(f"{path}: {member.filename!r} cannot be unpacked: {error}")
            yield copy


def _copy(package: zipfile.ZipFile, member: zipfile.ZipInfo, copy: Path) -> None:
    """Unpack one member, as far as it can be; raises `OSError` for a bomb."""
    if member.file_size > MAX_INFLATED:
        raise OSError(f"unpacking {package.filename}: {member.filename!r} has {member.file_size} bytes")
    with copy.open("wb") as out, package.open(member) as source:
        shutil.copyfileobj(source, out)


def _serial(scratch: Path) -> str:
    return f"{sum(1 for _ in scratch.iterdir()):06}"
