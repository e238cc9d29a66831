"""Settle a crawl's accounts: what became of every URL, what was written, and whether the sums agree."""

from __future__ import annotations

import hashlib
import json
import logging
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from functools import partial
from pathlib import Path
from typing import Any

from scrapy.settings import BaseSettings

from hnp_crawler.archive.names import MANIFEST
from hnp_crawler.closing.checks import Limits, alarms
from hnp_crawler.closing.seeds import lost_seeds
from hnp_crawler.collection.manifests import read_manifests, write_manifest
from hnp_crawler.collection.opened import Collection, software_versions
from hnp_crawler.collection.removals import read_standing
from hnp_crawler.errors import ExitCode
from hnp_crawler.frontier.crawl_ledger import LEDGER_FAILED
from hnp_crawler.ledger import LedgerError, State, Walk, url_line
from hnp_crawler.ledger.rows import UNSUCCESSFUL
from hnp_crawler.options import Options
from hnp_crawler.spiders.seeded import SeededSpider

logger = logging.getLogger(__name__)

SETTINGS_THAT_MATTER = (
    "USER_AGENT",
    "ROBOTSTXT_OBEY",
    "DOWNLOAD_DELAY",
    "CONCURRENT_REQUESTS",
    "CONCURRENT_REQUESTS_PER_DOMAIN",
    "AUTOTHROTTLE_ENABLED",
    "DOWNLOAD_TIMEOUT",
    "DOWNLOAD_MAXSIZE",
    "RETRY_TIMES",
    "REDIRECT_MAX_TIMES",
)
"""Scrapy's settings that decide what is captured; all ``HNP_…`` settings count as well."""

ARCHIVE_FAILED = "archive_failed"
"""Reason of a crawl that stopped itself because the disk did not take what was captured."""

REASONS = {
    "finished": ExitCode.FINISHED,
    "max_articles": ExitCode.FINISHED,
    "blocked": ExitCode.BLOCKED,
    ARCHIVE_FAILED: ExitCode.ARCHIVE,
    LEDGER_FAILED: ExitCode.ARCHIVE,
    "shutdown": ExitCode.INTERRUPTED,
}
"""Exit code by the reason that the spider closed for; any other reason means that URLs were left: incomplete."""

HANDLERS_FAILED = "hnp/handlers_failed"
"""Statistic of the exceptions that Scrapy caught on the handlers of signals, which are components' own."""


@dataclass(frozen=True, slots=True)
class Account:
    """Hold what a crawl came to."""

    manifest: dict[str, Any]
    """The content of ``crawl.json``."""
    lines_from: int
    """Where the crawl's own lines begin in ``articles.jsonl``, in bytes."""
    path: Path
    exit_code: ExitCode


def plan(spider: SeededSpider, settings: BaseSettings) -> dict[str, Any]:
    """State what a crawl was asked for: seeds, scope, arguments and the settings that matter."""
    own = sorted(name for name in settings if name.startswith("HNP_"))
    return {
        "spider": spider.name,
        "seeds": list(spider.seeds[:1000]),
        "hosts": sorted(spider.hosts),
        "arguments": dict(sorted(spider.given.items())),
        "settings": {name: settings.get(name) for name in (*own, *SETTINGS_THAT_MATTER)},
    }


def settle(
    collection: Collection,
    spider: SeededSpider,
    settings: BaseSettings,
    stats: Mapping[str, Any],
    reason: str,
    failure: str | None,
) -> Account:
    """Count, compare, and write ``urls.jsonl`` and ``crawl.json`` of a crawl whose files are closed."""
    ledger = collection.ledger
    assert ledger.crawl is not None
    serial = ledger.crawl.serial
    states = ledger.urls.counts(serial)
    walks = ledger.listings.walks(serial)
    articles = {event: int(stats.get(f"hnp/articles/{event}", 0)) for event in ("new", "changed", "unchanged")}
    exceptions = int(stats.get("spider_exceptions/count", 0)) + int(stats.get(HANDLERS_FAILED, 0))
    failed = _failure_of(partial(_write_urls, collection, serial))
    failure = failure or failed
    reason = ARCHIVE_FAILED if failure else reason
    disagreements = _disagreements(collection, states, articles, reason)
    manifest: dict[str, Any] = {
        "schema": "crawl/1",
        "id": collection.crawl_id,
        "started": collection.started.isoformat(),
        "ended": collection.clock().isoformat(),
        "reason": reason,
        "failure": failure,
        "exit_code": None,
        "outcome": None,
        "software": software_versions(),
        **plan(spider, settings),
        "lost_seeds": list(lost_seeds(spider, ledger.urls)),
        "inherited": collection.inheritance.facts(),
        "urls": states,
        "refused": _counted(stats, "hnp/refused/"),
        "pages": _counted(stats, "hnp/pages/"),
        "status": _counted(stats, "downloader/response_status_count/"),
        "records": collection.archive.captured,
        "bytes": int(stats.get("downloader/response_bytes", 0)),
        "articles": articles,
        "removals": dict(Counter(line.event for line in collection.removals)),
        "interviews": int(stats.get("hnp/interviews", 0)),
        "article_problems": int(stats.get("hnp/problems", 0)),
        "politeness": _counted(stats, "politeness/"),
        "exceptions": exceptions,
        "coverage": _coverage(stats, articles),
        "layouts": _layouts(stats),
        "completeness": _completeness(walks),
        "listings": [asdict(walk) for walk in walks],
        "disagreements": disagreements,
        "troubles": _troubles(states, walks, exceptions),
        "alarms": [],
        "files": {collection.relative(path): _digest(path) for path in _files(collection)},
    }
    if reason == "finished":
        earlier = read_manifests(collection.folders.crawls, collection.crawl_id)
        manifest["alarms"] = alarms(manifest, earlier, ledger.articles.count()[0], _limits(collection.options))
        for alarm in manifest["alarms"]:
            logger.error("Check: %s", alarm)
    code = _exit_code(reason, disagreements, [*manifest["troubles"], *manifest["alarms"]])
    manifest |= {"exit_code": int(code), "outcome": code.name.lower()}
    counts = {"urls": states, "articles": articles, "exit_code": int(code)}
    path = collection.crawl_folder / MANIFEST
    for step in (partial(ledger.end, reason, counts), partial(write_manifest, path, manifest)):
        if failed := _failure_of(step):
            code = ExitCode.ARCHIVE
            manifest |= {"reason": ARCHIVE_FAILED, "failure": manifest["failure"] or failed}
            manifest |= {"exit_code": int(code), "outcome": code.name.lower()}
    return Account(manifest, collection.articles_before, path, code)


def _failure_of(step: Callable[[], None]) -> str | None:
    """Take a step of which others do not depend, and say why it failed."""
    try:
        step()
    except (LedgerError, OSError) as error:
        return str(error)
    return None


def _counted(stats: Mapping[str, Any], prefix: str) -> dict[str, int]:
    return {name.removeprefix(prefix): int(stats[name]) for name in sorted(stats) if name.startswith(prefix)}


def _coverage(stats: Mapping[str, Any], articles: Mapping[str, int]) -> dict[str, float]:
    """Give for each counted field the share of articles read that had it."""
    read = articles["new"] + articles["changed"]
    found = _counted(stats, "hnp/found/")
    return {name: round(count / read, 4) for name, count in found.items()} if read else {}


def _layouts(stats: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Give for each layout how many articles were read by it, and how many of these had each counted field."""
    return {
        layout: {"read": read, "found": _counted(stats, f"hnp/covered/{layout}/")}
        for layout, read in _counted(stats, "hnp/layouts/").items()
    }


def _completeness(walks: list[Walk]) -> float | None:
    """Give the share of what the listings named that was captured; None where no listing named anything."""
    named = sum(walk.entries for walk in walks)
    return round(1 - sum(walk.missing for walk in walks) / named, 4) if named else None


def _disagreements(
    collection: Collection, states: Mapping[str, int], articles: Mapping[str, int], reason: str
) -> list[str]:
    """Compare the sums that must agree; one sentence for each pair that does not."""
    found = []
    written = collection.lines_written
    if written != articles["new"] + articles["changed"]:
        found.append(f"{written} article lines were written, {articles['new'] + articles['changed']} were counted")
    if states.get(State.LEASED):
        found.append(f"{states[State.LEASED]} URLs are still being fetched in the ledger")
    if reason == "finished" and states.get(State.PENDING):
        found.append(f"the crawl finished and {states[State.PENDING]} URLs still wait")
    return found + _differing_files(collection) if reason == "finished" else found


def _differing_files(collection: Collection) -> list[str]:
    """Compare the files of lines with what the ledger knows of them."""
    found, ledger, folders = [], collection.ledger, collection.folders
    size = folders.articles.stat().st_size
    if size != (known := ledger.mark(folders.articles.name)):
        found.append(f"{folders.articles.name} has {size} bytes, and the ledger knows of {known}")
    standing, vanished = len(read_standing(folders.removals)), ledger.articles.count()[2]
    if standing != vanished:
        found.append(f"{standing} removals stand in {folders.removals.name}, and {vanished} in the ledger")
    return found


def _limits(options: Options) -> Limits:
    return Limits(**{field.name: getattr(options, f"check_{field.name}") for field in fields(Limits)})


def _troubles(states: Mapping[str, int], walks: list[Walk], exceptions: int) -> list[str]:
    """Name what makes a finished crawl one with problems, short of an alarm."""
    failed = ", ".join(f"{states[state]} {state}" for state in UNSUCCESSFUL if states.get(state))
    missing = sum(walk.missing for walk in walks)
    told = {
        "URLs that could not be had": failed,
        "entries of listings not captured": missing,
        "exceptions, see crawl.log": exceptions,
    }
    return [f"{what}: {number}" for what, number in told.items() if number]


def _exit_code(reason: str, disagreements: list[str], troubles: list[str]) -> ExitCode:
    code = REASONS.get(reason, ExitCode.INCOMPLETE)
    if code is not ExitCode.FINISHED:
        return code
    if disagreements:
        return ExitCode.ACCOUNTS
    return ExitCode.PROBLEMS if troubles and reason == "finished" else code


def _write_urls(collection: Collection, serial: int) -> None:
    """Write what became of every URL that this crawl met or took over."""
    path = collection.crawl_folder / "urls.jsonl"
    try:
        with path.open("w", encoding="utf-8") as file:
            for row, capture in collection.ledger.urls.of_crawl(serial):
                file.write(json.dumps(url_line(row, capture, collection.crawl_id), ensure_ascii=False) + "\n")
    except OSError as error:
        # Half a list would pass for a whole one; room for the manifest matters more.
        path.unlink(missing_ok=True)
        raise OSError(f"writing {path}: {error.strerror or error}") from error


def _files(collection: Collection) -> list[Path]:
    folders = collection.folders
    written = [folders.archive / name for name in collection.archive.files]
    rest = [folders.index, folders.articles, folders.removals, collection.crawl_folder / "urls.jsonl"]
    return [path for path in (*written, *rest) if path.exists()]


def _digest(path: Path) -> dict[str, Any]:
    """Digest a file as it is now; a file that only grows is later compared up to this size."""
    with path.open("rb") as file:
        return {"sha256": hashlib.file_digest(file, "sha256").hexdigest(), "size": path.stat().st_size}
