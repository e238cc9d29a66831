"""Find the page of a listing that follows, and the last one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl, urlsplit

from hnp_crawler.portal.scene import Scene

MAX_PAGE = 100_000
_NEXT = """
    next; next page; next »; next >>; next >; next ›; next →; older; »; ›; >; >>; →; tiếp; tiếp theo; tiếp »; tiếp >;
    tiếp >>; trang tiếp; trang tiếp theo; trang sau; trang kế; trang kế tiếp; sau; sau »; sau >; sau ›; kế tiếp;
    xem tiếp
"""
_LAST = "last; last →; last »; last page; cuối; cuối cùng; cuối cùng →; cuối »; trang cuối; >|; »|"
_NEXT_NAMES, _LAST_NAMES = (frozenset(name.strip() for name in names.split(";")) for names in (_NEXT, _LAST))
_PAGE_KEY = re.compile(r"(?:^|_)(?:cur|page|pageindex|pagenumber|page_index|trang|p|pagenum|paged)$", re.I)
_PAGE_SEGMENT = re.compile(r"(?:/trang-|/page/|/page-|-trang-|/trang/)(\d{1,6})\b")
_RESULTS = re.compile(
    r"\b(\d{1,6})\s?[-–]\s?(\d{1,6})\s(?:of|trong(?:\stổng\ssố)?|/|trên(?:\stổng\ssố)?)\s(\d{1,7})\b", re.I
)


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Say what to ask for to get a page of a listing."""

    url: str
    method: Literal["GET", "POST"] = "GET"
    form: tuple[tuple[str, str], ...] = ()


def find_next(scene: Scene) -> PageRequest | None:
    """Find the page that follows: ``rel=next``, a link of that name, else the number after this page's in a row of
    numbers.
    """
    for _, attributes, _ in scene.outline.noted:
        if "next" in attributes.get("rel", "").lower().split():
            url = scene.absolute(attributes.get("href", ""))
            if url:
                return PageRequest(url)
    own = page_number(scene.url)
    numbers: dict[int, str] = {}
    for line in scene.outline.lines:
        for href, text in line.links:
            if len(text) > 20:
                continue
            name = " ".join(text.casefold().split())
            url = scene.absolute(href) if name in _NEXT_NAMES or name.isdigit() else None
            if url is None or scene.is_article(href):
                continue
            if name in _NEXT_NAMES and (page_number(url) or 2) > (own or 1):
                return PageRequest(url)
            if name.isdigit() and (page_number(url) is not None):
                numbers.setdefault(int(name[:6]), url)
    following = numbers.get((own or 1) + 1)
    return PageRequest(following) if following else None


def find_last_page(scene: Scene) -> int | None:
    """Find the number of the last page: a link of that name, ``1 - 10 of 243``, else the highest number in the row."""
    highest = 0
    for line in scene.outline.lines:
        for href, text in line.links:
            name = " ".join(text[:20].casefold().split())
            if name in _LAST_NAMES:
                url = scene.absolute(href)
                number = page_number(url) if url else None
                if number:
                    return min(number, MAX_PAGE)
            elif name.isdigit() and len(name) <= 6 and not scene.is_article(href):
                url = scene.absolute(href)
                if url and page_number(url) == int(name):
                    highest = max(highest, int(name))
        if len(line.text) < 80 and (found := _RESULTS.search(line.text)):
            first, last, total = map(int, found.groups())
            if first <= last <= total:
                # on the last page the entries may be fewer than a page holds: its first number tells the page size then
                size = last - first + 1 if last < total or first == 1 else _size_from(first, page_number(scene.url))
                if size:
                    return min(-(-total // size), MAX_PAGE)
    return max(highest, page_number(scene.url) or 0) or None


def _size_from(first: int, page: int | None) -> int:
    return (first - 1) // (page - 1) if page and page > 1 else 0


def page_number(url: str) -> int | None:
    """Read the number of the page from a listing's URL.

    >>> page_number("http://h/s?_101_delta=10&_101_cur=17"), page_number("http://h/s/trang-3.htm"), page_number("http://h/s")
    (17, 3, None)
    """
    try:
        parts = urlsplit(url)
        pairs = parse_qsl(parts.query, max_num_fields=100)
    except ValueError:
        return None
    for key, value in pairs:
        if _PAGE_KEY.search(key) and value.isdigit() and len(value) <= 6:
            return int(value)
    found = _PAGE_SEGMENT.search(parts.path)
    return int(found.group(1)) if found else None
