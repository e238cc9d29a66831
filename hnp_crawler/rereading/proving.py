"""Prove article lines: read the bytes that a line cites again, and see whether the same line comes out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from hnp_crawler import __version__
from hnp_crawler.answers import content_of
from hnp_crawler.archive.captures.fetch import Answer
from hnp_crawler.items import Article, Capture
from hnp_crawler.portal.urls import read_url
from hnp_crawler.rereading.seeing import last_value, see
from hnp_crawler.schema import decode_line, encode_line

MAX_ENTITY = 128 << 20
"""Bytes to which an entity is decoded; beyond it is no page."""

Json = Mapping[str, Any]


class NoArticleError(ValueError):
    """Raised when the bytes that a line cites do not read as an article."""


def read_article_again(answer: Answer, url: str, capture: Capture, *, memento: bool = False) -> Article | None:
    """Read an answer out of an archive as the crawl read it, None where it is no article.

    With ``memento`` it is what another archive answered, and the page is inside.
    """
    head, body = answer.head, content_of(answer.entity, answer.content_encoding, limit=MAX_ENTITY).content
    seen = see(url, head.status or 0, last_value(head, "Content-Type"), head if memento else None, body)
    page = seen.page()
    return seen.article(page, capture) if page else None


def reread_line(line: Article, answer: Answer) -> Article:
    """Make a line anew from the answer that it cites; raises `NoArticleError`.

    What follows from other pages and from the order of crawling is carried over from the line: the crawl, the version
    and what it is compared with, the id where the article is known under another, and the captures of its pictures
    and files.
    """
    article = read_article_again(answer, line.capture.target_uri, line.capture, memento=line.source is not None)
    if article is None:
        raise NoArticleError(f"reading {line.capture.target_uri} again: it does not read as an article")
    return carry(article, line)


def carry(article: Article, line: Article) -> Article:
    """Carry over from a line what its page alone does not tell."""
    captures = {p.url: p.capture for p in line.images} | {a.url: a.capture for a in line.attachments}
    return with_captures(
        article,
        captures,
        id=line.id,
        version=line.version,
        event=line.event,
        changed=line.changed,
        former=line.former,
        crawl_id=line.crawl_id,
        capture=line.capture,
    )


def with_captures(article: Article, captures: Mapping[str, Capture | None], **facts: Any) -> Article:
    """Say where the bytes of pictures and files lie, and with them other facts that the page does not tell."""
    return replace(
        article,
        images=tuple(replace(p, capture=captures.get(p.url)) for p in article.images),
        attachments=tuple(replace(a, capture=captures.get(a.url)) for a in article.attachments),
        **facts,
    )


class Prover:
    """Read cited answers again for `hnp_crawler.archive.verify`, as its ``reread``.

    A line of another version of the reader is proved if this one gives the same but for its version; if not, nothing
    can be told. An id that the page does not have is right only where another line has it from its own page.
    """

    def __init__(self, lines: Path) -> None:
        self._lines = lines
        self._is_known = lru_cache(maxsize=1024)(self._find)

    def __reduce__(self) -> tuple[type[Prover], tuple[Path]]:
        """Go to another process without what was remembered."""
        return Prover, (self._lines,)

    def __call__(self, line: Json, answer: Answer) -> Json | None:
        """Give the line anew as plain JSON values; raises `ValueError` for a line that breaks its contract."""
        written = decode_line(json.dumps(line, ensure_ascii=False).encode("utf-8", "surrogatepass"))
        try:
            anew = reread_line(written, answer)
        except NoArticleError:
            return None if written.reader != __version__ else {}
        own = read_url(anew.url).article_id
        if own and written.id != own and not self._is_known(written.id):
            anew = replace(anew, id=own)
        if written.reader != __version__:
            anew = replace(anew, reader=written.reader)
            if anew != written:
                return None
        plain: Json = json.loads(encode_line(anew))
        return plain

    def _find(self, article_id: str) -> bool:
        """Find a line whose own page names the id."""
        wanted = json.dumps(article_id, ensure_ascii=False).encode()
        with self._lines.open("rb") as lines:
            for line in lines:
                if wanted in line:
                    found = json.loads(line)
                    if found["id"] == article_id == read_url(found["url"]).article_id:
                        return True
        return False
