"""Show what is read from one page, field by field, and how each was found: ``scrapy read <file | URL | id>``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hnp_crawler.archive.warc.dates import warc_date
from hnp_crawler.collection.opened import utc_now
from hnp_crawler.errors import ExitCode
from hnp_crawler.inspecting.specimens import Specimen, from_collection, from_file, what_is_read
from hnp_crawler.items import Article
from hnp_crawler.offline import OfflineCommand, existing_collection, printable
from hnp_crawler.portal.page import Page
from hnp_crawler.schema import encode_line

LAST = (
    "found",
    "problems",
    "version",
    "event",
    "changed",
    "former",
    "crawl_id",
    "reader",
    "capture",
    "schema",
    "source",
)
"""The fields that are no finding on the page."""
FOUND_AS = {"published_raw": "dates", "published_at": "dates", "body": "blocks"}
"""The names by which the reader notes how a field was found, where they differ from the line's."""


class Command(OfflineCommand):
    """Serve a person who mends a layout."""

    doing = "reading a page"

    def syntax(self) -> str:
        """Name the arguments."""
        return "<HTML file | URL | article id | record id> [--url URL] [--collection FOLDER]"

    def short_desc(self) -> str:
        """Say in one line what the command is for."""
        return "Show what is read from one page, field by field, with how it was found"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add where the page is."""
        super().add_options(parser)
        add_page_options(parser)
        parser.add_argument("--json", action="store_true", help="write what was read as one JSON object")

    def work(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        """Read the page and show it."""
        assert self.settings is not None
        specimen = specimen_at(self.doing, args[0], opts, self.settings["HNP_OUTPUT"])
        if opts.json:
            sys.stdout.write(json.dumps(what_is_read(specimen), ensure_ascii=False, indent=1) + "\n")
            return ExitCode.FINISHED
        sys.stdout.writelines(f"{printable(line)}\n" for line in _shown(specimen))
        return ExitCode.FINISHED


def add_page_options(parser: argparse.ArgumentParser) -> None:
    """Add the options by which one page is named."""
    group = parser.add_argument_group(title="Page")
    group.add_argument("--url", help="with a file: the address that the page comes from")
    group.add_argument("--collection", metavar="FOLDER", help="where else to look (default: HNP_OUTPUT)")
    group.add_argument("--version", type=int, metavar="N", help="version of an article (default: the newest)")


def specimen_at(doing: str, named: str, opts: argparse.Namespace, output: str) -> Specimen:
    """Take the page that the arguments name: a file where there is one of this name, else out of a collection."""
    path = Path(named)
    if "://" not in named and path.is_file():
        return from_file(path, opts.url, warc_date(utc_now()))
    return from_collection(existing_collection(doing, opts.collection or output), named, opts.version)


def _shown(specimen: Specimen) -> Iterator[str]:
    page = specimen.page()
    seen = specimen.seen
    yield f"{seen.url}: status {seen.status}, {seen.content_type}, {len(seen.body)} bytes"
    if seen.source is not None:
        yield f"captured by {seen.source.archive} on {seen.source.date}: {seen.source.uri}"
    if page is None:
        yield "kind: no page"
        return
    yield f"kind: {page.kind}; {len(page.links)} links, {len(page.requisites)} requisites"
    article = specimen.article(page)
    if article is not None:
        yield from _article(article)
    elif page.listing is not None:
        yield from _listing(page)


def _article(article: Article) -> Iterator[str]:
    fields: dict[str, Any] = json.loads(encode_line(article))
    found = dict(article.found)
    for name, value in fields.items():
        if name not in LAST:
            how = found.pop(name, None) or found.get(FOUND_AS.get(name, ""))
            yield f"{name}{f'  ({how})' if how else ''}"
            yield from _value(value)
    for name, how in found.items():
        yield f"found {name}: {how}"
    for problem in article.problems:
        yield f"problem: {problem}"


def _value(value: Any) -> Iterator[str]:
    if value is None or value in ([], {}):
        yield "    -"
    elif isinstance(value, list):
        for number, item in enumerate(value, 1):
            yield f"  {number:>3} {item if isinstance(item, str) else _compact(item)}"
    elif isinstance(value, dict) and "turns" in value:
        yield f"    {value['evidence']}: {value['reason']}"
        for person in value["interviewees"]:
            yield f"    interviewee {_compact(person)}"
        for turn in value["turns"]:
            yield f"    {turn['role']} {turn['speaker'] or '-'} [{turn['label'] or ''}]: {turn['text']}"
    else:
        yield f"    {value if isinstance(value, str | int) else _compact(value)}"


def _compact(value: dict[str, Any] | list[Any]) -> str:
    """Write a part without what is empty."""
    if isinstance(value, dict):
        value = {name: part for name, part in value.items() if part not in (None, [], "", False)}
        if set(value) == {"kind", "text"}:
            return f"{value['kind']}: {value['text']}"
    return json.dumps(value, ensure_ascii=False)


def _listing(page: Page) -> Iterator[str]:
    assert page.listing is not None
    listing = page.listing
    yield f"section: {listing.section or '-'}; last page: {listing.last_page or '-'}"
    for number, entry in enumerate(listing.entries, 1):
        yield f"  {number:>3} {entry.date or '-'}  {entry.title}  {entry.url}"
        if entry.summary:
            yield f"      {entry.summary}"
    yield f"next: {listing.next or '-'}"
