"""Leave out what stands among an article's lines and is no text of it: boxes that lead away, forms, a second copy."""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise

from hnp_crawler.portal.article.dateline import repeats_title
from hnp_crawler.portal.scene import Scene
from hnp_crawler.portal.wording.stamps import read_stamp_line

MAX_TEASER = 6
"""Lines of a box within the text that leads to other articles."""
MAX_CARD = 3
"""Pictures before a link that may be its own."""
MAX_HEAD = 6
"""Lines from the title of a copy to its text."""
MAX_FORM = 200
"""Characters of prose in such a box that asks for something."""


def find_copy(scene: Scene, numbers: list[int], title: int) -> range:
    """Find the text's second copy, for another size of screen: title and first two paragraphs return at its head."""
    lines = scene.outline.lines
    prose = [number for number in numbers if scene.weights[number]]
    opening = [lines[number].text for number in prose[:2]]
    for one, other in pairwise(prose[2:]):
        if [lines[one].text, lines[other].text] == opening:
            for head in range(max(one - MAX_HEAD, prose[1] + 1), one):
                if repeats_title(scene, head, title):
                    return range(head, head + (head - title))
    return range(0)


def without_boxes_of_links(scene: Scene, numbers: list[int]) -> list[int]:
    """Leave out boxes of related articles within the text: a label and the links that follow it, or a box that an
    article of its own fills.
    """
    kept: list[int] = []
    lines, skipping = scene.outline.lines, False
    teasers = _teasers(scene, numbers)
    for number in numbers:
        if number in teasers:
            continue
        part = scene.part(number)
        if part in ("more", "popular", "older", "newer", "tags", "end"):
            skipping = True
            continue
        if skipping and (lines[number].is_link or read_stamp_line(lines[number].text)):
            continue
        skipping = False
        kept.append(number)
    return kept


def _teasers(scene: Scene, numbers: list[int]) -> set[int]:
    """Find the small boxes within the text that lead away from it; none where they hold most of it, as in a digest."""
    found: set[int] = set()
    lines, weights = scene.outline.lines, scene.weights
    for number in range(numbers[0], numbers[-1] + 1) if numbers else ():
        if (lines[number].links or not weights[number]) and number not in found:  # no prose begins such a box
            found.update(_teaser(scene, number))
    return found if 2 * sum(weights[n] for n in found) < sum(weights[n] for n in numbers) else set()


def _teaser(scene: Scene, number: int) -> range:
    """Find the small box that begins with a link to another article, and what else it holds; that has such links under
    a few words; or that holds a form.
    """
    line, boxes = scene.outline.lines[number], scene.outline.boxes
    box = line.box
    if scene.links_article(line) or not (line.links or line.controls or scene.weights[number]):
        while box >= 0 and boxes[box].end - boxes[box].start < 2 and boxes[box].tag not in ("ul", "ol"):
            box = boxes[box].parent
        if box >= 0 and boxes[box].start == number and boxes[box].end - number <= MAX_TEASER:
            rest = scene.outline.lines[number + 1 : boxes[box].end]
            if line.links or (rest and all(scene.links_article(other) for other in rest)):
                return range(number, boxes[box].end)
        if line.links and _is_card(scene, number):
            return range(number, number + 1)
    elif line.controls and not scene.weights[number]:
        start = end = number
        while box >= 0 and boxes[box].end - boxes[box].start <= MAX_TEASER:
            start, end, box = boxes[box].start, boxes[box].end, boxes[box].parent
        if sum(scene.weights[start:end]) <= MAX_FORM:
            return range(start, end)
    return range(0)


def _is_card(scene: Scene, number: int) -> bool:
    """Tell whether a picture before a link leads where the link does."""
    pictures = scene.outline.pictures
    first = bisect_left(pictures, number, key=lambda picture: picture.line)
    href = scene.outline.lines[number].links[0][0]
    return any(picture.line == number and picture.linked == href for picture in pictures[first : first + MAX_CARD])


def card_before(scene: Scene, end: int) -> int:
    """Find the small box that ends before a line and begins with a link to another article: its first line; -1 where
    there is none.
    """
    lines, boxes = scene.outline.lines, scene.outline.boxes
    box = lines[end - 1].box
    while box >= 0 and boxes[box].end - boxes[box].start <= MAX_TEASER:
        first = boxes[box].start
        if boxes[box].end == end and end - first > 1 and scene.links_article(lines[first]):
            return first
        box = boxes[box].parent
    return -1
