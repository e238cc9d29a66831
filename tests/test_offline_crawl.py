"""Prove that a crawl can be answered from an archive alone, and gives the same lines."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import brotli
import pytest
from comparing import lines_of
from crawling import Crawled, crawl
from foreign_archives import ByWarcio
from warcio.archiveiterator import ArchiveIterator
from warcio.warcwriter import WARCWriter

from hnp_crawler.archive.verify import verify
from hnp_crawler.sample_portal import SamplePortal, Server, serve

MOMENT = "2020-01-01T00:00:00Z"

OWN = ("capture", "crawl_id")
"""What an offline crawl's line has of its own."""


def without_own(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: without_own(item) for name, item in value.items() if name not in OWN}
    return [without_own(item) for item in value] if isinstance(value, list) else value


def by_id(collection: Path) -> dict[str, Any]:
    return {line["id"]: without_own(line) for line in lines_of(collection)}


@pytest.fixture(scope="module")
def offline(crawled: Crawled, portal: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    asked = len(portal.log)
    yield crawl(
        tmp_path_factory.mktemp("offline") / "again",
        {"HNP_FROM_ARCHIVE": str(crawled.collection)},
        start=portal.url,
    )
    assert len(portal.log) == asked


def test_the_lines_are_those_of_the_crawl_that_was_archived(crawled: Crawled, offline: Crawled) -> None:
    assert offline.code == 0, offline.talk
    assert by_id(offline.collection) == by_id(crawled.collection)


def test_the_records_are_copied_with_the_date_and_the_bytes_of_then(crawled: Crawled, offline: Crawled) -> None:
    def blocks(collection: Path) -> set[tuple[str, str, str, bytes]]:
        found = set()
        for path in (collection / "archive").iterdir():
            with path.open("rb") as stream:
                for record in ArchiveIterator(stream, no_record_parse=True):
                    head = record.rec_headers
                    # What the archive has as a revisit may be asked for before its original here: it is put together.
                    if record.rec_type in ("request", "response") and not head["HNP-Fidelity"]:
                        found.add(
                            (record.rec_type, head["WARC-Target-URI"], head["WARC-Date"], record.raw_stream.read())
                        )
        return found

    copied = blocks(offline.collection)
    assert copied
    assert copied <= blocks(crawled.collection)
    assert not [finding for finding in verify(offline.collection) if finding.kind == "fail"]


def test_the_archive_of_another_writer_does_as_well(crawled: Crawled, portal: Server, tmp_path: Path) -> None:
    (tmp_path / "foreign").mkdir()
    with (tmp_path / "foreign" / "all.warc").open("wb") as out:
        writer = WARCWriter(out, gzip=False, warc_version="WARC/1.0")
        for path in sorted((crawled.collection / "archive").iterdir()):
            with path.open("rb") as stream:
                # As `warcio recompress` does: of a revisit warcio writes the head alone, and only one that it read.
                for record in ArchiveIterator(stream, verify_http=False):
                    writer.write_record(record)
    again = crawl(tmp_path / "c", {"HNP_FROM_ARCHIVE": str(tmp_path / "foreign")}, start=portal.url)
    assert again.code == 0, again.talk
    assert by_id(tmp_path / "c") == by_id(crawled.collection)


def seconds_of(manifest: dict[str, Any]) -> float:
    begun, ended = (datetime.fromisoformat(manifest[name]) for name in ("started", "ended"))
    return (ended - begun).total_seconds()


def test_an_archive_is_asked_without_delay_whatever_the_operator_or_its_robots_txt_says(tmp_path: Path) -> None:
    with serve(SamplePortal(articles=6, crawl_delay=2)) as server:
        crawled = crawl(tmp_path / "source", {"HNP_MAX_PAUSE": "0"}, start=server.url)
    assert b"Crawl-delay" in b"".join(map(gzip_content, (tmp_path / "source" / "archive").iterdir()))
    again = crawl(
        tmp_path / "c",
        {"HNP_FROM_ARCHIVE": str(tmp_path / "source"), "DOWNLOAD_DELAY": "3", "HNP_MAX_PAUSE": "9"},
        start=server.url,
    )
    assert again.code == 0, again.talk
    assert by_id(tmp_path / "c") == by_id(tmp_path / "source")
    assert again.manifest["records"] == crawled.manifest["records"] > 20
    assert seconds_of(again.manifest) < 15


def gzip_content(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes())


def test_every_content_coding_that_a_head_names_is_undone(tmp_path: Path) -> None:
    url = "http://hanoi.gov.vn/tintuc_sukien"
    archive = ByWarcio(gzip=True)
    robots = [("Content-Encoding", "gzip"), ("Content-Type", "text/plain")]
    archive.response("http://hanoi.gov.vn/robots.txt", MOMENT, "200 OK", robots, b"User-agent: *\nDisallow: /tin/\n")
    twice = [("Content-Encoding", "gzip"), ("Content-Type", "text/html"), ("Content-Encoding", "br")]
    page = b'<html><body><p><a href="/hnp.css">a</a><a href="/tin/-/hn/a/2/1/1/b.html">b</a></p></body></html>'
    archive.response(url, MOMENT, "200 OK", twice, brotli.compress(gzip.compress(page)))
    again = crawl(tmp_path / "c", {"HNP_FROM_ARCHIVE": str(archive.save(tmp_path / "a.warc.gz"))}, start=url)
    listed = (tmp_path / "c" / "crawls" / again.manifest["id"] / "urls.jsonl").read_text("utf-8")
    states = {one["url"]: one["state"] for one in map(json.loads, listed.splitlines())}
    assert states[url] == "fetched"
    assert states["http://hanoi.gov.vn/tin/-/hn/a/2/1/1/b.html"] == "robots"


def test_what_the_archive_misses_is_named_and_counted(crawled: Crawled, portal: Server, tmp_path: Path) -> None:
    missing = next(line["capture"] for line in lines_of(crawled.collection) if line["id"].startswith("hnp:vi:"))
    source = tmp_path / "source"
    shutil.copytree(crawled.collection, source)
    index = source / "indexes" / "index.cdxj"
    lines = index.read_text("utf-8").splitlines(keepends=True)
    index.write_text("".join(line for line in lines if f'"offset": "{missing["offset"]}"' not in line), "utf-8")
    ended = crawl(tmp_path / "c", {"HNP_FROM_ARCHIVE": str(source)}, start=portal.url)
    assert ended.code == 1
    manifest = ended.manifest
    listed = (tmp_path / "c" / "crawls" / manifest["id"] / "urls.jsonl").read_text("utf-8")
    failed = [url for url in map(json.loads, listed.splitlines()) if url["state"] == "failed"]
    assert [(url["url"], url["reason"]) for url in failed] == [
        (missing["target_uri"], "MissingCapture: not in the archive")
    ]
    assert manifest["urls"]["failed"] == 1
    assert len(lines_of(tmp_path / "c")) == len(lines_of(crawled.collection)) - 1


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("absent", "is not the path of a file or folder that is there"),
        ("empty", "holds no answer"),
        ("c", "HNP_OUTPUT"),
    ],
)
def test_a_source_that_is_no_archive_is_refused_with_one_sentence(tmp_path: Path, source: str, sentence: str) -> None:
    for name in ("empty", "c"):
        (tmp_path / name).mkdir()
    refused = crawl(tmp_path / "c", {"HNP_FROM_ARCHIVE": str(tmp_path / source)}, start="http://127.0.0.1:9/")
    assert refused.code == 2
    assert sentence in refused.talk
    assert "HNP_FROM_ARCHIVE" in refused.talk
    assert len(refused.talk.strip().splitlines()) == 1
    assert not list((tmp_path / "c").iterdir())
