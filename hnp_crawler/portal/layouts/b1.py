"""Describe the Vietnamese legacy portal (2017–2023): Liferay 6 with the vendor's ``Cms_WAR_Cmsportlet``.

No page of it was ever stored as HTML, so there is nothing to prefer beyond the box that Liferay draws around the
portlet; title, stamp, agency, lead, caption, author and related articles are read by their order and by the labels.
"""

from __future__ import annotations

from hnp_crawler.portal.layouts.layout import Layout

LAYOUT = Layout(
    name="b1",
    generations=("b1",),
    labels=("các bài mới đăng", "các bài đã đăng", "bài viết xem", "viết bình luận"),
)
