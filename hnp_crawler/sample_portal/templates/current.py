"""Share what all pages of the current portal have in common: addresses, stamps, counters, the shell."""

from __future__ import annotations

import base64
from urllib.parse import quote

from hnp_crawler.sample_portal.desk import Desk
from hnp_crawler.sample_portal.markup import english_stamp, slug, typed
from hnp_crawler.sample_portal.model import Draft, File, Place, Section, Shot
from hnp_crawler.sample_portal.plan import draw
from hnp_crawler.sample_portal.sections import SECTIONS

PAGE_SIZE = 8
_BUCKET = "491966511320985600"
WORDS = {
    "vi": {"home": "Trang chủ", "more": "Xem thêm", "related": "Tin liên quan", "comments": "Bình luận",
           "tags": "Từ khóa", "views": "Lượt xem"},
    "en": {"home": "Home", "more": "View more", "related": "Related news", "comments": "Comments",
           "tags": "Tags", "views": "Views"},
}  # fmt: skip


def address(place: Place, draft: Draft, *, twin: bool = False) -> str:
    """Make the URL of an article, under its own id or that of its twin."""
    article_id = place.twin_id if twin and place.twin_id else place.article_id
    return f"/{place.section.path}/{slug(draft.title)}-{article_id}.htm"


def token(kind: str, text: str) -> str:
    """Make one of the opaque tokens that a landing prints for the listing."""
    return base64.b64encode(f"hni|{kind}|{text}".encode()).decode()


def section_of_token(text: str) -> Section | None:
    """Find the section that a ``Catname`` token stands for."""
    for group in ("c", "c-en"):
        for section in SECTIONS[group]:
            if token("cat", section.path) == text:
                return section
    return None


def picture_path(place: Place, shot: Shot) -> str:
    """Name a picture on the media host, without bucket and thumbnail."""
    when = place.published
    folder = f"{when.year}/{when.month}/{when.day}" if when else "2024/12/1"
    return f"{folder}/{slug(shot.alt)[:40]}-{shot.number}.{'jpg' if shot.number % 2 else 'png'}"


def picture_url(place: Place, shot: Shot, size: str = "thumb_w/740/") -> str:
    """Address a picture in one of its sizes; the same picture answers under all."""
    return f"/{size}{_BUCKET}/{picture_path(place, shot)}"


def file_url(place: Place, file: File) -> str:
    """Address a file on the media host; spaces are ``%20``."""
    when = place.published
    folder = f"{when.year}/{when.month}/{when.day}" if when else "2024/12/1"
    return f"/gov-hni/{place.article_id[:1]}/VanBan/{folder}/{quote(file.name)}"


def stamp(place: Place) -> str:
    """Print the time of publication in the page's language."""
    if place.published is None:
        return ""
    return english_stamp(place.published) if place.language == "en" else f"{place.published:%H:%M %d/%m/%Y}"


def views(desk: Desk, place: Place) -> int:
    """Count the readers, more each night."""
    return draw(desk.seed, place.number, "views") % 9000 + 3 * desk.view.night


def shell(desk: Desk, title: str, language: str, head: str, main: str) -> str:
    """Print a page around its main part: head, menu, clock, footer."""
    group = "c-en" if language == "en" else "c"
    menu = "".join(
        f'<li><a href="/{section.path}">{typed(section.title, "plain")}</a></li>' for section in SECTIONS[group]
    )
    media = desk.view.media
    return f"""<!DOCTYPE html>
<html lang="{language}"><head><meta charset="utf-8" />
<title>{typed(title, "plain")}</title>
<link rel="stylesheet" href="{media}/css/main.css?v=20250301" /><link rel="shortcut icon" href="/favicon.ico" />
{head}
<script src="{media}/js/portal.js" defer></script>
<style>.header {{ background: url({media}/img/banner.png) no-repeat right top }}</style></head>
<body><header class="header"><a href="/" class="logo">
<img src="{media}/img/logo.png" srcset="{media}/img/logo.png 1x, {media}/img/logo-2x.png 2x" alt="logo" /></a>
<span class="current-date">{desk.view.now:%d/%m/%Y}</span><nav><ul class="menu">{menu}</ul></nav></header>
{main}
<footer class="footer"><p>CỔNG THÔNG TIN ĐIỆN TỬ THÀNH PHỐ HÀ NỘI</p>
<p>Trụ sở: 79 Đinh Tiên Hoàng, Hoàn Kiếm, Hà Nội</p>
<div style="background-image: url('{media}/img/footer.png')"></div></footer></body></html>"""
