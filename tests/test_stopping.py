"""Stop crawls by signals, watch their files begin and end, and weigh them."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from comparing import lines_of
from crawling import ROOT, Crawled, command, crawl, start_crawl
from warcio.archiveiterator import ArchiveIterator
from wholeness import damage, disagreements, refused_by_others, unfinished

from hnp_crawler.sample_portal import SamplePortal, Server, serve
from hnp_crawler.sample_portal.separate import serve_apart

SLOWLY = {"DOWNLOAD_DELAY": "0.05"}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serve(SamplePortal(articles=40)) as server:
        yield server


def wait_for_lines(collection: Path, running: subprocess.Popen[str]) -> None:
    lines = collection / "articles.jsonl"
    while not lines.exists() or not lines.stat().st_size:
        assert running.poll() is None, running.communicate()[0]
        time.sleep(0.02)


def assert_the_next_goes_on(collection: Path, server: Server) -> Crawled:
    ended = crawl(collection, start=server.url)
    assert ended.code == 0, ended.talk
    assert unfinished(collection) == []
    assert damage(collection) == []
    assert list(disagreements(collection)) == []
    published = {article["id"] for article in server.portal.truth(server.url.rstrip("/"))}
    assert {line["id"] for line in lines_of(collection)} >= published
    return ended


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_one_signal_ends_a_crawl_in_order(tmp_path: Path, server: Server, number: signal.Signals) -> None:
    running = start_crawl(tmp_path, SLOWLY, start=server.url)
    wait_for_lines(tmp_path, running)
    running.send_signal(number)
    talk = running.communicate(timeout=60)[0]
    assert running.returncode == 6, talk
    assert "Traceback" not in talk
    assert unfinished(tmp_path) == []
    assert refused_by_others(tmp_path) == []
    assert Crawled(6, talk, tmp_path).manifest["outcome"] == "interrupted"
    assert assert_the_next_goes_on(tmp_path, server).manifest["inherited"]["repairs"] == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_second_signal_ends_it_at_once_and_the_next_repairs(
    tmp_path: Path, server: Server, number: signal.Signals
) -> None:
    running = start_crawl(tmp_path, SLOWLY, start=server.url)
    wait_for_lines(tmp_path, running)
    for _ in range(2):
        running.send_signal(number)
        time.sleep(0.002)
    talk = running.communicate(timeout=60)[0]
    assert running.returncode in (6, 7), talk
    assert running.returncode == 6 or "by a second signal; the next one repairs and goes on" in talk
    assert_the_next_goes_on(tmp_path, server)


def test_files_rotate_by_size_and_only_one_is_open(tmp_path: Path, server: Server) -> None:
    largest = 60_000
    running = start_crawl(tmp_path, {"HNP_MAX_FILE_SIZE": str(largest), "HNP_FSYNC": "record"}, start=server.url)
    open_at_once = 0
    while running.poll() is None:
        open_at_once = max(open_at_once, len(list(tmp_path.glob("archive/*.open"))))
        time.sleep(0.01)
    assert running.returncode == 0, running.communicate()[0]
    running.communicate()
    files = sorted((tmp_path / "archive").iterdir())
    assert open_at_once == 1
    assert len(files) > 3
    for path in files:
        with path.open("rb") as stream:
            records = [(record.rec_type, record.rec_headers) for record in ArchiveIterator(stream)]
        assert records[0][0] == "warcinfo"
        assert records[0][1]["WARC-Filename"] == path.name
        assert [kind for kind, _ in records].count("warcinfo") == 1
    assert all(path.stat().st_size >= largest for path in files[:-1])
    assert damage(tmp_path) == []


def test_files_rotate_by_age(tmp_path: Path, server: Server) -> None:
    ended = crawl(tmp_path, {"HNP_MAX_FILE_AGE": "1", "DOWNLOAD_DELAY": "0.03"}, start=server.url)
    assert ended.code == 0, ended.talk
    assert len(list((tmp_path / "archive").iterdir())) > 1
    assert damage(tmp_path) == []


def resident(process: int) -> float:
    """Give the memory that a process has now, in MB."""
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


@pytest.mark.soak
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the memory of a process is only to be read on Linux")
def test_memory_is_flat_however_long_a_crawl(tmp_path: Path) -> None:
    """Caches are full after some 5,000 articles; then nothing may grow with the number of articles.

    One and the same crawl ends with 142 to 172 MB here: the rest of the bound is left to the allocator.
    """
    articles, lines, half, end = 8_000, tmp_path / "articles.jsonl", 0.0, 0.0
    with serve_apart(SamplePortal(articles=articles)) as server:
        words = command(tmp_path, {"start": server.url}, {"HNP_MAX_FILE_SIZE": "2000000"})
        crawling = subprocess.Popen(words, cwd=ROOT, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        while crawling.poll() is None:
            # A process that has just ended has none.
            end = resident(crawling.pid) or end
            if not half and lines.exists() and lines.read_bytes().count(b"\n") > articles * 5 / 8:
                half = end
            time.sleep(1)
    assert crawling.returncode == 0
    print(f"memory: {half:.0f} MB with five eighths of {articles} articles, {end:.0f} MB with all")
    assert 0 < end < 1.15 * half
