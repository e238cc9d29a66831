"""Hold one module per generation of the portal's templates.

A layout is a preference: it names selectors to look at first and the marks that it is recognized by. Where a selector
finds nothing fitting, or no layout is recognized, every field is read by the order of parts, as :data:`plain.LAYOUT`
does.
"""

from __future__ import annotations

from collections.abc import Callable

from hnp_crawler.portal.layouts import b1, b2, c, liferay, plain, vanban
from hnp_crawler.portal.layouts.layout import Layout
from hnp_crawler.portal.outline import Outline

LAYOUTS: tuple[Layout, ...] = (vanban.LAYOUT, liferay.LAYOUT, c.LAYOUT, b2.LAYOUT, b1.LAYOUT)
"""In the order in which they are tried: the most particular marks first."""
SELECTORS = frozenset(selector for layout in LAYOUTS for selector in layout.selectors)
"""All that any layout looks for: noted in the one walk over the page."""


def choose_layout(outline: Outline, labels: frozenset[str], generation: str | None) -> Layout:
    """Choose the layout of a page by its class names, else by the labels that it prints, else by the form of its URL.

    ``labels`` are the page's lines that are labels of furniture, folded; ``generation`` is what the URL says.
    """
    tests: tuple[Callable[[Layout], bool], ...] = (
        lambda layout: any(mark in outline.hits for mark in layout.marks),
        lambda layout: not labels.isdisjoint(layout.labels),
        lambda layout: generation in layout.generations,
    )
    return next((layout for test in tests for layout in LAYOUTS if test(layout)), plain.LAYOUT)


__all__ = ["LAYOUTS", "SELECTORS", "Layout", "choose_layout"]
