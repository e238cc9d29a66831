"""Prove that articles out of another archive's answers are read again as they were."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from commanding import scrapy
from comparing import lines_of
from crawling import FAST, ROOT, Crawled
from wayback_server import Wayback, serve_wayback


@pytest.fixture(scope="module")
def taken(crawled: Crawled, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Take the articles of the crawl once more, out of an archive that serves it."""
    collection = tmp_path_factory.mktemp("taken") / "mementos"
    host = urlsplit(crawled.manifest["seeds"][0]).netloc
    with serve_wayback(Wayback(crawled.collection)) as url:
        settings = {**FAST, "HNP_OUTPUT": collection, "HNP_CDX_SERVER": f"{url}/cdx/search/cdx"}
        settings["HNP_CDX_CAPTURES"] = url + "/web/{timestamp}id_/{url}"
        words = [sys.executable, "-m", "scrapy", "crawl", "wayback", "-L", "WARNING", "-a", f"match={host}/*"]
        words += [word for name, value in settings.items() for word in ("-s", f"{name}={value}")]
        ended = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == 0, ended.stderr
    return collection


def test_every_line_of_a_memento_is_proved(taken: Path) -> None:
    assert all(line["source"] for line in lines_of(taken))
    verified = scrapy("verify", taken, "--no-log")
    assert (verified.code, verified.out) == (0, b""), verified.err


def test_mementos_are_read_again_byte_for_byte(taken: Path) -> None:
    written = (taken / "articles.jsonl").read_bytes()
    assert scrapy("reread", taken).out == written
    alone = scrapy("reread", taken / "archive")
    assert sorted(alone.out.splitlines()) == sorted(written.splitlines())


def test_a_memento_is_shown_as_the_page_that_it_is(taken: Path) -> None:
    line = lines_of(taken)[0]
    said = scrapy("read", line["id"], "--collection", taken).out.decode()
    assert f"captured by {line['source']['archive']} on {line['source']['date']}" in said
    assert line["title"] in said
