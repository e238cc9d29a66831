"""Prove article lines: read the bytes that a line cites again, and see whether the same line comes out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from hnp_crawler import __version__
from hnp_crawler.answers import read_answer
from hnp_crawler.archive.fetch import Answer
from hnp_crawler.items import Article, Capture
from hnp_crawler.portal.urls import read_url
from hnp_crawler.reading import begin, finish
from hnp_crawler.schema import decode_line, encode_line
from hnp_crawler.wayback.mementos import MementoError, read_memento

MAX_ENTITY = 128 << 20
"""Bytes to which an entity is decoded; beyond it is no page."""

Json = Mapping[str, Any]


class NoArticleError(ValueError):
    """Raised when the bytes that a line cites do not read as an article."""


def read_article_again(answer: Answer, url: str, capture: Capture, *, memento: bool = False) -> Article | None:
    """Read an answer out of an archive as the crawl read it, None where it is no article.

    With ``memento`` it is what another archive answered, and the page is inside.

    The line has no captures of pictures and files, no crawl and the first version: what follows from one page alone.
    """
    status = answer.head.status
    content_type = next(reversed(answer.head.all("Content-Type")), None)
    content, source = answer.content(MAX_ENTITY).content, None
    if memento:
        try:
            found = read_memento(url, status or 0, answer.head.get, content)
        except MementoError:
            return None
        url, source = found.url, found.source
        status, content_type, content = found.status, found.content_type, found.body
    page = None if status is None else read_answer(content, url, status=status, content_type=content_type)
    if page is None or page.article is None:
        return None
    return finish(begin(page.article, read_url(url), capture, "", {}, source))


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
        replace(
            article,
            id=line.id,
            version=line.version,
            event=line.event,
            changed=line.changed,
            former=line.former,
            crawl_id=line.crawl_id,
            capture=line.capture,
        ),
        captures,
    )


def with_captures(article: Article, captures: Mapping[str, Capture | None]) -> Article:
    """Say where the bytes of pictures and files lie."""
    return replace(
        article,
        images=tuple(replace(p, capture=captures.get(p.url)) for p in article.images),
        attachments=tuple(replace(a, capture=captures.get(a.url)) for a in article.attachments),
    )


class Prover:
    """Read cited answers again for `hnp_crawler.archive.verify`, as its ``reread``.

    A line of another version of the reader is proved if this one gives the same but for its version; if not, nothing
    can be told. An id that the page does not have is right only where another line has it from its own page.
    """

    def __init__(self, lines: Path) -> None:
        self._lines = lines
        self._is_known = lru_cache(maxsize=1024)(self._find)

    def __call__(self, line: Json, answer: Answer) -> Json | None:
        """Give the line anew as plain JSON values; raises `ValueError` for a line that breaks its contract."""
        written = decode_line(json.dumps(line, ensure_ascii=False).encode("utf-8", "surrogatepass"))
        try:
            anew = reread_line(written, answer)
        except NoArticleError:
            return None if written.reader != __version__ else {}
        page = read_url(anew.url if written.source else written.capture.target_uri)
        if page.article_id and written.id != page.article_id and not self._is_known(written.id):
            anew = replace(anew, id=page.article_id)
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
                    own = found["url"] if found["source"] else found["capture"]["target_uri"]
                    if found["id"] == article_id == read_url(own).article_id:
                        return True
        return False
