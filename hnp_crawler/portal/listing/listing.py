"""Read a listing page: its entries, the page that follows, and how many there are."""

from __future__ import annotations

from dataclasses import dataclass

from hnp_crawler.portal.listing.entries import Anchor, find_entries
from hnp_crawler.portal.listing.paging import PageRequest, find_last_page, find_next, find_pager
from hnp_crawler.portal.listing.zone import first_page
from hnp_crawler.portal.listing.zone import next_page as following_page
from hnp_crawler.portal.scene import Scene, set_scene
from hnp_crawler.portal.wording.furniture import fold

MAX_ENTRIES = 500


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
    anchors = find_entries(scene)
    entries: dict[str, ListingEntry] = {}
    for anchor in anchors[:MAX_ENTRIES]:
        url = scene.absolute(anchor.href)
        if url and url not in entries:
            entries[url] = ListingEntry(url, anchor.title, anchor.date, anchor.summary)
    pager = find_pager(scene)
    following = find_next(scene, pager) or first_page(body, scene.outline, scene.absolute)
    return Listing(_section(scene, anchors), tuple(entries.values()), following, find_last_page(scene, pager))


def _section(scene: Scene, anchors: list[Anchor]) -> str | None:
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
