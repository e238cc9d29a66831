"""Crawl, read and preserve the portal of the city of Hanoi."""

__version__ = "0.1.0"
