"""Tell under which URLs an article can be had."""

from __future__ import annotations

from hnp_crawler.sample_portal.model import Draft, Place
from hnp_crawler.sample_portal.templates import b1, b2, current, liferay, vanban


def address(place: Place, draft: Draft) -> str:
    """Make the plain URL of an article, from the root."""
    match place.generation:
        case "b1":
            return b1.address(place, draft)
        case "b2":
            return b2.address(place, draft)
        case "liferay":
            return liferay.address(place, draft)
        case "vanban":
            return vanban.address(place, draft)
    return current.address(place, draft)


def aliases(place: Place, draft: Draft) -> list[str]:
    """List the further URLs that the portal links to for the same article, without sessions and tracking."""
    match place.generation:
        case "b1":
            return [b1.address(place, draft, locale=locale) for locale in b1.LOCALES]
        case "b2":
            return [b2.address(place, draft, titled=False), b2.address(place, draft, page="ct_trangchu")]
    return [current.address(place, draft, twin=True)] if place.twin_id else []
