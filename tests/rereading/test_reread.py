"""Prove that reading captures again gives what the crawl gave, whoever wrote them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import brotli
import pytest
from commanding import scrapy
from comparing import lines_of, readings
from crawling import Crawled
from foreign_archives import ByWarcio, Captured

from hnp_crawler.rereading.gathered import Gathered

Write = Callable[[ByWarcio, Captured], None]


def lines(said: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in said.splitlines()]


def test_rereading_a_collection_gives_its_lines_byte_for_byte(crawled: Crawled, tmp_path: Path) -> None:
    written = (crawled.collection / "articles.jsonl").read_bytes()
    again = scrapy("reread", crawled.collection)
    assert again.code == 0, again.err
    assert again.out == written
    into = scrapy("reread", crawled.collection, "-o", tmp_path / "lines.jsonl")
    assert into.out == b""
    assert (tmp_path / "lines.jsonl").read_bytes() == written
    assert [path.name for path in tmp_path.iterdir()] == ["lines.jsonl"]


def test_the_archive_alone_gives_the_same_articles(crawled: Crawled) -> None:
    again = scrapy("reread", crawled.collection / "archive")
    assert again.code == 0, again.err
    assert readings(again.out) == readings((crawled.collection / "articles.jsonl").read_bytes())
    for line in lines(again.out):
        assert line["crawl_id"] == crawled.manifest["id"]
        assert all(picture["capture"] for picture in line["images"] + line["attachments"])


def as_sent(archive: ByWarcio, one: Captured) -> None:
    archive.response(one.url, one.date, one.status, one.headers, one.framed)


def dechunked_under_the_old_head(archive: ByWarcio, one: Captured) -> None:
    archive.response(one.url, one.date, one.status, one.headers, one.entity)


def decoded_with_a_new_head(archive: ByWarcio, one: Captured) -> None:
    headers = one.without("transfer-encoding", "content-encoding", "content-length")
    archive.response(one.url, one.date, one.status, headers, one.content)


def decoded_under_the_old_head(archive: ByWarcio, one: Captured) -> None:
    archive.response(one.url, one.date, one.status, one.headers, one.content)


def as_brotli(archive: ByWarcio, one: Captured) -> None:
    headers = [*one.without("transfer-encoding", "content-encoding", "content-length"), ("Content-Encoding", "br")]
    archive.response(one.url, one.date, one.status, headers, brotli.compress(one.content, quality=1))


def under_a_huge_head(archive: ByWarcio, one: Captured) -> None:
    archive.response(one.url, one.date, one.status, [("X-Trace", "x" * 60_000), *one.headers], one.framed)


@pytest.mark.parametrize(
    "write",
    [
        *(as_sent, dechunked_under_the_old_head, decoded_with_a_new_head, decoded_under_the_old_head, as_brotli),
        under_a_huge_head,
    ],
)
def test_an_archive_by_warcio_gives_the_same_articles(
    crawled: Crawled, answers: list[Captured], tmp_path: Path, write: Write
) -> None:
    archive = ByWarcio(gzip=True)
    for one in answers:
        write(archive, one)
    again = scrapy("reread", archive.save(tmp_path / "a.warc.gz"))
    assert again.code == 0, again.err
    assert readings(again.out) == readings((crawled.collection / "articles.jsonl").read_bytes())


@pytest.mark.parametrize("form", ["plain", "one gzip member", "WARC 1.0", "ARC", "compressed ARC"])
def test_every_container_gives_the_same_articles(
    crawled: Crawled, answers: list[Captured], tmp_path: Path, form: str
) -> None:
    if "ARC" in form and "WARC" not in form:
        path = tmp_path / ("a.arc.gz" if "compressed" in form else "a.arc")
        pack = gzip.compress if "compressed" in form else bytes
        path.write_bytes(b"".join(pack(record) for record in arc_records(answers)))
    else:
        archive = ByWarcio(gzip=False, warc_version="1.0" if form == "WARC 1.0" else "1.1")
        for one in answers:
            as_sent(archive, one)
        path = archive.save(tmp_path / "a.warc")
        if form == "one gzip member":
            path = tmp_path / "a.warc.gz"
            path.write_bytes(gzip.compress(archive.file.getvalue()))
    again = scrapy("reread", path)
    assert again.code == 0, again.err
    assert readings(again.out) == readings((crawled.collection / "articles.jsonl").read_bytes())


def arc_records(answers: list[Captured]) -> list[bytes]:
    about = b"1 0 InternetArchive\nURL IP-address Archive-date Content-type Archive-length\n"
    records = [b"filedesc://a.arc 0.0.0.0 20261125000000 text/plain %d\n%s\n" % (len(about), about)]
    for one in answers:
        head = "".join(f"{name}: {value}\r\n" for name, value in one.headers)
        block = f"HTTP/1.1 {one.status}\r\n{head}\r\n".encode() + one.framed
        stamp = "".join(c for c in one.date.partition(".")[0] if c.isdigit())
        records.append(f"{one.url} 127.0.0.1 {stamp} text/html {len(block)}\n".encode() + block + b"\n")
    return records


def test_a_package_gives_the_lines_that_it_holds(crawled: Crawled, tmp_path: Path) -> None:
    package = tmp_path / "sample.wacz"
    assert scrapy("package", crawled.collection, "--wacz", package).code == 0
    again = scrapy("reread", package)
    assert again.code == 0, again.err
    assert again.out == (crawled.collection / "articles.jsonl").read_bytes()


def test_what_is_wanted_can_be_told(crawled: Crawled) -> None:
    everything = lines_of(crawled.collection)
    for words, admitted in [
        (["--layout", "b1"], lambda line: line["layout"] == "b1"),
        (["--url", "*tin-so-nganh*"], lambda line: "tin-so-nganh" in line["capture"]["target_uri"]),
        (["--since", "2026-01-01"], lambda line: not line["published_at"] or line["published_at"][:4] >= "2026"),
        (["--until", "31/12/2018"], lambda line: not line["published_at"] or line["published_at"][:4] <= "2018"),
    ]:
        again = scrapy("reread", crawled.collection, *words)
        assert again.code == 0, again.err
        expected = [line["id"] for line in everything if admitted(line)]
        assert 0 < len(expected) < len(everything)
        assert [line["id"] for line in lines(again.out)] == expected


def test_everything_has_a_line_for_every_answer(crawled: Crawled) -> None:
    said = scrapy("reread", crawled.collection, "--everything")
    assert said.code == 0, said.err
    rest = [line for line in lines(said.out) if line["schema"] == "answer/1"]
    assert len(rest) == crawled.manifest["records"] - len(lines_of(crawled.collection))
    listings = [line for line in rest if line["kind"] == "listing"]
    assert len(listings) == crawled.manifest["pages"]["listing"]
    assert any(line["listing"]["entries"] for line in listings)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nowhere"], "there is no 'nowhere'"),
        (["{tmp}"], "holds no .warc"),
        (["{c}", "--processes", "0"], "--processes 0 is not a number from 1 up"),
        (["{c}", "--since", "yesterday"], "'yesterday' is not a date"),
        (["{c}", "--resume"], "--resume needs -o FILE"),
        (["{c}", "-o", "{c}/articles.jsonl"], "is there already"),
        (["{c}", "-o", "{tmp}/nowhere/lines.jsonl"], "would lie in a folder that is not there"),
        (["{c}", "--layout", "b1", "--layout", "b9"], "--layout 'b9' is none of b1, b2, c, liferay, plain, vanban"),
        (["{c}/archive", "--compare"], "--compare needs lines"),
        (["{c}/archive", "--adopt"], "--adopt takes one collection"),
        (["{c}", "--adopt", "--compare"], "only one of"),
        (["{c}", "--frobnicate"], "'--frobnicate' is no option"),
        ([], "0 are given"),
    ],
)
def test_a_wrong_call_is_refused_with_one_sentence(
    crawled: Crawled, tmp_path: Path, words: list[str], sentence: str
) -> None:
    given = [word.format(c=crawled.collection, tmp=tmp_path) for word in words]
    refused = scrapy("reread", *given)
    assert refused.code == 2
    assert sentence in refused.err
    assert len(refused.err.splitlines()) == 1
    assert refused.out == b""


def test_a_full_disk_is_told_in_one_sentence(crawled: Crawled, monkeypatch: pytest.MonkeyPatch) -> None:
    full = "PRAGMA page_size = 512; PRAGMA max_page_count = 40; PRAGMA journal_mode = OFF;"
    opened = Gathered._open

    def open_small(gathered: Gathered, fingerprint: str) -> None:
        gathered._database.executescript(full)
        opened(gathered, fingerprint)

    monkeypatch.setattr(Gathered, "_open", open_small)
    refused = scrapy("reread", crawled.collection)
    assert refused.code == 4
    assert refused.err == "scrapy reread: reading archives again: database or disk is full\n"
