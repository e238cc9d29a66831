"""Prove that what other software writes is read, as odd as it may be."""

from __future__ import annotations

import base64
import gzip
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from commanding import scrapy

from hnp_crawler.archive.replay.holdings import Holdings
from hnp_crawler.sample_portal import SamplePortal

PORTAL = SamplePortal(articles=3)
BASE = "http://hanoi.gov.vn"
URL: str = next(iter(PORTAL.truth(BASE)))["urls"][0]
PAGE = PORTAL.respond("GET", URL.removeprefix(BASE), {"host": "hanoi.gov.vn"}, b"").body
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
DIGEST = "sha1:" + base64.b32encode(hashlib.sha1(PAGE, usedforsecurity=False).digest()).decode()
HTTP = "application/http; msgtype=response"
DAY = "2017-05-19T13:05:00Z"


def record(block: bytes = HEAD + PAGE, /, **fields: str | None) -> bytes:
    """Write a record; a field given as None is left out."""
    named: dict[str, str | None] = {"type": "response", "record_id": "<urn:x:1>", "date": DAY, "target_uri": URL}
    lines = [f"WARC-{name.title().replace('_', '-')}: {value}" for name, value in (named | fields).items() if value]
    lines = [line.removeprefix("WARC-") if "Content-Type" in line else line for line in lines]
    header = "\r\n".join(("WARC/1.0", *lines, f"Content-Length: {len(block)}", "", ""))
    return header.encode() + block + b"\r\n\r\n"


class Read(NamedTuple):
    lines: int
    account: str


def reread(path: Path, *records: bytes) -> Read:
    path.write_bytes(b"".join(gzip.compress(one, mtime=0) for one in records))
    again = scrapy("reread", path, "--processes", "1")
    return Read(again.out.count(b"\n"), again.err)


@contextmanager
def held(path: Path) -> Iterator[Holdings]:
    holdings = Holdings(path, lambda url: url)
    try:
        yield holdings
    finally:
        holdings.close()


@pytest.mark.parametrize(
    "fields",
    [
        {"content_type": None},
        {"content_type": "Application/HTTP; MsgType=Response"},
        {"content_type": HTTP, "target_uri": f"<{URL}>"},
        {"content_type": HTTP, "json_metadata": "x" * 200_000},
        {"content_type": HTTP, "record_id": None},
        {"content_type": HTTP, "date": "2017-05-19"},
    ],
    ids=["no type", "upper case", "angle brackets", "long line", "no id", "a day"],
)
def test_an_odd_header_hides_no_page(tmp_path: Path, fields: dict[str, str | None]) -> None:
    path = tmp_path / "a.warc.gz"
    assert reread(path, record(**fields)).lines == 1
    with held(path) as holdings, holdings.exchange(next(holdings.find(URL))) as exchange:
        assert exchange.response is not None
        assert exchange.response.read() == HEAD + PAGE
        assert exchange.started.isoformat().startswith("2017-05-19T")


def test_a_segment_is_no_page(tmp_path: Path) -> None:
    first = record(HEAD + PAGE[:-200], content_type=HTTP, segment_number="1")
    rest = record(PAGE[-200:], type="continuation", record_id="<urn:x:2>", segment_number="2")
    read = reread(tmp_path / "a.warc.gz", first, rest)
    assert read.lines == 0
    assert "1 truncated" in read.account


@pytest.mark.parametrize("date", ["20170519130500", "2017-13-01T00:00:00Z", "soon"])
def test_what_is_no_date_is_named_alike(tmp_path: Path, date: str) -> None:
    path = tmp_path / "a.warc.gz"
    assert f"WARC-Date is {date!r}" in reread(path, record(content_type=HTTP, date=date)).account
    with held(path) as holdings, pytest.raises(Exception, match=f"WARC-Date is '{date}'"):
        holdings.exchange(next(holdings.find(URL)))


@pytest.mark.parametrize(
    ("original", "refers"),
    [
        ({}, {}),
        ({}, {"refers_to": "<urn:x:1>"}),
        ({}, {"refers_to": "<urn:x:absent>"}),
        ({}, {"refers_to_target_uri": URL, "refers_to_date": DAY}),
        ({"date": "2017-05-19T13:05:00.250000Z"}, {"refers_to_target_uri": URL, "refers_to_date": DAY}),
        ({}, {"refers_to_target_uri": URL, "refers_to_date": "2016-01-01T00:00:00Z"}),
        ({"target_uri": URL + "?a=1"}, {"refers_to_target_uri": URL + "?a=1", "refers_to_date": DAY}),
        ({"target_uri": URL + "?a=1"}, {}),
    ],
    ids=["nothing", "id", "id elsewhere", "URL and date", "second", "date elsewhere", "other URL", "digest alone"],
)
def test_a_revisit_is_resolved_by_whatever_it_says(
    tmp_path: Path, original: dict[str, str], refers: dict[str, str]
) -> None:
    path = tmp_path / "a.warc.gz"
    stated: dict[str, str | None] = {"content_type": HTTP, "payload_digest": DIGEST}
    revisit: dict[str, str | None] = {"type": "revisit", "record_id": "<urn:x:2>", "date": "2018-01-01T00:00:00Z"}
    read = reread(path, record(**(stated | original)), record(HEAD, **(stated | revisit | refers)))
    assert "2 article; 0 damages" in read.account
    with held(path) as holdings, holdings.exchange(next(holdings.find(URL))) as exchange:
        assert exchange.response is not None
        assert exchange.response.read() == HEAD + PAGE
        assert exchange.started.year == 2018
