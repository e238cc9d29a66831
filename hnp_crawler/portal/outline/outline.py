"""Hold a page as the lines that it prints and the boxes around them: what every reader reads.

A *line* is what a browser sets between two breaks: the text of a block element, or the part of it up to a ``<br>``. A
*box* is a block element; since lines come in document order, a box is a range of lines. Neither needs a class name.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from lxml import etree

from hnp_crawler.portal.wording.memory import remembered

MAX_CLIMB = 64
MAX_MARKS = 3
"""Characters between two links of a bar."""
_ICON = re.compile(r"(?:spacer|blank|icon|sprite|pixel|loading|1x1)[^/]{0,40}$", re.I)
EDGES = " \xa0\u200b\u200c\u200d\ufeff\u00ad\u2060"
"""Spacing and invisible characters that are stripped off both ends of a text."""


@dataclass(slots=True)
class Line:
    """Hold one printed line with what the markup says about it."""

    text: str
    box: int
    """Index of the innermost box."""
    controls: bool = False
    """Whether a form control stands in the line."""
    stamps: Sequence[str] = ()
    """Values of ``datetime`` and ``title`` attributes in the line, for dates."""
    links: Sequence[tuple[str, str]] = ()
    """(href, text) in order; without empty ones."""
    linked: int = 0
    """How many characters of the text are links."""
    emphasis: tuple[str, ...] = ()
    """The runs set in bold or italics."""
    emphasized: int = 0
    """How many characters of the text are emphasized."""

    @property
    def plain(self) -> int:
        """Count the characters that are no links."""
        return len(self.text) - self.linked

    @property
    def is_link(self) -> bool:
        """Tell whether the line is hardly more than a link."""
        return self.linked * 10 >= len(self.text) * 7

    @property
    def is_bar(self) -> bool:
        """Tell whether the line is nothing but several links."""
        return len(self.links) > 1 and self.plain <= MAX_MARKS * len(self.links)

    @property
    def is_emphasized(self) -> bool:
        """Tell whether the line is set in bold or italics as a whole."""
        return self.emphasized * 10 >= len(self.text) * 9


@dataclass(slots=True)
class Box:
    """Hold a block element as the range of lines that it holds."""

    tag: str
    parent: int
    start: int
    region: str = ""
    """``nav``, ``footer``, ``aside`` or ``menu``, where it stands in such an element."""
    heading: int = 0
    """Level of the heading that it stands in."""
    align: str = ""
    name: str = ""
    """Its ``class`` attribute."""
    end: int = 0
    last: int = 0
    """The box after the last one inside it: boxes too come in document order."""


@dataclass(slots=True)
class Picture:
    """Hold an ``<img>`` as it stands in the page."""

    src: str
    alt: str
    line: int
    """The line that it stands in or before."""
    box: int
    linked: str = ""
    """Where a click on it leads."""

    @property
    def is_icon(self) -> bool:
        """Tell whether it is part of the page's dress: a spacer, a sprite, an icon."""
        return _is_icon(self.src.partition("?")[0][-60:])


@remembered
def _is_icon(name: str) -> bool:
    return _ICON.search(name) is not None


@dataclass(frozen=True, slots=True)
class Hit:
    """Hold an element that a layout asked for, as a range of lines and as a text."""

    start: int
    end: int
    text: str
    title: str
    """Its ``title`` attribute."""
    is_block: bool


@dataclass(slots=True)
class Outline:
    """Hold a page as lines, boxes and pictures, all in document order."""

    roots: Sequence[etree._Element] = ()
    """The trees that the page was parsed to: what stands behind ``</html>`` has a root of its own."""
    lines: list[Line] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    hits: dict[str, list[Hit]] = field(default_factory=dict)
    """By selector: ``.class``, ``#id`` or ``[data-role=value]``."""
    tags: set[str] = field(default_factory=set)
    """Those of all boxes."""
    cut: bool = False
    """Whether the page holds more elements than are read."""
    _enclosing: dict[frozenset[str], dict[int, int]] = field(default_factory=dict)

    @property
    def language(self) -> str:
        """Return ``lang`` of ``<html>``, in lower case."""
        return (self.roots[0].get("lang") or "").lower() if self.roots else ""

    def elements(self, *tags: str) -> Iterator[etree._Element]:
        """Yield the elements of the page with one of the tags, in document order; without tags all of them."""
        return chain.from_iterable(root.iter(*tags) for root in self.roots)

    def boxes_of(self, line: int) -> Iterator[int]:
        """Yield the boxes around a line, innermost first."""
        box = self.lines[line].box
        while box >= 0:
            yield box
            box = self.boxes[box].parent

    def common_box(self, first: int, last: int) -> int:
        """Find the innermost box that holds both lines."""
        for box in self.boxes_of(first):
            if self.boxes[box].end > last:
                return box
        return 0

    def ancestor(self, line: int, tags: frozenset[str]) -> int:
        """Find the innermost box around a line with one of the tags; -1 where there is none."""
        if self.tags.isdisjoint(tags):
            return -1
        box = self.lines[line].box
        if box < 0 or self.boxes[box].tag in tags:
            return box
        parent = self.boxes[box].parent
        known = self._enclosing.setdefault(tags, {})  # for paragraphs stand side by side
        found = known.get(parent)
        if found is None:
            found = known[parent] = self.enclosing(parent, tags)
        return found

    def enclosing(self, box: int, tags: frozenset[str]) -> int:
        """Find the innermost box with one of the tags, from a box outward; -1 where none is near (``MAX_CLIMB``)."""
        boxes = self.boxes
        for _ in range(MAX_CLIMB):
            if box < 0 or boxes[box].tag in tags:
                return box
            box = boxes[box].parent
        return -1

    def within(self, box: int) -> range:
        """Return the boxes inside a box, in document order."""
        return range(box + 1, self.boxes[box].last)

    def has_picture(self, box: int) -> bool:
        """Tell whether a picture stands in a box."""
        first = bisect_left(self.pictures, self.boxes[box].start, key=lambda picture: picture.line)
        for picture in self.pictures[first : first + MAX_CLIMB]:
            if picture.line > self.boxes[box].end:
                break
            if box <= picture.box < self.boxes[box].last:
                return True
        return False


def clean(text: str) -> str:
    r"""Collapse white space as HTML renders it (no-break spaces stay) and strip the edges.

    >>> clean(" PV:\n  Xin\xa0 chào \xa0")
    'PV: Xin\xa0 chào'
    """
    if "\n" in text or "  " in text or "\t" in text or "\r" in text or "\f" in text:
        # bytes.split knows the white space of HTML only; str.split would take no-break spaces too
        text = b" ".join(text.encode("utf-8", "replace").split()).decode("utf-8")
    return text.strip(EDGES)
