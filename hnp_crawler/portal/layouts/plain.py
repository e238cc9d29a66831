"""Describe the layout that needs no selectors: parts are read by their order, their form and the labels."""

from __future__ import annotations

from hnp_crawler.portal.layouts.layout import Layout

LAYOUT = Layout(name="plain")
