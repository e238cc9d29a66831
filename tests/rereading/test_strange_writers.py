"""Prove that what other software writes is read, as odd as it may be."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import NamedTuple

import pytest
from commanding import scrapy
from strange_records import DAY, DIGEST, HEAD, HTTP, PAGE, URL, held, record

from hnp_crawler.archive.wire.message import read_message


class Read(NamedTuple):
    lines: int
    account: str


def reread(path: Path, *records: bytes) -> Read:
    path.write_bytes(b"".join(gzip.compress(one, mtime=0) for one in records))
    again = scrapy("reread", path, "--processes", "1")
    return Read(again.out.count(b"\n"), again.err)


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


def test_a_page_that_was_kept_without_its_exchange_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    page = record(PAGE, type="resource", content_type="text/html; charset=utf-8")
    shot = record(b"\x89PNG", type="resource", record_id="<urn:x:2>", target_uri="urn:view:" + URL)
    assert reread(path, page, shot).lines == 1
    with held(path) as holdings, holdings.exchange(next(holdings.find(URL))) as exchange:
        assert exchange.reconstructed
        assert exchange.response is not None
        head, body = read_message(exchange.response.chunks())
        assert (head.status, head.get("Content-Type"), b"".join(body)) == (200, "text/html; charset=utf-8", PAGE)
        assert list(holdings.find("urn:view:" + URL)) == []


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
        ({}, {"refers_to": "<urn:x:1>", "content_type": "message/http"}),
        ({}, {"refers_to": "<urn:x:absent>"}),
        ({}, {"refers_to_target_uri": URL, "refers_to_date": DAY}),
        ({"date": "2017-05-19T13:05:00.250000Z"}, {"refers_to_target_uri": URL, "refers_to_date": DAY}),
        ({}, {"refers_to_target_uri": URL, "refers_to_date": "2016-01-01T00:00:00Z"}),
        ({"target_uri": URL + "?a=1"}, {"refers_to_target_uri": URL + "?a=1", "refers_to_date": DAY}),
        ({"target_uri": URL + "?a=1"}, {}),
    ],
    ids=[
        "nothing",
        "id",
        "type",
        "id elsewhere",
        "URL and date",
        "second",
        "date elsewhere",
        "other URL",
        "digest alone",
    ],
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
