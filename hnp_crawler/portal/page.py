"""Read a page of whatever kind: what it is is decided by what it holds, not by its URL."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from hnp_crawler.portal.addresses import page_links
from hnp_crawler.portal.article import article_of
from hnp_crawler.portal.article.naming import AGREED, agreement_with_url
from hnp_crawler.portal.listing import Listing, listing_of
from hnp_crawler.portal.refusals import find_refusal, says_not_found
from hnp_crawler.portal.requisites import page_requisites
from hnp_crawler.portal.scene import Scene, set_scene
from hnp_crawler.printed import PrintedArticle

Kind = Literal["article", "listing", "soft 404", "block page", "challenge", "empty", "other"]

_SOURCE = 20_000
"""Bytes of the source that are searched for the words of a challenge."""
_SOME, _ENOUGH = 40, 100
"""Characters of running text that make an article where its URL or its head says that it is one, and elsewhere."""
MAX_BESIDE = 60
"""Characters beside a link, such as a date, in a line of a list."""
_LITTLE = 400
"""Characters of running text under which a page may be an error page, or an empty template with a notice beside it."""


@dataclass(frozen=True)
class Page:
    """Hold what one answer turned out to be."""

    kind: Kind
    """``soft 404``: an article's URL that answers with a listing (then in ``listing``) or an empty template, or an
    error page with 200."""
    article: PrintedArticle | None = None
    listing: Listing | None = None
    """Of any page that lists articles and is none itself."""
    scene: Scene | None = field(default=None, repr=False, compare=False)

    @cached_property
    def links(self) -> tuple[str, ...]:
        """Name the absolute URLs that the page links to, in page order, without fragment; never a form's action."""
        return page_links(self.scene.outline, self.scene.absolute) if self.scene else ()

    @cached_property
    def requisites(self) -> tuple[str, ...]:
        """Name the absolute URLs that a browser fetches to show the page."""
        return page_requisites(self.scene.outline, self.scene.absolute) if self.scene else ()


def read_page(body: bytes, url: str, *, status: int = 200, content_type: str | None = None) -> Page:
    """Read a page: its kind, its article or listing, all from one parse; links and requisites are read when asked for.

    ``body`` is without content coding; ``url`` the address that answered, ``status`` its HTTP status.
    """
    if not body.strip(b" \t\r\n\0\xef\xbb\xbf"):
        return Page("empty")
    scene = set_scene(body, url, content_type)
    if scene is None:
        return Page("empty")
    said = " ".join([scene.evidence.title, *(line.text for line in scene.outline.lines[:200])])
    refusal = find_refusal(said, body[:_SOURCE], sum(scene.weights), len(scene.outline.lines), status)
    if refusal:
        return Page(refusal, scene=scene)
    article = article_of(scene)
    is_named = _is_named_by_url(scene, article)
    if is_named and sum(len(block.text) for block in article.blocks) >= _LITTLE:
        return Page("article", article, scene=scene)  # no listing could make another page of it
    listing = listing_of(scene, body)
    kind = _kind(scene, article, listing, status, said, is_named=is_named)
    if kind == "article":
        return Page(kind, article, scene=scene)
    return Page(kind, None, listing if listing.entries or listing.next else None, scene)


def _kind(scene: Scene, article: PrintedArticle, listing: Listing, status: int, said: str, *, is_named: bool) -> Kind:
    """Tell article from listing by what the prose is: running text, or summaries beside links."""
    names_article = scene.address.kind in ("article", "document")
    running = _running_prose(article, listing, set() if names_article else _texts_beside_links(scene))
    says_nothing = running < _LITTLE and says_not_found(said[:4000])
    told = sum(1 for entry in listing.entries if entry.date or entry.summary)
    # A section may hold a single entry; an article has related ones beside it, and more text of its own.
    is_listing = (
        told >= (1 if scene.address.kind in ("section", "listing") else 2)
        and sum(len(entry.summary) for entry in listing.entries) >= running
        and not is_named
    )
    if _is_article(scene, article, running) and not is_listing and not (says_nothing and not article.dates):
        return "article"
    if status >= 400:
        return "other"
    if names_article or (says_nothing and not told):
        return "soft 404"
    return "listing" if listing.entries or listing.next else "other"


def _is_article(scene: Scene, article: PrintedArticle, running: int) -> bool:
    """Tell whether a page has what an article has; the less its URL and its head say so, the more text it needs."""
    if not article.title:
        return False
    if running < _LITTLE and not article.dates and _names_other_words(scene, article.title):
        return False
    if scene.address.kind in ("article", "document") or scene.evidence.is_article:
        return running >= _SOME
    return running >= _ENOUGH and bool(article.dates or article.agency or article.newer or article.older)


def _names_other_words(scene: Scene, title: str) -> bool:
    """Tell whether a title has no word of those that the URL spells: a box's, on the page of an empty template."""
    return bool(scene.slug) and not agreement_with_url(title, scene)


def _is_named_by_url(scene: Scene, article: PrintedArticle) -> bool:
    """Tell whether the page prints the title that its URL spells, other than as a link to another: it is the article,
    however short and whatever stands beside it.
    """
    title = article.title or ""
    return (
        agreement_with_url(title, scene) > AGREED
        and bool(article.dates)
        and not any(
            text == title and not scene.leads_here(line) for line in scene.outline.lines for _, text in line.links
        )
    )


def _texts_beside_links(scene: Scene) -> set[str]:
    """Gather what stands in the lines of links to articles and right after them: titles, dates and summaries."""
    lines = scene.outline.lines
    numbers = [
        number
        for number, line in enumerate(lines)
        if line.links and line.plain <= MAX_BESIDE and any(scene.is_article(href) for href, _ in line.links)
    ]
    return {line.text for number in numbers for line in lines[number : number + 3]}


def _running_prose(article: PrintedArticle, listing: Listing, beside: set[str]) -> int:
    """Measure the text of the article that is no summary of a listing's entry and not among ``beside``."""
    listed = beside | {text for entry in listing.entries for text in (entry.summary, entry.title, entry.date)}
    lead = article.lead or ""
    if lead in listed or any(entry.summary.endswith(lead) for entry in listing.entries):  # the agency tag is off it
        lead = ""
    return len(lead) + sum(
        len(text) for block in article.blocks for text in block.text.split("\n") if text not in listed
    )
