"""Find where the text of an article begins and ends."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hnp_crawler.portal.article.asides import card_before, find_copy, without_boxes_of_links
from hnp_crawler.portal.article.captions import MIN_CAPTION
from hnp_crawler.portal.article.closing import is_byline
from hnp_crawler.portal.article.dateline import is_author_line, read_dateline, repeats_title
from hnp_crawler.portal.outline import Line
from hnp_crawler.portal.scene import CLOSERS, SENTENCE_END, Scene
from hnp_crawler.portal.wording.furniture import is_imprint, part_of
from hnp_crawler.portal.wording.stamps import find_views, read_stamp_line

MAX_AFTER_IMPRINT = 200
"""Characters of prose that may follow the imprint at the end of a page."""
MIN_PARAGRAPH = 100
"""Characters of a line that is no comment's author."""
_MAIN = frozenset(("main", "article"))
_ARROW = re.compile(r"\s*(?:>|»|›|→|►|▶|=>)+\s*")
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
    limit = _limit(scene, first, _element_end(scene, first))
    start, end, found = _preferred(scene, first, limit) or _densest(scene, first, limit)
    end = _extended(scene, end, limit)
    end = _trimmed(scene, start, end)
    before = _leading(scene, range(first, start), first - 1)
    if not any(scene.weights[number] for number in before):
        start = _first_text(scene, start, end, first - 1)
    within = [number for number in range(start, end) if not _is_furniture(scene, number)]
    text = before + within
    if copy := find_copy(scene, text, first - 1):
        text, end = [number for number in text if number < copy.start], min(end, copy.stop)
    return Extent(without_boxes_of_links(scene, text), end, found)


def _limit(scene: Scene, first: int, end: int) -> int:
    """Find the label that closes the article: the first after any prose, up to ``end``."""
    weights = scene.weights
    seen = 0
    for number in range(first, end):
        if seen and scene.parts.get(number) in CLOSERS and not _is_button(scene, number, seen, end):
            return number
        seen += weights[number]
    return end


def _is_button(scene: Scene, number: int, before: int, end: int) -> bool:
    """Tell whether a label after some prose stands in a row above the text: most prose follows, and it is a link, a
    control, or opens no comments.
    """
    lines, weights = scene.outline.lines, scene.weights
    if sum(weights[number:end]) <= 2 * before:
        return False
    if lines[number].controls or (lines[number].is_link and not scene.outline.boxes[lines[number].box].heading):
        return True
    if scene.parts[number] != "comments":
        return False
    beneath = (other for other in range(number + 1, end) if scene.part(other) is None and not lines[other].links)
    return weights[next(beneath, number)] >= MIN_PARAGRAPH


def _element_end(scene: Scene, first: int) -> int:
    """Find the end of the ``<main>`` or ``<article>`` that the title stands in, if it holds most of what follows."""
    outline, weights = scene.outline, scene.weights
    end, box = len(weights), outline.ancestor(first - 1, _MAIN) if first else -1
    while box >= 0:
        inner = outline.boxes[box].end
        if 2 * sum(weights[first:inner]) >= sum(weights[first:end]) > 0:
            return inner
        box = outline.enclosing(outline.boxes[box].parent, _MAIN)
    return end


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
        is_sentence = scene.weights[end] and line.text.endswith(SENTENCE_END)
        if not (is_sentence or _looks_like_author(line.text) or is_byline(line.text)):
            break
        end += 1
    return end


def _looks_like_author(text: str) -> bool:
    return len(text) <= 60 and 1 < len(text.split()) <= 8 and text[:1].isupper() and not text.endswith((".", ":", "?"))


def _trimmed(scene: Scene, start: int, end: int) -> int:
    """Give up what stands at the end and is no text.

    That is links to other pages, buttons, and the imprint where unclosed markup has swallowed it.
    """
    cut = _before_imprint(scene, start, end)
    while cut > start:
        if _closes_text(scene, start, cut - 1):
            cut -= 1
            continue
        run = _links_before(scene, start, cut)
        labelled = cut - run > start and scene.part(cut - run - 1)
        if run >= 2 or (run and labelled):
            cut -= run
        else:
            break
    return cut


def _before_imprint(scene: Scene, start: int, end: int) -> int:
    """Find the line where an imprint begins that nothing but a few words follow; the end where there is none."""
    cut, prose = end, 0
    for number in range(end - 1, start - 1, -1):
        prose += scene.weights[number]
        if prose > MAX_AFTER_IMPRINT:
            break
        if is_imprint(scene.outline.lines[number].text):
            cut = number
    return cut


def _closes_text(scene: Scene, start: int, number: int) -> bool:
    """Tell whether a line at the end of the text is the page's: a label, a button, a date, a box for navigation.

    Where markup is unclosed, the text from ``start`` on may stand in such a box itself.
    """
    boxes, lines = scene.outline.boxes, scene.outline.lines
    if number in scene.parts or _is_furniture(scene, number):
        return True
    return boxes[lines[number].box].region not in ("", boxes[lines[start].box].region)


def _links_before(scene: Scene, start: int, end: int) -> int:
    """Count the lines up to ``end`` that lead away without a break: links to pages, dates behind such, small boxes of a
    link and its summary. Those of a digest are its text.
    """
    lines, number = scene.outline.lines, end
    while number > start:
        last = number - 1
        card = card_before(scene, number)
        if card > start:
            number = card
            continue
        if last > start and not lines[last].links and read_stamp_line(lines[last].text):
            last -= 1
        if not lines[last].is_link or scene.is_file(lines[last].links[0][0]):
            break
        number = last
    weights = scene.weights
    return end - number if sum(weights[number:end]) < sum(weights[start:number]) else 0


def _leading(scene: Scene, numbers: range, title: int) -> list[int]:
    """Choose the lines between title and body that belong to the text: the lead; after it or by a picture a caption."""
    chosen: list[int] = []
    has_lead = False
    for number in numbers:
        if not has_lead and _belongs_to_title(scene, number, title):
            continue
        has_lead = has_lead or scene.weights[number] > 0
        if scene.weights[number] or (_may_caption(scene, number) and (has_lead or _is_by_picture(scene, number))):
            chosen.append(number)
    return chosen


def _first_text(scene: Scene, start: int, end: int, title: int) -> int:
    """Skip stray words before the first sentence: nothing but a picture's caption may stand before the lead."""
    while start < end:
        is_text = scene.weights[start] or (_may_caption(scene, start) and _is_by_picture(scene, start))
        if is_text and not _belongs_to_title(scene, start, title):
            break
        start += 1
    return start


def _belongs_to_title(scene: Scene, number: int, title: int) -> bool:
    """Tell whether a line before the lead names author and date, or right after the title repeats it."""
    return (
        (number == title + 1 and repeats_title(scene, number, title))
        or is_author_line(scene, number, title)
        or read_dateline(scene.outline.lines[number]) is not None
    )


def _may_caption(scene: Scene, number: int) -> bool:
    """Tell whether a short line may be a caption rather than a button, a crumb or a date."""
    line = scene.outline.lines[number]
    if len(line.text) < MIN_CAPTION or line.is_link or line.controls or scene.part(number):
        return False
    if scene.outline.boxes[line.box].region:
        return False
    return not (read_stamp_line(line.text) or find_views(line.text))


def _is_by_picture(scene: Scene, number: int) -> bool:
    return not scene.picture_lines.isdisjoint((number - 1, number, number + 1))


def _is_furniture(scene: Scene, number: int) -> bool:
    """Tell whether a line within the text is a button, a stamp or a view count."""
    line = scene.outline.lines[number]
    if scene.weights[number]:
        return False
    if line.controls:
        return True
    part = scene.parts.get(number)
    if part == "tools" or part in CLOSERS or _leads_away(scene, line):
        return True
    if line.is_link and line.links and (line.is_bar or line.links[0][0].startswith("#")):
        return not scene.is_file(line.links[0][0])
    return len(line.text) < 120 and (read_stamp_line(line.text) is not None or find_views(line.text) is not None)


def _leads_away(scene: Scene, line: Line) -> bool:
    """Tell whether a line is a label such as ``Đọc thêm:``, before a link to another article or within, or an arrow."""
    if not line.links or not scene.is_article(line.links[0][0]):
        return False
    linked = line.links[0][1]
    before = line.text[: line.text.find(linked)]
    within, colon, _ = linked.partition(":")
    labels = (before, within) if line.is_link and colon else (before,)
    return _ARROW.fullmatch(before) is not None or any(part_of(each) in ("more", "older", "newer") for each in labels)
