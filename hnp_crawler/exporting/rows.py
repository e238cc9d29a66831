"""Lay an article out as the rows of two tables: one of articles, one of the turns of interviews."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from hnp_crawler.exporting.newest import Newest

Columns = dict[str, Literal["text", "integer", "boolean", "list"]]

ARTICLES: Columns = {
    "id": "text",
    "url": "text",
    "language": "text",
    "title": "text",
    "published_at": "text",
    "published_raw": "text",
    "published_precision": "text",
    "section": "text",
    "agency": "text",
    "lead": "text",
    "body": "text",
    "byline": "text",
    "authors": "list",
    "tags": "list",
    "interviewees": "list",
    "is_interview": "boolean",
    "turns": "integer",
    "images": "integer",
    "attachments": "integer",
    "views": "integer",
    "layout": "text",
    "version": "integer",
    "event": "text",
    "removed": "text",
    "reader": "text",
    "crawl_id": "text",
    "captured_at": "text",
    "target_uri": "text",
    "file": "text",
    "offset": "integer",
    "length": "integer",
    "record_id": "text",
    "payload_digest": "text",
}
"""The columns of the table of articles; ``body`` is the text of all blocks, an empty line between two."""

CITED = ("target_uri", "file", "offset", "length", "record_id", "payload_digest")

TURNS: Columns = {
    "article_id": "text",
    "number": "integer",
    "role": "text",
    "speaker": "text",
    "label": "text",
    "text": "text",
    "doubtful": "boolean",
}
"""The columns of the table of turns; ``number`` counts from 1 within the article."""


def article_row(newest: Newest) -> dict[str, Any]:
    """Lay out one article under `ARTICLES`."""
    article, capture = newest.article, newest.article.capture
    interview = article.interview
    row: dict[str, Any] = {name: getattr(article, name, None) for name in ARTICLES}
    row |= {name: getattr(capture, name) for name in CITED}
    row |= {
        "body": "\n\n".join(block.text for block in article.body),
        "authors": list(article.authors),
        "tags": list(article.tags),
        "interviewees": [person.name for person in interview.interviewees if person.name] if interview else [],
        "is_interview": interview is not None,
        "turns": len(interview.turns) if interview else 0,
        "images": len(article.images),
        "attachments": len(article.attachments),
        "removed": newest.removed,
        "captured_at": capture.date,
    }
    return row


def turn_rows(newest: Newest) -> Iterator[dict[str, Any]]:
    """Lay out the turns of one article under `TURNS`."""
    article = newest.article
    for number, turn in enumerate(article.interview.turns if article.interview else (), 1):
        row = {"article_id": article.id, "number": number, "role": turn.role, "speaker": turn.speaker}
        yield {**row, "label": turn.label, "text": turn.text, "doubtful": turn.doubtful}
