"""Define the contract of the JSON lines: frozen classes, raw beside normalized, keys in the order of the class.

Whatever the page did not say is ``None`` or empty; nothing is filled in.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Language = Literal["vi", "en"]
BlockKind = Literal["paragraph", "caption", "heading", "list", "table"]
Precision = Literal["second", "minute", "day"]
Role = Literal["interviewer", "interviewee"]
Evidence = Literal["labels", "marks", "alternation"]
Event = Literal["new", "changed"]
RemovalEvent = Literal["removed", "returned"]
RemovalReason = Literal["http 404", "http 410", "soft 404", "redirect", "unlisted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """Cite the WARC record that something was read from."""

    file: str
    """Name of the WARC file under the collection's ``archive/``."""
    offset: int
    """Where the record's gzip member begins, in bytes."""
    length: int
    """Length of the gzip member, in bytes."""
    record_id: str
    """The record's ``WARC-Record-ID``, ``urn:uuid:…`` without angle brackets."""
    target_uri: str
    """The URL as it was requested."""
    date: str
    """The record's ``WARC-Date``, UTC, microseconds."""
    payload_digest: str
    """Digest of the entity body without transfer coding, ``sha256:`` and base 32."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Name the archive that captured a page before this crawl took it from there."""

    archive: str
    """The archive's host, e.g. ``web.archive.org``."""
    uri: str
    """Where the archive gives the capture out: the memento, or a part of a WARC file."""
    date: str
    """When the archive captured the page, RFC 3339 in UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block of the body: a paragraph, caption, heading, list or table."""

    kind: BlockKind
    """What the block is."""
    text: str
    """The whole text; of a list or a table its items or rows, one a line."""
    items: tuple[str, ...] = ()
    """The entries of a list, else empty."""
    rows: tuple[tuple[str, ...], ...] = ()
    """The cells of a table row by row, else empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One uninterrupted contribution by one speaker."""

    role: Role
    """Who speaks: the side that asks or the side that answers."""
    speaker: str | None
    """Full name; null when the article gives it nowhere."""
    label: str | None
    """The label as printed, e.g. ``PV:``; null when the turn has none."""
    text: str
    """What is said, without the label; paragraphs parted by a line feed."""
    doubtful: bool = False
    """Whether the evidence for this turn's beginning or role is weak."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interviewee:
    """One person who answers."""

    name: str | None
    """Full name, without honorific and office; null when the article names none."""
    honorific: str | None = None
    """Form of address or comradeship, ``Ông``, ``Bà``, ``Đồng chí`` …; null when the article gives none."""
    rank: str | None = None
    """Academic degree or military rank, ``PGS.TS``, ``Thượng tướng`` …; null when the article gives none."""
    office: str | None = None
    """Office held, e.g. ``Bí thư Đảng ủy``; null when the article gives none."""
    organization: str | None = None
    """Where the office is held; null when the article does not say, or it cannot be told apart from the office."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interview:
    """An interview as turns with speakers, or the reason why there is none."""

    is_interview: bool
    """Whether the article is an interview; in a line always true."""
    evidence: Evidence | None
    """What the turns were found by: labels, marks, or questions and answers in turn; null when there are none."""
    reason: str
    """One sentence that says why this is an interview, or why not."""
    interviewees: tuple[Interviewee, ...] = ()
    """Those who answer, in order of appearance."""
    turns: tuple[Turn, ...] = ()
    """The turns in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture of the article."""

    url: str
    """Absolute URL as the page names it."""
    caption: str | None
    """Caption; null when the page ties none to the picture."""
    alt: str | None
    """Alternative text; null when there is none."""
    capture: Capture | None = None
    """Where the picture's own bytes lie; null when it could not be fetched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that the article offers."""

    url: str
    """Absolute URL as the page names it."""
    title: str | None
    """Text of the link; null when it has none."""
    capture: Capture | None = None
    """Where the file's own bytes lie; null when it could not be fetched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedLink:
    """A link to another article of the portal."""

    url: str
    """Canonical URL."""
    title: str
    """Text of the link."""
    date_raw: str | None = None
    """Date printed beside the link; null when there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """The article's neighbours as the page lists them."""

    newer: tuple[RelatedLink, ...] = ()
    """Articles published later."""
    older: tuple[RelatedLink, ...] = ()
    """Articles published before, or in no stated order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """One reader's comment that the page shows."""

    author: str | None
    """Name as printed; null when there is none."""
    text: str
    """The comment."""
    date_raw: str | None = None
    """Date as printed; null when there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DateConflict:
    """Two sources of one page that name different times of publication."""

    source: str
    """Where the other value stood."""
    raw: str
    """The other value as printed."""
    at: str
    """The other value, RFC 3339."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One version of one article: a line of ``articles.jsonl``."""

    schema: Literal["article/1"] = "article/1"
    """Name and version of this contract."""
    id: str
    """Identity across hosts, aliases and generations of the portal, e.g. ``hnp:vi:2851753``."""
    url: str
    """Canonical URL; the URL that was requested stands in ``capture.target_uri``."""
    language: Language | None
    """Language of the article; null when neither its address, its text nor the page tells."""
    title: str | None
    """Title without stamp; null when the page prints none."""
    published_raw: str | None
    """The stamp as printed; null when the page prints none."""
    published_at: str | None
    """Time of publication, RFC 3339 with ``+07:00``; null when absent, impossible or ambiguous."""
    published_precision: Precision | None
    """What the stamp tells: to the second, the minute or the day; null when ``published_at`` is."""
    published_source: str | None
    """Where the stamp stood; null when there is none."""
    published_conflict: DateConflict | None = None
    """Another source on the page that disagrees with ``published_at``; null when all that there are agree."""
    section: str | None
    """Section as printed (breadcrumb, section box); null when the page prints none."""
    agency: str | None
    """Agency tag before the lead, e.g. ``HNP``; null when the page prints none."""
    lead: str | None
    """Lead (sapo) without the agency tag; null when the page prints none."""
    body: tuple[Block, ...]
    """The blocks of the body in reading order, without title, stamp, lead, byline and page furniture."""
    byline: str | None
    """The author's line as printed; null when the page prints none."""
    authors: tuple[str, ...]
    """The names in the byline."""
    interview: Interview | None
    """The interview; null when the article is none."""
    images: tuple[Picture, ...]
    """Pictures in reading order."""
    attachments: tuple[Attachment, ...]
    """Files in reading order."""
    related: Related
    """Newer and older articles as the page lists them."""
    tags: tuple[str, ...] = ()
    """Keywords as printed."""
    comments: tuple[Comment, ...] = ()
    """Readers' comments as printed."""
    views: int | None = None
    """View count as printed, which makes no version; null when the page prints none."""
    layout: str
    """Generation of the templates that the page was read by."""
    found: dict[str, str] = field(default_factory=dict)
    """For each field that was found: how."""
    problems: tuple[str, ...] = ()
    """What could not be read or made sense of, one sentence each."""
    version: int = 1
    """Number of this version of the article in the collection, from 1."""
    event: Event = "new"
    """``new`` for the first version, ``changed`` for each later one."""
    changed: tuple[str, ...] = ()
    """The fields that differ from the former version."""
    former: Capture | None = None
    """The capture that the former version was read from; null when this is the first."""
    crawl_id: str
    """The crawl that wrote this line."""
    reader: str
    """Version of the package that read the page."""
    source: Source | None = None
    """The other archive that the page was taken from, and its capture; null when the portal itself answered."""
    capture: Capture
    """The record that this line follows from."""


# --- one line of removals.jsonl -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """One article that vanished from the portal, or came back: a line of ``removals.jsonl``."""

    schema: Literal["removal/1"] = "removal/1"
    """Name and version of this contract."""
    event: RemovalEvent
    """``removed``, or ``returned`` where an earlier line says removed."""
    id: str
    """Identity of the article, as in ``articles.jsonl``."""
    url: str
    """Canonical URL of its last version."""
    reason: RemovalReason
    """How it vanished: its address answers 404 or 410, with an error page or an empty template under another status
    (``soft 404``), leads to a page that is no article (``redirect``), or answers though no listing names it any more
    (``unlisted``). Of a return: how it had vanished."""
    target: str | None = None
    """Where a redirect leads; null when the reason is another."""
    version: int
    """Number of its last version."""
    last_good: Capture | None
    """The capture that the last version was read from; null when the ledger does not know it."""
    evidence: Capture | None = None
    """The capture of the answer that shows it; null when no listing names the article and nothing was asked."""
    date: str
    """When it was noted, RFC 3339 in UTC."""
    crawl_id: str
    """The crawl that noted it."""
