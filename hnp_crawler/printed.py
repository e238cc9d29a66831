"""Define what a page prints: the strings that the READ stage returns as they stand there, before any cleaning.

Whatever the page did not say is ``None`` or empty; nothing is filled in.
"""

from __future__ import annotations

from dataclasses import dataclass

from hnp_crawler.items import BlockKind, Language


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """Hold one date as a page prints it, with the place that it was found in."""

    text: str
    """The characters of the stamp, e.g. ``20:05 19/05/2017``."""
    source: str
    """Where it stood: ``title stamp``, ``json-ld``, ``meta``, a selector …; of several the first is to be trusted."""


@dataclass(frozen=True, slots=True)
class PrintedBlock:
    """Hold one block of an article's body in reading order."""

    kind: BlockKind
    text: str = ""
    """The whole text of the block; of a list or a table its items or rows, one a line."""
    items: tuple[str, ...] = ()
    """The entries of a list."""
    rows: tuple[tuple[str, ...], ...] = ()
    """The cells of a table, row by row."""
    emphasis: tuple[str, ...] = ()
    """The runs of ``text`` that the page sets in bold or italics, in order."""


@dataclass(frozen=True, slots=True)
class PrintedLink:
    """Hold a link, picture or file that an article shows."""

    url: str
    """Absolute URL, as the page names it."""
    text: str = ""
    """The link's text, or the picture's caption."""
    alt: str = ""
    """The picture's alternative text."""
    date: str = ""
    """The date printed beside the link, where there is one."""


@dataclass(frozen=True, slots=True)
class PrintedComment:
    """Hold one reader's comment that an article page shows."""

    author: str
    text: str
    date: str = ""


@dataclass(frozen=True, slots=True)
class PrintedArticle:
    """Hold all that an article page prints, before any cleaning."""

    layout: str
    """The name of the layout that read the page, e.g. ``b1``, ``c``, ``liferay``, ``plain``."""
    language: Language | None = None
    title: str | None = None
    dates: tuple[PrintedDate, ...] = ()
    section: str | None = None
    agency: str | None = None
    lead: str | None = None
    blocks: tuple[PrintedBlock, ...] = ()
    byline: str | None = None
    images: tuple[PrintedLink, ...] = ()
    attachments: tuple[PrintedLink, ...] = ()
    newer: tuple[PrintedLink, ...] = ()
    older: tuple[PrintedLink, ...] = ()
    tags: tuple[str, ...] = ()
    comments: tuple[PrintedComment, ...] = ()
    views: str | None = None
    found: tuple[tuple[str, str], ...] = ()
    """Field and how it was found (a selector, a label, a place in the order of parts), in the order of the fields."""
    problems: tuple[str, ...] = ()
    """One sentence each for what could not be read: what was being done, what is wrong, the value."""
