"""Ask whether an article has changed, where the collection holds a good answer with a validator (RFC 9110, 13)."""

from __future__ import annotations

from scrapy import Request

from hnp_crawler.collection.removals import article_at
from hnp_crawler.download.keeping import VALIDATED
from hnp_crawler.ledger import Kind, Ledger, Row

CONDITIONAL = frozenset({Kind.ARTICLE})
"""The kinds that are asked for with ``If-None-Match`` and ``If-Modified-Since``; a listing is read in any case."""


def ask_for_changes(request: Request, row: Row, ledger: Ledger) -> None:
    """Make the request for a row conditional, unless the crawl asks for everything again."""
    if row.kind not in CONDITIONAL or ledger.urls.policy.full or not (conditions := row.conditions()):
        return
    if row.published is not None and article_at(ledger, ledger.articles.resolve(row.key)) is None:
        return  # its line is still to be written, and nothing can be read from a 304
    # What answers 304 becomes a revisit, and a revisit must not refer to another.
    capture = ledger.captures.original(row.capture)
    if capture is not None:
        request.meta[VALIDATED] = capture
        for name, value in conditions.items():
            request.headers.setdefault(name, value)


def ask_without_conditions(request: Request) -> None:
    """Take off what `ask_for_changes` put on."""
    if request.meta and VALIDATED in request.meta:
        for name in ("If-None-Match", "If-Modified-Since"):
            request.headers.pop(name, None)
