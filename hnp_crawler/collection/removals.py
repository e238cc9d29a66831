"""Note what vanished from the portal, and what came back, each with one line in ``removals.jsonl``.

What a crawl learned is read from the ledger when the crawl ends, never from memory: a killed crawl's findings are noted
by the next one. A line is written before the ledger is told, and the file is the memory of what stands removed, so that
a removal is noted once however the process ends.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hnp_crawler.collection.lines import LineFile
from hnp_crawler.items import Capture, Removal, RemovalReason
from hnp_crawler.ledger import Kind, KnownArticle, Ledger, Row, State, Walk
from hnp_crawler.ledger.rows import GOOD, UNASKED
from hnp_crawler.portal.urls import read_url
from hnp_crawler.reading import UNKNOWN_ID
from hnp_crawler.schema import decode_removal, encode_line
from hnp_crawler.scope import LISTING, listing_of

logger = logging.getLogger(__name__)

MOST_CRAWLS = 100
"""How many crawls that did not end are looked back at."""

_LOST = frozenset({State.GONE, State.REDIRECTED})


@dataclass(frozen=True, slots=True)
class Loss:
    """Say how an article that the collection holds was lost."""

    reason: RemovalReason
    target: str | None = None
    evidence: Capture | None = None


def unlisted(ledger: Ledger, most_dropped: float = 1.0) -> Iterator[Row]:
    """Give the URLs of articles that a listing dropped, though it was walked to its end, and no listing names any more.

    A listing that dropped more than the share ``most_dropped`` of what it named before is broken rather than emptied.
    """
    assert ledger.crawl is not None
    seen: set[str] = set()
    holed = _holed(ledger)
    for walk in ledger.listings.walks(ledger.crawl.serial):
        if not walk.complete or walk.listing in holed:
            continue
        dropped = list(ledger.listings.dropped(walk.listing))
        if _is_broken(walk, len(dropped), most_dropped):
            logger.warning("The listing %s dropped %d entries and names %d", walk.listing, len(dropped), walk.entries)
            continue
        for key in dropped:
            if key not in seen and not ledger.listings.named(key) and article_at(ledger, key):
                seen.add(key)
                row = ledger.urls.get(key)
                if row is not None:
                    yield row


def _holed(ledger: Ledger) -> set[str]:
    """Name the listings of which this crawl could not read a page.

    Pages that a killed crawl left waiting may lead a walk to its end past a page that fails.
    """
    assert ledger.crawl is not None
    holed = set()
    for row, _ in ledger.urls.of_crawl(ledger.crawl.serial):
        if row.kind in (Kind.LISTING, Kind.SEED) and row.state not in GOOD and row.state not in UNASKED:
            meta = json.loads(row.request or "{}").get("meta") or {}
            holed.add(meta.get(LISTING) or listing_of(read_url(row.url)))
    return holed


def _is_broken(walk: Walk, dropped: int, most_dropped: float) -> bool:
    return dropped > max(1, most_dropped * (walk.entries + dropped))


def note_removals(ledger: Ledger, path: Path, now: datetime, crawl_id: str, most_dropped: float = 1.0) -> list[Removal]:
    """Write a line for every article that was lost since the last crawl that ended, and for each that is back."""
    standing = read_standing(path)
    losses = dict(_losses(ledger, standing, most_dropped))
    lines: list[Removal] = []
    for article_id, loss in losses.items():
        known = ledger.articles.get(article_id)
        if known is not None and _is_news(standing.get(article_id), loss):
            lines.append(_removed(known, loss, now, crawl_id))
    for article_id, former in standing.items():
        known = ledger.articles.get(article_id)
        if article_id not in losses and known is not None and known.vanished is None:
            lines.append(_returned(known, former, now, crawl_id))
    _append(path, lines)
    for article_id, loss in losses.items():
        ledger.articles.vanish(article_id, loss.reason)
    return lines


def _append(path: Path, lines: list[Removal]) -> None:
    if lines:
        file = LineFile(path)
        try:
            for line in lines:
                file.append(encode_line(line))
        finally:
            file.close()


def read_standing(path: Path, start: int = 0) -> dict[str, Removal]:
    """Read the tombstones that stand, of the lines from ``start`` on: the last of each article that is not back."""
    standing: dict[str, Removal] = {}
    if path.exists():
        with path.open("rb") as file:
            file.seek(start)
            for line in file:
                removal = decode_removal(line)
                if removal.event == "removed":
                    standing[removal.id] = removal
                else:
                    standing.pop(removal.id, None)
    return standing


def _is_news(standing: Removal | None, loss: Loss) -> bool:
    """Tell whether a loss deserves a line: it is the first, or says more than that no listing names the article."""
    return standing is None or (standing.reason == "unlisted" and loss.reason != "unlisted")


def _losses(ledger: Ledger, standing: dict[str, Removal], most_dropped: float) -> Iterator[tuple[str, Loss]]:
    """Find what is lost: by what its addresses answered, then by what the listings no longer name."""
    assert ledger.crawl is not None
    for serial in (ledger.crawl.serial, *_unended(ledger)):
        for row, capture in ledger.urls.of_crawl(serial):
            if row.state in _LOST and (article := article_at(ledger, row.key)):
                loss = _loss(ledger, row, capture)
                if loss is not None and not _stands_elsewhere(ledger, article.id, row.key):
                    yield article.id, loss
    dropped = [row.key for row in unlisted(ledger, most_dropped)]
    hidden = [removal.id.removeprefix(UNKNOWN_ID) for removal in standing.values() if removal.reason == "unlisted"]
    for key in dict.fromkeys((*dropped, *hidden)):
        there = ledger.urls.get(key)
        article = article_at(ledger, key)
        if there and article and there.state in GOOD and not ledger.listings.named(key):
            yield article.id, Loss("unlisted")


def _unended(ledger: Ledger) -> Iterator[int]:
    """Give the serials of the crawls before this one, back to the last that ended."""
    for crawl in ledger.crawls.latest(MOST_CRAWLS)[1:]:
        if crawl.ended is not None:
            return
        yield crawl.serial


def article_at(ledger: Ledger, key: str) -> KnownArticle | None:
    """Find the article that the URL with this key shows."""
    return ledger.articles.get(key) or ledger.articles.get(UNKNOWN_ID + key)


def _loss(ledger: Ledger, row: Row, capture: Capture | None) -> Loss | None:
    """Say how the article of a URL was lost; None where it only moved, or where that is not known yet."""
    if row.state == State.GONE:
        reasons: dict[int | None, RemovalReason] = {404: "http 404", 410: "http 410"}
        return Loss(reasons.get(row.status, "soft 404"), evidence=capture)
    key = row.leads_to
    there = ledger.urls.get(key)
    if there is None or there.state not in GOOD or article_at(ledger, key):
        return None
    return Loss("redirect", there.url, capture)


def _stands_elsewhere(ledger: Ledger, article_id: str, key: str) -> bool:
    """Tell whether another address of the article still shows it."""
    others = {article_id.removeprefix(UNKNOWN_ID), *ledger.articles.aliases(article_id)} - {key}
    rows = (ledger.urls.get(other) for other in others)
    return any(row is not None and row.state not in _LOST for row in rows)


def _removed(known: KnownArticle, loss: Loss, now: datetime, crawl_id: str) -> Removal:
    return Removal(
        event="removed",
        id=known.id,
        url=known.url,
        reason=loss.reason,
        target=loss.target,
        version=known.version,
        last_good=known.capture,
        evidence=loss.evidence,
        date=now.isoformat(timespec="seconds"),
        crawl_id=crawl_id,
    )


def _returned(known: KnownArticle, former: Removal, now: datetime, crawl_id: str) -> Removal:
    return Removal(
        event="returned",
        id=known.id,
        url=known.url,
        reason=former.reason,
        version=known.version,
        last_good=known.capture,
        date=now.isoformat(timespec="seconds"),
        crawl_id=crawl_id,
    )
