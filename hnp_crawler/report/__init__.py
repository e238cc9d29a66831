"""Render what a crawl came to as one HTML file: pure, from the manifest and the lines that the crawl left."""

from __future__ import annotations

from hnp_crawler.report.page import render_report

__all__ = ["render_report"]
