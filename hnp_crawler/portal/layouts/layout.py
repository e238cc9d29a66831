"""Say what a layout consists of."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Layout:
    """Name the selectors of one generation of templates; each field in the order of preference.

    A selector is ``.class``, ``#id`` or ``[data-role=value]``: what the walk over the page can note without a query.
    """

    name: str
    generations: tuple[str, ...] = ()
    """What :func:`hnp_crawler.portal.urls.read_url` calls it, where the URL alone is enough to know it."""
    marks: tuple[str, ...] = ()
    """Selectors that no other generation has."""
    labels: tuple[str, ...] = ()
    """Labels, folded, that no other generation prints."""
    title: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    byline: tuple[str, ...] = ()
    caption: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    entry: tuple[str, ...] = ()
    """One entry of a listing."""
    next_page: tuple[str, ...] = ()

    @property
    def selectors(self) -> frozenset[str]:
        """Gather every selector of the layout."""
        names = [field.name for field in fields(self) if field.name not in ("name", "generations", "labels")]
        return frozenset(selector for name in names for selector in getattr(self, name))
