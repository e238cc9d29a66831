"""Hold what the templates need to print a page: the view, the plan, and the drafts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hnp_crawler.sample_portal.markup import View
from hnp_crawler.sample_portal.model import Draft, Place, Section
from hnp_crawler.sample_portal.plan import Plan


@dataclass(frozen=True, slots=True)
class Desk:
    """Serve the templates of every generation."""

    view: View
    plan: Plan
    seed: int
    draft: Callable[[Place], Draft]

    def page(self, section: Section, index: int, size: int) -> tuple[Place, ...]:
        """Name the articles on one page of a listing; pages count from 0."""
        return self.plan.listings[section.path][index * size : (index + 1) * size]

    def pages(self, section: Section, size: int) -> int:
        """Count the pages of a listing; an empty listing has one."""
        return max(1, -(-len(self.plan.listings[section.path]) // size))
