"""Tell what an article says, field by field as ``items.Article`` names them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from hnp_crawler.sample_portal.addresses import address, aliases
from hnp_crawler.sample_portal.desk import Desk
from hnp_crawler.sample_portal.markup import english_stamp, legacy_stamp, twelve_hours
from hnp_crawler.sample_portal.model import Draft, Piece, Place, Shot
from hnp_crawler.sample_portal.templates import b2, current, legacy, liferay


def truth_of(desk: Desk, place: Place) -> dict[str, Any]:
    """Tell the whole truth about one article.

    Beside the fields of ``items.Article`` there are ``urls`` (all URLs it can be had under), ``generation``,
    ``section_path``, ``revision`` and ``ids`` (more than one where the article stands under two ids).
    """
    draft = desk.draft(place)
    base = desk.view.base
    is_current, is_document = place.generation == "c", place.generation == "vanban"
    return {
        "id": place.identity,
        "ids": [place.identity, *([_twin(place)] if place.twin_id else [])],
        "url": base + address(place, draft),
        "urls": [base + path for path in dict.fromkeys([address(place, draft), *aliases(place, draft)])],
        "generation": place.generation,
        "section_path": place.section.path,
        "revision": place.revision,
        "language": place.language,
        "title": draft.title,
        "published_raw": _stamp(place),
        "published_at": place.published.isoformat() if place.published else None,
        "published_precision": place.precision if place.published else None,
        "section": place.section.title,
        "agency": None if is_document else draft.agency,
        "lead": None if is_document else draft.lead,
        "body": [block for piece in draft.pieces if (block := _block(piece)) is not None],
        "byline": None if is_document else draft.byline,
        "authors": [] if is_document else list(draft.authors),
        "interview": asdict(draft.interview) if draft.interview else None,
        "images": [] if is_document else [_image(desk, place, piece.shot) for piece in draft.pieces if piece.shot],
        "attachments": [
            {"url": desk.view.media + _file_url(place, draft, index), "title": file.title}
            for index, file in enumerate(draft.files)
        ],
        "related": _related(desk, place),
        "tags": list(draft.tags) if is_current else [],
        "comments": [asdict(comment) for comment in draft.comments] if is_current else [],
        "views": _views(desk, place),
    }


def vanished_of(desk: Desk, place: Place) -> dict[str, Any]:
    """Tell which article is gone, and how its URL answers: ``404``, ``410``, or a redirect to the ``listing``."""
    url = desk.view.base + address(place, desk.draft(place))
    return {"id": place.identity, "url": url, "generation": place.generation, "farewell": place.farewell}


def _twin(place: Place) -> str:
    return f"hnp:{place.language}:{place.twin_id}"


def _stamp(place: Place) -> str | None:
    when = place.published
    if when is None:
        return None
    match place.generation:
        case "liferay":
            return twelve_hours(when)
        case "vanban":
            return f"{when:%d/%m/%Y}"
        case "c":
            return english_stamp(when) if place.language == "en" else legacy_stamp(when)
    return f"{when:%d/%m/%Y}" if b2.is_mobile(place.section) else legacy_stamp(when)


def _views(desk: Desk, place: Place) -> int | None:
    if place.generation == "c":
        return current.views(desk, place)
    return liferay.views(desk, place) if place.generation == "liferay" and place.published else None


def _block(piece: Piece) -> dict[str, Any] | None:
    if piece.kind == "picture":
        return None
    return {
        "kind": piece.kind,
        "text": piece.text,
        "items": list(piece.items),
        "rows": [list(row) for row in piece.rows],
    }


def _image(desk: Desk, place: Place, shot: Shot) -> dict[str, Any]:
    match place.generation:
        case "c":
            path = current.picture_url(place, shot)
        case "liferay":
            path = liferay.picture_url(shot.number)
        case _:
            path = legacy.picture_url(shot)
    return {"url": desk.view.media + path, "caption": shot.caption or None, "alt": shot.alt or None}


def _file_url(place: Place, draft: Draft, index: int) -> str:
    file = draft.files[index]
    return current.file_url(place, file) if place.generation in {"c", "vanban"} else legacy.file_url(place, file.name)


def _related(desk: Desk, place: Place) -> dict[str, list[dict[str, Any]]]:
    newer, older = desk.plan.neighbours(place)
    match place.generation:
        case "vanban":
            newer = older = ()
        case "c" | "liferay":
            newer = ()
    return {
        "newer": [_link(desk, other) for other in newer],
        "older": [_link(desk, other, dated=True) for other in older],
    }


def _link(desk: Desk, place: Place, *, dated: bool = False) -> dict[str, Any]:
    draft = desk.draft(place)
    date = None
    if dated and place.published:
        date = {"b1": f"{place.published:%d/%m/%Y}", "c": current.stamp(place)}.get(place.generation)
    return {"id": place.identity, "url": desk.view.base + address(place, draft), "title": draft.title, "date_raw": date}
