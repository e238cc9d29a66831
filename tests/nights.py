"""Crawl the sample portal night after night, and compare the collection with all that the portal published."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from comparing import lines_of
from crawling import Crawled, crawl, start_crawl

from hnp_crawler.sample_portal import Server

EVERY_NIGHT = {"HNP_RECRAWL_SHARE": "0", "HNP_RECRAWL_LEAST": "0"}
"""What makes every article due every night: the crawls of a test are seconds apart."""


def night(server: Server, collection: Path, number: int, settings: dict[str, str] | None = None) -> Crawled:
    """Move the portal on and crawl it."""
    server.portal.night = number
    return crawl(collection, {**EVERY_NIGHT, **(settings or {})}, start=server.url)


def killed_night(server: Server, collection: Path, number: int, after: int) -> None:
    """Move the portal on, crawl it and kill the crawl with SIGKILL once the server has answered so many requests."""
    server.portal.night = number
    begun = len(server.log)
    running = start_crawl(collection, EVERY_NIGHT, start=server.url)
    while len(server.log) < begun + after and running.poll() is None:
        time.sleep(0.01)
    running.kill()
    running.communicate()


def newest(lines: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Give the last version of every article."""
    return {line["id"]: line for line in lines}


def faults_of(server: Server, collection: Path) -> Iterator[str]:
    """Name everything in which the collection is not what the portal publishes tonight and has published."""
    base = server.url.rstrip("/")
    lines = lines_of(collection)
    removed = standing(collection)
    gone = {line["id"] for line in server.portal.vanished(base)}
    current = newest(lines)
    published = {line["id"] for line in server.portal.truth(base)}
    yield from (f"{key} is published and not in the collection" for key in published - current.keys())
    yield from (f"{key} is in the collection and was never published" for key in current.keys() - published - gone)
    for key in removed - gone:
        yield f"{key} is noted as removed and stands"
    for key in (gone & current.keys()) - removed:
        yield f"{key} is gone and not noted as removed"
    versions: Counter[str] = Counter()
    for line in lines:
        versions[line["id"]] += 1
        if line["version"] != versions[line["id"]] or (line["version"] > 1) != bool(line["changed"]):
            yield f"{line['id']} has a version {line['version']} as its line {versions[line['id']]}"


def standing(collection: Path) -> set[str]:
    """Give the ids of the articles that are noted as removed and not as returned; each must alternate."""
    found: dict[str, str] = {}
    path = collection / "removals.jsonl"
    for line in path.read_bytes().splitlines() if path.exists() else ():
        removal = json.loads(line)
        assert removal["event"] != found.get(removal["id"], "returned"), removal
        found[removal["id"]] = removal["event"]
    return {key for key, event in found.items() if event == "removed"}
