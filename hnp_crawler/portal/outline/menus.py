"""Remember what menus come to: a site prints the same ones on every page, and many of a page's elements stand in them.

Bounds: ``MAX_MENUS`` menus of at most ``MAX_SIZE`` lines and boxes and ``MAX_MARKUP`` characters are remembered;
menus are looked up as long as what was looked up of the page is less than ``MAX_LOOKED_UP`` characters.
"""

from __future__ import annotations

from typing import NamedTuple

from lxml import etree

from hnp_crawler.portal.outline import Box, Line, Outline, Picture
from hnp_crawler.portal.outline.hits import HitFinder
from hnp_crawler.portal.outline.lines import LineWriter, Place

MENUS = frozenset(("ul", "nav", "footer", "header", "aside", "menu"))
MIN_ENTRIES = 3
MAX_MENUS = 128
MAX_MARKUP = 60_000
MAX_SIZE = 1000
MAX_LOOKED_UP = 500_000
"""Characters of a page's markup beyond which no further menu is looked up."""

Key = tuple[str, frozenset[str], str, int, str]
"""The markup of a menu, the wanted selectors, and what it inherits: region, level of the heading, alignment."""


class _Menu(NamedTuple):
    """Hold the part of an outline that a menu came to, with the numbers of its first box and line."""

    first_box: int
    first_line: int
    boxes: list[Box]
    lines: list[Line]
    pictures: list[Picture]


class _Beginning(NamedTuple):
    """Hold where the outline stood when a menu began."""

    key: Key
    hits: int
    box: int
    line: int
    picture: int


_known: dict[Key, _Menu] = {}


class MenuReader:
    """Write the menus that earlier pages had, and remember those of this page."""

    def __init__(self, outline: Outline, writer: LineWriter, hits: HitFinder) -> None:
        self._outline = outline
        self._writer = writer
        self._hits = hits
        self._looked_up = 0
        self._begun: _Beginning | None = None
        self.current: etree._Element | None = None
        """The menu that is being remembered."""

    def repeat(self, element: etree._Element, place: Place) -> bool:
        """Write a menu that is known, where a line may begin, and tell whether it is; else begin to remember it."""
        box, strong, link = place
        if self._begun or strong or link >= 0 or not self._is_clear() or len(element) < MIN_ENTRIES:
            return False
        if self._looked_up > MAX_LOOKED_UP:
            return False
        markup = etree.tostring(element, encoding="unicode", with_tail=False)
        self._looked_up += len(markup)
        if len(markup) > MAX_MARKUP:
            return False
        outline = self._outline
        outer = outline.boxes[box] if box >= 0 else Box("", -1, 0)
        key = (markup, self._hits.wanted, outer.region, outer.heading, outer.align)
        if key in _known:
            _write(_known[key], outline, box)
            return True
        self.current = element
        self._begun = _Beginning(key, self._hits.count, len(outline.boxes), len(outline.lines), len(outline.pictures))
        return False

    def end(self) -> None:
        """Remember the menu that ends, if it left nothing behind but lines, boxes and pictures."""
        begun, outline = self._begun, self._outline
        self._begun = self.current = None
        if begun is None:
            return
        menu = _Menu(
            begun.box,
            begun.line,
            outline.boxes[begun.box :],
            outline.lines[begun.line :],
            outline.pictures[begun.picture :],
        )
        size = len(menu.boxes) + len(menu.lines) + len(menu.pictures)
        if size <= MAX_SIZE and self._hits.count == begun.hits and self._is_clear() and not outline.cut:
            if len(_known) >= MAX_MENUS:
                _known.clear()
            _known[begun.key] = menu

    def _is_clear(self) -> bool:
        """Tell whether nothing waits for the next line."""
        return not (self._writer.pieces or self._writer.controls or self._writer.stamps)


def _write(menu: _Menu, outline: Outline, parent: int) -> None:
    """Write the copies of a menu's boxes, lines and pictures into another outline, renumbered."""
    boxes, lines = len(outline.boxes) - menu.first_box, len(outline.lines) - menu.first_line
    for b in menu.boxes:
        around = b.parent + boxes if b.parent >= menu.first_box else parent
        outline.boxes.append(
            Box(b.tag, around, b.start + lines, b.region, b.heading, b.align, b.name, b.end + lines, b.last + boxes)
        )
    for n in menu.lines:
        outline.lines.append(
            Line(n.text, n.box + boxes, n.controls, n.stamps, n.links, n.linked, n.emphasis, n.emphasized)
        )
    for p in menu.pictures:
        outline.pictures.append(Picture(p.src, p.alt, p.line + lines, p.box + boxes, p.linked))
