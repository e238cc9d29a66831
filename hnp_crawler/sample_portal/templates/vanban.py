"""Print the register of official documents."""

from __future__ import annotations

from hnp_crawler.sample_portal.desk import Desk
from hnp_crawler.sample_portal.markup import attribute, slug, typed
from hnp_crawler.sample_portal.model import Draft, Place, Section
from hnp_crawler.sample_portal.templates.current import file_url
from hnp_crawler.sample_portal.templates.legacy import table

PAGE_SIZE = 4


def address(place: Place, draft: Draft) -> str:
    """Make the URL of a document, which has no extension."""
    return f"/chi-tiet-van-ban/{slug(draft.title)}-{place.article_id}"


def _shell(desk: Desk, title: str, main: str) -> str:
    return f"""<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8">
<title>{typed(title, "plain")} | Hệ thống văn bản Hà Nội</title>
<link rel="stylesheet" href="{desk.view.media}/css/main.css"></head><body><header><a href="/">Trang chủ</a>
</header>{main}
<footer>Văn phòng UBND thành phố Hà Nội</footer></body></html>"""


def article(desk: Desk, place: Place) -> str:
    """Print a document: its particulars, its text, its file."""
    draft = desk.draft(place)
    issued = f"{place.published:%d/%m/%Y}" if place.published else ""
    number = draft.title.partition(":")[0]
    text = "".join(
        table(piece, lambda cell: typed(cell, "plain"))
        if piece.kind == "table"
        else f"<p>{typed(piece.text, 'plain')}</p>"
        for piece in draft.pieces
        if piece.kind != "picture"
    )
    files = "".join(
        f'<li><a href="{attribute(desk.view.media + file_url(place, file))}">{typed(file.title, "plain")}</a></li>'
        for file in draft.files
    )
    main = f"""<div class="breadcrumb"><a href="/">Trang chủ</a>
<a href="/{place.section.path}">{typed(place.section.title, "plain")}</a></div>
<div class="document-detail"><h1 class="document-title">{typed(draft.title, "plain")}</h1>
<table class="document-info"><tr><th>Số ký hiệu</th><td>{typed(number, "plain")}</td></tr>
<tr><th>Ngày ban hành</th><td class="document-date">{issued}</td></tr></table>
<div class="document-content">{text}</div><ul class="document-files">{files}</ul></div>"""
    return _shell(desk, draft.title, main)


def listing(desk: Desk, section: Section, page: int) -> str:
    """Print one page of the register; pages count from 1."""
    rows = []
    for place in desk.page(section, page - 1, PAGE_SIZE):
        draft = desk.draft(place)
        date = f"{place.published:%d/%m/%Y}" if place.published else ""
        rows.append(
            f'<tr><td>{date}</td><td><a href="{address(place, draft)}">{typed(draft.title, "plain")}</a></td></tr>'
        )
    pager = ""
    if page < desk.pages(section, PAGE_SIZE):
        pager = f'<a rel="next" href="/{section.path}?page={page + 1}">Trang sau</a>'
    name = typed(section.title, "plain")
    register = f'<table class="document-list">{"".join(rows)}</table>'
    main = f'<h1>{name}</h1>{register}<div class="paging">{pager}</div>'
    return _shell(desk, section.title, main)
