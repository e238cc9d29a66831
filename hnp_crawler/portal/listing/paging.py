"""Find the page of a listing that follows, and the last one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from urllib.parse import parse_qsl, urlsplit

from hnp_crawler.portal.scene import Scene
from hnp_crawler.portal.urls import read_url

MAX_PAGE = 100_000
MAX_PAGER = 300
"""Links of a pager that are looked at."""
MAX_NAME = 20
MAX_DIGITS = 6
MAX_RESULTS = 80
_NEXT = """
    next; next page; next »; next >>; next >; next ›; next →; older; »; ›; >; >>; →; tiếp; tiếp theo; tiếp »; tiếp >;
    tiếp >>; trang tiếp; trang tiếp theo; trang sau; trang kế; trang kế tiếp; sau; sau »; sau >; sau ›; kế tiếp;
    xem tiếp; older posts; older articles; older entries; trang cũ hơn
"""
_MORE = "xem thêm; xem thêm tin; more; view more; load more; show more; tải thêm"
_LAST = "last; last →; last »; last page; cuối; cuối cùng; cuối cùng →; cuối »; trang cuối; >|; »|"
_NEXT_NAMES, _LAST_NAMES, _MORE_NAMES = (
    frozenset(name.strip() for name in names.split(";")) for names in (_NEXT, _LAST, _MORE)
)
_NAMES = _NEXT_NAMES | _LAST_NAMES | _MORE_NAMES
_PAGE_KEY = re.compile(r"(?:^|_)(?:cur|page|pageindex|pagenumber|page_index|trang|p|pagenum|paged)$", re.I)
_PAGE_SEGMENT = re.compile(r"(?:/trang-|/page/|/page-|-trang-|/trang/)(\d{1,6})\b")
_PAGE_END = re.compile(_PAGE_SEGMENT.pattern + r"(?:\.html?)?$")
_ARROWS = " »›>→«‹<←"
_DIGIT = re.compile(r"\d")
_RESULTS = re.compile(
    r"\b(\d{1,6})\s?[-–]\s?(\d{1,6})\s(?:of|trong(?:\stổng\ssố)?|/|trên(?:\stổng\ssố)?)\s(\d{1,7})\b", re.I
)


Pager = list[tuple[str, str]]
"""The links of a pager: name and absolute URL."""


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Say what to ask for to get a page of a listing."""

    url: str
    method: Literal["GET", "POST"] = "GET"
    form: tuple[tuple[str, str], ...] = ()


def find_next(scene: Scene, pager: Pager) -> PageRequest | None:
    """Find the page that follows: ``rel=next``, a link of that name, else the next number in a row of numbers."""
    for element in scene.outline.elements("a", "area", "link"):
        if (rel := element.get("rel")) and "next" in rel.lower().split():
            url = scene.absolute(element.get("href", ""))
            if url and not read_url(url).trap:
                return PageRequest(url)
    own = page_number(scene.url)
    later: dict[int, str] = {}
    for name, url in pager:
        number = page_number(url)
        if name in _NEXT_NAMES and (number is None or number > (own or 0)):
            return PageRequest(url)
        if name in _MORE_NAMES and number is not None and number > (own or 0):  # elsewhere it leads to a section
            return PageRequest(url)
        if name.isdecimal() and number is not None and number > (own or 1):
            later.setdefault(number, url)
    return PageRequest(later[min(later)]) if later else None


def find_last_page(scene: Scene, pager: Pager) -> int | None:
    """Find the number of the last page: a link of that name, ``1 - 10 of 243``, else the highest number in the row."""
    highest = page_number(scene.url) or 0
    for name, url in pager:
        number = page_number(url)
        if number and name in _LAST_NAMES:
            return min(number, MAX_PAGE)
        if number and name.isdecimal():
            highest = max(highest, number)
    for line in scene.outline.lines:
        if len(line.text) < MAX_RESULTS and _DIGIT.search(line.text) and (found := _RESULTS.search(line.text)):
            first, last, total = map(int, found.groups())
            if first <= last <= total:
                # The last page may hold fewer entries than the others: there its first number tells their size.
                size = last - first + 1 if last < total or first == 1 else _size_from(first, page_number(scene.url))
                if size:
                    return min(-(-total // size), MAX_PAGE)
    return highest or None


def find_pager(scene: Scene) -> Pager:
    """Gather the links that are named as those of a pager are, each with its address."""
    links: Pager = []
    for href, text in (*scene.links, *_unprinted_names(scene)):
        if len(text) > MAX_NAME:
            continue
        name = _bare(text)
        if name in _NAMES or (name.isdecimal() and len(name) <= MAX_DIGITS):
            url = scene.absolute(href)
            if url and not scene.is_article(href) and not read_url(url).trap:  # a calendar too has days and a ">"
                links.append((name, url))
                if len(links) == MAX_PAGER:
                    break
    return links


def _bare(text: str) -> str:
    """Reduce the name of a link to what it says: without brackets, arrows beside words, and ``Page`` before a number.

    >>> _bare("Tiếp theo »"), _bare("[2]"), _bare("Trang 3"), _bare("»")
    ('tiếp theo', '2', '3', '»')
    """
    name = " ".join(text.casefold().split()).strip("[]()")
    name = name.strip(_ARROWS) or name
    word, _, number = name.partition(" ")
    return number if word in ("page", "trang") and number.isdecimal() else name


def _unprinted_names(scene: Scene) -> list[tuple[str, str]]:
    """Name the links that print nothing by their ``aria-label``, their ``title``, or the picture within."""
    printed = {href for href, text in scene.links if text}
    found = [(picture.linked, picture.alt) for picture in scene.outline.pictures if picture.linked and picture.alt]
    for element in scene.outline.elements("a"):
        name = element.get("aria-label") or element.get("title")
        if name:
            found.append((element.get("href", ""), name))
    return [(href, name) for href, name in found if href and href not in printed]


def _size_from(first: int, page: int | None) -> int:
    return (first - 1) // (page - 1) if page and page > 1 else 0


@lru_cache(maxsize=4096)
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
        if _PAGE_KEY.search(key) and value.isdecimal() and len(value) <= MAX_DIGITS:
            return int(value)
    found = _PAGE_SEGMENT.search(parts.path)
    return int(found.group(1)) if found else None


def without_page_segment(url: str) -> str:
    """Take the number of the page off the end of a path.

    >>> without_page_segment("http://h/tin/trang-3.html"), without_page_segment("http://h/tin/page/2")
    ('http://h/tin', 'http://h/tin')
    """
    return _PAGE_END.sub("", url)
