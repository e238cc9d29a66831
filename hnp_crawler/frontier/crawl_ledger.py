"""Tell which ledger a crawl works on."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from scrapy import signals

from hnp_crawler.ledger import FILE_NAME, Ledger

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

LEDGER_FAILED = "ledger_failed"
"""Reason of a crawl that ended because the ledger could not be read or written."""

_ledgers: WeakKeyDictionary[Crawler, Ledger] = WeakKeyDictionary()


def use_ledger(crawler: Crawler, ledger: Ledger) -> None:
    """Let a crawl's scheduler work on this ledger, which whoever opened it begins, watches, ends and closes."""
    _ledgers[crawler] = ledger


def ledger_of(crawler: Crawler) -> Ledger:
    """Give the crawl's ledger: the one that `use_ledger` gave, else the one under ``HNP_OUTPUT``, opened here.

    A ledger that is opened here closes with the engine.
    """
    if crawler not in _ledgers:
        folder = Path(crawler.settings["HNP_OUTPUT"])
        ledger = Ledger(folder / FILE_NAME, time.time, durable=crawler.settings.get("HNP_FSYNC") == "record")
        crawler.signals.connect(ledger.close, signals.engine_stopped, weak=False)
        _ledgers[crawler] = ledger
    return _ledgers[crawler]
