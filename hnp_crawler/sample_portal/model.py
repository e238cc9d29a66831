"""Define what the sample portal publishes: a draft (what is said) and a place (where, when, and until when)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Literal

from hnp_crawler.items import Comment, Interview, Language, Precision

Generation = Literal["b1", "b2", "c", "liferay", "vanban"]
Genre = Literal["news", "digest", "interview", "lookalike", "document"]
Typing = Literal["plain", "eth", "decomposed"]
PieceKind = Literal["paragraph", "caption", "heading", "list", "table", "picture"]
Farewell = Literal["404", "410", "listing"]

HANOI = timezone(timedelta(hours=7))


@dataclass(frozen=True, slots=True)
class Shot:
    """Name a picture: the number that its bytes are drawn from, its caption and its alternative text."""

    number: int
    caption: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """Name a file that an article offers."""

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Hold one part of an article's body in reading order."""

    kind: PieceKind
    text: str = ""
    items: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    shot: Shot | None = None
    """The picture of a ``picture``; its caption, if any, is the next piece."""
    bold: str = ""
    """The beginning of ``text`` that is set in bold."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Hold what an article says, whichever templates print it."""

    language: Language
    title: str
    pieces: tuple[Piece, ...]
    agency: str | None = None
    lead: str | None = None
    byline: str | None = None
    authors: tuple[str, ...] = ()
    interview: Interview | None = None
    files: tuple[File, ...] = ()
    tags: tuple[str, ...] = ()
    comments: tuple[Comment, ...] = ()
    typing: Typing = "plain"
    """How the text was typed: ``eth`` has U+00D0 for Đ, ``decomposed`` has combining accents."""


@dataclass(frozen=True, slots=True)
class Section:
    """Name one listing of the portal."""

    generation: Generation
    path: str
    """First path segment or segments, without slashes at the ends."""
    title: str
    language: Language = "vi"
    number: int = 0
    """Category number in URLs of the legacy portlet."""


@dataclass(frozen=True, slots=True)
class Place:
    """Say where one article stands, since when, and what has become of it up to the portal's night."""

    number: int
    generation: Generation
    language: Language
    section: Section
    article_id: str
    """The id as it stands in the article's URL."""
    identity: str
    """Identity across aliases and generations, e.g. ``hnp:vi:2851753``."""
    published: datetime | None
    precision: Precision
    genre: Genre
    form: int
    """Which form of interview or lookalike."""
    revision: int = 0
    """How many times the text was edited."""
    edited: int = 0
    """The night of the last change; 0 when there was none."""
    farewell: Farewell | None = None
    """How the URL answers since the article vanished; ``None`` while it stands."""
    former: Place | None = None
    """The place that the article was moved from."""
    twin_id: str | None = None
    """A second id that the same article is published under."""
    reserve: Draft | None = None
    """A draft given from outside, in place of a composed one."""
