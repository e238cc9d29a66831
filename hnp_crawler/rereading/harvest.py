"""Read one slice of an archive: what every answer in it is, and the line of every article."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from fnmatch import translate
from itertools import count

import msgspec

from hnp_crawler.answers import MAX_PAGE, REDIRECTS, content_of, may_be_page
from hnp_crawler.archive.sources import PackageError
from hnp_crawler.archive.warc.checks import payload_of
from hnp_crawler.archive.warc.dates import parse_warc_date, warc_date
from hnp_crawler.archive.warc.read import MAX_BLOCK, Damage, RecordError, StoredRecord, scan
from hnp_crawler.archive.warc.records import digest_of
from hnp_crawler.archive.wire.message import Head, entity, read_message
from hnp_crawler.archive.wire.pieces import join
from hnp_crawler.collection.opened import likeness
from hnp_crawler.items import Article, Capture
from hnp_crawler.ledger.articles import COMPARED
from hnp_crawler.portal.page import Page
from hnp_crawler.portal.urls import read_url
from hnp_crawler.rereading.seeing import holds_memento, last_value, see
from hnp_crawler.rereading.slices import Slice
from hnp_crawler.schema import encode_line
from hnp_crawler.scope import outside

MAX_DAMAGES = 1000
"""Damages of one slice that are named; more are counted in the last."""

ARTICLE, REVISIT, UNCHANGED, UNWANTED = "article", "revisit", "unchanged", "unwanted"
NOT_MODIFIED = re.compile(r".*/revisit/server-not-modified/?")


@dataclass(frozen=True, slots=True)
class Wanted:
    """State which articles are wanted."""

    url: str | None = None
    """Pattern of the URL that was requested or of the canonical one, as in a shell."""
    since: date | None = None
    until: date | None = None
    layouts: frozenset[str] = frozenset()
    everything: bool = False
    """Whether every answer gets a line, not only the articles."""

    def admits_url(self, *urls: str) -> bool:
        """Tell by its URLs whether a page is wanted."""
        return self.url is None or any(re.match(translate(self.url), url) for url in urls)

    def admits(self, article: Article) -> bool:
        """Tell by its content whether an article is wanted; one without a date is."""
        if self.layouts and article.layout not in self.layouts:
            return False
        day = datetime.fromisoformat(article.published_at).date() if article.published_at else None
        return day is None or not outside(day, self.since, self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Hold what one record of an archive turned out to be."""

    offset: int
    ordinal: int
    """Number of the record among those of its slice: several may share a gzip member and so an offset."""
    capture: Capture
    kind: str
    """``article``, another kind of page, ``file``, ``redirect``, ``error``, ``truncated``, ``revisit`` …"""
    key: str
    """Identity of the URL."""
    status: int | None
    content_type: str | None = None
    location: str | None = None
    refers: tuple[str | None, str | None, str | None] = (None, None, None)
    """Of a revisit: id, URL and date of the record that it refers to."""
    warcinfo: str | None = None
    head: bytes | None = None
    """Of a revisit: its own HTTP head, for the payload that lies elsewhere."""
    line: bytes | None = None
    """The line of an article, without captures of its files; or what else is said of a page."""
    content: str | None = None
    """A digest of all that makes a version."""
    likeness: str | None = None


@dataclass(slots=True)
class Harvest:
    """Hold what a slice gave."""

    ended: int
    """Where the first record behind the slice begins, or the file ends."""
    answers: list[Answered] = field(default_factory=list)
    crawls: dict[str, str] = field(default_factory=dict)
    """The crawl that each warcinfo record names, by the record's id."""
    damages: list[Damage] = field(default_factory=list)


def read_slice(piece: Slice, wanted: Wanted) -> Harvest:
    """Read the records of a slice; the same slice always gives the same."""
    source = piece.source
    harvest = Harvest(max(source.size, piece.start))
    numbers, reached = count(), piece.start
    try:
        with (
            source.open() as file,
            closing(scan(file, source.name, start=piece.start, max_block=MAX_BLOCK)) as records,
        ):
            for record in records:
                reached = record.offset
                if reached >= piece.end:
                    harvest.ended = reached
                    break
                if isinstance(record, Damage):
                    _note(record, harvest)
                else:
                    _take(record, next(numbers), wanted, harvest)
    except PackageError as error:
        _note(Damage(source.name, reached, max(source.size - reached, 0), "broken-package", str(error)), harvest)
    return harvest


def _take(record: StoredRecord, ordinal: int, wanted: Wanted, harvest: Harvest) -> None:
    if record.type == "warcinfo":
        if crawl := _crawl_of(record):
            harvest.crawls[record.id] = crawl
        return
    try:
        answer = _answered(record, ordinal, wanted)
    except RecordError as error:
        _note(Damage(record.file, record.offset, record.length, error.problem, str(error)), harvest)
    else:
        if answer is not None:
            harvest.answers.append(answer)


def _note(damage: Damage, harvest: Harvest) -> None:
    damages = harvest.damages
    if len(damages) < MAX_DAMAGES:
        damages.append(damage)
    else:
        first = damages[-1]
        damages[-1] = replace(first, length=damage.offset + damage.length - first.offset, detail=f"{first.detail} …")


def _crawl_of(record: StoredRecord) -> str | None:
    """Read the crawl's name from the ``application/warc-fields`` of a warcinfo record."""
    text = record.block.read(0, 1 << 16).decode("utf-8", "replace")
    stated = dict(line.partition(":")[::2] for line in text.splitlines())
    return (stated.get("identifier") or stated.get("isPartOf") or "").strip() or None


def _answered(record: StoredRecord, ordinal: int, wanted: Wanted) -> Answered | None:
    """Say what a record is, None for requests, facts and whatever else is no answer; raises `RecordError`."""
    url = record.uri("WARC-Target-URI")
    if not url or not record.is_answer:
        return None
    if record.type == "resource":
        # A page that was kept without its exchange, as browser-based crawlers do.
        head, body, status = None, record.block.chunks(), 200
        content_type = record.get("Content-Type")
    else:
        head, body = read_message(record.block.chunks())
        status = head.status or 0
        content_type = last_value(head, "Content-Type")
        body = entity(head, body)
    try:
        moment = warc_date(parse_warc_date(record.get("WARC-Date")))
    except ValueError as error:
        raise RecordError("malformed-field", str(error)) from None
    digest = record.get("WARC-Payload-Digest")
    content: bytes | None = None
    kind = _kind(record, head, status, content_type)
    if kind == "page":
        content = bounded(body)
        kind = kind if content is not None else "too large"
    if digest is None:
        digest = digest_of(payload_of(record))
    capture = Capture(
        file=record.file,
        offset=record.offset,
        length=record.length,
        record_id=record.id,
        target_uri=url,
        date=moment,
        payload_digest=digest,
    )
    answer = Answered(
        offset=record.offset,
        ordinal=ordinal,
        capture=capture,
        kind=kind,
        key=read_url(url).identity,
        status=status,
        content_type=content_type,
        location=head.get("Location") if head else None,
        refers=(
            record.uri("WARC-Refers-To"),
            record.uri("WARC-Refers-To-Target-URI"),
            _date_referred_to(record),
        ),
        warcinfo=record.uri("WARC-Warcinfo-ID"),
        head=record.block.read(0, head.length) if head and kind == REVISIT else None,
    )
    if content is None:
        return answer
    return with_page(answer, content, head.joined("Content-Encoding") if head else None, head, wanted)


def _date_referred_to(record: StoredRecord) -> str | None:
    try:
        return warc_date(parse_warc_date(record.get("WARC-Refers-To-Date")))
    except ValueError:
        return None


def _kind(record: StoredRecord, head: Head | None, status: int, content_type: str | None) -> str:
    """Say what an answer is before it is read; ``page`` if it may be one."""
    if record.type == "revisit":
        return UNCHANGED if status == 304 or NOT_MODIFIED.match(record.get("WARC-Profile") or "") else REVISIT
    if record.is_partial:
        return "truncated"
    if status in REDIRECTS and head is not None and head.get("Location") is not None:
        return "redirect"
    if status == 304:
        return UNCHANGED
    if holds_memento(head):
        return "page"
    if status == 0 or status >= 400:
        return "error"
    return "page" if may_be_page(content_type) else "file"


def bounded(pieces: Iterator[bytes]) -> bytes | None:
    """Join the pieces of an entity; None where it is too large for a page."""
    content = join(pieces, MAX_PAGE)
    return content if len(content) <= MAX_PAGE else None


def with_page(
    answer: Answered, content: bytes, content_encoding: str | None, head: Head | None, wanted: Wanted
) -> Answered:
    """Read the page of an answer; ``content`` is still content-coded."""
    capture = answer.capture
    body = content_of(content, content_encoding, limit=MAX_PAGE + 1).content
    seen = see(capture.target_uri, answer.status or 0, answer.content_type, head, body)
    if not wanted.admits_url(capture.target_uri, seen.url, read_url(seen.url).canonical):
        return replace(answer, kind=UNWANTED)
    page = seen.page()
    if page is None:
        return replace(answer, kind="file")
    article = seen.article(page, capture)
    if article is None:
        return replace(answer, kind=page.kind, line=_said_of(page) if wanted.everything else None)
    if not wanted.admits(article):
        return replace(answer, kind=UNWANTED)
    return replace(
        answer,
        kind=ARTICLE,
        line=encode_line(article),
        content=_digest_of_content(article),
        likeness=likeness(article),
    )


def _digest_of_content(article: Article) -> str:
    content = msgspec.json.encode([getattr(article, name) for name in COMPARED])
    return hashlib.sha256(content).hexdigest()


def _said_of(page: Page) -> bytes:
    said = {"listing": asdict(page.listing) if page.listing else None, "links": len(page.links)}
    return json.dumps(said, ensure_ascii=False).encode("utf-8", "surrogatepass")
