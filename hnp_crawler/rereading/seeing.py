"""See through what an archive holds to the page: its own bytes, or those of a memento that was fetched elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from hnp_crawler.answers import read_answer
from hnp_crawler.archive.wire.message import Head
from hnp_crawler.items import Article, Capture, Source
from hnp_crawler.portal.page import Page
from hnp_crawler.portal.urls import read_url
from hnp_crawler.reading import begin, finish
from hnp_crawler.wayback.mementos import MementoError, is_memento, read_memento


@dataclass(frozen=True, slots=True)
class Seen:
    """Hold what a reader is given of one answer."""

    url: str
    status: int
    content_type: str | None
    body: bytes
    """Without content coding."""
    source: Source | None = None
    """The other archive that it came from."""

    def page(self) -> Page | None:
        """Read it, None where it is no page."""
        return read_answer(self.body, self.url, status=self.status, content_type=self.content_type)

    def article(self, page: Page, capture: Capture) -> Article | None:
        """Make the line that follows from one page alone: no crawl, the first version, no captures of its files."""
        if page.article is None:
            return None
        return finish(begin(page.article, read_url(self.url), capture, "", {}, source=self.source))


def last_value(head: Head, name: str) -> str | None:
    """Give the last value of a field, as Scrapy does."""
    return next(reversed(head.all(name)), None)


def holds_memento(head: Head | None) -> bool:
    """Tell whether an answer may be a capture of another archive."""
    return head is not None and is_memento(head.get)


def see(url: str, status: int, content_type: str | None, head: Head | None, body: bytes) -> Seen:
    """See the page in an answer; ``head`` is None for a page that was kept without its exchange."""
    if head is not None and holds_memento(head):
        try:
            memento = read_memento(url, status, lambda name: last_value(head, name), body)
        except MementoError:
            pass
        else:
            return Seen(memento.url, memento.status, memento.content_type, memento.body, memento.source)
    return Seen(url, status, content_type, body)
