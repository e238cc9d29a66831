"""Print the current portal: landings with tokens, the fragment of its listing, articles with JSON-LD."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import quote

from hnp_crawler.sample_portal.desk import Desk
from hnp_crawler.sample_portal.markup import attribute, emphasized, english_stamp, slug, typed
from hnp_crawler.sample_portal.model import Draft, File, Piece, Place, Section, Shot
from hnp_crawler.sample_portal.plan import draw
from hnp_crawler.sample_portal.sections import SECTIONS

PAGE_SIZE = 8
_BUCKET = "491966511320985600"
_WORDS = {
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


def _shell(desk: Desk, title: str, language: str, head: str, main: str) -> str:
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


def _json_ld(desk: Desk, place: Place, draft: Draft, images: list[str]) -> str:
    card = {
        "@context": "http://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": {"@type": "WebPage", "@id": desk.view.base + address(place, draft)},
        "headline": draft.title,
        "description": draft.lead or "",
        "image": images[:1],
        "datePublished": place.published.isoformat() if place.published else None,
        "author": {"@type": "Person", "name": draft.authors[0] if draft.authors else "HNP"},
        "publisher": {"@type": "Organization", "name": "hanoi.gov.vn"},
    }
    return json.dumps({key: value for key, value in card.items() if value}, ensure_ascii=False).replace("</", "<\\/")


def article(desk: Desk, place: Place) -> str:
    """Print an article page in one of the two anatomies that crawlers have met."""
    draft, view = desk.draft(place), desk.view
    words = _WORDS[place.language]
    title, time = typed(draft.title, draft.typing), stamp(place)
    tag = f"{draft.agency} - " if draft.agency else ""
    lead = typed(f"{tag}{draft.lead}", draft.typing) if draft.lead else ""
    text = "\n".join(_pieces(desk, place, draft))
    byline = typed(draft.byline, draft.typing) if draft.byline else ""
    attribute_time = f"{place.published:%H:%M, %d/%m/%Y}" if place.published else ""
    crumbs = (
        f'<div class="breadcrumb"><a href="/">{words["home"]}</a> <a href="/{place.section.path}" class="cat">'
        f"{typed(place.section.title, 'plain')}</a></div>"
    )
    count = f'<span class="view-count">{words["views"]}: {views(desk, place)}</span>'
    if place.number % 2:
        core = f"""<div class="detail-container"><h1 class="detail-title" data-role="title">{title}</h1>
<div class="detail-time" data-role="publishdate" title="{attribute_time}">{time}</div>{count}
<h2 class="detail-sapo" data-role="sapo">{lead}</h2>
<div class="detail-content afcbc-body" data-role="content">{text}</div>
<div class="detail-author" data-role="author">{byline}</div></div>"""
    else:
        core = f"""<div class="news-detail"><div class="news-info"><h1 class="news-title">{title}</h1>
<span class="time" title="{attribute_time}">{time}</span>{count}</div>
<div class="sapo" data-role="sapo"><p>{lead}</p></div>
<div class="entry" data-role="content">{text}</div><p class="author">{byline}</p></div>"""
    rest = (
        _files(desk, place, draft),
        _tags(draft, words["tags"]),
        _related(desk, place, words["related"]),
        _comments(draft, words["comments"]),
    )
    main = f"<main>{crumbs}{core}{''.join(rest)}</main>"
    images = [view.media + picture_url(place, piece.shot) for piece in draft.pieces if piece.shot]
    head = f"""<link rel="canonical" href="{view.base}{address(place, draft)}" />
<meta property="og:type" content="article" /><meta property="og:title" content="{attribute(draft.title)}" />
<meta property="og:description" content="{attribute(draft.lead or "")}" />
<meta property="og:url" content="{view.base}{address(place, draft)}" />
{f'<meta property="og:image" content="{attribute(images[0])}" />' if images else ""}
{f'<meta property="article:published_time" content="{place.published.isoformat()}" />' if place.published else ""}
<script type="application/ld+json">{_json_ld(desk, place, draft, images)}</script>"""
    return _shell(desk, draft.title, place.language, head, main)


def _pieces(desk: Desk, place: Place, draft: Draft) -> Iterator[str]:
    pieces, index = draft.pieces, 0
    while index < len(pieces):
        piece = pieces[index]
        caption = pieces[index + 1] if index + 1 < len(pieces) and pieces[index + 1].kind == "caption" else None
        if piece.kind == "picture":
            yield _picture(desk, place, piece, caption, draft)
            index += caption is not None
        else:
            yield _piece(piece, draft)
        index += 1


def _picture(desk: Desk, place: Place, piece: Piece, caption: Piece | None, draft: Draft) -> str:
    shot = piece.shot
    assert shot is not None
    media = desk.view.media
    large = attribute(media + picture_url(place, shot))
    alt = attribute(shot.alt)
    small = attribute(media + picture_url(place, shot, "zoom/270x170/"))
    if shot.number % 3 == 0:
        placeholder = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA="
        image = f'<img src="{placeholder}" data-src="{large}" loading="lazy" alt="{alt}" />'
    elif shot.number % 3 == 1:
        image = f'<img src="{large}" srcset="{small} 270w, {large} 740w" alt="{alt}" />'
    else:
        image = f'<img src="{large}" alt="{alt}" />'
    text = typed(caption.text, draft.typing) if caption else ""
    if place.number % 2:
        under = f'<figcaption class="PhotoCMS_Caption"><p>{text}</p></figcaption>' if caption else ""
        return f'<figure class="VCSortableInPreviewMode" type="Photo"><div>{image}</div>{under}</figure>'
    under = f'<div class="PhotoCMS_Caption">{text}</div>' if caption else ""
    return f'<div class="VCSortableInPreviewMode" type="Photo">{image}{under}</div>'


def _piece(piece: Piece, draft: Draft) -> str:
    match piece.kind:
        case "heading":
            return f"<h3>{typed(piece.text, draft.typing)}</h3>"
        case "caption":
            return f'<p class="PhotoCMS_Caption">{typed(piece.text, draft.typing)}</p>'
        case "list":
            return "<ul>" + "".join(f"<li>{typed(item, draft.typing)}</li>" for item in piece.items) + "</ul>"
        case "table":
            rows = (
                "<tr>" + "".join(f"<td>{typed(cell, draft.typing)}</td>" for cell in row) + "</tr>"
                for row in piece.rows
            )
            table = f"<table><tbody>{''.join(rows)}</tbody></table>"
            return f'<div class="VCSortableInPreviewMode" type="BoxTable">{table}</div>'
    return f"<p>{emphasized(piece.text, piece.bold, draft.typing)}</p>"


def _files(desk: Desk, place: Place, draft: Draft) -> str:
    links = (
        f'<li><a href="{attribute(desk.view.media + file_url(place, file))}">{typed(file.title, "plain")}</a></li>'
        for file in draft.files
    )
    return f'<ul class="detail-files">{"".join(links)}</ul>' if draft.files else ""


def _tags(draft: Draft, label: str) -> str:
    tags = "".join(f'<li class="tag-item">{typed(tag, "plain")}</li>' for tag in draft.tags)
    return f'<div class="detail-tags"><span>{label}:</span><ul>{tags}</ul></div>' if tags else ""


def _related(desk: Desk, place: Place, label: str) -> str:
    _, older = desk.plan.neighbours(place)
    links = []
    for other in older:
        draft = desk.draft(other)
        links.append(
            f'<li class="news-item"><a href="{address(other, draft)}" title="{attribute(draft.title)}">'
            f'{typed(draft.title, draft.typing)}</a> <span class="news-time">{stamp(other)}</span></li>'
        )
    return f'<section class="related"><h4>{label}</h4><ul>{"".join(links)}</ul></section>' if links else ""


def _comments(draft: Draft, label: str) -> str:
    comments = "".join(
        f'<div class="comment-item"><b class="comment-author">{typed(comment.author or "", "plain")}</b>'
        f'<p class="comment-text">{typed(comment.text, "plain")}</p></div>'
        for comment in draft.comments
    )
    return f'<section class="comments"><h4>{label}</h4>{comments}</section>' if comments else ""


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
{items}</div><button class="btn-viewmore">{_WORDS[language]["more"]}</button></main>"""
    head = f'<link rel="canonical" href="{desk.view.base}/{section.path}" />'
    return _shell(desk, section.title, language, head, main)


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
    return _shell(desk, "Cổng Thông tin điện tử Thành phố Hà Nội", "vi", head, main)
