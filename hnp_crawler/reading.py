"""Turn one captured page into one line: the same way in a live crawl, in a re-reading and in a proof.

READ returns what a page prints; here it becomes an `Article` whose values the CLEAN functions then make, one field
family each. A crawl runs them as item pipelines, everything else through `finish`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from hnp_crawler import __version__
from hnp_crawler.items import Article, Attachment, Block, Capture, Comment, Picture, Related, RelatedLink, Source
from hnp_crawler.normalize.bylines import read_authors
from hnp_crawler.normalize.dates import choose_date
from hnp_crawler.normalize.interview import read_interview
from hnp_crawler.normalize.text import clean, clean_lines
from hnp_crawler.portal.urls import PortalUrl, read_url
from hnp_crawler.printed import PrintedArticle, PrintedLink

UNKNOWN_ID = "url:"
"""Prefix of the identity of an article whose URL carries no id: the canonical URL follows."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Hold one article on its way through the pipelines: what is printed, and the line so far."""

    printed: PrintedArticle
    article: Article


def begin(
    printed: PrintedArticle,
    url: PortalUrl,
    capture: Capture,
    crawl_id: str,
    captures: Mapping[str, Capture],
    source: Source | None = None,
) -> Reading:
    """Begin a line with the printed strings.

    ``captures`` says where the bytes of pictures and files lie, by URL; ``source`` which other archive has the page.
    """
    return Reading(
        printed,
        Article(
            id=url.article_id or UNKNOWN_ID + url.canonical,
            url=url.canonical,
            language=printed.language or url.language,
            title=printed.title,
            published_raw=None,
            published_at=None,
            published_precision=None,
            published_source=None,
            section=printed.section,
            agency=printed.agency,
            lead=printed.lead,
            body=tuple(Block(kind=b.kind, text=b.text, items=b.items, rows=b.rows) for b in printed.blocks),
            byline=printed.byline,
            authors=(),
            interview=None,
            images=tuple(
                Picture(url=p.url, caption=p.text or None, alt=p.alt or None, capture=captures.get(p.url))
                for p in printed.images
            ),
            attachments=tuple(
                Attachment(url=a.url, title=a.text or None, capture=captures.get(a.url)) for a in printed.attachments
            ),
            related=Related(newer=_related(printed.newer), older=_related(printed.older)),
            tags=printed.tags,
            comments=tuple(Comment(author=c.author, text=c.text, date_raw=c.date) for c in printed.comments),
            views=None,
            layout=printed.layout,
            found=dict(printed.found),
            problems=printed.problems,
            crawl_id=crawl_id,
            reader=__version__,
            source=source,
            capture=capture,
        ),
    )


def _related(links: tuple[PrintedLink, ...]) -> tuple[RelatedLink, ...]:
    return tuple(
        RelatedLink(url=read_url(link.url).canonical, title=link.text, date_raw=link.date or None) for link in links
    )


def with_text(reading: Reading) -> Reading:
    """Normalize every printed text: NFC, white space, invisible characters, Eth typed for Đ."""
    article = reading.article
    cleaned = replace(
        article,
        title=_clean(article.title),
        section=_clean(article.section),
        agency=_clean(article.agency),
        lead=_clean(article.lead, clean_lines),
        body=tuple(_clean_block(block) for block in article.body if block.text.strip() or block.rows),
        byline=_clean(article.byline),
        authors=read_authors(clean(article.byline or "")),
        images=tuple(replace(p, caption=_clean(p.caption), alt=_clean(p.alt)) for p in article.images),
        attachments=tuple(replace(a, title=_clean(a.title)) for a in article.attachments),
        related=Related(
            newer=tuple(map(_clean_related, article.related.newer)),
            older=tuple(map(_clean_related, article.related.older)),
        ),
        tags=tuple(tag for tag in map(clean, article.tags) if tag),
        comments=tuple(
            Comment(author=_clean(c.author), text=clean_lines(c.text), date_raw=_clean(c.date_raw))
            for c in article.comments
        ),
        views=_views(reading.printed.views),
    )
    return Reading(reading.printed, cleaned)


def _clean(text: str | None, cleaner: Callable[[str], str] = clean) -> str | None:
    return cleaner(text) or None if text else None


def _clean_block(block: Block) -> Block:
    text = clean_lines(block.text)
    if text is block.text and not block.items and not block.rows:
        return block  # as it is, like most
    return Block(
        kind=block.kind,
        text=text,
        items=tuple(map(clean, block.items)),
        rows=tuple(tuple(map(clean, row)) for row in block.rows),
    )


def _clean_related(link: RelatedLink) -> RelatedLink:
    title, date = clean(link.title), _clean(link.date_raw)
    return link if title is link.title and date is link.date_raw else replace(link, title=title, date_raw=date)


def _views(text: str | None) -> int | None:
    digits = "".join(c for c in text or "" if c.isascii() and c.isdigit())
    return int(digits) if 0 < len(digits) <= 12 else None


def with_dates(reading: Reading) -> Reading:
    """Choose the time of publication among the printed stamps; what cannot be one is named as a problem."""
    article = reading.article
    seen = article.source or article.capture
    chosen = choose_date(reading.printed.dates, datetime.fromisoformat(seen.date))
    dated = replace(
        article,
        published_raw=chosen.raw,
        published_at=chosen.moment.at if chosen.moment else None,
        published_precision=chosen.moment.precision if chosen.moment else None,
        published_source=chosen.source,
        published_conflict=chosen.conflict,
        problems=article.problems + tuple(f"published_raw of {article.id}: {p}" for p in chosen.problems),
    )
    return Reading(reading.printed, dated)


def publication_time(reading: Reading) -> int | None:
    """Give when the article was published, in Unix seconds, as its stamps tell; its age decides when it is due."""
    published = with_dates(reading).article.published_at
    return int(datetime.fromisoformat(published).timestamp()) if published else None


def with_interview(reading: Reading) -> Reading:
    """Read the interview's turns, where the article is one."""
    article = reading.article
    above = [text for text in (article.title, article.lead) if text]
    printed = [block for block in reading.printed.blocks if block.text.strip() or block.rows]
    blocks = list(zip(article.body, printed, strict=True))
    # What the page marks as a caption introduces people and interrupts nobody.
    above += [block.text for block, _ in blocks if block.kind == "caption"]
    spoken = [(block.text, raw.emphasis) for block, raw in blocks if block.kind not in UNSPOKEN]
    interview = read_interview(
        [*above, *(text for text, _ in spoken)], [*((),) * len(above), *(emphasis for _, emphasis in spoken)]
    )
    return Reading(reading.printed, replace(article, interview=interview)) if interview.is_interview else reading


UNSPOKEN = ("caption", "table")
"""The kinds of blocks that nobody says."""

EXPECTED = ("title", "published_at", "body")
"""The fields that every article of the portal has; a missing one is a problem, never a reason to drop the line."""


def with_problems(reading: Reading) -> Reading:
    """Name the fields that every article has and this one lacks."""
    article = reading.article
    missing = tuple(
        f"reading {name} of {article.id}: not found on the page"
        for name in EXPECTED
        if not getattr(article, name) and not (name == "published_at" and article.published_raw)
    )
    return Reading(reading.printed, replace(article, problems=article.problems + missing)) if missing else reading


def finish(reading: Reading) -> Article:
    """Run every CLEAN stage in the order of the pipelines."""
    return with_problems(with_interview(with_dates(with_text(reading)))).article
