"""Tell the history of one article: its versions, what each changed, and when it vanished and came back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from hnp_crawler.collection.folders import Folders
from hnp_crawler.items import Article, Capture, Removal
from hnp_crawler.ledger import Ledger
from hnp_crawler.portal.urls import read_url
from hnp_crawler.reading import UNKNOWN_ID
from hnp_crawler.schema import decode_line, decode_removal

MOST_COMPARED = 3_000
"""Paragraphs, or words of one paragraph, beyond which two texts are shown whole instead of compared."""


@dataclass(frozen=True, slots=True)
class Change:
    """Hold one place at which two versions differ; ``before`` or ``after`` is empty where something came or went."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Moment:
    """Hold one thing that happened to an article."""

    date: str
    """RFC 3339, UTC: of a version its capture's, else when it was noted."""
    event: str
    """``new``, ``changed``, ``removed`` or ``returned``."""
    version: int
    crawl_id: str
    capture: Capture | None
    """Where the version was read from; of a removal the answer that shows it."""
    reason: str | None = None
    """Why it counts as removed."""
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class History:
    """Hold all that a collection knows of one article."""

    id: str
    url: str
    title: str | None
    moments: tuple[Moment, ...]
    """In the order in which they happened."""


def identify(named: str, ledger: Ledger | None) -> str:
    """Give the id of the article that an id, an alias or any of its URLs names.

    >>> identify("https://hanoi.gov.vn/tin-so-nganh/hop-bao-42851753.htm", None)
    'hnp:vi:2851753'
    """
    article_id = named
    if named.startswith(("http://", "https://")):
        page = read_url(named)
        article_id = page.article_id or UNKNOWN_ID + page.canonical
    return ledger.articles.resolve(article_id) if ledger else article_id


def read_history(folders: Folders, article_id: str) -> History | None:
    """Read the history of an article from the collection's lines; None where there is none.

    Raises `ValueError` with the path of what does not follow the contract.
    """
    marked = b'"id":"%s"' % article_id.encode()
    versions = [a for a in map(decode_line, _with(folders.articles, marked)) if a.id == article_id]
    removals = [r for r in map(decode_removal, _with(folders.removals, marked)) if r.id == article_id]
    return history_of(versions, removals) if versions else None


def _with(path: Path, marked: bytes) -> Iterator[bytes]:
    """Give the lines of a file that hold some bytes; decoding every line of a large file would take minutes."""
    if path.exists():
        with path.open("rb") as file:
            yield from (line for line in file if marked in line)


def history_of(versions: Iterable[Article], removals: Iterable[Removal]) -> History:
    """Put the versions of one article (at least one) and its removals in order."""
    moments: list[Moment] = []
    former: Article | None = None
    for article in versions:
        changes = tuple(changes_between(former, article)) if former else ()
        moments.append(
            Moment(
                date=article.capture.date,
                event=article.event,
                version=article.version,
                crawl_id=article.crawl_id,
                capture=article.capture,
                changes=changes,
            )
        )
        former = article
    assert former is not None
    moments += [
        Moment(
            date=removal.date.replace("+00:00", "Z"),
            event=removal.event,
            version=removal.version,
            crawl_id=removal.crawl_id,
            capture=removal.evidence,
            reason=removal.reason if removal.event == "removed" else None,
        )
        for removal in removals
    ]
    moments.sort(key=lambda moment: (moment.crawl_id, moment.date))
    return History(former.id, former.url, former.title, tuple(moments))


def changes_between(before: Article, after: Article) -> Iterator[Change]:
    """Compare two versions field by field, texts paragraph by paragraph.

    Only fields that make a version are compared (`hnp_crawler.ledger.articles.COMPARED`).
    """
    for name in after.changed:
        yield from _changes_of_field(name, _paragraphs(before, name), _paragraphs(after, name))


def _changes_of_field(name: str, before: list[str], after: list[str]) -> Iterator[Change]:
    if max(len(before), len(after)) > MOST_COMPARED:
        yield Change(name, "\n".join(before), "\n".join(after))
        return
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        old, new = before[i1:i2], after[j1:j2]
        for number in range(max(len(old), len(new))):
            yield Change(name, "".join(old[number : number + 1]), "".join(new[number : number + 1]))


def _paragraphs(article: Article, name: str) -> list[str]:
    """Give a field as the paragraphs that a person would read."""
    match name:
        case "body":
            return [
                block.text if block.kind == "paragraph" else f"[{block.kind}] {block.text}" for block in article.body
            ]
        case "interview":
            turns = article.interview.turns if article.interview else ()
            return [f"{turn.speaker or turn.label or turn.role}: {turn.text}" for turn in turns]
        case "images":
            return [" ".join(filter(None, (image.url, image.caption))) for image in article.images]
        case "attachments":
            return [" ".join(filter(None, (file.url, file.title))) for file in article.attachments]
        case "comments":
            return [f"{comment.author or ''}: {comment.text}" for comment in article.comments]
    value = getattr(article, name)
    return [str(part) for part in value] if isinstance(value, tuple) else [] if value is None else [str(value)]


def words_between(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Compare two texts word by word; yields runs as ``=``, ``-`` (only before) or ``+`` (only after) and text.

    >>> list(words_between("gặp 5 khó khăn", "gặp 7 khó khăn"))
    [('=', 'gặp'), ('-', '5'), ('+', '7'), ('=', 'khó khăn')]
    """
    old, new = before.split(), after.split()
    if max(len(old), len(new)) > MOST_COMPARED:
        yield from (("-", before), ("+", after))
        return
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield "=", " ".join(old[i1:i2])
            continue
        if i1 < i2:
            yield "-", " ".join(old[i1:i2])
        if j1 < j2:
            yield "+", " ".join(new[j1:j2])
