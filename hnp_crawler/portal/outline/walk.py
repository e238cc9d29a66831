"""Walk a parsed page once and write its outline; nesting of any depth costs no recursion."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter

from lxml import etree

from hnp_crawler.portal.outline import Box, Outline, Picture, clean
from hnp_crawler.portal.outline.hits import HitFinder
from hnp_crawler.portal.outline.lines import LineWriter, Place
from hnp_crawler.portal.outline.menus import MENUS, MenuReader
from hnp_crawler.portal.outline.tags import BLOCK, BREAK, CONTROL, KINDS, LINK, PICTURE, SILENT, STAMPED, STRONG

MAX_STYLE = 1000

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_REGIONS = frozenset(("nav", "footer", "aside", "menu"))
_STRONG_STYLE = re.compile(
    r"font-weight\s{0,9}:\s{0,9}(?:bold|[6-9]00)|font-style\s{0,9}:\s{0,9}(?:italic|oblique)", re.I
)
_HIDDEN_STYLE = re.compile(r"display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden", re.I)
_ALIGN_STYLE = re.compile(r"text-align\s{0,9}:\s{0,9}(\w+)", re.I)
_PICTURE_SOURCES = ("data-src", "data-original", "data-lazy-src", "data-lazy", "data-url", "src")
_STYLING = frozenset(("style", "hidden"))
_NOTHING: Mapping[str, str] = {}


def write_outline(roots: Sequence[etree._Element], wanted: frozenset[str] = frozenset()) -> Outline:
    """Write the outline of a page from its trees; ``wanted`` are the selectors whose elements to find on the way.

    One loop over all elements, for a call an element would cost a fifth of the time.
    """
    outline = Outline(roots)
    writer = LineWriter(outline)
    hits = HitFinder(outline, writer, wanted)
    menus = MenuReader(outline, writer, hits)
    pieces = writer.pieces
    place: Place = (-1, False, -1)
    inside: list[tuple[Iterator[etree._Element], etree._Element, Place]] = []
    """Of the open elements: what follows each one, itself, and the place that it stands in."""
    siblings = iter(roots)
    while True:
        for element in siblings:
            tag = element.tag
            kind = KINDS.get(tag, 0)
            if kind & SILENT:
                writer.controls = writer.controls or kind & CONTROL != 0
                writer.add(element.tail, place)
                continue
            items = element.items()
            attributes = dict(items) if items else _NOTHING
            is_styled = not _STYLING.isdisjoint(attributes)
            if is_styled and _is_hidden(attributes):
                writer.add(element.tail, place)
                continue
            box, strong, link = place
            if kind & BLOCK:
                if pieces:
                    writer.flush(place)
                if tag in MENUS and menus.repeat(element, place):
                    writer.add(element.tail, place)
                    continue
                box = _open_box(outline, tag, attributes, box)
            elif kind & BREAK:
                writer.end_line(place)
            elif kind & LINK and "href" in attributes:
                link = writer.open_link(attributes["href"])
            elif kind & CONTROL:
                writer.controls = attributes.get("type") != "hidden" or writer.controls
            elif kind & PICTURE:
                _add_picture(outline, attributes, box, writer.links[link] if link >= 0 else "")
            inside.append((siblings, element, place))
            siblings = iter(element)
            place = box, strong or kind & STRONG != 0 or (is_styled and _is_strong(attributes)), link
            if (
                (kind & STAMPED and "title" in attributes)
                or ("class" in attributes and hits.is_named(attributes["class"]))
                or not hits.attributes.isdisjoint(attributes)
            ):
                hits.begin(element, attributes)
            if text := element.text:
                writer.add(text, place)
            break
        else:
            if not inside:
                break
            siblings, element, around = inside.pop()
            if element is hits.innermost:
                hits.end()
            if around[0] != place[0]:
                _close_box(outline, writer, place)
                if element is menus.current:
                    menus.end()
            place = around
            if tail := element.tail:
                writer.add(tail, place)
    outline.tags.update(map(attrgetter("tag"), outline.boxes))
    return outline


def _open_box(outline: Outline, tag: str, attributes: Mapping[str, str], parent: int) -> int:
    """Open a box in another one, or in none where ``parent`` is -1, and return its index."""
    boxes = outline.boxes
    region, heading, align, name = "", 0, "", ""
    if parent >= 0:
        outer = boxes[parent]
        region, heading, align = outer.region, outer.heading, outer.align
    if tag in _REGIONS:
        region = tag
    elif tag in _HEADINGS:
        heading = _HEADINGS[tag]
    if attributes:
        name = attributes.get("class", "")
        align = _align(tag, attributes) or align
    boxes.append(Box(tag, parent, len(outline.lines), region, heading, align, name))
    return len(boxes) - 1


def _close_box(outline: Outline, writer: LineWriter, place: Place) -> None:
    """End the line and the box of a place."""
    if writer.pieces:
        writer.flush(place)
    writer.controls = False  # of a box that prints nothing; the next line is none of it
    box = outline.boxes[place[0]]
    box.end = len(outline.lines)
    box.last = len(outline.boxes)


def _align(tag: str, attributes: Mapping[str, str]) -> str:
    """Read how an element aligns its text; the ``align`` of a table sets where it stands itself."""
    if "style" in attributes and (found := _ALIGN_STYLE.search(attributes["style"])):
        return found.group(1).lower()
    return attributes["align"].lower() if "align" in attributes and tag != "table" else ""


def _is_hidden(attributes: Mapping[str, str]) -> bool:
    return "hidden" in attributes or _HIDDEN_STYLE.search(attributes.get("style", ""), 0, MAX_STYLE) is not None


def _is_strong(attributes: Mapping[str, str]) -> bool:
    return "style" in attributes and _STRONG_STYLE.search(attributes["style"], 0, MAX_STYLE) is not None


def _add_picture(outline: Outline, attributes: Mapping[str, str], box: int, linked: str) -> None:
    src = next(
        (value for name in _PICTURE_SOURCES if (value := attributes.get(name)) and not value.startswith("data:")), ""
    )
    if src:
        alt = clean(attributes.get("alt", ""))
        outline.pictures.append(Picture(src.strip(), alt, len(outline.lines), box, linked))
