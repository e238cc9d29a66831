"""Print the current portal's start page, its landings with tokens, and the fragments of its listing."""

from __future__ import annotations

from datetime import timedelta

from hnp_crawler.sample_portal.desk import Desk
from hnp_crawler.sample_portal.markup import attribute, typed
from hnp_crawler.sample_portal.model import Place, Section
from hnp_crawler.sample_portal.sections import SECTIONS
from hnp_crawler.sample_portal.templates.current import PAGE_SIZE, WORDS, address, picture_url, shell, stamp, token


def _item(desk: Desk, place: Place, *, twin: bool = False, tracking: str = "") -> str:
    draft, view = desk.draft(place), desk.view
    url = address(place, draft, twin=twin) + tracking
    picture = next((piece.shot for piece in draft.pieces if piece.shot), None)
    image = (
        f'<img src="{attribute(view.media + picture_url(place, picture, "zoom/270x170/"))}" alt="" />'
        if picture
        else ""
    )
    shown = stamp(place)
    if place.published and place.language == "vi" and view.now - place.published < timedelta(hours=23):
        shown = f"{int((view.now - place.published).total_seconds() // 3600)} giờ trước"
    exact = f"{place.published:%H:%M, %d/%m/%Y}" if place.published else ""
    return f"""<div class="news-item" data-id="{place.twin_id if twin else place.article_id}">
<a class="news-avatar" href="{url}">{image}</a>
<h3 class="news-title"><a href="{url}">{typed(draft.title, draft.typing)}</a></h3>
<span class="news-time" title="{exact}">{shown}</span>
<p class="news-sapo">{typed(draft.lead or "", draft.typing)}</p></div>"""


def landing(desk: Desk, section: Section) -> str:
    """Print a section's landing: its latest articles, and the tokens that its listing is asked with."""
    items = "".join(_item(desk, place) for place in desk.page(section, 0, 4))
    language = section.language
    catname, languageid = token("cat", section.path), token("lang", language)
    site = token("site", "2655" if language == "en" else "4")
    main = f"""<main><h1 class="cat-title">{typed(section.title, "plain")}</h1>
<div class="list-news" data-api="/api/NewsZone/NewsZone" data-catname="{catname}"
 data-languageid="{languageid}" data-site="{site}" data-pagesize="{PAGE_SIZE}">
<form id="frmNewsZone" action="/api/NewsZone/NewsZone" method="post">
<input type="hidden" name="Catname" value="{catname}" />
<input type="hidden" name="LanguageId" value="{languageid}" />
<input type="hidden" name="Site" value="{site}" />
<input type="hidden" name="PageSize" value="{PAGE_SIZE}" /></form>
{items}</div><button class="btn-viewmore">{WORDS[language]["more"]}</button></main>"""
    head = f'<link rel="canonical" href="{desk.view.base}/{section.path}" />'
    return shell(desk, section.title, language, head, main)


def fragment(desk: Desk, section: Section, page: int, size: int) -> str:
    """Answer one page of a listing, counted from 0; past the end there is nothing at all."""
    items = []
    for place in desk.page(section, page, size):
        items.append(_item(desk, place))
        if place.twin_id:
            items.append(_item(desk, place, twin=True))
    return "\n".join(items)


def start_page(desk: Desk) -> str:
    """Print the start page: every section of every generation, and what is new."""
    groups = []
    for group, sections in SECTIONS.items():
        links = "".join(
            f'<li><a href="/{section.path}">{typed(section.title, "plain")}</a></li>' for section in sections
        )
        groups.append(f'<ul class="portal-{group}">{links}</ul>')
    latest = "".join(
        _item(desk, place, tracking="?utm_source=zalo")
        for section in SECTIONS["c"]
        for place in desk.page(section, 0, 1)
    )
    # Two of these redirect, one is missing, and robots.txt forbids one.
    shortcuts = "".join(
        f'<li><a href="{path}">{text}</a></li>'
        for path, text in (
            ("/tin-tuc", "Tin tức"),
            ("/english", "English"),
            ("/ban-do-cong", "Bản đồ cổng"),
            ("/private/thong-ke", "Thống kê"),
        )
    )
    main = (
        f'<main><div class="all-sections">{"".join(groups)}</div><div class="latest">{latest}</div>'
        f'<ul class="shortcuts">{shortcuts}</ul></main>'
    )
    head = f'<link rel="canonical" href="{desk.view.base}/" />'
    return shell(desk, "Cổng Thông tin điện tử Thành phố Hà Nội", "vi", head, main)
