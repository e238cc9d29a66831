from __future__ import annotations

import gzip
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from hnp_crawler.archive import sources
from hnp_crawler.archive.captures import contents
from hnp_crawler.archive.captures.fetch import FetchError
from hnp_crawler.archive.captures.holdings import Holdings, HoldingsError
from hnp_crawler.archive.index.cdxj import Post
from hnp_crawler.archive.packages.wacz import Cover, write_wacz
from hnp_crawler.archive.wire.exchange import Exchange
from hnp_crawler.archive.wire.message import entity, read_message

HTML = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
POST = (
    b"POST /list HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: 11\r\n\r\nPageIndex=%d"
)


def identity(url: str) -> str:
    """Take the session off, as a portal's identity does."""
    return url.partition(";")[0]


def body_of(exchange: Exchange) -> bytes:
    assert exchange.response is not None
    head, body = read_message(exchange.response.chunks())
    return b"".join(entity(head, body))


def best(holdings: Holdings, url: str, post: Post | None = None) -> bytes:
    with holdings.exchange(next(holdings.find(url, post))) as exchange:
        return body_of(exchange)


@pytest.fixture
def crawl(begin):
    crawl = begin()
    crawl.get("http://h/a;s=1", HTML + b"\r\nold")
    crawl.get("http://h/a;s=2", HTML + b"\r\nnew")
    crawl.get("http://h/fails", HTML + b"\r\nwhole")
    crawl.get("http://h/fails", b"HTTP/1.1 503 Busy\r\n\r\n")
    crawl.get("http://h/short", HTML + b"Content-Length: 99\r\n\r\nsho", truncated="disconnect")
    crawl.get("http://h/same", HTML + b"X: 1\r\n\r\nnew")
    crawl.get("http://h/chunked", HTML + b"Transfer-Encoding: chunked\r\n\r\n3\r\nnew\r\n0\r\n\r\n")
    crawl.get("http://h/a;s=2", b"HTTP/1.1 304 Not Modified\r\n\r\n", validated=crawl.kept[1].capture)
    for index in (1, 2):
        answer = HTML + b"\r\npage %d" % index
        crawl.get("http://h/list", answer, method="POST", request=POST % index)
    crawl.archive.close()
    return crawl


@pytest.fixture
def holdings(crawl) -> Iterator[Holdings]:
    held = Holdings(crawl.folder, identity)
    yield held
    held.close()


def test_the_very_url_comes_first_and_then_the_latest_of_the_same_page(holdings):
    assert best(holdings, "http://h/a;s=1") == b"old"
    assert best(holdings, "http://h/a;s=2") == b"new"
    assert best(holdings, "http://h/a;s=3") == b"new"
    assert not list(holdings.find("http://h/b"))


def test_a_passing_failure_comes_last(holdings):
    assert best(holdings, "http://h/fails") == b"whole"


def test_what_is_not_whole_is_refused(holdings):
    with pytest.raises(FetchError, match="is not whole"):
        holdings.exchange(next(holdings.find("http://h/short")))


def test_posts_are_told_apart_by_their_bodies(holdings):
    assert best(holdings, "http://h/list", Post("POST", "PageIndex=1")) == b"page 1"
    assert best(holdings, "http://h/list", Post("POST", "PageIndex=2")) == b"page 2"
    assert not list(holdings.find("http://h/list"))


def test_an_exchange_comes_back_as_it_was_kept(crawl, holdings):
    with holdings.exchange(next(holdings.find("http://h/list", Post("POST", "PageIndex=2")))) as exchange:
        assert exchange.request.read() == POST % 2
        assert exchange.response is not None
        assert exchange.response.read() == HTML + b"\r\npage 2"
        assert (exchange.target_uri, exchange.method) == ("http://h/list", "POST")
        assert exchange.started.isoformat() == crawl.kept[-1].capture.date.replace("Z", "+00:00")
        assert (exchange.ip, exchange.protocols, exchange.reconstructed) == ("127.0.0.1", ("http/1.1",), False)


@pytest.mark.parametrize(("url", "framed"), [("http://h/same", b"new"), ("http://h/chunked", b"3\r\nnew\r\n0\r\n\r\n")])
def test_a_revisit_gets_the_payload_of_its_original_in_its_own_frame(holdings, url, framed):
    with holdings.exchange(next(holdings.find(url))) as exchange:
        assert exchange.reconstructed
        assert exchange.response is not None
        assert exchange.response.read().partition(b"\r\n\r\n")[2] == framed
        assert body_of(exchange) == b"new"


def foreign(*, compressed: bool, answer_first: bool) -> bytes:
    """Write exchanges as other tools do: compressed or not, the answer before its request or behind it."""
    stream = BytesIO()
    writer = WARCWriter(stream, gzip=compressed, warc_version="WARC/1.0")
    for index in (1, 2):
        head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        answer = writer.create_warc_record(
            "http://h/list", "response", payload=BytesIO(b"page %d" % index), http_headers=head
        )
        asked = StatusAndHeaders(
            "POST /list HTTP/1.1",
            [("Content-Type", "application/x-www-form-urlencoded"), ("Content-Length", "11")],
            is_http_request=True,
        )
        request = writer.create_warc_record(
            "http://h/list", "request", payload=BytesIO(b"PageIndex=%d" % index), http_headers=asked
        )
        request.rec_headers.add_header("WARC-Concurrent-To", answer.rec_headers.get_header("WARC-Record-ID"))
        for record in (answer, request) if answer_first else (request, answer):
            writer.write_record(record)
            record.raw_stream.close()
    return stream.getvalue()


@pytest.mark.parametrize("answer_first", [True, False])
@pytest.mark.parametrize("form", ["a.warc.gz", "a.warc", "one-member.warc.gz"])
def test_files_of_other_writers_are_read(tmp_path: Path, form: str, answer_first: bool) -> None:
    content = foreign(compressed=form == "a.warc.gz", answer_first=answer_first)
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "er" / form).write_bytes(gzip.compress(content) if form.startswith("one") else content)
    holdings = Holdings(tmp_path, identity)
    for index in (1, 2):
        post = Post("POST", f"PageIndex={index}")
        with holdings.exchange(next(holdings.find("http://h/list", post))) as exchange:
            assert body_of(exchange) == b"page %d" % index
            assert exchange.request.read().endswith(b"PageIndex=%d" % index)
            assert exchange.method == "POST"
    holdings.close()


def test_a_package_and_a_collection_whose_index_is_gone_hold_the_same(crawl, tmp_path: Path) -> None:
    package = tmp_path / "c.wacz"
    write_wacz(crawl.folder, package, Cover(title="c", created=crawl.clock(), software="test"))
    (crawl.folder / "indexes" / "index.cdxj").unlink()
    for source in (package, crawl.folder):
        holdings = Holdings(source, identity)
        assert best(holdings, "http://h/same") == b"new"
        assert best(holdings, "http://h/list", Post("POST", "PageIndex=2")) == b"page 2"
        holdings.close()


def zipped(package: Path, **members: bytes) -> Path:
    """Pack files of records as general tools do: every member compressed once more."""
    with ZipFile(package, "w", ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(f"archive/{name}.warc.gz", content)
    return package


def test_a_package_whose_members_are_compressed_once_more_holds_the_same(crawl, tmp_path: Path) -> None:
    (file,) = crawl.files
    holdings = Holdings(zipped(tmp_path / "c.wacz", a=file.read_bytes()), identity)
    assert best(holdings, "http://h/same") == b"new"
    assert best(holdings, "http://h/list", Post("POST", "PageIndex=2")) == b"page 2"
    assert holdings.damage == []
    holdings.close()


def test_a_damaged_member_of_a_package_is_named_and_the_others_are_there(crawl, tmp_path: Path) -> None:
    (file,) = crawl.files
    package = zipped(tmp_path / "c.wacz", a=file.read_bytes(), b=file.read_bytes())
    content = bytearray(package.read_bytes())
    content[len(file.read_bytes()) // 2] ^= 0xFF
    package.write_bytes(content)
    holdings = Holdings(package, identity)
    assert any("c.wacz!archive/a.warc.gz cannot be read on" in sentence for sentence in holdings.damage)
    assert best(holdings, "http://h/same") == b"new"
    holdings.close()


def test_a_package_that_would_fill_the_disk_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "MAX_INFLATED", 100_000)
    package = zipped(tmp_path / "c.wacz", a=bytes(200_000))
    with pytest.raises(HoldingsError, match=r"holds no answer .*'archive/a\.warc\.gz' has 200000 bytes"):
        Holdings(package, identity)


def test_damage_is_named_and_the_rest_is_there(crawl) -> None:
    (crawl.folder / "indexes" / "index.cdxj").unlink()
    (file,) = crawl.files
    content = bytearray(file.read_bytes())
    content[crawl.kept[1].capture.offset + 40] ^= 0xFF
    file.write_bytes(content)
    holdings = Holdings(crawl.folder, identity)
    assert len(holdings.damage) == 1
    assert f"at {crawl.kept[1].capture.offset}" in holdings.damage[0]
    assert best(holdings, "http://h/a;s=2") == b"old"
    holdings.close()


@pytest.mark.parametrize(
    "line",
    [
        b'h)/a 20240101000000 {"url": "http://h/a", "status": "200", "offset": "%d", "length": "9", "filename": "x"}'
        % 10**30,
        b'h)/a 20240101000000 {"url": "http://h/\\ud800", "offset": "0", "length": "9", "filename": "x"}',
        b"h)/\xff 20240101000000 {}",
        b"h)/a 20240101000000 " + b"[" * 100_000,
    ],
    ids=["offset", "surrogate", "bytes", "depth"],
)
def test_a_line_of_an_index_that_cannot_be_read_is_named(crawl, line: bytes) -> None:
    index = crawl.folder / "indexes" / "index.cdxj"
    index.write_bytes(line + b"\n" + index.read_bytes())
    holdings = Holdings(crawl.folder, identity)
    assert len(holdings.damage) == 1
    assert best(holdings, "http://h/same") == b"new"
    holdings.close()


def test_a_status_without_end_is_none(crawl) -> None:
    index = crawl.folder / "indexes" / "index.cdxj"
    index.write_bytes(index.read_bytes().replace(b'"status": "200"', b'"status": "%s"' % (b"2" * 40), 1))
    holdings = Holdings(crawl.folder, identity)
    assert best(holdings, "http://h/same") == b"new"
    holdings.close()


@pytest.mark.parametrize("name", ["empty", "no archive", "absent"])
def test_what_is_no_archive_is_refused_with_one_sentence(tmp_path: Path, name: str) -> None:
    source = tmp_path / name
    if name == "empty":
        source.mkdir()
    elif name == "no archive":
        source.write_text("hello")
    with pytest.raises(HoldingsError) as raised:
        Holdings(source, identity)
    assert str(source) in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_file_of_one_member_that_would_fill_the_disk_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(contents, "MAX_INFLATED", 100_000)
    record = (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://h/a\r\nWARC-Date: 2020-01-01T00:00:00Z\r\n"
        b"Content-Type: application/http\r\nContent-Length: 200000\r\n\r\n%s\r\n\r\n" % HTML.ljust(200_000)
    )
    (tmp_path / "a.warc.gz").write_bytes(gzip.compress(record * 2))
    with pytest.raises(HoldingsError, match="more than 100000 bytes come out"):
        Holdings(tmp_path / "a.warc.gz", identity)
    (tmp_path / "b.warc.gz").write_bytes(gzip.compress(record) * 2)
    Holdings(tmp_path / "b.warc.gz", identity).close()
