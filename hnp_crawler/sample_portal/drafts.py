"""Write the draft that belongs to a place, the same for the same seed at any time."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hnp_crawler.sample_portal.english import compose_english
from hnp_crawler.sample_portal.interviews import compose_interview
from hnp_crawler.sample_portal.lookalikes import compose_lookalike
from hnp_crawler.sample_portal.model import Draft, Piece, Place
from hnp_crawler.sample_portal.news import compose_digest, compose_document, compose_news

_COMPOSERS = {
    "news": compose_news,
    "digest": compose_digest,
    "interview": compose_interview,
    "lookalike": compose_lookalike,
    "document": compose_document,
}
_POSTSCRIPT = {
    "vi": "Thông tin được cập nhật lần {} theo báo cáo mới nhất của đơn vị.",
    "en": "This article was updated for the {}th time with the latest report.",
}


def draft_of(place: Place, seed: int) -> Draft:
    """Compose what stands at a place, with the edits that it has seen."""
    if place.reserve is not None:
        return place.reserve
    rng = Random(f"{seed}/{place.number}")
    draft = compose_english(rng, place) if place.language == "en" else _COMPOSERS[place.genre](rng, place)
    if place.generation in {"c", "liferay"} and not is_migrated(place):
        draft = replace(draft, agency=None)
    return _edited(draft, place.revision)


def is_migrated(place: Place) -> bool:
    """Tell whether an article of the current portal came over from the legacy one, by the length of its id."""
    return place.generation == "c" and len(place.article_id) < 12


def _edited(draft: Draft, revision: int) -> Draft:
    if not revision:
        return draft
    postscript = Piece("paragraph", _POSTSCRIPT[draft.language].format(revision))
    title = f"{draft.title} (cập nhật)" if revision % 3 == 2 and draft.language == "vi" else draft.title
    return replace(draft, title=title, pieces=(*draft.pieces, postscript))
