"""Let the disk fill up under a crawl, as a whole and under each of its files alone, and give it room again."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from shutil import copytree

import pytest
from commanding import scrapy
from comparing import lines_of
from crawling import ROOT, Crawled, crawl
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


TOO_LITTLE = [
    ("collection", 6_000),
    ("archive", 6_000),
    ("articles.jsonl", 64),
    ("ledger.sqlite", 256),
    ("indexes", 24),
    pytest.param("crawls", 8, id="crawl.log"),
    pytest.param("crawls", 60, id="crawl.json"),
]
"""The collection and each part of it, and the kilobytes that are too few for it."""


@pytest.mark.parametrize(("part", "kilobytes"), TOO_LITTLE)
def test_a_full_disk_stops_the_crawl_with_its_own_exit_code_and_the_next_goes_on(
    part: str, kilobytes: int, disk: SmallDisk, heavy: Server, tmp_path: Path
) -> None:
    collection = (disk.path if part == "collection" else tmp_path) / "collection"
    disk.mount(kilobytes)
    if part != "collection":
        collection.mkdir()
        there = disk.path / part
        there.touch() if "." in part else there.mkdir()
        (collection / part).symlink_to(there)
    stopped = crawl(collection, start=heavy.url)
    assert stopped.code == 4, stopped.talk
    (sentence,) = [line for line in stopped.talk.splitlines() if "CRITICAL: Stopping: " in line]
    assert "No space left on device" in sentence or "database or disk is full" in sentence
    assert "Traceback" not in stopped.talk
    if list(collection.glob("crawls/*/crawl.json")):
        assert stopped.manifest["reason"] == "archive_failed"
        assert sentence.endswith(stopped.manifest["failure"])
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


@pytest.mark.parametrize("kilobytes", [4, 64, 196, 228, 260])
def test_a_disk_that_is_full_at_the_start_refuses_with_one_sentence(
    kilobytes: int, disk: SmallDisk, heavy: Server
) -> None:
    disk.mount(kilobytes)
    refused = crawl(disk.path / "collection", start=heavy.url)
    assert refused.code == 4, refused.talk
    assert "Traceback" not in refused.talk
    begun = "CRITICAL: Stopping: " in refused.talk
    assert begun or len(refused.talk.strip().splitlines()) == 1
    disk.grow()
    ended = crawl(disk.path / "collection", start=heavy.url)
    assert ended.code == 0, ended.talk
    assert damage(ended.collection) == []


def fill(disk: SmallDisk) -> None:
    """Write until nothing more can be written."""
    with suppress(OSError), (disk.path / "fill").open("wb", buffering=0) as file:
        while file.write(bytes(1024)):
            pass


def test_a_disk_without_a_single_byte_refuses_with_one_sentence(disk: SmallDisk, heavy: Server) -> None:
    disk.mount(4)
    fill(disk)
    refused = crawl(disk.path / "collection", start=heavy.url)
    assert refused.code == 4
    assert refused.talk.endswith("No space left on device: " + str(disk.path / "collection" / ".lock") + "\n")
    assert len(refused.talk.strip().splitlines()) == 1


@pytest.mark.parametrize("words", [["repair", "--rebuild-index"], ["export", "--jsonl", "lines.jsonl"]])
def test_a_command_on_a_full_disk_says_so_and_leaves_nothing_behind(
    disk: SmallDisk, crawled: Crawled, words: list[str]
) -> None:
    disk.mount(8_000)
    collection = Path(copytree(crawled.collection, disk.path / "collection"))
    (collection / ".lock").write_bytes(b"4194304\n")
    fill(disk)
    before = sorted(disk.path.rglob("*"))
    command, *options = words
    targets = [str(disk.path / word) if "." in word else word for word in options]
    refused = subprocess.run(
        [sys.executable, "-m", "scrapy", command, collection, *targets],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode == 4
    assert "No space left on device" in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1
    assert sorted(disk.path.rglob("*")) == before
    assert scrapy("verify", "--no-log", collection).code == 0
