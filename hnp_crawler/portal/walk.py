"""Walk a page once, while lxml parses it, and write its outline: no tree is built and no element is visited twice.

Bounds: ``MAX_LINES`` lines are written and ``MAX_NOTED`` elements noted; nesting of any depth costs no recursion.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from itertools import pairwise

from hnp_crawler.portal.outline import Box, Hit, Line, Noted, Outline, Picture, clean
from hnp_crawler.portal.stamps import read_stamp_line
from hnp_crawler.portal.tags import BLOCK, BREAK, CONTROL, KINDS, LINK, NOTED, PICTURE, SILENT, STRONG

MAX_NOTED = 20_000
MAX_LINES = 20_000
MAX_STYLE = 1000
MAX_GLUED = 8
"""Pieces of a line that may be a date and a count."""
MAX_HITS = 500
MAX_HIT_LINES = 20
"""Lines of an element that a layout looks for whose text is kept with it."""

_HIT = CONTROL << 1
"""Joins what an element is on the stack: a layout looks for it."""
_UNDONE = BLOCK | STRONG
"""What must be undone when an element without attributes ends."""
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_REGIONS = frozenset(("nav", "footer", "aside", "menu"))
_STRONG_STYLE = re.compile(
    r"font-weight\s{0,9}:\s{0,9}(?:bold|[6-9]00)|font-style\s{0,9}:\s{0,9}(?:italic|oblique)", re.I
)
_HIDDEN_STYLE = re.compile(r"display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden", re.I)
_ALIGN_STYLE = re.compile(r"text-align\s{0,9}:\s{0,9}(center|right)", re.I)
_NBSP_LINE = re.compile(r"\n[ \t\r]{0,40}\xa0[\xa0 \t\r]{0,40}(?=\n)")
_BLANK_LINE = re.compile(r"\n[ \t\r\xa0]{0,40}(?=\n)")
_HINTS = frozenset(("class", "id", "data-role", "title", "datetime"))
"""Attributes that a selector or a date may be found in."""
_STAMPED = frozenset(("span", "div", "p", "time", "small", "em", "label", "abbr"))
_PICTURE_SOURCES = ("data-src", "data-original", "data-lazy-src", "data-lazy", "data-url", "src")
BACKGROUNDS = frozenset(("data-bg", "data-background", "data-background-image"))
"""Attributes that name a picture which a script sets as background."""
_INERT = frozenset(("script", "style", "title"))


def _joined(pieces: list[str]) -> str:
    """Join the pieces of a line; a date and the number after it, which style sheets alone keep apart, by a bar."""
    text = clean("".join(pieces))
    if 1 < len(pieces) <= MAX_GLUED and any(a[-1:].isdecimal() and b[:1].isdecimal() for a, b in pairwise(pieces)):
        apart = clean(" | ".join(pieces))
        return apart if read_stamp_line(apart) else text
    return text


class OutlineTarget:
    """Take the parser's events and write an outline; ``close`` returns it.

    ``wanted`` are the selectors whose elements to note on the way.
    """

    def __init__(self, wanted: Collection[str] = ()) -> None:
        self.outline = Outline()
        self._wanted = wanted
        self._selectors: dict[str, tuple[str, ...]] = {}
        self._stack: list[int] = []  # of the open elements: what must be undone
        self._outer_links: list[int] = []
        self._hits: list[list[tuple[str, int, int, str]]] = []
        self._silent = 0  # depth within an element that prints nothing
        self._source: list[str] | None = None  # of the script, style or title that is open
        self._open: tuple[str, Mapping[str, str]] = ("", {})
        self._pieces: list[str] = []
        self._marks: list[tuple[bool, int]] = []  # for each piece: whether emphasized; index of its link or -1
        self._is_marked = False
        self._links: list[str] = []
        self._link = -1
        self._strong = 0
        self._controls = False
        self._stamps: list[str] = []
        self._box = -1

    # --- the parser's events ------------------------------------------------------------------------------------------

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Open an element."""
        kind = KINDS.get(tag, 0)
        style = ""
        if attributes:
            style = attributes.get("style", "")
            if kind & NOTED or "url(" in style or not BACKGROUNDS.isdisjoint(attributes):
                self._note(tag, attributes)
        if self._silent or kind & SILENT:
            self._open_silent(tag, kind, attributes)
            return
        if not attributes:
            if kind & BLOCK:
                self._open_box(tag, attributes, "")
            elif kind & BREAK:
                self._break_line()
            elif kind & STRONG:
                self._strong += 1
            elif kind & CONTROL:
                self._controls = True
            self._stack.append(kind & _UNDONE)
            return
        if "hidden" in attributes or (style and _HIDDEN_STYLE.search(style, 0, MAX_STYLE)):
            self._silent = 1
            return
        if kind & BLOCK:
            self._open_box(tag, attributes, style)
        elif kind & BREAK:
            self._break_line()
        elif kind & PICTURE:
            self._add_picture(attributes)
        elif kind & CONTROL:
            self._controls = True
        undone = kind & BLOCK
        if not _HINTS.isdisjoint(attributes) and self._note_hits(tag, attributes):
            undone |= _HIT
        if kind & STRONG or (style and _STRONG_STYLE.search(style, 0, MAX_STYLE)):
            self._strong += 1
            undone |= STRONG
        if kind & LINK and "href" in attributes:
            self._outer_links.append(self._link)
            self._link = len(self._links)
            self._links.append(attributes["href"])
            undone |= LINK
        self._stack.append(undone)

    def _open_silent(self, tag: str, kind: int, attributes: Mapping[str, str]) -> None:
        """Go into an element that prints nothing, or deeper into one; scripts, styles and the title are noted whole."""
        if not self._silent and kind & CONTROL:
            self._controls = True
        self._silent += 1
        if tag in _INERT:
            self._source, self._open = [], (tag, attributes)

    def _note(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag not in _INERT and len(self.outline.noted) < MAX_NOTED:
            self.outline.noted.append(Noted(tag, attributes))

    def end(self, tag: str) -> None:
        """Close the element that is open."""
        if self._silent:
            self._silent -= 1
            if self._source is not None and tag == self._open[0]:
                if len(self.outline.noted) < MAX_NOTED:
                    self.outline.noted.append(Noted(*self._open, "".join(self._source)))
                self._source = None
            return
        undone = self._stack.pop()
        if not undone:
            return
        if undone & _HIT:
            self._close_hits(is_block=bool(undone & BLOCK))
        if undone & BLOCK:
            if self._pieces:
                self._flush()
            box = self.outline.boxes[self._box]
            box.end = len(self.outline.lines)
            box.last = len(self.outline.boxes)
            self._box = box.parent
        if undone & STRONG:
            self._strong -= 1
        if undone & LINK:
            self._link = self._outer_links.pop()

    def data(self, text: str) -> None:
        """Take a piece of text."""
        if self._silent:
            if self._source is not None:
                self._source.append(text)
            return
        if not self._pieces and text.isspace():
            return
        if "\n" in text and self._box >= 0:
            if self.outline.boxes[self._box].tag == "pre":
                self._add_lines(text.split("\n"))
                return
            if "\xa0" in text and _NBSP_LINE.search(text):
                self._add_lines(_BLANK_LINE.split(text))
                return
        self._add(text)

    def close(self) -> Outline:
        """Return the outline."""
        self._flush()
        for box in self.outline.boxes:
            if not box.last:  # still open, where the parser gave the page up
                box.end, box.last = len(self.outline.lines), len(self.outline.boxes)
        return self.outline

    # --- lines --------------------------------------------------------------------------------------------------------

    def _add(self, text: str) -> None:
        self._pieces.append(text)
        is_marked = self._strong > 0
        self._marks.append((is_marked, self._link))
        if is_marked or self._link >= 0:
            self._is_marked = True

    def _add_lines(self, texts: list[str]) -> None:
        self._add(texts[0])
        for text in texts[1:]:
            self._flush()
            self._add(text)

    def _break_line(self) -> None:
        """End the line; in a heading a break is only a space, for a title may be set in two lines."""
        if self._box >= 0 and self.outline.boxes[self._box].heading:
            self._add(" ")
        elif self._pieces:
            self._flush()

    def _flush(self) -> None:
        """Write the line that has gathered, if there is any text in it."""
        pieces = self._pieces
        text = clean(pieces[0]) if len(pieces) == 1 else _joined(pieces)
        if text:
            line = Line(text, self._box, self._controls)
            if self._is_marked:
                if len(pieces) == 1:
                    self._mark_whole(line)
                else:
                    self._add_links(line)
                    self._add_emphasis(line)
            if len(self.outline.lines) < MAX_LINES:
                self.outline.lines.append(line)
            else:
                self.outline.cut = True
            self._controls = False
            if self._stamps:
                line.stamps = self._stamps
                self._stamps = []
        self._pieces = []
        self._marks = []
        self._is_marked = False

    def _mark_whole(self, line: Line) -> None:
        """Mark a line that is a single piece, as most are."""
        ((strong, link),) = self._marks
        if link >= 0:
            line.links = [(self._links[link], line.text)]
            line.linked = len(line.text)
        if strong:
            line.emphasis = (line.text,)
            line.emphasized = len(line.text)

    def _add_links(self, line: Line) -> None:
        texts: dict[int, list[str]] = {}
        for piece, (_, link) in zip(self._pieces, self._marks, strict=True):
            if link >= 0:
                texts.setdefault(link, []).append(piece)
        links = [(self._links[link], text) for link, parts in texts.items() if (text := clean("".join(parts)))]
        if links:
            line.links = links
            line.linked = sum(len(text) for _, text in links)

    def _add_emphasis(self, line: Line) -> None:
        runs: list[str] = []
        run: list[str] = []
        for piece, (strong, _) in zip(self._pieces, self._marks, strict=True):
            if strong or (run and not piece.strip(" \t\r\n\xa0")):
                run.append(piece)
            elif run:
                runs.append(clean("".join(run)))
                run = []
        if run:
            runs.append(clean("".join(run)))
        line.emphasis = tuple(run for run in runs if run)
        line.emphasized = sum(map(len, line.emphasis))

    # --- boxes, pictures, attributes ----------------------------------------------------------------------------------

    def _open_box(self, tag: str, attributes: Mapping[str, str], style: str) -> None:
        if self._pieces:
            self._flush()
        boxes, parent = self.outline.boxes, self._box
        region, heading, align = "", 0, ""
        if parent >= 0:
            outer = boxes[parent]
            region, heading, align = outer.region, outer.heading, outer.align
        if tag in _REGIONS:
            region = tag
        elif tag in _HEADINGS:
            heading = _HEADINGS[tag]
        name = ""
        if attributes:
            name = attributes.get("class", "")
            if "align" in attributes:
                align = attributes["align"].lower()
            elif style and (found := _ALIGN_STYLE.search(style)):
                align = found.group(1).lower()
            if tag == "html":
                self.outline.language = attributes.get("lang", "").lower()
        self._box = len(boxes)
        self.outline.tags.add(tag)
        boxes.append(Box(tag, parent, len(self.outline.lines), region, heading, align, name))

    def _add_picture(self, attributes: Mapping[str, str]) -> None:
        src = next(
            (value for name in _PICTURE_SOURCES if (value := attributes.get(name)) and not value.startswith("data:")),
            "",
        )
        if src:
            linked = self._links[self._link] if self._link >= 0 else ""
            alt = clean(attributes.get("alt", ""))
            self.outline.pictures.append(Picture(src.strip(), alt, len(self.outline.lines), self._box, linked))

    def _note_hits(self, tag: str, attributes: Mapping[str, str]) -> bool:
        """Note dates in attributes, and where an element begins that answers to a wanted selector; tell whether one
        does.
        """
        title = attributes.get("title", "")
        if title and len(title) < 60 and tag in _STAMPED:
            self._stamps.append(title)
        if tag == "time" and "datetime" in attributes:
            self._stamps.append(attributes["datetime"][:60])
        found: tuple[str, ...] = ()
        if "class" in attributes:
            names = attributes["class"]
            known = self._selectors.get(names)
            if known is None:
                known = tuple(selector for name in names.split()[:30] if (selector := "." + name) in self._wanted)
                self._selectors[names] = known
            found = known
        if "id" in attributes and "#" + attributes["id"] in self._wanted:
            found = (*found, "#" + attributes["id"])
        if "data-role" in attributes and (selector := f"[data-role={attributes['data-role']}]") in self._wanted:
            found = (*found, selector)
        if found:
            start, piece = len(self.outline.lines), len(self._pieces)
            self._hits.append([(selector, start, piece, title) for selector in found])
        return bool(found)

    def _close_hits(self, *, is_block: bool) -> None:
        lines = self.outline.lines
        for selector, start, piece, title in self._hits.pop():
            inline = clean("".join(self._pieces[piece:])) if len(lines) == start else clean("".join(self._pieces))
            text = " ".join([*(line.text for line in lines[start : start + MAX_HIT_LINES]), inline]).strip()
            hits = self.outline.hits.setdefault(selector, [])
            if len(hits) < MAX_HITS:
                hits.append(Hit(start, len(lines) + bool(inline), text, title, is_block))
