"""Find where the text of an article begins and ends."""

from __future__ import annotations

from dataclasses import dataclass

from hnp_crawler.portal.furniture import is_imprint
from hnp_crawler.portal.scene import CLOSERS, Scene
from hnp_crawler.portal.stamps import find_views, read_stamp_line

_DOMINANT = 0.7
"""The share of its parent's prose at which a box is entered."""


@dataclass(slots=True)
class Extent:
    """Hold the lines of an article's text, furniture within them left out."""

    lines: list[int]
    end: int
    """The line where the page's own furniture may begin."""
    found: str


def find_extent(scene: Scene, first: int) -> Extent:
    """Find the lines of lead and body in the page after the title.

    ``first`` is the line after the title. The text ends at the first label that opens furniture; where there is none,
    at the end of the box that holds most of the prose. Lead and caption may stand outside that box, so what lies
    between it and the title belongs to the text; the byline may follow it.
    """
    limit = _limit(scene, first)
    start, end, found = _preferred(scene, first, limit) or _densest(scene, first, limit)
    end = _extended(scene, end, limit)
    end = _trimmed(scene, start, end)
    before = [number for number in range(first, start) if _may_lead(scene, number)]
    within = [number for number in range(start, end) if not _is_furniture(scene, number)]
    return Extent(_without_boxes_of_links(scene, before + within), end, found)


def _limit(scene: Scene, first: int) -> int:
    """Find the label that closes the article: the first after any prose."""
    weights = scene.weights
    seen = 0
    for number in range(first, len(weights)):
        if seen and scene.parts.get(number) in CLOSERS:
            return number
        seen += weights[number]
    return len(weights)


def _preferred(scene: Scene, first: int, limit: int) -> tuple[int, int, str] | None:
    """Take the layout's body, if it holds prose after the title."""
    for selector, hit in scene.hits(scene.layout.body):
        start, end = max(hit.start, first), min(hit.end, limit)
        if hit.is_block and sum(scene.weights[start:end]) > 40:
            return start, end, selector
    return None


def _densest(scene: Scene, first: int, limit: int) -> tuple[int, int, str]:
    """Descend from the page to the box that holds most of the prose between title and closing label."""
    boxes, weights = scene.outline.boxes, scene.weights
    sums = [0]
    for number, weight in enumerate(weights):
        sums.append(sums[-1] + (weight if first <= number < limit else 0))
    heaviest: dict[int, tuple[int, int]] = {}
    for index, box in enumerate(boxes):
        weight = sums[box.end] - sums[box.start]
        if weight and weight > heaviest.get(box.parent, (0, 0))[0]:
            heaviest[box.parent] = (weight, index)
    if not sums[-1]:
        return first, min(first, limit), "no text"
    current, total = heaviest.get(-1, (sums[-1], 0))[1], sums[-1]
    while (
        current in heaviest and heaviest[current][0] >= _DOMINANT * total and boxes[current].end > boxes[current].start
    ):
        total, current = heaviest[current]
    box = boxes[current]
    if box.tag in ("p", "li") and box.parent >= 0:
        box = boxes[box.parent]
    start, end = max(box.start, first), min(box.end, limit)
    while start < end and not weights[start] and not _may_lead(scene, start):
        start += 1
    how = "text between the title and a label" if limit < len(weights) else "box with most of the text"
    return start, end, how


def _extended(scene: Scene, end: int, limit: int) -> int:
    """Go on over text that follows the box without a break: a last part or the author in a box of its own."""
    lines, boxes = scene.outline.lines, scene.outline.boxes
    while end < limit:
        line = lines[end]
        if line.links or line.controls or scene.part(end) or boxes[line.box].region or boxes[line.box].heading:
            break
        if is_imprint(line.text) or read_stamp_line(line.text) or find_views(line.text):
            break
        if not scene.weights[end] and not _looks_like_author(line.text):
            break
        end += 1
    return end


def _looks_like_author(text: str) -> bool:
    return len(text) <= 60 and 1 < len(text.split()) <= 8 and text[:1].isupper() and not text.endswith((".", ":", "?"))


def _trimmed(scene: Scene, start: int, end: int) -> int:
    """Give up what stands at the end and is no text: links to other pages, buttons, imprint swallowed by unclosed
    markup.
    """
    lines = scene.outline.lines
    cut = end
    for number in range(start, end):
        if is_imprint(lines[number].text) and _only_furniture(scene, number, end):
            cut = number
            break
    while cut > start:
        number = cut - 1
        line = lines[number]
        if (
            _is_furniture(scene, number)
            or scene.parts.get(number)
            or line.controls
            or (line.is_link and not scene.is_file(line.links[0][0]) and _links_before(scene, start, number) >= 2)
            or scene.outline.boxes[line.box].region
        ):
            cut -= 1
        else:
            break
    return cut


def _links_before(scene: Scene, start: int, number: int) -> int:
    """Count the run of link lines that ends in a line."""
    lines, run = scene.outline.lines, 0
    while number - run >= start and lines[number - run].is_link:
        run += 1
    return run + (1 if number - run >= start and scene.part(number - run) else 0)


def _only_furniture(scene: Scene, number: int, end: int) -> bool:
    """Tell whether from an imprint on nothing but such lines follows."""
    return sum(scene.weights[number:end]) <= 200


def _may_lead(scene: Scene, number: int) -> bool:
    """Tell whether a line between title and body is lead or caption rather than a button or a crumb."""
    line = scene.outline.lines[number]
    if scene.weights[number]:
        return True
    if line.is_link or line.controls or scene.part(number) or scene.outline.boxes[line.box].region:
        return False
    if read_stamp_line(line.text) or find_views(line.text):
        return False
    return len(line.text) >= 15 and any(abs(picture.line - number) <= 1 for picture in scene.outline.pictures)


def _is_furniture(scene: Scene, number: int) -> bool:
    """Tell whether a line within the text is a button, a stamp or a view count."""
    line = scene.outline.lines[number]
    if scene.weights[number]:
        return False
    if line.controls:
        return True
    part = scene.parts.get(number)
    if part == "tools" or (part == "comments" and line.is_link):
        return True
    return len(line.text) < 120 and (read_stamp_line(line.text) is not None or find_views(line.text) is not None)


def _without_boxes_of_links(scene: Scene, numbers: list[int]) -> list[int]:
    """Leave out boxes of related articles within the text: a label and the links that follow it."""
    kept: list[int] = []
    lines, skipping = scene.outline.lines, False
    for number in numbers:
        part = scene.part(number)
        if part in ("more", "older", "newer", "tags", "end"):
            skipping = True
            continue
        if skipping and (lines[number].is_link or read_stamp_line(lines[number].text)):
            continue
        skipping = False
        kept.append(number)
    return kept
