"""Describe the English legacy portal (2017–2023): the portlet of ``b1`` in its long URL form, and its mobile page.

One page was served with raw message keys instead of labels; they count as labels. The mobile page prints the section
twice and a stamp without time. As for ``b1`` no HTML is known.
"""

from __future__ import annotations

from hnp_crawler.portal.layouts.layout import Layout

LAYOUT = Layout(
    name="b2",
    generations=("b2", "b2m"),
    labels=(
        "view search",
        "write your comment",
        "ha noi info",
        "xem_bai_viet_theo_ngay_thang",
        "discussion.input.capcha",
    ),
)
