"""Find the entries of a listing: links to articles with the date and the summary that stand beside them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from hnp_crawler.portal.listing.popular import find_popular, opens_another
from hnp_crawler.portal.outline import Line
from hnp_crawler.portal.scene import CLOSERS, Scene
from hnp_crawler.portal.wording.stamps import Stamp, find_stamp, is_relative, read_stamp_line

MIN_TITLE = 12
"""A link shorter than this is no article's title."""
MIN_SUMMARY = 30
MAX_LINES = 12
"""Lines of one entry."""
MAX_TAGS = 3
"""Tags around a link that are compared; with unclosed markup each entry stands in the one before."""


MAX_EDGE = 60
"""Characters of a line that ends with a date and is no prose."""
_BEFORE = re.compile(r"\(([^()]{6,40})\)\s")


@dataclass(slots=True)
class Anchor:
    """Hold a link to an article with what stands around it."""

    number: int
    """Its line."""
    href: str
    title: str
    signature: tuple[str, ...]
    """The tags around it: entries of one list have the same."""
    is_heading: bool
    is_alone: bool
    """Whether its line links no other article, as a ticker's does."""
    date: str = ""
    summary: str = ""

    @property
    def richness(self) -> int:
        """Count what the entry has beside its title."""
        return bool(self.date) + bool(self.summary) + self.is_heading


def find_entries(scene: Scene) -> list[Anchor]:
    """Find the entries of the page's own list, in page order.

    They are the links of one repeated structure that carry most beside them, and whatever else of the kind stands
    among them; tickers, boxes of what is popular and of bare links at the side are left out where there are such.
    """
    anchors = _anchors(scene)
    bounds = [-1, *(anchor.number for anchor in anchors), len(scene.outline.lines)]
    for index, anchor in enumerate(anchors):
        _read_entry(scene, anchor, bounds[index], bounds[index + 2])
    _read_days(scene, anchors)
    popular = find_popular(scene, anchors)
    own = [anchor for anchor in anchors if anchor.is_alone and anchor.number not in popular] or anchors
    return _with_first(scene, own, _main(scene, own))


def _anchors(scene: Scene) -> list[Anchor]:
    """Gather the links to articles; the picture's link, the title's and "read more" are one."""
    outline = scene.outline
    anchors: list[Anchor] = []
    for number, line in enumerate(outline.lines):
        for href, text in line.links:
            if len(text) < MIN_TITLE or not scene.is_article(href) or read_stamp_line(text):
                continue
            if not anchors or anchors[-1].href != href or number - anchors[-1].number > MAX_LINES // 4:
                is_heading = outline.boxes[line.box].heading > 0
                is_alone = not any(other != href and len(name) >= MIN_TITLE for other, name in line.links)
                anchors.append(Anchor(number, href, text, _signature(scene, line), is_heading, is_alone))
                break
    return anchors


def _read_entry(scene: Scene, anchor: Anchor, before: int, after: int) -> None:
    """Read date and summary of an entry: in its box; where it has none, in the lines up to the next entry."""
    own = scene.outline.lines[anchor.number]
    beside = find_stamp(own.text.replace(anchor.title, " ", 1))
    stamp = _absolute(own, beside)
    anchor.date = stamp.text if stamp else ""
    start, end = _box_lines(scene, anchor.number, before, after)
    if end - start == 1:
        start, end = anchor.number, min(after, anchor.number + MAX_LINES)
    for number in range(start, end):
        line = scene.outline.lines[number]
        if scene.parts.get(number) in CLOSERS:
            break
        if number != anchor.number and _is_day(scene, number):
            continue
        only = _absolute(line, read_stamp_line(line.text)) if number != anchor.number else None
        if only and not anchor.date:
            anchor.date = only.text
        elif number > anchor.number and not only:
            stamp = _edge_stamp(line.text) or _stamp_beside_links(line)
            if stamp and not anchor.date:
                anchor.date = stamp.text
            if not anchor.summary and _is_summary(line):
                anchor.summary = line.text


def _is_day(scene: Scene, number: int) -> bool:
    """Tell whether a line is a heading that holds a date: of the entries that follow it."""
    line = scene.outline.lines[number]
    is_heading = line.box >= 0 and scene.outline.boxes[line.box].heading > 0 and not line.links
    return is_heading and read_stamp_line(line.text) is not None


def _read_days(scene: Scene, anchors: list[Anchor]) -> None:
    """Give entries that have no date of their own the one that heads them."""
    undated = [anchor for anchor in anchors if not anchor.date]
    days = [number for number in range(len(scene.outline.lines)) if _is_day(scene, number)] if undated else []
    for anchor in undated:
        index = bisect_left(days, anchor.number) - 1
        stamp = read_stamp_line(scene.outline.lines[days[index]].text) if index >= 0 else None
        anchor.date = stamp.text if stamp else ""


def _absolute(line: Line, printed: Stamp | None) -> Stamp | None:
    """Take the printed stamp of a line, but the one in an attribute where that is relative or there is none.

    An attribute may write the month first, as some servers do, where the page does not.
    """
    if printed and not is_relative(printed.text):
        return printed
    stamps: Iterable[Stamp | None] = map(read_stamp_line, line.stamps)
    return next((stamp for stamp in stamps if stamp), printed)


def _box_lines(scene: Scene, number: int, before: int, after: int) -> tuple[int, int]:
    """Find the lines of the largest box around an entry that holds no other."""
    boxes, box = scene.outline.boxes, scene.outline.lines[number].box
    start, end = number, number + 1
    while box >= 0 and boxes[box].start > before and boxes[box].end <= after:
        if boxes[box].end - boxes[box].start > MAX_LINES:
            break
        start, end, box = boxes[box].start, boxes[box].end, boxes[box].parent
    return start, end


def _edge_stamp(text: str) -> Stamp | None:
    """Read the stamp in brackets before a summary, or behind the section's name in a short line."""
    found = _BEFORE.match(text)
    if found:
        return read_stamp_line(found.group(1))
    stamp = find_stamp(text) if len(text) <= MAX_EDGE else None
    return stamp if stamp and text.endswith(stamp.text) else None


def _stamp_beside_links(line: Line) -> Stamp | None:
    """Read the stamp in a line that holds nothing else but links, such as one to read more."""
    text = line.text
    for _, linked in line.links:
        text = text.replace(linked, " ", 1)
    return read_stamp_line(text.strip()) if line.links else None


def _is_summary(line: Line) -> bool:
    return line.plain >= MIN_SUMMARY and not line.is_link and not line.controls


def _signature(scene: Scene, line: Line) -> tuple[str, ...]:
    tags: list[str] = []
    box = line.box
    while box >= 0 and len(tags) < MAX_TAGS:
        tags.append(scene.outline.boxes[box].tag)
        box = scene.outline.boxes[box].parent
    return tuple(tags)


def _main(scene: Scene, anchors: list[Anchor]) -> list[Anchor]:
    """Choose the entries of the page's own list."""
    if not anchors:
        return []
    scores: Counter[tuple[str, ...]] = Counter()
    for anchor in anchors:
        region = scene.outline.boxes[scene.outline.lines[anchor.number].box].region
        scores[anchor.signature] += 0 if region in ("nav", "footer", "menu") else 1 + 4 * anchor.richness
    best = max(scores, key=lambda signature: scores[signature])
    group = [anchor for anchor in anchors if anchor.signature == best]
    outline = scene.outline
    group = _of_best_build(scene, group)
    telling = [anchor for anchor in group if anchor.date or anchor.summary]
    rich = bool(telling)
    if 2 <= len(telling) < len(group):
        # A box of bare links at the side may be built of the same elements.
        own = outline.boxes[outline.common_box(telling[0].number, telling[-1].number)]
        group = [a for a in group if a.date or a.summary or own.start <= a.number < own.end]
    common = outline.boxes[outline.common_box(group[0].number, group[-1].number)]
    if len(group) == 1 or common.tag in ("body", "html"):
        return group
    first, last = common.start, common.end
    chosen = {anchor.number for anchor in group}
    return [a for a in anchors if a.number in chosen or (first <= a.number < last and rich and (a.date or a.summary))]


def _of_best_build(scene: Scene, group: list[Anchor]) -> list[Anchor]:
    """Keep the entries of the containers that are built as the richest one is, with date, summary and heading."""
    containers: dict[int, list[Anchor]] = {}
    for index, anchor in enumerate(group):
        beside = [group[other].number for other in (index - 1, index + 1) if 0 <= other < len(group)]
        common = [scene.outline.common_box(*sorted((anchor.number, number))) for number in beside]
        containers.setdefault(max(common, default=0), []).append(anchor)
    builds = {
        box: (any(a.date for a in own), any(a.summary for a in own), any(a.is_heading for a in own))
        for box, own in containers.items()
    }
    best = max(containers, key=lambda box: sum(1 + 4 * anchor.richness for anchor in containers[box]))
    return [anchor for box, own in containers.items() if builds[box] == builds[best] for anchor in own]


def _with_first(scene: Scene, anchors: list[Anchor], chosen: list[Anchor]) -> list[Anchor]:
    """Join the entry that is set larger, with a heading and a date or summary, and the others that follow it."""
    if not chosen:
        return chosen
    index = anchors.index(chosen[0])
    if len(chosen) == 1 and chosen[0].is_heading:
        for anchor in anchors[index + 1 :]:
            if not (anchor.date or anchor.summary) or _are_parted(scene, chosen[-1], anchor):
                break
            chosen = [*chosen, anchor]
        return chosen
    before = anchors[index - 1] if index else None
    is_told = before is not None and bool(before.date or before.summary)
    telling = sum(1 for anchor in chosen if anchor.date or anchor.summary)
    stands_out = before is not None and (before.is_heading or 2 * telling < len(chosen))
    if before and is_told and stands_out and not _are_parted(scene, before, chosen[0]):
        return [before, *chosen]
    return chosen


def _are_parted(scene: Scene, one: Anchor, other: Anchor) -> bool:
    """Tell whether something of another name begins between two entries, or too much stands there."""
    between = range(one.number + 1, other.number)
    return len(between) > MAX_LINES or any(opens_another(scene, number) for number in between)
