"""Print the sister portals: Liferay's asset publisher, after the markup of their real pages."""

from __future__ import annotations

from collections.abc import Iterator

from hnp_crawler.sample_portal.desk import Desk
from hnp_crawler.sample_portal.markup import attribute, emphasized, slug, twelve_hours, typed
from hnp_crawler.sample_portal.model import Draft, Piece, Place, Section
from hnp_crawler.sample_portal.plan import draw
from hnp_crawler.sample_portal.sections import SECTIONS
from hnp_crawler.sample_portal.templates.legacy import file_url, table

PAGE_SIZE = 4
DELTAS = (4, 5, 10, 20, 30, 50, 75)


def address(place: Place, draft: Draft) -> str:
    """Make the URL of an article."""
    return f"/{place.section.path}/-/view_content/{place.article_id}-{slug(draft.title)}"


def listing_address(section: Section, page: int, delta: int = PAGE_SIZE) -> str:
    """Make the URL of a page of a listing as the pager writes it; pages count from 1."""
    return (
        f"/{section.path}?p_p_id=101&p_p_lifecycle=0&p_p_state=normal&p_p_mode=view&p_p_col_id=column-1&p_p_col_pos=1"
        f"&p_p_col_count=2&_101_delta={delta}&_101_keywords=&_101_advancedSearch=false&_101_andOperator=true"
        f"&p_r_p_564233524_resetCur=false&_101_cur={page}"
    )


def picture_url(number: int) -> str:
    """Address a picture of a web content article; ``t`` is noise."""
    return f"/image/journal/article?img_id={number}&t=16588{number % 100_000_000:08d}"


def views(desk: Desk, place: Place) -> int | None:
    """Count the readers, on the pages that show it."""
    return draw(desk.seed, place.number, "views") % 2000 + desk.view.night if place.number % 3 == 0 else None


def stamp(desk: Desk, place: Place) -> str:
    """Print the date as the asset publisher does, with the view count on some pages, or nothing."""
    if place.published is None:
        return "()" if place.number % 2 else ""
    count = views(desk, place)
    if count is not None:
        return f"Ngày đăng {twelve_hours(place.published)} &nbsp;|&nbsp;View count: {count}"
    return twelve_hours(place.published)


def _shell(desk: Desk, title: str, section: Section, canonical: str, main: str) -> str:
    menu = "".join(
        f'<li><a href="/{each.path}"{" class=current" if each == section else ""} >'
        f" {typed(each.title, 'plain')}</a></li>"
        for each in SECTIONS["liferay"]
    )
    media = desk.view.media
    name = typed(section.title, "plain")
    return f"""<!DOCTYPE html> <html class="aui ltr" dir="ltr" lang="vi-VN">
<head> <title>{typed(title, "plain")} - {name} - Sở Thông Tin Và Truyền Thông</title>
<meta content="text/html; charset=UTF-8" http-equiv="content-type" />
<link href="/favicon.ico" rel="Shortcut Icon" /> <link href="{desk.view.base}{canonical}" rel="canonical" />
<link class="lfr-css-file" rel="stylesheet" type="text/css"
 href="{media}/html/css/main.css?browserId=other&amp;themeId=so4t_WAR_so4ttheme&amp;t=1621993441000" />
<script src="{media}/js/portal.js" type="text/javascript"></script></head>
<body class="yui3-skin-sam"><nav id="navigation"><h1 class="hide-accessible">Sở Thông Tin Và Truyền Thông</h1>
<ul>{menu}</ul></nav>
<div class"after_main"></div>
<div id="main"><div class="so_4thn" id="main-content" role="main"><div class="portlet-layout row-fluid">
<div class="portlet-column portlet-column-first span9" id="column-1">
<div class="dd_chuyenmuc"> <span class="trangchu"><a href="/">Trang chủ</a></span>
<span class="tintuc"><p>{name}</p></span> </div>
<div class="portlet-boundary portlet-boundary_101_ portlet-asset-publisher" id="p_p_id_101_"><div class="portlet-body">
{main}
</div></div></div>
<div class="portlet-column portlet-column-last span3" id="column-2"><section class="portlet">
<header class="portlet-topper">
<h1 class="portlet-title"> <span class="portlet-title-text">quy hoạch - kế hoạch</span> </h1></header>
<ul>{menu}</ul></section></div></div></div></div>
<div id="footer"><p>Sở Thông tin và Truyền thông Hà Nội - 185 Giảng Võ, Đống Đa</p>
<p>Truy cập ngày {desk.view.now:%d/%m/%Y}</p></div></body></html>"""


def article(desk: Desk, place: Place) -> str:
    """Print an article page; title, date and lead stand outside the body's container."""
    draft = desk.draft(place)
    title = typed(draft.title, draft.typing)
    tag = f"{draft.agency} - " if draft.agency else ""
    lead = typed(f"{tag}{draft.lead}", draft.typing) if draft.lead else ""
    byline = typed(draft.byline, draft.typing) if draft.byline else ""
    _, older = desk.plan.neighbours(place)
    others = []
    for other in older:
        theirs = desk.draft(other)
        others.append(f'<li><a href="{address(other, theirs)}">{typed(theirs.title, theirs.typing)}</a></li>')
    main = f"""<div class="asset-full-content-title">{title}</div>
<div class="assetPublishDate block_timer">
			{stamp(desk, place)}
</div>
<div class="asset-full-content  show-asset-title">
	<div class="asset-content" id="_101_{place.article_id}">
<div class="sapo-wrapper clearfix"> <p class="sapo"> <strong>{lead}</strong> </p> </div>
<div class="journal-content-article">
{"".join(_pieces(desk, place, draft))}
{f'<p align="right" class="view-content-author"> <strong><em>{byline}</em></strong> </p>' if byline else ""}
</div></div></div>
<div class="asset-control-detail">
<span class="print-action"> <a href="javascript:_101_printPage_0();" class=" taglib-icon">
<span class="taglib-text ">Print</span></a> </span> <span class="mailto-action"> <a href="mailto:">
<span class="taglib-text ">Send email</span></a> </span> </div>
<div class="related_asset"> <div class="related_asset_title">Other News</div>
<ul class="related_asset_list">{"".join(others)}</ul> </div>"""
    return _shell(desk, draft.title, place.section, address(place, draft), main)


def _pieces(desk: Desk, place: Place, draft: Draft) -> Iterator[str]:
    media = desk.view.media
    for piece in draft.pieces:
        yield _piece(media, piece, draft)
    for file in draft.files:
        url = attribute(media + file_url(place, file.name))
        yield f'<p><strong>- </strong><strong><a href="{url}">{typed(file.title, "plain")}</a></strong></p>\n'


def _piece(media: str, piece: Piece, draft: Draft) -> str:
    style = "text-align: justify; font-size: 12px;"
    match piece.kind:
        case "picture":
            assert piece.shot is not None
            src = attribute(media + picture_url(piece.shot.number))
            return f'<p style="text-align: center;"><img alt="{attribute(piece.shot.alt)}" src="{src}" /></p>\n'
        case "caption":
            return f'<p style="text-align: center;"><em>{typed(piece.text, draft.typing)}</em></p>\n'
        case "heading":
            return f"<h3>{typed(piece.text, draft.typing)}</h3>\n"
        case "list":
            return "<ul>" + "".join(f"<li>{typed(item, draft.typing)}</li>" for item in piece.items) + "</ul>\n"
        case "table":
            return table(piece, lambda text: typed(text, draft.typing)) + "\n"
    return f'<p style="{style}">{emphasized(piece.text, piece.bold, draft.typing)}</p>\n'


def listing(desk: Desk, section: Section, page: int, delta: int, *, deltas: bool = False) -> str:
    """Print one page of a listing with its pager; ``deltas`` adds the links to other page sizes."""
    entries = []
    for place in desk.page(section, page - 1, delta):
        draft = desk.draft(place)
        url = address(place, draft)
        picture = next((piece.shot for piece in draft.pieces if piece.shot), None)
        image = (
            f'<div class="asset-image"> <a href="{url}"><img alt=""'
            f' src="{attribute(desk.view.media + picture_url(picture.number))}" /></a> </div>'
            if picture
            else ""
        )
        entries.append(f"""<div class="asset-bounddary"> <div class="asset-abstract ">
<div class="asset-content normal-news">
{image} <div class="asset-content-custom" > <h3 class="asset-title">
<a href="{url}">{typed(draft.title, draft.typing)}</a> </h3>
<div class="assetPublishDate block_timer"> {stamp(desk, place)} </div>
<div class="asset-summary"> {typed(draft.lead or "", draft.typing)} </div> </div> </div>
<div class="asset-metadata"> </div> </div> </div>""")
    main = f'<div class="subscribe-action"> </div> {"".join(entries)}{_pager(desk, section, page, delta, deltas)}'
    return _shell(desk, section.title, section, f"/{section.path}", main)


def _pager(desk: Desk, section: Section, page: int, delta: int, deltas: bool) -> str:
    last = desk.pages(section, delta)
    if last == 1 and not deltas:
        return ""
    forward = "".join(
        f'<li class="{css}"> <a href="{attribute(listing_address(section, to, delta))}" target="_self">'
        f" {text} </a> </li>"
        if page < last
        else f'<li class="disabled {css}"> <a href="javascript:;" target="_self"> {text} </a> </li>'
        for css, to, text in (("", page + 1, "next"), ("last", last, "Cuối cùng &rarr;"))
    )
    sizes = "".join(f'<li><a href="{attribute(listing_address(section, 1, each))}">{each}</a></li>' for each in DELTAS)
    selector = f'<div class="lfr-pagination-delta-selector"><ul>{sizes}</ul></div>' if deltas else ""
    total = len(desk.plan.listings[section.path])
    shown = f"Hiển thị {(page - 1) * delta + 1} - {min(page * delta, total)} of {total} kết quả."
    return f"""<div class="taglib-page-iterator">
<div class="clearfix lfr-pagination"> {selector} <small class="search-results"> {shown} </small>
<ul class="pager lfr-pagination-buttons"> <li class="disabled first">
<a href="javascript:;" target="_self"> &larr; Đầu tiên </a> </li>
{forward} </ul> </div> </div>"""
