"""Turn the bytes of a page into its outline: the lines that it prints, and the boxes around them."""

from __future__ import annotations

from hnp_crawler.portal.outline.outline import Box, Hit, Line, Outline, Picture, clean

__all__ = ["Box", "Hit", "Line", "Outline", "Picture", "clean"]
