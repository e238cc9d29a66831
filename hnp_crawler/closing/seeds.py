"""Find the seeds that led a crawl nowhere: forbidden, gone, or moved to a host that is not the crawl's."""

from __future__ import annotations

from collections.abc import Iterator

from hnp_crawler.ledger import Row, State
from hnp_crawler.ledger.rows import GOOD
from hnp_crawler.ledger.urls import Urls
from hnp_crawler.portal.urls import is_in_scope
from hnp_crawler.spiders.seeded import SeededSpider

MOST_REDIRECTS = 20


def lost_seeds(spider: SeededSpider, urls: Urls) -> Iterator[dict[str, str]]:
    """Give URL and reason of each seed that the rest should be found from and that gave no page to go on with."""
    for seed in spider.entrances:
        asked = urls.get(spider.ledger_key(seed))
        reached = _end_of_redirects(asked, urls)
        if reached is None or reached.state not in GOOD:
            yield {"url": seed, "reason": _reason(reached or asked)}
        elif reached is not asked and not is_in_scope(reached.url, spider.hosts):
            yield {"url": seed, "reason": f"leads to {reached.url}, on another host"}


def _end_of_redirects(row: Row | None, urls: Urls) -> Row | None:
    for _ in range(MOST_REDIRECTS):
        if row is None or row.state != State.REDIRECTED:
            break
        row = urls.get(row.leads_to)
    return row


def _reason(row: Row | None) -> str:
    if row is None:
        return "not asked for"
    return f"{row.state}, {row.reason}" if row.reason else row.state
