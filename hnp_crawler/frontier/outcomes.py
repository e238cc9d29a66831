"""Say what an answer, or a failure in its place, means for the URL that was asked for."""

from __future__ import annotations

from dataclasses import replace

from scrapy import Request
from scrapy.exceptions import IgnoreRequest

from hnp_crawler.archive.warc.writer import ArchiveWriteError
from hnp_crawler.collection.lines import LineWriteError
from hnp_crawler.download.politeness import GivenBack
from hnp_crawler.ledger import Outcome, State
from hnp_crawler.ledger.rows import TO

MAX_REASON = 500
"""Characters of a reason that go on record."""

WAITS_AGAIN = (GivenBack, ArchiveWriteError, LineWriteError)
"""What says nothing of a URL, only that the crawl ends before its answer is kept: the URL waits for the next crawl."""

_TOLD = ("status", "capture", "etag", "last_modified", "entity_digest", "published")


def outcome_of_status(status: int) -> Outcome:
    """Say what an answer's status code means, as long as nobody knows better.

    >>> outcome_of_status(404).state, outcome_of_status(503).reason
    (<State.GONE: 'gone'>, 'HTTP 503')
    """
    if status == 304:
        return Outcome(State.UNCHANGED, status=status)
    if status in (404, 410):
        return Outcome(State.GONE, f"HTTP {status}", status)
    if 300 <= status < 400:
        return Outcome(State.REDIRECTED, f"HTTP {status}", status)
    if status >= 400:
        return Outcome(State.FAILED, f"HTTP {status}", status)
    return Outcome(State.FETCHED, status=status)


def outcome_of_failure(error: BaseException, doing: str | None = None) -> Outcome:
    """Say what an exception means, in place of an answer or while ``doing`` something with it."""
    reason = f"{doing}: " if doing else ""
    reason = f"{reason}{type(error).__name__}: {error}"[:MAX_REASON]
    if not isinstance(error, IgnoreRequest):
        return Outcome(State.FAILED, reason)
    if str(error) == "Forbidden by robots.txt":
        return Outcome(State.ROBOTS, str(error))
    return Outcome(State.OUT_OF_SCOPE if "offsite" in str(error) else State.FAILED, reason)


def outcome_of_redirect(following: Request, key: str) -> Outcome:
    """Say that a URL led to another, from what Scrapy's redirect middleware leaves in the following request."""
    reason = following.meta.get("redirect_reasons", [None])[-1]
    return Outcome(State.REDIRECTED, f"{TO}{key}", status=reason if isinstance(reason, int) else None)


def completed(later: Outcome, earlier: Outcome | None) -> Outcome:
    """Complete an outcome by what an earlier one told: status, capture, validators, digest, date."""
    if earlier is None:
        return later
    return replace(later, **{name: getattr(earlier, name) for name in _TOLD if getattr(later, name) is None})
