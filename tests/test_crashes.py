"""Kill real crawls with SIGKILL at any moment, start them again, and look for what was lost."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from crawling import crawl, start_crawl
from heavy import HeavyPortal
from wholeness import damage, disagreements, lost, refused_by_others, unfinished

from hnp_crawler.archive.repair import CUT, repair
from hnp_crawler.sample_portal import Server, serve

EVERYTHING_IS_DUE = {"HNP_RECRAWL_LEAST": "0", "HNP_RECRAWL_SHARE": "0", "HNP_MAX_FILE_SIZE": "5000000"}
"""Lets each crawl ask for every article again, and begin several files."""


@pytest.fixture
def heavy() -> Iterator[Server]:
    with serve(HeavyPortal(articles=40)) as server:
        yield server


def kill_after(collection: Path, server: Server, seconds: float) -> bool:
    """Start a crawl and kill it after so long; False where it had ended before."""
    running = start_crawl(collection, EVERYTHING_IS_DUE, start=server.url)
    deadline = time.monotonic() + seconds
    while running.poll() is None and time.monotonic() < deadline:
        time.sleep(0.002)
    running.kill()
    talk = running.communicate()[0]
    assert running.returncode in (0, -9), talk
    assert "Traceback" not in talk, talk
    return running.returncode == -9


def everything_in(collection: Path) -> dict[str, str]:
    """Digest the bytes of each WARC file, finished or not, with what was cut off it, by its final name."""
    found = {}
    archive = collection / "archive"
    for path in archive.glob("*.warc.gz*"):
        if CUT not in path.name:
            name = path.name.removesuffix(".open")
            content = path.read_bytes()
            content += b"".join(cut.read_bytes() for cut in archive.glob(f"{name}{CUT}{len(content)}"))
            found[name] = hashlib.sha256(content).hexdigest()
    return found


def gone(before: dict[str, str], after: dict[str, str]) -> set[str]:
    """Name the files that no longer hold all the bytes that they held."""
    return {name for name, digest in before.items() if after.get(name) != digest}


@pytest.mark.parametrize("kills", [4, pytest.param(120, marks=pytest.mark.soak)])
def test_nothing_is_lost_when_crawls_are_killed_at_any_moment(tmp_path: Path, heavy: Server, kills: int) -> None:
    """Kill the first crawl and, once one came to its end, those of later nights, which find most of it unchanged."""
    collection, chance, killed, ended = tmp_path / "killed", Random(kills), 0, 0
    while killed < kills:
        if not kill_after(collection, heavy, chance.uniform(0.5, 5.0)):
            ended += 1
            heavy.portal.night += 1
            continue
        killed += 1
        if chance.random() < 0.5 and (collection / "archive").exists():
            before = everything_in(collection)
            repair(collection)
            assert gone(before, everything_in(collection)) == set()
            assert damage(collection) == []
    last = crawl(collection, EVERYTHING_IS_DUE, start=heavy.url)
    assert last.code == 0, last.talk
    assert unfinished(collection) == []
    assert damage(collection) == []
    assert refused_by_others(collection) == []
    assert lost(collection, heavy) == []
    assert list(disagreements(collection)) == []
    assert last.manifest["disagreements"] == []
