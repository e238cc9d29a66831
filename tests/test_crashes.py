"""Kill real crawls with SIGKILL at any moment, start them again, and look for what was lost."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from comparing import lines_of
from crawling import ROOT, Crawled, command, crawl, start_crawl
from heavy import HeavyPortal
from wholeness import damage, disagreements, holdings, lost, refused_by_others, unfinished

from hnp_crawler.archive.names import CUT
from hnp_crawler.archive.repair import repair
from hnp_crawler.sample_portal import Server, serve

EVERYTHING_IS_DUE = {"HNP_RECRAWL_LEAST": "0", "HNP_RECRAWL_SHARE": "0", "HNP_MAX_FILE_SIZE": "5000000"}
"""Lets each crawl ask for every article again, and begin several files."""


CHILD = Path(__file__).with_name("crash_child.py")


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


@pytest.mark.parametrize(
    ("seed", "kills"), [(0, 4), *(pytest.param(seed, 6, marks=pytest.mark.soak) for seed in range(1, 21))]
)
def test_nothing_is_lost_when_crawls_are_killed_at_any_moment(
    tmp_path: Path, heavy: Server, seed: int, kills: int
) -> None:
    """Kill the first crawl and, once one came to its end, those of later nights, which find most of it unchanged."""
    collection, chance, killed, longest = tmp_path / "killed", Random(seed), 0, 3.0
    while killed < kills:
        begun = time.monotonic()
        if not kill_after(collection, heavy, chance.uniform(0.6, longest)):
            # Later moments would be none; the crawls of later nights are shorter.
            longest = time.monotonic() - begun
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
    undisturbed = crawl(tmp_path / "undisturbed", start=heavy.url)
    assert lost(collection, undisturbed.collection, heavy) == []
    cuts = len(list(collection.rglob(f"*{CUT}*")))
    print(
        f"{killed} kills, {heavy.portal.night} nights, {cuts} torn tails cut off, {holdings(collection)}: nothing lost"
    )
    assert list(disagreements(collection)) == []
    assert last.manifest["disagreements"] == []


@pytest.fixture(scope="module")
def small() -> Iterator[Server]:
    with serve(HeavyPortal(articles=6)) as server:
        yield server


def crawl_until(step: int, part: str, collection: Path, server: Server) -> tuple[int, list[str]]:
    """Crawl and die at a step on the way to the disk, 0 for never; gives the exit code and the steps taken."""
    trace = collection.with_name("trace")
    # With one file a crawl, all its steps but the first and the last are writes.
    one_file = {**EVERYTHING_IS_DUE, "HNP_MAX_FILE_SIZE": "1000000000"}
    scrapy = command(collection, {"start": server.url}, one_file)[3:]
    died = subprocess.run(
        [sys.executable, CHILD, collection, trace, str(step), part, *scrapy], cwd=ROOT, capture_output=True, check=False
    )
    return died.returncode, trace.read_text().splitlines()


def assert_whole(last: Crawled, server: Server) -> None:
    assert last.code == 0, last.talk
    assert unfinished(last.collection) == []
    assert damage(last.collection) == []
    assert list(disagreements(last.collection)) == []
    assert last.manifest["disagreements"] == []
    published = {one["id"] for one in server.portal.truth(server.url.rstrip("/"))}
    assert {line["id"] for line in lines_of(last.collection)} >= published


@pytest.fixture(scope="module")
def torn(small: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Leave a collection whose crawl died in the middle of a record, with half a line too."""
    collection = tmp_path_factory.mktemp("torn") / "collection"
    died, trace = crawl_until(40, ".warc.gz", collection, small)
    assert died == -9
    assert trace[-1].startswith("write")
    with (collection / "articles.jsonl").open("ab") as file:
        file.write(b'{"schema":"article/1","id":"hnp:vi:')
    return collection


def test_what_was_cut_is_kept_aside_and_reported(small: Server, torn: Path, tmp_path: Path) -> None:
    collection = Path(shutil.copytree(torn, tmp_path / "c"))
    (unfinished_file,) = (collection / "archive").glob("*.open")
    before = unfinished_file.read_bytes()
    last = crawl(collection, EVERYTHING_IS_DUE, start=small.url)
    assert_whole(last, small)
    archive = collection / "archive"
    (record_tail,) = archive.glob(f"*{CUT}*")
    (line_tail,) = collection.glob(f"articles.jsonl{CUT}*")
    assert before == (archive / record_tail.name.partition(CUT)[0]).read_bytes() + record_tail.read_bytes()
    assert line_tail.read_bytes() == b'{"schema":"article/1","id":"hnp:vi:'
    inherited = last.manifest["inherited"]
    assert record_tail.name in inherited["repairs"][0]
    assert line_tail.name in inherited["repairs"][1]
    log = (collection / "crawls" / last.manifest["id"] / "crawl.log").read_text("utf-8")
    for sentence in inherited["repairs"]:
        assert f"WARNING: An earlier crawl was cut off: {sentence}" in log


@pytest.mark.parametrize(
    ("part", "step"),
    [
        (".warc.gz", 5),
        ("articles.jsonl", 2),
        ("index.cdxj", 3),
        *(pytest.param(".warc.gz", step, marks=pytest.mark.soak) for step in range(11, 80, 3)),
        *(pytest.param("articles.jsonl", step, marks=pytest.mark.soak) for step in range(3, 7)),
        *(pytest.param("index.cdxj", step, marks=pytest.mark.soak) for step in range(10, 80, 20)),
    ],
)
def test_a_kill_in_the_middle_of_a_write_loses_nothing(small: Server, tmp_path: Path, part: str, step: int) -> None:
    died, trace = crawl_until(step, part, tmp_path / "c", small)
    assert died == -9
    assert trace[-1].startswith("write")
    assert_whole(crawl(tmp_path / "c", EVERYTHING_IS_DUE, start=small.url), small)


@pytest.mark.parametrize("every", [9, pytest.param(1, marks=pytest.mark.soak)])
def test_a_kill_at_any_change_of_names_while_starting_and_closing_loses_nothing(
    small: Server, torn: Path, tmp_path: Path, every: int
) -> None:
    whole = Path(shutil.copytree(torn, tmp_path / "whole"))
    ended, trace = crawl_until(0, "", whole, small)
    assert ended == 0
    steps = [number for number, step in enumerate(trace, 1) if not step.startswith("write")]
    assert {"open", "os.rename", "os.truncate", "os.remove"} <= {trace[number - 1].split()[0] for number in steps}
    for step in steps[::every]:
        collection = Path(shutil.copytree(torn, tmp_path / f"{step}"))
        assert crawl_until(step, "", collection, small)[0] == -9, trace[step - 1]
        assert_whole(crawl(collection, EVERYTHING_IS_DUE, start=small.url), small)
        shutil.rmtree(collection)
    print(f"killed at {len(steps[::every])} changes of names and lengths: nothing lost")
