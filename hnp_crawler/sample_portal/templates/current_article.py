"""Print the articles of the current portal, with JSON-LD, in the two anatomies that crawlers have met."""

from __future__ import annotations

import json
from collections.abc import Iterator

from hnp_crawler.sample_portal.desk import Desk
from hnp_crawler.sample_portal.markup import attribute, emphasized, typed
from hnp_crawler.sample_portal.model import Draft, Piece, Place
from hnp_crawler.sample_portal.templates.current import WORDS, address, file_url, picture_url, shell, stamp, views


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
    words = WORDS[place.language]
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
    return shell(desk, draft.title, place.language, head, main)


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
