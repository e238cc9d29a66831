"""Name the project's own Scrapy signals."""

from __future__ import annotations

url_settled = object()
"""Sent when a URL reached a state, with ``url``, ``kind``, ``state`` and ``reason``."""
