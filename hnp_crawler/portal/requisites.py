"""Name what a browser fetches to show a page or a style sheet.

Bounds: ``MAX_REQUISITES`` addresses a page, ``MAX_URL`` characters each, ``MAX_CSS`` characters of a style sheet.
Linear.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from lxml import etree

from hnp_crawler.portal.addresses import resolve
from hnp_crawler.portal.outline import Outline

MAX_REQUISITES = 500
_BACKGROUNDS = frozenset(("data-bg", "data-background", "data-background-image"))
"""Attributes that name a picture which a script sets as background."""
MAX_CSS = 2_000_000

_PLAIN_SOURCES = {
    "img": ("src", "data-src", "data-original", "data-lazy-src", "data-lazy", "data-url", "lowsrc"),
    "script": ("src",),
    "source": ("src", "data-src"),
    "video": ("poster",),
    "input": ("src",),
    "embed": ("src",),
    "body": ("background",),
    "table": ("background",),
    "td": ("background",),
    "th": ("background",),
    "tr": ("background",),
    "image": ("href", "{http://www.w3.org/1999/xlink}href", "xlink:href"),
    "use": ("href", "xlink:href"),
}
_SETS = ("srcset", "data-srcset", "imagesrcset")
_LINK_RELS = frozenset(
    (
        "stylesheet",
        "icon",
        "apple-touch-icon",
        "apple-touch-icon-precomposed",
        "mask-icon",
        "preload",
        "modulepreload",
        "manifest",
    )
)
_SHOWING = frozenset((*_PLAIN_SOURCES, "link", "style"))
"""Elements that name what they show in attributes of their own."""
_TELLING = frozenset(("style", *_SETS, *_BACKGROUNDS))
"""Attributes that name what is shown on elements of any tag."""
_ESCAPE = r"\\(?>[0-9a-fA-F]{1,6}[ \t\n\r\f]?|[\s\S])"
_DOUBLE = rf'"((?:[^"\\\n]|{_ESCAPE})*+)"?'
_SINGLE = rf"'((?:[^'\\\n]|{_ESCAPE})*+)'?"
_BARE = rf"""((?:[^\s"'()\\]|{_ESCAPE})*+)"""
_CSS_TOKEN = re.compile(
    rf"""/\*|url\(\s*+(?:{_DOUBLE}|{_SINGLE}|{_BARE})|@import\s++(?:{_DOUBLE}|{_SINGLE})|{_DOUBLE}|{_SINGLE}""", re.I
)
_ADDRESS_GROUPS = 5
_CSS_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})[ \t\n\r\f]?|\r?\n|([\s\S]))")


def page_requisites(outline: Outline, resolve_from: Callable[[str], str | None]) -> tuple[str, ...]:
    """Name the style sheets, scripts, pictures, icons and posters of a page, in page order, each once.

    Lazily loaded pictures count, and ``url()`` in ``style`` elements and attributes. ``resolve_from`` makes addresses
    absolute.
    """
    found: dict[str, None] = {}
    for address in _addresses(outline.elements()):
        url = resolve_from(address)
        if url:
            found.setdefault(url)
        if len(found) >= MAX_REQUISITES:
            break
    return tuple(found)


def css_requisites(css: bytes | str, url: str) -> tuple[str, ...]:
    r"""Name what a style sheet imports and shows: ``@import`` and ``url()``; comments left out, escapes undone.

    >>> css_requisites('@import "a.css"; b{background:url( /i/x\\20 y.png )} /* url(no.png) */', "http://h/css/main.css")
    ('http://h/css/a.css', 'http://h/i/x%20y.png')
    """
    text = css.decode("utf-8", "replace") if isinstance(css, bytes) else css
    found: dict[str, None] = {}
    for address in _css_addresses(text):
        resolved = resolve(url, address)
        if resolved:
            found.setdefault(resolved)
        if len(found) >= MAX_REQUISITES:
            break
    return tuple(found)


def _addresses(elements: Iterable[etree._Element]) -> Iterator[str]:
    for element in elements:
        if element.tag in _SHOWING:
            yield from _shown_by_tag(element)
        if not _TELLING.isdisjoint(element.keys()):
            yield from _shown_by_attributes(element)


def _shown_by_tag(element: etree._Element) -> Iterator[str]:
    tag = element.tag
    if tag == "style":
        yield from _css_addresses(element.text or "")
    elif tag == "link":
        if not _LINK_RELS.isdisjoint(element.get("rel", "").lower().split()):
            yield element.get("href", "")
    else:
        yield from filter(None, map(element.get, _PLAIN_SOURCES[tag]))


def _shown_by_attributes(element: etree._Element) -> Iterator[str]:
    style = element.get("style", "")
    names = element.keys()
    for name in _SETS:
        if name in names:
            yield from _candidates(element.get(name))
    if "url(" in style:
        yield from _css_addresses(style)
    for name in sorted(_BACKGROUNDS.intersection(names)):
        address = element.get(name)
        yield from _css_addresses(address) if "url(" in address else (address,)


def _candidates(srcset: str) -> Iterator[str]:
    """Split a ``srcset`` (HTML, 4.8.4.2.1): addresses may hold commas, descriptors follow a space."""
    for candidate in re.split(r",\s+|(?<=[wx]),", srcset[:20_000]):
        words = candidate.split()
        if words:
            yield words[0].strip(",")


def _css_addresses(css: str) -> Iterator[str]:
    css, position = css[:MAX_CSS], 0
    while found := _CSS_TOKEN.search(css, position):
        position = found.end()
        if found.group() == "/*":
            end = css.find("*/", position)
            if end < 0:
                return
            position = end + 2
            continue
        address = next((group for group in found.groups()[:_ADDRESS_GROUPS] if group), "")
        if address:
            yield _CSS_ESCAPE.sub(_unescaped, address)


def _unescaped(escape: re.Match[str]) -> str:
    if escape.group(1):
        code = int(escape.group(1), 16)
        return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
    return escape.group(2) or ""
