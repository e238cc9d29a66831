"""Keep what became of every URL of a collection: the frontier's memory, its captures, articles, listings and crawls.

Everything that knows SQLite lives here; nothing here knows Scrapy. See `Ledger` for the promises and the way in.
"""

from __future__ import annotations

from hnp_crawler.ledger.articles import Comparison, KnownArticle, Removal, Version, compared_fields
from hnp_crawler.ledger.crawls import Crawl
from hnp_crawler.ledger.ledger import FILE_NAME, Ledger
from hnp_crawler.ledger.listings import Walk
from hnp_crawler.ledger.recrawl import RecrawlPolicy
from hnp_crawler.ledger.rows import Found, Kind, Outcome, Row, State, url_line
from hnp_crawler.ledger.store import LedgerError

__all__ = [
    "FILE_NAME",
    "Comparison",
    "Crawl",
    "Found",
    "Kind",
    "KnownArticle",
    "Ledger",
    "LedgerError",
    "Outcome",
    "RecrawlPolicy",
    "Removal",
    "Row",
    "State",
    "Version",
    "Walk",
    "compared_fields",
    "url_line",
]
