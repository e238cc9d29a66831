"""Crawl the sample portal in motion: the collection holds what it published, every removal is noted, accounts agree."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest
from comparing import lines_of
from crawling import ROOT, crawl
from nights import faults_of, killed_night, newest, night

from hnp_crawler.ledger import compared_fields
from hnp_crawler.ledger.articles import COMPARED
from hnp_crawler.sample_portal import SamplePortal, Server, serve
from hnp_crawler.schema import decode_line


def read_again(line: Mapping[str, Any]) -> dict[str, str]:
    return compared_fields(decode_line(msgspec.json.encode(line)))


def published(server: Server) -> dict[str, list[Any]]:
    truth = server.portal.truth(server.url.rstrip("/"))
    return {line["id"]: [line[name] for name in COMPARED] for line in truth}


def go_through(server: Server, collection: Path, nights: int, killed: Mapping[int, int]) -> None:
    """Crawl every night, some of them killed after a number of requests, and look at the collection each morning."""
    before: dict[str, list[Any]] = {}
    whole = True
    for number in range(nights):
        if number in killed:
            killed_night(server, collection, number, killed[number])
            whole = False
            continue
        lines = len(lines_of(collection)) if before else 0
        crawled = night(server, collection, number)
        assert crawled.code == 0, crawled.talk
        assert crawled.manifest["disagreements"] == []
        assert not list(faults_of(server, collection))
        now = published(server)
        if whole:
            fresh = {line["id"] for line in lines_of(collection)[lines:]}
            edited = {key for key, values in now.items() if before.get(key, values) != values}
            assert fresh == edited | (now.keys() - {line["id"] for line in lines_of(collection)[:lines]})
        before, whole = now, True


def same_as_a_fresh_crawl(server: Server, collection: Path, empty: Path) -> None:
    """Compare the newest versions with what a crawl into an empty collection reads."""
    fresh = crawl(empty, start=server.url)
    assert fresh.code == 0, fresh.talk
    there = newest(lines_of(empty))
    held = {key: line for key, line in newest(lines_of(collection)).items() if key in there}
    assert held.keys() == there.keys()
    differing = [key for key in there if read_again(held[key]) != read_again(there[key])]
    assert not differing


def verified(collection: Path) -> bool:
    """Have ``scrapy verify`` compare all files, records and lines with each other and with a new reading."""
    words = [sys.executable, "-m", "scrapy", "verify", str(collection)]
    told = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, timeout=600)
    assert told.returncode == 0, (told.stdout + told.stderr)[-3000:]
    return True


def test_four_nights_one_of_them_killed(tmp_path: Path) -> None:
    with serve(SamplePortal(articles=60, seed=3)) as server:
        go_through(server, tmp_path / "c", 4, {2: 40})
        assert verified(tmp_path / "c")
        same_as_a_fresh_crawl(server, tmp_path / "c", tmp_path / "empty")


@pytest.mark.soak
def test_thirty_nights_three_of_them_killed(tmp_path: Path) -> None:
    with serve(SamplePortal(articles=240)) as server:
        go_through(server, tmp_path / "c", 30, {5: 60, 13: 150, 21: 30})
        assert verified(tmp_path / "c")
        same_as_a_fresh_crawl(server, tmp_path / "c", tmp_path / "empty")


@pytest.mark.soak
def test_an_unchanged_night_costs_a_tenth_of_the_first(tmp_path: Path) -> None:
    with serve(SamplePortal(articles=1000)) as server:
        first = crawl(tmp_path, start=server.url)
        requests, received = len(server.log), first.manifest["bytes"]
        second = crawl(tmp_path, start=server.url)
        again = len(server.log) - requests
    assert (first.code, second.code) == (0, 0)
    assert again <= requests / 10
    assert second.manifest["bytes"] <= received / 10
