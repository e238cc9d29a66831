"""Find the elements that a layout's selectors name, and dates in attributes, on the walk over a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from lxml import etree

from hnp_crawler.portal.outline import Hit, Outline, clean
from hnp_crawler.portal.outline.lines import LineWriter
from hnp_crawler.portal.outline.tags import BLOCK, KINDS, STAMPED

MAX_HITS = 500
MAX_HIT_LINES = 20
"""Lines of an element that a layout looks for whose text is kept with it."""
MAX_CLASSES = 30
MAX_CLASS_TEXT = 1000
"""Characters of a ``class`` attribute that are looked at."""
MAX_STAMP = 60


class HitFinder:
    """Note where an element begins that answers to a wanted selector, and the text in it when it ends."""

    def __init__(self, outline: Outline, writer: LineWriter, wanted: frozenset[str]) -> None:
        self._outline = outline
        self._writer = writer
        self.wanted = wanted
        self._choose, self.attributes = _chooser(wanted)
        self.count = 0
        """Of the elements found."""
        self.innermost: etree._Element | None = None
        """The last of the elements found that have not ended."""
        self._open: list[tuple[etree._Element, tuple[str, ...], int, int, str]] = []  # before it: lines, pieces

    def is_named(self, names: str) -> bool:
        """Tell whether a wanted selector is among the names of a class attribute."""
        return bool(self._choose(names[:MAX_CLASS_TEXT]))

    def begin(self, element: etree._Element, attributes: Mapping[str, str]) -> None:
        """Note an element if a wanted selector names it, and the dates in its attributes."""
        tag, title = element.tag, attributes.get("title", "")
        if KINDS.get(tag, 0) & STAMPED and 0 < len(title) < MAX_STAMP:
            self._writer.stamps.append(title)
        if tag == "time" and "datetime" in attributes:
            self._writer.stamps.append(attributes["datetime"][:MAX_STAMP])
        found = self._choose(attributes["class"][:MAX_CLASS_TEXT]) if "class" in attributes else ()
        if "id" in attributes and (selector := "#" + attributes["id"]) in self.wanted:
            found = (*found, selector)
        if "data-role" in attributes and (selector := f"[data-role={attributes['data-role']}]") in self.wanted:
            found = (*found, selector)
        if found:
            self.count += 1
            self.innermost = element
            self._open.append((element, found, len(self._outline.lines), len(self._writer.pieces), title))

    def end(self) -> None:
        """Write the hits of the innermost element, which ends."""
        element, selectors, start, first, title = self._open.pop()
        self.innermost = self._open[-1][0] if self._open else None
        lines, pieces = self._outline.lines, [text for text, _ in self._writer.pieces]
        inline = clean("".join(pieces[first:] if len(lines) == start else pieces))
        text = " ".join([*(line.text for line in lines[start : start + MAX_HIT_LINES]), inline]).strip()
        is_block = KINDS.get(element.tag, 0) & BLOCK != 0
        for selector in selectors:
            hits = self._outline.hits.setdefault(selector, [])
            if len(hits) < MAX_HITS:
                hits.append(Hit(start, len(lines) + bool(inline), text, title, is_block))


@lru_cache(maxsize=8)
def _chooser(wanted: frozenset[str]) -> tuple[Callable[[str], tuple[str, ...]], frozenset[str]]:
    """Make what chooses the wanted selectors among the names of a ``class`` attribute, for a site repeats few of them.

    The second value names the other attributes that an element may be found by, or dated.
    """

    @lru_cache(maxsize=4096)
    def choose(names: str) -> tuple[str, ...]:
        return tuple(selector for name in names.split()[:MAX_CLASSES] if (selector := "." + name) in wanted)

    others = {"#": "id", "[": "data-role"}
    return choose, frozenset(("datetime", *(others[selector[0]] for selector in wanted if selector[0] in others)))
