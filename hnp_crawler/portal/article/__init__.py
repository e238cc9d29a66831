"""Read an article from a page's scene, a field a module."""

from __future__ import annotations

from hnp_crawler.portal.article.article import article_of, read_article

__all__ = ["article_of", "read_article"]
