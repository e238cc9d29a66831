"""Read pages of the portal: bytes and a URL in, printed strings out; pure, and without Scrapy."""

from __future__ import annotations

from hnp_crawler.portal.article import read_article
from hnp_crawler.portal.listing import read_listing
from hnp_crawler.portal.page import read_page

__all__ = ["read_article", "read_listing", "read_page"]
