"""Count what happens in a crawl, some twenty things for each answer."""

from __future__ import annotations

from scrapy.statscollectors import MemoryStatsCollector


class PlainStats(MemoryStatsCollector):
    """Stand in for Scrapy's collector, without its wrapper around every call that warns of an argument gone by."""

    __getattribute__ = object.__getattribute__
