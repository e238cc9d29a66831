"""Read a listing page: its entries, the page that follows, and how many there are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from hnp_crawler.portal.furniture import fold
from hnp_crawler.portal.outline import Line
from hnp_crawler.portal.paging import PageRequest, find_last_page, find_next
from hnp_crawler.portal.scene import CLOSERS, Scene, set_scene
from hnp_crawler.portal.stamps import find_stamp, read_stamp_line
from hnp_crawler.portal.zone import first_page
from hnp_crawler.portal.zone import next_page as following_page

MAX_ENTRIES = 500
_TITLE = 12
"""A link shorter than this is no article's title."""


@dataclass(frozen=True, slots=True)
class ListingEntry:
    """Hold one article as a listing prints it; empty where it does not."""

    url: str
    title: str
    date: str = ""
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """Hold a page of a listing."""

    section: str | None
    entries: tuple[ListingEntry, ...]
    next: PageRequest | None = None
    """What to ask for to get the page after this one; of a section page of the current portal its listing's first
    page."""
    last_page: int | None = None
    """Number of the last page, where the page tells."""


@dataclass(slots=True)
class _Anchor:
    """Hold a link to an article with what stands around it."""

    number: int
    href: str
    title: str
    signature: tuple[str, ...]
    date: str = ""
    summary: str = ""
    heading: bool = False

    @property
    def richness(self) -> int:
        return bool(self.date) + bool(self.summary) + self.heading


def next_page(request: PageRequest, listing: Listing) -> PageRequest | None:
    """Say what to ask for after a request was answered with a listing.

    A page names its next one itself; a fragment of the current portal does not, so the request's own form is counted
    on.
    """
    return listing.next or following_page(request, listing.entries)


def read_listing(body: bytes, url: str, *, content_type: str | None = None) -> Listing:
    """Read a listing page, or the fragment that the current portal's listing answers with."""
    scene = set_scene(body, url, content_type)
    return Listing(None, ()) if scene is None else listing_of(scene, body)


def listing_of(scene: Scene, body: bytes) -> Listing:
    """Read the listing of a page whose scene is set.

    The entries are the links to articles of one repeated structure that carry most beside them (heading, date,
    summary); boxes of bare links at the side are left out where there are such.
    """
    anchors = _main(scene, _anchors(scene))
    entries: dict[str, ListingEntry] = {}
    for anchor in anchors[:MAX_ENTRIES]:
        url = scene.absolute(anchor.href)
        if url and url not in entries:
            entries[url] = ListingEntry(url, anchor.title, anchor.date, anchor.summary)
    following = find_next(scene) or first_page(body, scene.absolute)
    return Listing(_section(scene, anchors), tuple(entries.values()), following, find_last_page(scene))


def _anchors(scene: Scene) -> list[_Anchor]:
    """Gather the links to articles, each with the date and summary up to the next one."""
    lines = scene.outline.lines
    anchors: list[_Anchor] = []
    by_line: dict[int, _Anchor] = {}
    for number, line in enumerate(lines):
        for href, text in line.links:
            if len(text) >= _TITLE and scene.is_article(href) and not find_only_date(text):
                previous = anchors[-1] if anchors else None
                if previous and previous.href == href and number - previous.number <= 3:
                    continue  # the picture's link, the title's and "read more" are one entry
                anchor = _Anchor(
                    number, href, text, _signature(scene, line), heading=scene.outline.boxes[line.box].heading > 0
                )
                anchors.append(anchor)
                by_line[number] = anchor
                break
    for index, anchor in enumerate(anchors):
        end = anchors[index + 1].number if index + 1 < len(anchors) else min(anchor.number + 8, len(lines))
        _read_entry(scene, anchor, min(end, anchor.number + 8), anchors[index - 1].number if index else -1)
    return anchors


def find_only_date(text: str) -> bool:
    """Tell whether a text is nothing but a date."""
    return read_stamp_line(text) is not None


def _read_entry(scene: Scene, anchor: _Anchor, end: int, previous: int) -> None:
    lines = scene.outline.lines
    own = lines[anchor.number]
    outside = own.text.replace(anchor.title, " ", 1)
    stamp = next((s for value in own.stamps if (s := read_stamp_line(value))), None) or find_stamp(outside)
    anchor.date = stamp.text if stamp else ""
    for number in range(anchor.number + 1, end):
        line = lines[number]
        if scene.parts.get(number) in CLOSERS:
            break
        exact = next((s for value in line.stamps if (s := read_stamp_line(value))), None)
        only = exact or read_stamp_line(line.text)
        if only and not anchor.date:
            anchor.date = only.text
        elif not anchor.summary and not only and _is_summary(line):
            anchor.summary = line.text
    number = anchor.number - 1
    if not anchor.date and number > previous and number >= 0:
        line = lines[number]
        exact = next((s for value in line.stamps if (s := read_stamp_line(value))), None) or read_stamp_line(line.text)
        if exact and _near(scene, number, anchor.number):
            anchor.date = exact.text


def _near(scene: Scene, date: int, title: int) -> bool:
    """Tell whether a date before a title stands in the title's own box rather than at the head of the page."""
    box = scene.outline.boxes[scene.outline.common_box(date, title)]
    return box.end - box.start <= 8


def _is_summary(line: Line) -> bool:
    return line.plain >= 30 and not line.is_link and not line.controls


def _signature(scene: Scene, line: Line) -> tuple[str, ...]:
    """Describe the place of a line by the tags around it."""
    tags: list[str] = []
    box = line.box
    while box >= 0 and len(tags) < 12:
        tags.append(scene.outline.boxes[box].tag)
        box = scene.outline.boxes[box].parent
    return tuple(tags)


def _main(scene: Scene, anchors: list[_Anchor]) -> list[_Anchor]:
    """Choose the entries of the page's own list."""
    if not anchors:
        return []
    scores: Counter[tuple[str, ...]] = Counter()
    for anchor in anchors:
        region = scene.outline.boxes[scene.outline.lines[anchor.number].box].region
        scores[anchor.signature] += 0 if region in ("nav", "footer", "menu") else 1 + 4 * anchor.richness
    best = max(scores, key=lambda signature: scores[signature])
    group = [anchor for anchor in anchors if anchor.signature == best]
    rich = any(anchor.date or anchor.summary for anchor in group)
    outline = scene.outline
    common = outline.boxes[outline.common_box(group[0].number, group[-1].number)]
    if len(group) == 1 or common.tag in ("body", "html"):
        return group
    first, last = common.start, common.end
    return [a for a in anchors if a.signature == best or (first <= a.number < last and rich and (a.date or a.summary))]


def _section(scene: Scene, anchors: list[_Anchor]) -> str | None:
    """Read the section's name: crumbs or heading before the entries, else the document's title."""
    outline = scene.outline
    for _, hit in scene.hits(scene.layout.section):
        names = [
            line.text for line in outline.lines[hit.start : hit.end] if fold(line.text) not in ("home", "trang chủ")
        ]
        if names:
            return names[-1]
    first = anchors[0].number if anchors else 0
    for number in range(first - 1, max(first - 12, -1), -1):
        line = outline.lines[number]
        box = outline.boxes[line.box]
        if box.heading and not box.region and len(line.text) < 100 and not line.is_link:
            return line.text
    return scene.evidence.title.split(" - ")[0].split(" | ")[0] or None
