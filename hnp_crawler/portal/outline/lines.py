"""Write the lines of an outline from the pieces of text that a walk over the page comes by.

Bounds: ``MAX_LINES`` lines are written.
"""

from __future__ import annotations

import re
from itertools import pairwise

from hnp_crawler.portal.outline import Line, Outline, clean
from hnp_crawler.portal.wording.stamps import read_stamp_line

MAX_LINES = 20_000
MAX_GLUED = 8
"""Pieces of a line that may be a date and a count."""
_NBSP_LINE = re.compile(r"\n[ \t\r]{0,40}\xa0[\xa0 \t\r]{0,40}(?=\n)")
_BLANK_LINE = re.compile(r"\n[ \t\r\xa0]{0,40}(?=\n)")

Place = tuple[int, bool, int]
"""Where a text stands: in which box, whether emphasized, and in which link; -1 for none."""


class LineWriter:
    """Gather pieces of text until their line ends, and write it with what the markup says about it."""

    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        self.pieces: list[tuple[str, Place]] = []
        """The texts of the line, each with its place."""
        self.links: list[str] = []
        """The addresses of the page's links."""
        self.controls = False
        """Whether a form control stands in the line."""
        self.stamps: list[str] = []
        """Dates in attributes of the line."""

    def open_link(self, href: str) -> int:
        """Begin a link and return its index."""
        self.links.append(href)
        return len(self.links) - 1

    def add(self, text: str | None, place: Place) -> None:
        """Take the text before or behind an element; white space that begins a line is nothing.

        In ``<pre>``, or parted by lines of no-break spaces only, it is several lines.
        """
        if not text or (not self.pieces and text.isspace()):
            return
        if "\n" in text and place[0] >= 0:
            if self._outline.boxes[place[0]].tag == "pre":
                self._add_lines(text.split("\n"), place)
                return
            if "\xa0" in text and _NBSP_LINE.search(text):
                self._add_lines(_BLANK_LINE.split(text), place)
                return
        self.pieces.append((text, place))

    def _add_lines(self, texts: list[str], place: Place) -> None:
        for line in texts[:-1]:
            self.pieces.append((line, place))
            self.flush(place)
        self.pieces.append((texts[-1], place))

    def end_line(self, place: Place) -> None:
        """End the line; in a heading a break is only a space, for a title may be set in two lines."""
        if place[0] >= 0 and self._outline.boxes[place[0]].heading:
            self.pieces.append((" ", place))
        elif self.pieces:
            self.flush(place)

    def flush(self, place: Place) -> None:
        """Write the line that has gathered, if there is any text in it."""
        pieces, lines = self.pieces, self._outline.lines
        text = clean(pieces[0][0]) if len(pieces) == 1 else _joined([text for text, _ in pieces])
        if text:
            line = Line(text, place[0], self.controls, self.stamps)
            self.controls, self.stamps = False, []
            if len(pieces) == 1:
                self._mark_whole(line)
            else:
                self._add_links(line)
                _add_emphasis(line, pieces)
            if len(lines) < MAX_LINES:
                lines.append(line)
            else:
                self._outline.cut = True
        pieces.clear()

    def _mark_whole(self, line: Line) -> None:
        """Mark a line that is a single piece, as most are."""
        _, strong, link = self.pieces[0][1]
        if link >= 0:
            line.links = [(self.links[link], line.text)]
            line.linked = len(line.text)
        if strong:
            line.emphasis = (line.text,)
            line.emphasized = len(line.text)

    def _add_links(self, line: Line) -> None:
        texts: dict[int, list[str]] = {}
        for piece, (_, _, link) in self.pieces:
            if link >= 0:
                texts.setdefault(link, []).append(piece)
        links = [(self.links[link], text) for link, parts in texts.items() if (text := clean("".join(parts)))]
        if links:
            line.links = links
            line.linked = sum(len(text) for _, text in links)


def _add_emphasis(line: Line, pieces: list[tuple[str, Place]]) -> None:
    runs: list[str] = []
    run: list[str] = []
    for piece, (_, strong, _) in pieces:
        if strong or (run and not piece.strip(" \t\r\n\xa0")):
            run.append(piece)
        elif run:
            runs.append(clean("".join(run)))
            run = []
    if run:
        runs.append(clean("".join(run)))
    line.emphasis = tuple(run for run in runs if run)
    line.emphasized = sum(map(len, line.emphasis))


def _joined(pieces: list[str]) -> str:
    """Join the pieces of a line; a date and the number after it, which style sheets alone keep apart, by a bar."""
    text = clean("".join(pieces))
    if 1 < len(pieces) <= MAX_GLUED and any(a[-1:].isdecimal() and b[:1].isdecimal() for a, b in pairwise(pieces)):
        apart = clean(" | ".join(pieces))
        return apart if read_stamp_line(apart) else text
    return text
