"""Tell a page's own list from the boxes beside it that name what is popular."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Protocol

from hnp_crawler.portal.scene import Scene, words_of


class Anchored(Protocol):
    """Stand for a link to an article: its line, and the tags around it."""

    @property
    def number(self) -> int:
        """Name its line."""

    @property
    def signature(self) -> tuple[str, ...]:
        """Name the tags around it."""


def find_popular(scene: Scene, anchors: Sequence[Anchored]) -> set[int]:
    """Find the lines of links to articles that stand under a label such as ``Đọc nhiều``; not one that names the page.

    ``anchors`` are in page order.
    """
    numbers = [anchor.number for anchor in anchors]
    found: set[int] = set()
    for label, part in scene.parts.items():
        line = scene.outline.lines[label]
        if part == "popular" and not (line.links and not scene.outline.boxes[line.box].heading):
            index = bisect_right(numbers, label)
            if index < len(numbers) and not _names_page(scene, label):
                found.update(_governed(scene, label, anchors[index:]))
    return found


def _names_page(scene: Scene, label: int) -> bool:
    """Tell whether the words of a label stand in one segment of the page's path, as those of a section's name do."""
    words = words_of(scene.outline.lines[label].text)
    path = scene.address.canonical.partition("://")[2].partition("?")[0]
    return any(words <= words_of(segment.replace("-", " ")) for segment in path.split("/")[1:])


def _governed(scene: Scene, label: int, anchors: Sequence[Anchored]) -> list[int]:
    """Follow the links of one build after a label, as far as its box goes and nothing of another name begins."""
    outline = scene.outline
    first = anchors[0]
    box = outline.boxes[outline.common_box(label, first.number)]
    governed, before = list[int](), label
    for anchor in anchors:
        if anchor.number >= box.end or anchor.signature != first.signature:
            break
        if any(opens_another(scene, number) for number in range(before + 1, anchor.number)):
            break
        governed.append(anchor.number)
        before = anchor.number
    return governed


def opens_another(scene: Scene, number: int) -> bool:
    """Tell whether a line is a label or a heading, and no entry."""
    line = scene.outline.lines[number]
    return number in scene.parts or (not line.links and line.box >= 0 and scene.outline.boxes[line.box].heading > 0)
