"""Read the listings of the real pages: every entry as a person read it, whatever the page's URL says that it is.

``fixtures/real_listings.json`` was made by reading the pages; the pages themselves are not part of the repository.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from hnp_crawler.portal.page import Page, read_page

PAGES = Path(__file__).parents[3] / "shared" / "portal" / "html"
REVIEWED: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "fixtures" / "real_listings.json").read_text("utf-8")
)
MIRRORED = re.compile(rb"Mirrored from (\S+)")
CLASSES = re.compile(rb'\s(?:class|id)="[^"]*"')
pytestmark = pytest.mark.skipif(not PAGES.is_dir(), reason="the real pages are not at hand")


def read(name: str, *, without_classes: bool = False) -> Page:
    body = (PAGES / name).read_bytes()
    mirrored = MIRRORED.search(body)
    assert mirrored
    return read_page(CLASSES.sub(b"", body) if without_classes else body, "http://" + mirrored[1].decode())


@pytest.mark.parametrize("without_classes", [False, True])
@pytest.mark.parametrize("name", REVIEWED)
def test_every_entry_is_read(name: str, without_classes: bool) -> None:
    listing = read(name, without_classes=without_classes).listing
    assert listing is not None
    assert [
        {"url": entry.url, "title": entry.title, "date": entry.date, "summary": entry.summary}
        for entry in listing.entries
    ] == REVIEWED[name]["entries"]


@pytest.mark.parametrize("without_classes", [False, True])
@pytest.mark.parametrize("name", REVIEWED)
def test_the_pages_around_are_known(name: str, without_classes: bool) -> None:
    listing = read(name, without_classes=without_classes).listing
    assert listing is not None
    assert listing.last_page == REVIEWED[name]["last_page"]
    if REVIEWED[name]["next"] is None:
        assert listing.next is None
    else:
        assert listing.next is not None
        assert listing.next.url.endswith(REVIEWED[name]["next"])
    assert without_classes or listing.section == REVIEWED[name]["section"]


@pytest.mark.parametrize("name", REVIEWED)
def test_a_listing_is_never_an_article(name: str) -> None:
    assert read(name).kind in ("listing", "soft 404")
    assert read(name, without_classes=True).article is None


def test_an_article_under_a_listings_url_is_an_article() -> None:
    page = read("sotttt_chien-luoc-quy-hoach84a0.html")
    assert page.kind == "article"
    assert page.article is not None
    assert page.article.dates[0].text == "21/12/2012 | 12:00 AM"


def test_the_article_reads_the_same_without_class_names() -> None:
    name = "sotttt_chien-luoc-quy-hoach84a0.html"
    known, plain = read(name).article, read(name, without_classes=True).article
    assert known is not None
    assert plain is not None
    assert plain.layout == "plain"
    assert (plain.title, plain.dates[0].text, plain.byline) == (known.title, known.dates[0].text, known.byline)
    assert [plain.lead, *(block.text for block in plain.blocks)] == [block.text for block in known.blocks]
    assert plain.older == known.older
    assert plain.attachments == known.attachments
