"""Make lines of what was gathered: those that a crawl wrote once more, and those of articles without a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from hnp_crawler.items import Article, Capture
from hnp_crawler.ledger.articles import COMPARED
from hnp_crawler.rereading.gathered import Gathered
from hnp_crawler.rereading.harvest import ARTICLE, UNWANTED
from hnp_crawler.rereading.proving import carry, with_captures
from hnp_crawler.rereading.stored import Stored
from hnp_crawler.schema import decode_line


@dataclass(frozen=True, slots=True)
class Settled:
    """Pair what is read now with the line that a crawl wrote of the same record."""

    written: Article | None
    """None where no line cites the record."""
    article: Article | None
    """None where the record does not read as an article any more."""
    wanted: bool = True
    """Whether the options admit it."""


def settle_lines(gathered: Gathered, lines: Iterable[bytes]) -> Iterator[Settled]:
    """Read again what each existing line cites, in the order of the lines.

    Raises `ValueError` for a line that does not follow its contract.
    """
    for text in lines:
        written = decode_line(text)
        answer = gathered.by_record(written.capture.record_id)
        if answer is None or answer.line is None or answer.kind != ARTICLE:
            yield Settled(written, None, wanted=answer is None or answer.kind != UNWANTED)
            continue
        article = carry(decode_line(answer.line), written)
        gathered.mark_cited(answer)
        gathered.add_version(article.id, answer, article.version)
        yield Settled(written, article)


def settle_rest(gathered: Gathered) -> Iterator[Article]:
    """Make the lines of the articles that no line cites, in the order of their capture, as a crawl would have.

    An article that equals a version that is known gets none.
    """
    for answer in gathered.uncited():
        assert answer.line is not None
        article = decode_line(answer.line)
        identity = gathered.identify(article.id, answer.likeness)
        if identity != article.id:
            article = replace(article, id=identity)
        settled = _as_version(gathered, answer, article)
        if settled is not None:
            gathered.add_version(identity, answer, settled.version)
            yield _complete(gathered, answer, settled)


def _as_version(gathered: Gathered, answer: Stored, article: Article) -> Article | None:
    """Number an article among the versions of the same; None where it is one of them."""
    versions = gathered.versions(article.id)
    if any(version.answer.content == answer.content for version in versions):
        return None
    if not versions:
        return article
    before = [version for version in versions if version.answer.date <= answer.date] or versions[:1]
    former = before[-1].answer
    assert former.line is not None
    old = decode_line(former.line)
    return replace(
        article,
        version=max(version.number for version in versions) + 1,
        event="changed",
        changed=tuple(name for name in COMPARED if getattr(article, name) != getattr(old, name)),
        former=former.capture,
    )


def _complete(gathered: Gathered, answer: Stored, article: Article) -> Article:
    urls = [*(p.url for p in article.images), *(a.url for a in article.attachments)]
    captures: dict[str, Capture | None] = {url: gathered.good_capture(url) for url in urls}
    return with_captures(article, captures, crawl_id=gathered.crawl_of(answer))
