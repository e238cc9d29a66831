"""Let the disk fill up under a crawl, as a whole and under each of its files alone, and give it room again."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from comparing import lines_of
from crawling import crawl
from heavy import HeavyPortal
from wholeness import damage, disagreements, refused_by_others, unfinished

from hnp_crawler.sample_portal import Server, serve


class SmallDisk:
    """Hold a file system of a few kilobytes in memory."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir()

    def mount(self, kilobytes: int) -> None:
        self._run("mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", self.path)

    def grow(self) -> None:
        self._run("mount", "-o", "remount,size=200m", self.path)

    def unmount(self) -> None:
        self._run("umount", self.path)

    @staticmethod
    def _run(*words: object) -> None:
        subprocess.run([*map(str, words)], check=True, capture_output=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    disk = SmallDisk(tmp_path / "disk")
    try:
        disk.mount(16)
        disk.unmount()
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("a file system cannot be mounted here")
    yield disk
    disk.unmount()


@pytest.fixture(scope="module")
def heavy() -> Iterator[Server]:
    with serve(HeavyPortal(articles=30)) as server:
        yield server


PARTS = {
    "": 6_000,
    "archive": 6_000,
    "articles.jsonl": 64,
    "ledger.sqlite": 256,
    "indexes": 24,
    "crawls": 8,
}
"""Each part of a collection, and the kilobytes that are too few for it; the empty name is the whole collection."""


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part or "collection")
def test_a_full_disk_stops_the_crawl_with_its_own_exit_code_and_the_next_goes_on(
    part: str, disk: SmallDisk, heavy: Server, tmp_path: Path
) -> None:
    collection = disk.path / "collection" if not part else tmp_path / "collection"
    disk.mount(PARTS[part])
    if part:
        collection.mkdir()
        there = disk.path / part
        there.touch() if "." in part else there.mkdir()
        (collection / part).symlink_to(there)
    stopped = crawl(collection, start=heavy.url)
    print(stopped.code, stopped.talk)
    assert stopped.code == 4, stopped.talk
    assert "No space left on device" in stopped.talk or "disk is full" in stopped.talk
    assert "Traceback" not in stopped.talk
    assert refused_by_others(collection) == []
    disk.grow()
    ended = crawl(collection, start=heavy.url)
    assert ended.code == 0, ended.talk
    assert unfinished(collection) == []
    assert damage(collection) == []
    assert refused_by_others(collection) == []
    assert list(disagreements(collection)) == []
    published = {one["id"] for one in heavy.portal.truth(heavy.url.rstrip("/"))}
    assert {line["id"] for line in lines_of(collection)} >= published
