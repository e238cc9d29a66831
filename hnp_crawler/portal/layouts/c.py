"""Describe the current portal (since the end of 2024): VNPT portal. The selectors are those of working public
crawlers.
"""

from __future__ import annotations

from hnp_crawler.portal.layouts.layout import Layout

LAYOUT = Layout(
    name="c",
    marks=(
        "[data-role=content]",
        "[data-role=sapo]",
        ".afcbc-body",
        ".detail-content",
        ".news-detail",
        ".news-sapo",
        ".VCSortableInPreviewMode",
    ),
    title=("[data-role=title]", ".detail-title", ".news-detail-title"),
    date=("[data-role=publishdate]", ".detail-time", ".news-time", ".time"),
    section=("[data-role=cate-name]", ".detail-cate", ".breadcrumb"),
    lead=("[data-role=sapo]", ".detail-sapo", ".news-sapo"),
    body=("[data-role=content]", ".detail-content", ".afcbc-body"),
    byline=("[data-role=author]", ".detail-author", ".news-author"),
    caption=(".PhotoCMS_Caption",),
    tags=(".detail-tags", ".news-tags"),
    entry=(".news-item",),
)
