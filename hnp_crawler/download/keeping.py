"""Hand the exchanges of a download to the recorder, and leave where they lie on the request."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack

from scrapy import Request

from hnp_crawler.archive.wire.exchange import Exchange
from hnp_crawler.download.recorder import Recorder

CAPTURE = "hnp_capture"
"""Key in ``request.meta``: the `Capture` of the last answer, None where none came."""
KEY = "hnp_key"
"""Key in ``request.meta``: the row of the ledger that the request was leased from."""
KEPT = "hnp_kept"
"""Key in ``request.meta``: the `Kept` of the last exchange."""
VALIDATED = "hnp_validated"
"""Key in ``request.meta``: the `Capture` whose validators the request carries."""

MAX_ERROR = 500
"""Characters of an error's text that go on record."""


def forget(request: Request) -> None:
    """Drop the marks that a retry or a redirect has copied from the request before it."""
    request.meta.pop(CAPTURE, None)
    request.meta.pop(KEPT, None)


def keep(recorder: Recorder, request: Request, exchanges: Iterable[Exchange]) -> None:
    """Keep exchanges in order and close them; an error stops the crawl and is raised on."""
    with ExitStack() as closing:
        for exchange in exchanges:
            closing.enter_context(exchange)
        for exchange in exchanges:
            try:
                kept = recorder.keep(exchange)
            except Exception as error:
                recorder.failed(error)
                raise
            request.meta[KEPT] = kept
            request.meta[CAPTURE] = kept.capture


def describe(error: BaseException) -> str:
    """Put an error in one line: the innermost of those that Twisted and Scrapy wrap in one another."""
    while True:
        reasons = getattr(error, "reasons", None)
        inner = reasons[0].value if reasons else error.__cause__
        if inner is None:
            break
        error = inner
    text = " ".join(str(error).split()) or type(error).__name__
    return text[:MAX_ERROR]
