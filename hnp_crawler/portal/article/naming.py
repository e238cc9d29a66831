"""Compare a text with the names that a page has elsewhere: in its URL, in its head, and that of its site."""

from __future__ import annotations

import re

from hnp_crawler.portal.scene import Scene, words_of
from hnp_crawler.portal.wording.furniture import fold

MAX_TITLE = 400
"""Characters of the longest line that may be a title."""
AGREED = 0.7
"""The agreement with the URL above which a line is what it names."""
_BEGINNING = 60
"""Characters of a text that mostly tell already that it is not what the URL names."""
_SITE = re.compile(r"(?:cổng (?:giao tiếp|thông tin)|trang (?:thông tin|tin)) điện tử\b|(?:\w+ ){1,4}portal$")
_SITE_SEPARATORS = (" - ", " | ", " – ", " — ", " :: ")


def agreement_with_url(text: str, scene: Scene) -> float:
    """Measure how far a text and the title in the URL are of the same words, 0 to 1; 0 where its beginning alone has
    more other words than a text has that agrees.
    """
    slug, length = scene.slug, scene.slug_length
    if not slug or not 0.5 * length <= len(text) <= min(2 * length, MAX_TITLE):
        return 0.0
    beginning = words_of(text[:_BEGINNING].rpartition(" ")[0])
    if len(beginning - slug) > (1 / AGREED - 1) * len(slug):
        return 0.0
    words = words_of(text)
    common = len(words & slug)
    return common / max(len(words), len(slug)) if common else 0.0


def names_site(text: str) -> bool:
    """Tell whether a line is the name of a portal, as stands at the top of its pages.

    >>> [names_site(text) for text in ("Cổng Giao tiếp điện tử Hà Nội", "Ha Noi Portal", "Cổng làng mở hội đầu xuân")]
    [True, True, False]
    """
    return len(text) < 60 and _SITE.match(fold(text)) is not None


def titles_named(scene: Scene) -> dict[str, float]:
    """Gather the titles that the head names, folded, each with its worth: ``<title>`` may name the section only."""
    evidence = scene.evidence
    titles = [(evidence.title, 2.0)]
    titles += [(evidence.json_ld.get("headline", ""), 4.0), (evidence.meta.get("og:title", ""), 4.0)]
    return {fold(variant): worth for title, worth in titles if title for variant in (title, without_site(title))}


def without_site(title: str) -> str:
    """Drop the name of the site at the end of a document's title."""
    for separator in _SITE_SEPARATORS:
        head, found, tail = title.rpartition(separator)
        if (
            found
            and len(head) > 8
            and any(word in tail.casefold() for word in ("cổng", "portal", "hà nội", "hanoi", "sở ", "ubnd"))
        ):
            return head
    return title
