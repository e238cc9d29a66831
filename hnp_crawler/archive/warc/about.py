"""Describe a crawl in the words of a warcinfo record."""

from __future__ import annotations

from dataclasses import dataclass

from hnp_crawler.archive.warc.records import Fields

CONFORMS_TO = "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """State who crawled what, with which software and by which rules; empty texts are left out."""

    software: str
    """Name and version, e.g. ``hnp_crawler/0.1.0 Scrapy/2.19.0``."""
    collection: str
    crawl_id: str
    hostname: str = ""
    operator: str = ""
    contact: str = ""
    """Goes in as ``http-header-from``."""
    user_agent: str = ""
    robots: str = "obey"
    description: str = ""

    def fields(self) -> Fields:
        """Write the named fields of the warcinfo block (WARC 1.1, 6.2; Dublin Core terms for the last)."""
        named = (
            ("software", self.software),
            ("format", "WARC File Format 1.1"),
            ("conformsTo", CONFORMS_TO),
            ("hostname", self.hostname),
            ("operator", self.operator),
            ("http-header-from", self.contact),
            ("http-header-user-agent", self.user_agent),
            ("robots", self.robots),
            ("isPartOf", self.collection),
            ("identifier", self.crawl_id),
            ("description", self.description),
        )
        return tuple((name, value) for name, value in named if value)
