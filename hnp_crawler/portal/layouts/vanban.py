"""Describe the document pages of vanban.hanoi.gov.vn: a number, a table of particulars and the file. No HTML is
known.
"""

from __future__ import annotations

from hnp_crawler.portal.layouts.layout import Layout

LAYOUT = Layout(name="vanban", generations=("document",), labels=("văn bản khác", "văn bản liên quan"))
