"""Prove that articles are taken out of other archives as those captured them: the Wayback Machine's way and others'."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from comparing import lines_of
from crawling import FAST, ROOT, Crawled
from wayback_server import Wayback, serve_wayback

FORMS = {
    "wayback": ("/cdx/search/cdx", "/web/{timestamp}id_/{url}"),
    "pywb": ("/coll/cdx", "/coll/{timestamp}id_/{url}"),
    "common crawl": ("/CC-index", "/data/{filename}"),
}
"""Where each kind of server lists its captures, and where it gives them out."""
OWN = ("capture", "crawl_id", "source", "images", "attachments", "version", "event", "changed", "former")


@dataclass
class Served:
    """Hold an archive that is served, and the host that it captured."""

    url: str
    archive: Wayback
    host: str

    def crawl(self, output: Path, form: str = "wayback", *extra: str, **arguments: str) -> Crawled:
        index, captures = FORMS[form]
        settings = {**FAST, "HNP_OUTPUT": output, "HNP_CDX_SERVER": f"{self.url}{index}"}
        settings["HNP_CDX_CAPTURES"] = self.url + captures
        words = [sys.executable, "-m", "scrapy", "crawl", "wayback", "-L", "WARNING", *extra]
        for name, value in {"match": f"{self.host}/*", **arguments}.items():
            words += ["-a", f"{name}={value}"]
        words += [word for name, value in settings.items() for word in ("-s", f"{name}={value}")]
        ended = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
        return Crawled(ended.returncode, ended.stderr + ended.stdout, output)

    def fetched(self) -> list[str]:
        """List the captures that were asked for, and forget them."""
        asked = [path for path in self.archive.asked if path.startswith(("/web/", "/coll/2", "/data/"))]
        self.archive.asked.clear()
        return asked


@pytest.fixture
def served(crawled: Crawled) -> Iterator[Served]:
    archive = Wayback(crawled.collection)
    with serve_wayback(archive) as url:
        yield Served(url, archive, urlsplit(crawled.manifest["seeds"][0]).netloc)


def readings(collection: Path) -> dict[str, Any]:
    """Give what was read of each article, without what says where it was taken from."""
    return {line["id"]: {key: line[key] for key in line if key not in OWN} for line in lines_of(collection)}


@pytest.mark.parametrize("form", FORMS)
def test_every_kind_of_server_gives_the_articles_of_the_crawl(
    crawled: Crawled, served: Served, tmp_path: Path, form: str
) -> None:
    taken = served.crawl(tmp_path / "c", form)
    assert taken.code == 0, taken.talk
    assert readings(tmp_path / "c") == readings(crawled.collection)
    originals = {line["id"]: line for line in lines_of(crawled.collection)}
    for line in lines_of(tmp_path / "c"):
        was = originals[line["id"]]["capture"]
        assert line["source"]["archive"] == urlsplit(served.url).netloc
        assert line["source"]["date"][:19] == was["date"][:19]
    if form == "common crawl":
        assert {one["range"] for one in served.archive.received if "range" in one}
        assert all("#bytes=" in line["source"]["uri"] for line in lines_of(tmp_path / "c"))


def test_a_second_run_fetches_nothing_again(served: Served, tmp_path: Path) -> None:
    assert served.crawl(tmp_path / "c").code == 0
    assert len(served.fetched()) > 100
    written = (tmp_path / "c" / "articles.jsonl").read_bytes()
    assert served.crawl(tmp_path / "c").code == 0
    assert served.fetched() == []
    assert (tmp_path / "c" / "articles.jsonl").read_bytes() == written


def test_a_run_that_was_stopped_goes_on(crawled: Crawled, served: Served, tmp_path: Path) -> None:
    stopped = served.crawl(tmp_path / "c", max_articles="20")
    assert stopped.code in (0, 7), stopped.talk
    first = served.fetched()
    assert len(lines_of(tmp_path / "c")) >= 20
    assert len(first) < 100
    # The first twenty are the oldest, and unlike the others: that may raise an alarm about coverage.
    ended = served.crawl(tmp_path / "c", "wayback", "-s", "HNP_CHECK_COVERAGE=1")
    assert ended.code == 0, ended.talk
    assert readings(tmp_path / "c") == readings(crawled.collection)
    # Only those on their way when there were enough are asked for again: they have no line yet.
    assert len(set(first) & set(served.fetched())) == len(first) - 20


def test_an_archive_that_has_enough_is_waited_for(crawled: Crawled, served: Served, tmp_path: Path) -> None:
    served.archive.refusals = 3
    assert served.crawl(tmp_path / "c").code == 0
    assert readings(tmp_path / "c") == readings(crawled.collection)


def test_a_capture_that_cannot_be_given_out_is_named(crawled: Crawled, served: Served, tmp_path: Path) -> None:
    cited = next(line["capture"] for line in lines_of(crawled.collection) if line["layout"] == "c")
    (row,) = [row for row in served.archive.rows if row["offset"] == str(cited["offset"])]
    served.archive.lost.add(f"{row['timestamp']} {row['url']}")
    taken = served.crawl(tmp_path / "c")
    assert taken.code in (0, 1), taken.talk
    assert len(lines_of(tmp_path / "c")) == len(lines_of(crawled.collection)) - 1
    listed = (tmp_path / "c" / "crawls" / taken.manifest["id"] / "urls.jsonl").read_text("utf-8").splitlines()
    states = Counter((one["state"], one["reason"]) for one in map(json.loads, listed) if row["url"] in one["url"])
    assert [state for state, _ in states] in (["gone"], ["failed"])


@pytest.mark.parametrize("arguments", [{"from": "2030"}, {"to": "2009-12-31"}, {"match": "other.example/*"}])
def test_nothing_is_taken_of_what_is_not_wanted(served: Served, tmp_path: Path, arguments: dict[str, str]) -> None:
    assert served.crawl(tmp_path / "c", **arguments).code == 0
    assert served.fetched() == []
    assert not lines_of(tmp_path / "c") if (tmp_path / "c" / "articles.jsonl").exists() else True


@pytest.mark.parametrize("form", ["wayback", "pywb"])
def test_of_several_captures_the_nearest_to_a_date_is_taken(served: Served, tmp_path: Path, form: str) -> None:
    page = next(row for row in served.archive.rows if "/2700012/" in row["url"] and row["mime"] == "text/html")
    others = [{**page, "timestamp": stamp, "digest": f"{page['digest']}{stamp}"} for stamp in ("20110101000000",)]
    served.archive.rows += others
    assert served.crawl(tmp_path / "c", form, pick="2026-11-01").code == 0
    assert not [path for path in served.fetched() if "20110101000000" in path]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"match": "hanoi"}, "'hanoi' is not a URL"),
        ({"from": "2023", "to": "2010"}, "from 2023 is after to 2010"),
        ({"pick": "newest"}, "'newest' is not digest, all, or a date"),
        ({"start": "http://a/"}, "start"),
    ],
)
def test_a_wrong_argument_is_refused_with_one_sentence(
    served: Served, tmp_path: Path, arguments: dict[str, str], sentence: str
) -> None:
    refused = served.crawl(tmp_path / "c", **arguments)
    assert refused.code == 2
    assert sentence in refused.talk
    assert len(refused.talk.strip().splitlines()) == 1
    assert not (tmp_path / "c").exists()
