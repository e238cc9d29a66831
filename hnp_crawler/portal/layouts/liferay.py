"""Describe the sister portals: Liferay 6.2 with its asset publisher, as mirrored from sotttt.hanoi.gov.vn in 2022."""

from __future__ import annotations

from hnp_crawler.portal.layouts.layout import Layout

LAYOUT = Layout(
    name="liferay",
    marks=(".asset-abstract", ".asset-full-content", ".asset-full-content-title", ".assetPublishDate"),
    title=(".asset-full-content-title",),
    date=(".assetPublishDate",),
    section=(".dd_chuyenmuc",),
    lead=(".sapo",),
    body=(".journal-content-article", ".asset-full-content"),
    byline=(".view-content-author",),
    related=(".related_asset",),
    entry=(".asset-abstract",),
    next_page=(".lfr-pagination-buttons",),
)
