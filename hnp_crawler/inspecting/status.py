"""Take stock of a collection: its last crawls, its sizes, what is missing, what is due, and how that develops."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from hnp_crawler.archive.names import MANIFEST
from hnp_crawler.collection.folders import Folders
from hnp_crawler.errors import ExitCode
from hnp_crawler.ledger import Ledger

DUE_WITHIN = {"now": timedelta(), "a day": timedelta(days=1), "a week": timedelta(days=7)}
"""The periods for which is told what falls due."""


@dataclass(frozen=True, slots=True)
class CrawlNote:
    """Hold what one crawl came to; the numbers of one that left no manifest are None."""

    id: str
    outcome: str
    """Name of the exit code; ``running`` or ``killed`` without a manifest."""
    exit_code: int | None
    started: str | None = None
    seconds: int | None = None
    requests: int | None = None
    bytes: int | None = None
    new: int | None = None
    changed: int | None = None
    unchanged: int | None = None
    removed: int | None = None
    failed: int | None = None
    completeness: float | None = None
    alarms: tuple[str, ...] = ()
    """What the crawl found wrong with itself, one sentence each."""
    troubles: tuple[str, ...] = ()
    """What it could not have, short of an alarm."""


@dataclass(frozen=True, slots=True)
class Size:
    """Hold how much of one kind of file there is."""

    files: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Hold how many URLs could not be had for one reason."""

    state: str
    reason: str | None
    urls: int


@dataclass(frozen=True, slots=True)
class Status:
    """Hold the stock of a collection."""

    collection: str
    crawls: tuple[CrawlNote, ...]
    """The latest first."""
    articles: int
    versions: int
    vanished: int
    captures: int
    sizes: dict[str, Size]
    urls: dict[str, int]
    """The collection's URLs by state."""
    gaps: tuple[Gap, ...]
    due: dict[str, int]
    """How many URLs fall due within each of `DUE_WITHIN`."""
    problems: tuple[str, ...]
    """Why someone should look: one sentence each, empty when all is well."""


def take_stock(
    folders: Folders, ledger: Ledger, now: datetime, *, most: int = 10, oldest: timedelta | None = None
) -> Status:
    """Take stock of a collection; a crawl may be running meanwhile.

    ``most`` is how many crawls are told of, ``oldest`` how long ago the last good crawl may have ended.
    """
    crawls = tuple(_note(folder, folders) for folder in _latest(folders, most))
    articles, versions, vanished = ledger.articles.count()
    return Status(
        collection=str(folders.root),
        crawls=crawls,
        articles=articles,
        versions=versions,
        vanished=vanished,
        captures=ledger.captures.count(),
        sizes=_sizes(folders),
        urls=ledger.urls.counts(),
        gaps=tuple(Gap(*gap) for gap in ledger.urls.gaps()),
        due={name: ledger.urls.due(int((now + period).timestamp())) for name, period in DUE_WITHIN.items()},
        problems=tuple(_problems(crawls, now, oldest)),
    )


def _latest(folders: Folders, most: int) -> list[Path]:
    return sorted((path for path in folders.crawls.iterdir() if path.is_dir()), reverse=True)[:most]


def _note(folder: Path, folders: Folders) -> CrawlNote:
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
    except FileNotFoundError:
        newest = folder == max(path for path in folders.crawls.iterdir() if path.is_dir())
        return CrawlNote(folder.name, "running" if newest and folders.is_locked() else "killed", None)
    except ValueError:
        return CrawlNote(folder.name, "unreadable", None)
    return note_of(manifest)


def note_of(manifest: Mapping[str, Any]) -> CrawlNote:
    """Read what a crawl came to from its manifest; what an older version did not write is None."""
    urls, articles = manifest.get("urls", {}), manifest.get("articles", {})
    started, ended = (datetime.fromisoformat(manifest[name]) for name in ("started", "ended"))
    return CrawlNote(
        id=manifest["id"],
        outcome=manifest["outcome"],
        exit_code=manifest["exit_code"],
        started=manifest["started"],
        seconds=round((ended - started).total_seconds()),
        requests=sum(manifest.get("status", {}).values()),
        bytes=manifest.get("bytes"),
        new=articles.get("new"),
        changed=articles.get("changed"),
        unchanged=articles.get("unchanged"),
        removed=manifest.get("removals", {}).get("removed", 0),
        failed=sum(urls.get(state, 0) for state in ("failed", "blocked", "truncated")),
        completeness=manifest.get("completeness"),
        alarms=(*manifest.get("alarms", ()), *manifest.get("disagreements", ())),
        troubles=tuple(manifest.get("troubles", ())),
    )


def _sizes(folders: Folders) -> dict[str, Size]:
    places = {
        "WARC files": folders.archive.glob("*.warc.gz*"),
        "index": folders.index.parent.glob("*.cdxj"),
        "articles": [folders.articles],
        "removals": [folders.removals],
        "ledger": folders.root.glob(folders.ledger.name + "*"),
        "crawls": folders.crawls.glob("*/*"),
    }
    return {name: _size([path for path in paths if path.is_file()]) for name, paths in places.items()}


def _size(paths: list[Path]) -> Size:
    return Size(len(paths), sum(path.stat().st_size for path in paths))


def _problems(crawls: Sequence[CrawlNote], now: datetime, oldest: timedelta | None) -> list[str]:
    ended = [crawl for crawl in crawls if crawl.outcome != "running"]
    if not ended:
        return ["no crawl has ended yet"]
    found, last = [], ended[0]
    if last.exit_code != ExitCode.FINISHED:
        why = "".join(f"; {trouble}" for trouble in last.troubles)
        found.append(f"the last crawl, {last.id}, ended: {last.outcome}{why}")
    found += last.alarms
    if last.started and datetime.fromisoformat(last.started) > now:
        found.append(f"the last crawl, {last.id}, began at {last.started}, which is still to come: a clock is wrong")
    good = next((c for c in ended if c.exit_code in (ExitCode.FINISHED, ExitCode.PROBLEMS) and c.started), None)
    if oldest is not None and (good is None or now - datetime.fromisoformat(str(good.started)) > oldest):
        hours = round(oldest.total_seconds() / 3600)
        found.append(f"no crawl that went to its end began in the last {hours} hours")
    return found
